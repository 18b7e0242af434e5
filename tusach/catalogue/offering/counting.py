"""Counting publishers and series: one pass over the catalogue, by the worker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Max

from tusach.catalogue.keys import plain_words
from tusach.catalogue.models import CountedWord, Record

Kind = CountedWord.Kind
_PLAIN_LENGTH = 160
_PUBLISHER = re.compile(r"^(nxb|nha xuat ban|n x b)\s+")
_SOURCES = (
    (Kind.PUBLISHER, "publisher", "place_published"),
    # A series is held with its number after " ; ".
    (Kind.SERIES, "split_part(series, ' ; ', 1)", "publisher"),
)
_CHUNK = 2000


def plain(text: str) -> str:
    """As it is looked up: without marks, capitals and the word for a publishing house."""
    words = plain_words(text)
    return (_PUBLISHER.sub("", words) or words)[:_PLAIN_LENGTH]


def is_stale() -> bool:
    """Whether a record was made or saved since the last count."""
    counted = CountedWord.objects.aggregate(last=Max("counted_at"))["last"]
    changed = Record.objects.order_by("-changed_at").values_list("changed_at", flat=True)[:1]
    return bool(changed) and (counted is None or changed[0] > counted)


@transaction.atomic
def count_again(at: datetime) -> int:
    """Counts all anew; whoever asks meanwhile sees the old count. Returns the words held."""
    CountedWord.objects.all().delete()
    made = 0
    batch: list[CountedWord] = []
    for one in _counted(at):
        batch.append(one)
        if len(batch) == _CHUNK:
            made += len(CountedWord.objects.bulk_create(batch))
            batch = []
    return made + len(CountedWord.objects.bulk_create(batch))


def _counted(at: datetime) -> Iterator[CountedWord]:
    for kind, text, beside in _SOURCES:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {text}, {beside}, count(*) FROM catalogue_record "  # noqa: S608
                f"WHERE merged_into_id IS NULL AND {text} <> '' GROUP BY 1, 2"
            )
            while rows := cursor.fetchmany(_CHUNK):
                for words, place, records in rows:
                    yield CountedWord(
                        kind=kind,
                        text=words,
                        beside=place,
                        plain=plain(words),
                        records=records,
                        counted_at=at,
                    )


def note(record: Record) -> None:
    """What this record brings that nobody counted yet; the next book is offered it at once.
    Called inside the transaction of a save."""
    held = [
        (Kind.PUBLISHER, record.publisher, record.place_published),
        (Kind.SERIES, record.series.split(" ; ")[0], record.publisher),
    ]
    for kind, text, beside in held:
        if not text:
            continue
        found = CountedWord.objects.filter(kind=kind, plain=plain(text), text=text, beside=beside)
        # Only of what is new: what the worker counted is right until it counts again.
        if not found.exists():
            CountedWord.objects.create(kind=kind, text=text, beside=beside, plain=plain(text))
        else:
            found.filter(counted_at=None).update(records=F("records") + 1)
