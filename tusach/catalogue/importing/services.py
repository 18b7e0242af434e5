"""What a person does with an import: send a file, fit its columns, accept, drop, undo."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.errors import FileRefused, ImportIsElsewhere
from tusach.catalogue.importing import columns, legacy, reading, sheets
from tusach.catalogue.importing.content import path_of
from tusach.catalogue.importing.sniff import kind_of
from tusach.catalogue.models import ColumnMapping, Import, ImportRow
from tusach.catalogue.tasks import ask_for
from tusach.ui.api import note_asked

State = Import.State
# Rows looked at for the headings and shown as a sample.
_FIRST_ROWS = 12
_LEGACY_SAMPLE = 200


def take_file(file: BinaryIO, name: str, *, by: Actor, at: datetime) -> Import:
    """Keeps the file and begins its import.

    MARC is read at once by a worker; a sheet waits for its columns to be fitted. Refuses what
    is no file of records, by its content. The file lies under its own digest, so that the
    same file sent twice is kept once; that it was sent before is told by
    ``selectors.imports_of_same_file``.
    """
    digest, size = _measure(file)
    if size > settings.UPLOAD_LIMIT:
        raise FileRefused(
            "too-large", sent=size // 1_000_000, limit=settings.UPLOAD_LIMIT // 1_000_000
        )
    kind = kind_of(file)
    relative = f"imports/{digest[:2]}/{digest}"
    _keep(file, Path(settings.MEDIA_ROOT) / relative)
    imported = Import(
        file_name=Path(name.replace("\\", "/")).name[:255] or "?",
        sha256=digest,
        size=size,
        path=relative,
        kind=kind,
        state=State.READING,
        made_at=at,
    )
    imported.actor = by
    if imported.is_sheet:
        imported.state = State.MAPPING
        look_at_sheet(imported)
    with transaction.atomic():
        imported.save()
        write_act(
            "catalogue.import_file",
            by=by,
            on=("catalogue.import", imported.pk, imported.file_name),
            at=at,
        )
        if imported.state == State.READING:
            _queue(imported, at=at)
    return imported


def _measure(file: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while block := file.read(1 << 20):
        digest.update(block)
        size += len(block)
    file.seek(0)
    return digest.hexdigest(), size


def _keep(file: BinaryIO, path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Under another name until whole: a kill in between leaves no half file under the digest.
    partial = path.with_suffix(".partial")
    file.seek(0)
    with partial.open("wb") as kept:
        shutil.copyfileobj(file, kept, 1 << 20)
    partial.replace(path)


def look_at_sheet(imported: Import, *, sheet: str = "", header_row: int = 0) -> None:
    """Finds the headings of the sheet and what its columns hold, and sets them (unsaved).

    A mapping remembered for these headings is taken before the suggestion. Refuses a file
    without rows and one in the codes used before Unicode.
    """
    rows = list(islice(sheets.lines(path_of(imported), imported.kind, sheet), _LEGACY_SAMPLE))
    if len(rows) < 2:
        raise FileRefused("no-rows")
    if old := legacy.suspected([" ".join(row.cells) for row in rows]):
        raise FileRefused("legacy-text", charset=old)
    first = rows[:_FIRST_ROWS]
    chosen = next((row for row in first if row.number == header_row), None)
    head = chosen or first[columns.header_of([row.cells for row in first])]
    imported.sheet, imported.header_row, imported.header = sheet, head.number, head.cells
    remembered = ColumnMapping.objects.filter(signature=columns.signature(head.cells)).first()
    imported.mapping = remembered.mapping if remembered else columns.suggest(head.cells)


def sample(imported: Import, count: int = 5) -> list[sheets.Line]:
    """The first rows below the headings, as they stand in the file."""
    below = (
        line
        for line in sheets.lines(path_of(imported), imported.kind, imported.sheet)
        if line.number > imported.header_row
    )
    return list(islice(below, count))


def _queue(imported: Import, *, at: datetime) -> None:
    note_asked(imported, at)
    ask_for(imported.pk)


def _locked(pk: int, *states: str) -> Import:
    imported = Import.objects.select_for_update().get(pk=pk)
    if imported.state not in states:
        raise ImportIsElsewhere(file=imported.file_name, state=imported.get_state_display())
    return imported


@transaction.atomic
def choose_sheet(pk: int, *, sheet: str, header_row: int = 0) -> Import:
    """Another sheet of the workbook, or another row as its headings."""
    imported = _locked(pk, State.MAPPING)
    look_at_sheet(imported, sheet=sheet, header_row=header_row)
    imported.save()
    return imported


@transaction.atomic
def fit_columns(pk: int, mapping: Mapping[str, str], *, at: datetime) -> Import:
    """Says which column holds what, remembers it for these headings, and has the sheet read.

    Also from the preview: what was read before is read again.
    """
    imported = _locked(pk, State.MAPPING, State.READ)
    if imported.applied_to:
        raise ImportIsElsewhere(file=imported.file_name, state=imported.get_state_display())
    imported.mapping = {at_: target for at_, target in mapping.items() if target}
    ColumnMapping.objects.update_or_create(
        signature=columns.signature(imported.header),
        defaults={"mapping": imported.mapping, "used_at": at},
    )
    return _read_again(imported, at=at)


@transaction.atomic
def read_as(pk: int, charset: str, *, at: datetime) -> Import:
    """Reads a MARC file again with another encoding for all of its records ("" as they say)."""
    imported = _locked(pk, State.READ)
    if imported.applied_to or imported.kind != Import.Kind.ISO2709:
        raise ImportIsElsewhere(file=imported.file_name, state=imported.get_state_display())
    imported.charset = charset
    return _read_again(imported, at=at)


def _read_again(imported: Import, *, at: datetime) -> Import:
    imported.rows.all().delete()
    imported.read_to = imported.next_offset = 0
    imported.state, imported.problem = State.READING, {}
    imported.save()
    _queue(imported, at=at)
    return imported


@transaction.atomic
def accept(pk: int, *, by: Actor, at: datetime, choices: Mapping[str, Any] | None = None) -> Import:
    """Has what is new written into the catalogue, in the name of ``by``."""
    imported = _locked(pk, State.READ)
    imported.state, imported.problem = State.APPLYING, {}
    imported.choices = dict(choices or imported.choices)
    imported.actor = by
    imported.save()
    write_act(
        "catalogue.import_accept",
        by=by,
        on=("catalogue.import", imported.pk, imported.file_name),
        at=at,
    )
    _queue(imported, at=at)
    return imported


@transaction.atomic
def drop(pk: int, *, by: Actor, at: datetime) -> Import:
    """Leaves the file out. What was already written stays: that is undone, not dropped."""
    imported = _locked(pk, State.MAPPING, State.READING, State.READ, State.FAILED)
    if imported.applied_to:
        raise ImportIsElsewhere(file=imported.file_name, state=imported.get_state_display())
    imported.state, imported.finished_at = State.DROPPED, at
    imported.save()
    write_act(
        "catalogue.import_drop",
        by=by,
        on=("catalogue.import", imported.pk, imported.file_name),
        at=at,
    )
    return imported


@transaction.atomic
def take_back(pk: int, *, by: Actor, at: datetime) -> Import:
    """Has the records this import made deleted, where nothing uses them."""
    imported = _locked(pk, State.DONE, State.READ)
    if not imported.applied_to:
        raise ImportIsElsewhere(file=imported.file_name, state=imported.get_state_display())
    imported.state, imported.undone_to, imported.problem = State.UNDOING, 0, {}
    imported.actor = by
    imported.save()
    write_act(
        "catalogue.import_undo",
        by=by,
        on=("catalogue.import", imported.pk, imported.file_name),
        at=at,
    )
    _queue(imported, at=at)
    return imported


@transaction.atomic
def ask_again(pk: int, *, at: datetime) -> Import:
    """Puts an import under way into the queue again, for when its worker is gone."""
    imported = _locked(pk, State.READING, State.APPLYING, State.UNDOING)
    _queue(imported, at=at)
    return imported


@transaction.atomic
def decide_row(pk: int, number: int, *, take: str) -> ImportRow:
    """What becomes of one row of the preview: ``new`` makes a record though one like it is
    there, ``skip`` leaves it out, ``auto`` matches it again."""
    imported = _locked(pk, State.READ)
    row = imported.rows.select_for_update().get(number=number)
    if row.status in (ImportRow.Status.DAMAGED, ImportRow.Status.OTHER) or row.made:
        raise ImportIsElsewhere(file=imported.file_name, state=row.get_status_display())
    row.forced = take == "new"
    row.reason, row.record = {}, None
    row.status = ImportRow.Status.SKIPPED if take == "skip" else ImportRow.Status.NEW
    if take == "auto":
        _match_again(imported, row)
    row.save()
    return row


def _match_again(imported: Import, row: ImportRow) -> None:
    agency, _, number = row.source.partition("|")
    row._candidate = reading.Candidate(  # type: ignore[attr-defined]
        row.number,
        row.title,
        row.match_key,
        (row.isbn,) if row.isbn else (),
        number,
        agency,
    )
    reading.find_same(imported, [row])


@transaction.atomic
def mend_row(pk: int, number: int, cells: list[str], *, at: datetime) -> ImportRow:
    """Corrects the cells of one row of a sheet; the file itself is left as it came."""
    imported = _locked(pk, State.READ)
    row = imported.rows.select_for_update().get(number=number)
    if not imported.is_sheet or row.made:
        raise ImportIsElsewhere(file=imported.file_name, state=row.get_status_display())
    row.cells = [sheets.text_of(cell) for cell in cells]
    row.record = None
    reading.fill_from_cells(row, imported, at=at)
    if row.status == ImportRow.Status.NEW:
        reading.find_same(imported, [row])
    row.save()
    return row
