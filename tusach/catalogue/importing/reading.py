"""Reading a file into the rows of its preview: what is new, what is there, what is damaged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

import pymarc
from django.db import transaction
from django.utils import timezone

from tusach.catalogue.compose import compose
from tusach.catalogue.drawn import Drawn, clean, draw
from tusach.catalogue.importing import columns
from tusach.catalogue.importing.content import Entry, entries, names_of
from tusach.catalogue.importing.matching import (
    Candidate,
    Known,
    known_records,
    known_rows,
)
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import Import, ImportRow

Status = ImportRow.Status
# Rows of one transaction: short enough that nobody waits for it (design.md 6, "search").
BATCH = 300


def read(imported: Import, *, batch: int = BATCH) -> None:
    """Reads what is left of the file and puts it forward for acceptance.

    Stops when the import was dropped or another worker took over. Each batch is written
    together with how far the reading came.
    """
    coming = entries(imported)
    while taken := list(islice(coming, batch)):
        if not _write(imported, taken, at=timezone.now()):
            return
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=imported.pk)
        if held.state == Import.State.READING and held.read_to == imported.read_to:
            held.state = Import.State.READ
            held.worked_at = timezone.now()
            held.save(update_fields=["state", "worked_at"])


def _write(imported: Import, taken: Sequence[Entry], *, at: datetime) -> bool:
    """One batch. False when this worker has nothing more to do here."""
    rows = [row_of(imported, entry, at=at) for entry in taken]
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=imported.pk)
        if held.state != Import.State.READING or held.read_to != imported.read_to:
            return False
        find_same(imported, [row for row in rows if row.status == Status.NEW])
        ImportRow.objects.bulk_create(rows)
        imported.read_to = held.read_to = taken[-1].number
        held.next_offset = taken[-1].offset + taken[-1].length
        held.worked_at = at
        held.save(update_fields=["read_to", "next_offset", "worked_at"])
    return True


def row_of(imported: Import, entry: Entry, *, at: datetime) -> ImportRow:
    """The row of one entry, new or damaged; whether it is there already is asked later."""
    row = ImportRow(
        imported=imported,
        number=entry.number,
        offset=entry.offset,
        length=entry.length,
        cells=entry.cells,
        status=Status.NEW,
    )
    if imported.is_sheet:
        fill_from_cells(row, imported, at=at)
    elif entry.fault is not None:
        row.status = Status.DAMAGED
        row.reason = {"code": entry.fault.code, "facts": entry.fault.facts}
        row.content = entry.content
        row.title = _title_guessed(entry.content)
    elif entry.record is not None:
        if entry.record.is_authority:
            row.status = Status.OTHER
            row.reason = {"code": "authority", "facts": {}}
            row.title = entry.record.first("100", "a")[:300]
        else:
            _show(row, entry.record)
    return row


_XML_TITLE = re.compile(rb"tag=.245.[^$]*?code=.a.>([^<]{1,300})")


def _title_guessed(content: bytes) -> str:
    """Words by which a person may know a record that cannot be read; only ever shown.

    pymarc reads leniently what a strict reading refuses; of what it guesses only the title
    is taken, and only for the eye.
    """
    if found := _XML_TITLE.search(content):
        return clean(found.group(1).decode("utf-8", "replace"))
    try:
        title = pymarc.Record(content, to_unicode=True, utf8_handling="replace").title
    except Exception:  # it lets many kinds through for broken bytes
        return ""
    return clean("".join(one if one >= " " else " " for one in title or ""))[:300]


def fill_from_cells(row: ImportRow, imported: Import, *, at: datetime) -> None:
    """Reads (again) what the row's cells hold under the mapping of its import."""
    row.values = columns.values_of(row.cells, imported.mapping)
    parsed = columns.parse(row.values, names_of(imported), this_year=timezone.localtime(at).year)
    row.warnings = parsed.warnings
    row.title = row.values.get("title", "")[:300]
    if parsed.fields is None:
        row.status = Status.DAMAGED
        row.reason = {"code": parsed.errors[0]["code"], "facts": parsed.errors[0]["facts"]}
        row.warnings = [*parsed.errors[1:], *parsed.warnings]
        return
    row.status, row.reason = Status.NEW, {}
    _show(row, compose(parsed.fields, control_number="", at=at))


def _show(row: ImportRow, marc: MarcRecord) -> None:
    drawn = draw(marc)
    row.title = drawn.title[:300]
    row.author = drawn.author[:200]
    row.year = drawn.year
    row.match_key = drawn.match_key
    row.isbn = drawn.isbn
    row.source = f"{drawn.source_agency}|{drawn.source_number}"[:250]
    row._candidate = candidate(row.number, drawn)  # type: ignore[attr-defined]


def candidate(key: int, drawn: Drawn) -> Candidate:
    return Candidate(
        key,
        drawn.title,
        drawn.match_key,
        tuple(drawn.isbns),
        drawn.source_number,
        drawn.source_agency,
    )


def find_same(imported: Import, rows: Sequence[ImportRow]) -> None:
    """Marks those rows that are in the catalogue or earlier in the file. Six queries."""
    new: list[Candidate] = [row._candidate for row in rows]  # type: ignore[attr-defined]
    there, _none = known_records(new)
    earlier = known_rows(imported.pk, new)
    within = Known(one_file=True)
    for row, one in zip(rows, new, strict=True):
        if row.forced:
            continue
        if found := there.match(one):
            row.status, row.reason, row.record_id = Status.SAME, found.reason, found.record
        elif found := earlier.match(one) or within.match(one):
            row.status = Status.SAME
            row.reason = {"code": "same-as-row", "facts": {"row": found.record}}
        else:
            like = earlier.like(one) or within.like(one)
            within.add(one)
            if like is not None:
                row.warnings = [*row.warnings, {"code": "like-row", "facts": {"row": like}}]
            if warning := there.same_isbn_other_title(one):
                row.warnings = [*row.warnings, warning]
