"""What a person decides about single rows of a preview, and mending them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tusach.catalogue.errors import NoSuchRecord
from tusach.catalogue.importing import reading, sheets
from tusach.catalogue.importing.bulk import Read, write_contents
from tusach.catalogue.importing.held import elsewhere, locked
from tusach.catalogue.marc.record import from_json
from tusach.catalogue.models import Difference, Import, ImportContent, ImportRow, Record
from tusach.catalogue.points import points

State, Status = Import.State, ImportRow.Status


@transaction.atomic
def decide_row(pk: int, number: int, *, take: str, record: int | None = None) -> ImportRow:
    """What becomes of one row of the preview.

    ``new`` makes a record though one like it is there, ``skip`` leaves it out, ``auto`` matches
    it again, ``same`` says that it is ``record``; ``keep``, ``fill`` and ``take`` say what
    becomes of a record that differs. Refuses rows that are damaged or written.
    """
    imported = locked(pk, State.READ)
    row = imported.rows.select_for_update().get(number=number)
    if row.status in (Status.DAMAGED, Status.OTHER) or row.settled:
        raise elsewhere(imported)
    if take in Difference.values:
        if row.status != Status.DIFFERS:
            raise elsewhere(imported)
        row.decision = take
        row.save(update_fields=["decision"])
        return row
    row.forced, row.decision = take == "new", ""
    row.reason, row.record, row.warnings = {}, None, []
    row.status = Status.SKIPPED if take == "skip" else Status.NEW
    if take == "same":
        found = Record.objects.filter(pk=record or 0).first()
        if found is None:
            raise NoSuchRecord()
        row.record, row.status = found, Status.SAME
        row.reason = {"code": "said-same", "facts": {"title": found.shown_title[:120]}}
        reading.tell_different(imported, [_read(row)])
    elif take in ("auto", "new"):
        reading.find_same(imported, [_read(row)], points())
    row.save()
    return row


def _read(row: ImportRow) -> Read:
    """What was read of the row, with the keys drawn from it."""
    return reading.shown(row, from_json(ImportContent.objects.get(row=row).marc))


@transaction.atomic
def mend_row(pk: int, number: int, cells: list[str], *, at: datetime) -> ImportRow:
    """Corrects the cells of one row of a sheet; the file itself is left as it came."""
    imported = locked(pk, State.READ, State.DONE)
    row = imported.rows.select_for_update().get(number=number)
    if not imported.is_sheet or row.settled:
        raise elsewhere(imported)
    row.cells = [sheets.text_of(cell) for cell in cells]
    row.record, row.content = None, None
    take_mended(imported, row, reading.from_cells(row, imported, at=at))
    return row


def take_mended(imported: Import, row: ImportRow, read: Read) -> None:
    """Saves a row that was read again, matched like any other; an import that was done waits
    for acceptance once more."""
    if row.status == Status.NEW:
        reading.find_same(imported, [read], points())
    row.save()
    if read.marc is not None:
        write_contents([read])
    if imported.state == State.DONE and row.status != Status.DAMAGED:
        imported.state = State.READ
        imported.save(update_fields=["state"])
