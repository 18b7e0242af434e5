"""Reading the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import F, Func, IntegerField, Q, QuerySet, TextField
from django.db.models.functions import Cast

from tusach.catalogue.exporting import too_long
from tusach.catalogue.keys import match_key, plain_words
from tusach.catalogue.marc.comparing import Compared, compare
from tusach.catalogue.marc.isbn import normalise
from tusach.catalogue.marc.record import MarcRecord, from_json
from tusach.catalogue.models import Record, RecordOrigin, RecordVersion

# Records read at a time for an export.
_CHUNK = 500


def record(pk: int) -> Record | None:
    return Record.objects.filter(pk=pk).first()


def record_of_any_time(pk: int) -> Record | None:
    """The record, also one that was merged into another."""
    return Record.everything.filter(pk=pk).first()


def record_numbered(control_number: str) -> Record | None:
    """The record with our control number."""
    return Record.objects.filter(control_number=control_number).first()


def records() -> QuerySet[Record]:
    """All records, without the long texts a list does not show."""
    return Record.objects.defer("summary", "find_text", "responsibility")


def with_words(found: QuerySet[Record], text: str) -> QuerySet[Record]:
    """Those with every word of ``text`` in title, names or numbers, marks or none."""
    if isbn := normalise(text):
        return found.filter(isbns__contains=[isbn])
    for word in plain_words(text).split():
        found = found.filter(find_text__contains=word)
    return found


def found_by_words(text: str, *, besides: int, count: int = 20) -> list[Record]:
    """At most ``count`` records with every word in title, names or ISBN, or with the control
    number; [] for nothing typed."""
    if not plain_words(text):
        return []
    others = records().exclude(pk=besides)
    if numbered := list(others.filter(control_number__iexact=text.strip())):
        return numbered
    return list(with_words(others, text).order_by("title_key", "pk")[:count])


def find_by_isbn(text: str) -> list[Record]:
    """Records with this ISBN, of ten or thirteen digits, with or without hyphens.

    Several when editions share one, as reprints in Viet Nam do; none for a wrong ISBN.
    """
    isbn = normalise(text)
    if not isbn:
        return []
    return list(Record.objects.filter(isbns__contains=[isbn]).order_by("title_key", "pk"))


def with_isbns(isbns: Sequence[str], *, besides: int | None = None) -> list[Record]:
    """At most five records that have any of these, of thirteen digits each."""
    if not isbns:
        return []
    found = Record.objects.filter(isbns__overlap=list(isbns)).exclude(pk=besides or 0)
    return list(found.order_by("title_key", "pk")[:5])


def likely_same(title: str, author: str = "", year: int | None = None, isbn: str = "",
                *, besides: int | None = None) -> list[Record]:  # fmt: skip
    """At most five records that could be the one described: by ISBN, by title with author
    and year, by title alone (as typed, marks or none)."""
    found: dict[int, Record] = {one.pk: one for one in find_by_isbn(isbn)}
    words = plain_words(title)
    if words:
        exact = Record.objects.filter(match_key=match_key(title, author, year))
        begins = Record.objects.filter(find_text__startswith=words).order_by("title_key", "pk")
        for one in [*exact[:5], *begins[:5]]:
            found.setdefault(one.pk, one)
    found.pop(besides or 0, None)
    return list(found.values())[:5]


def marc_of(record: Record) -> MarcRecord:
    """The MARC content of the record as it now stands."""
    return marc_of_version(record, record.version)


def marc_of_version(record: Record, number: int) -> MarcRecord:
    """The content of one version. Raises RecordVersion.DoesNotExist."""
    return from_json(RecordVersion.objects.get(record=record, number=number).marc)


def contents(found: QuerySet[Record]) -> Iterator[tuple[str, MarcRecord]]:
    """(control number, MARC content) of each record in the order of the list; one chunk in
    memory at a time."""
    keys = found.values_list("pk", flat=True).iterator(chunk_size=5000)
    while chunk := list(islice(keys, _CHUNK)):
        versions = RecordVersion.objects.filter(
            record__in=chunk, number=F("record__version")
        ).values_list("record", "record__control_number", "marc")
        held = {pk: (number, marc) for pk, number, marc in versions}
        for pk in chunk:
            if pk in held:  # not deleted in between
                number, marc = held[pk]
                yield number, from_json(marc)


@dataclass(frozen=True)
class Version:
    version: RecordVersion
    # The fields that differ from the version before; none of the first.
    changes: list[Compared]


def history(
    record: Record, *, before: int | None = None, count: int = 20
) -> tuple[list[Version], int | None]:
    """(the latest ``count`` versions below number ``before``, latest first, each with what it
    changed; what to give as ``before`` for those older still)."""
    below = record.versions.order_by("-number")
    if before is not None:
        below = below.filter(number__lt=before)
    held = list(below[: count + 1])
    found = []
    for at, one in enumerate(held[:count]):
        older = held[at + 1] if at + 1 < len(held) else None
        changes = compare(from_json(older.marc), from_json(one.marc)) if older else []
        found.append(Version(one, changes))
    return found, held[count - 1].number if len(held) > count else None


def version_numbered(record: Record, number: int) -> RecordVersion | None:
    return RecordVersion.objects.filter(record=record, number=number).first()


def to_be_catalogued() -> QuerySet[Record]:
    """Quick records, oldest first (R-088: unprocessed titles)."""
    return records().filter(is_quick=True)


def content_of_version(record: Record, number: int) -> MarcRecord | None:
    """The content of one version; None when there is no such version."""
    version = version_numbered(record, number)
    return from_json(version.marc) if version else None


def origin_of(record: Record) -> RecordOrigin | None:
    """Where the record came from, without its bytes; None for one made here."""
    return RecordOrigin.objects.defer("content").filter(record=record).first()


# Bytes of MARC-in-JSON below which no field and no record is too long for ISO 2709.
_MAY_BE_TOO_LONG = 9_000


def too_long_for_iso2709(found: QuerySet[Record]) -> list[Record]:
    """Those of the list that ISO 2709 cannot hold. Looks only at the few of great size: only a
    value that the database compressed, or stored large, can be one."""
    stored = Func(F("marc"), function="pg_column_size", output_field=IntegerField())
    packed = Func(F("marc"), function="pg_column_compression", output_field=TextField(null=True))
    text = Cast("marc", TextField())
    large = RecordVersion.objects.filter(
        record__in=found.order_by().values("pk"), number=F("record__version")
    ).alias(stored=stored, packed=packed)
    large = large.filter(Q(stored__gt=_MAY_BE_TOO_LONG) | Q(packed__isnull=False)).alias(
        length=Func(text, function="octet_length", output_field=IntegerField())
    )
    return [
        one.record
        for one in large.filter(length__gt=_MAY_BE_TOO_LONG).select_related("record").iterator(50)
        if too_long(from_json(one.marc))
    ]
