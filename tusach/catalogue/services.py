"""What is done to records. Each act is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.compose import RecordFields, compose
from tusach.catalogue.drawn import draw
from tusach.catalogue.errors import TitleIsMissing
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import Record, RecordVersion
from tusach.search.api import changed
from tusach.vietnamese.api import nfc

# Of documents in the search index.
KIND = "record"


def new_control_numbers(count: int) -> list[str]:
    """Control numbers never given before: "TS" and eight digits or more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('catalogue_control_number') FROM generate_series(1, %s)", [count]
        )
        return [f"TS{number:08d}" for (number,) in cursor.fetchall()]


def composed_text(fields: RecordFields) -> RecordFields:
    """The same with every text in NFC and without spaces round it."""
    clean: dict[str, object] = {}
    for name, value in asdict(fields).items():
        if isinstance(value, str):
            clean[name] = nfc(value).strip()
        elif isinstance(value, tuple | list):
            clean[name] = tuple(text for one in value if (text := nfc(one).strip()))
    return replace(fields, **clean)  # type: ignore[arg-type]


@transaction.atomic
def create_record(
    fields: RecordFields,
    *,
    by: Actor,
    at: datetime,
    is_quick: bool = False,
    is_unsure: bool = False,
    why: str = "",
) -> Record:
    """A new record made from the simple form. Refuses one without a title.

    Whether a like record is already there is for the caller to ask (``selectors.likely_same``):
    two editions may differ in nothing the form knows.
    """
    fields = composed_text(fields)
    if not fields.title:
        raise TitleIsMissing()
    (number,) = new_control_numbers(1)
    marc = compose(fields, control_number=number, at=at, is_quick=is_quick)
    record = drawn_record(marc, control_number=number, by=by, at=at)
    record.is_quick, record.is_unsure = is_quick, is_unsure
    insert([(record, marc)], by=by, at=at, why=why or _("Lập biểu ghi"))
    changed(KIND, [record.pk])
    write_act(
        "catalogue.quick_record" if is_quick else "catalogue.create_record",
        by=by,
        on=("catalogue.record", record.pk, record.shown_title),
        at=at,
    )
    return record


def quick_record(
    title: str, author: str = "", *, by: Actor, at: datetime, price: int | None = None
) -> Record:
    """A record of title and author alone, for a copy that must go now; catalogued later."""
    return create_record(
        RecordFields(title=title, author=author, price=price),
        by=by,
        at=at,
        is_quick=True,
        why=_("Biểu ghi nhanh"),
    )


def drawn_record(marc: MarcRecord, *, control_number: str, by: Actor, at: datetime) -> Record:
    """An unsaved Record with the keys drawn from ``marc``."""
    drawn = draw(marc)
    if drawn.source_number == control_number:
        drawn = replace(drawn, source_number="")
    return Record(
        **asdict(drawn),
        control_number=control_number,
        made_at=at,
        changed_at=at,
        made_by=by.name,
    )


def insert(
    pairs: Sequence[tuple[Record, MarcRecord]], *, by: Actor, at: datetime, why: str
) -> None:
    """Writes records with their first versions. Called inside a transaction.

    The caller says to search what changed: an import says it once for a whole batch.
    """
    Record.objects.bulk_create([record for record, _marc in pairs])
    RecordVersion.objects.bulk_create(
        RecordVersion(
            record=record,
            number=1,
            marc=marc.as_json(),
            at=at,
            by_account=by.account,
            by_name=by.name,
            why=why[:300],
        )
        for record, marc in pairs
    )
