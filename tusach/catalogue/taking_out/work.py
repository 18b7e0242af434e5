"""The worker's side of an export."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tusach.catalogue.marc import iso2709, marcxml
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import MarcRecord, from_json
from tusach.catalogue.models import Export, RecordVersion
from tusach.catalogue.taking_out.services import file_of, left_out_of
from tusach.catalogue.taking_out.sources import records_out
from tusach.ui.api import stopped_by_name

State = Export.State
_OPENING = {"xml": marcxml.OPENING, "array": b"["}
_CLOSING = {"xml": marcxml.CLOSING, "array": b"\n]\n"}


def work(pk: int) -> None:
    """Writes what is left of the file, part by part."""

    def stop(problem: dict[str, str]) -> None:
        rows = Export.objects.filter(pk=pk, state=State.WRITING)
        rows.update(state=State.FAILED, problem=problem, worked_at=timezone.now())

    with stopped_by_name(f"export {pk}", stop):
        while _write_part(pk):
            pass


def _write_part(pk: int) -> bool:
    """One part, or the end. False when there is nothing more to do."""
    with transaction.atomic():
        made = Export.objects.select_for_update().filter(pk=pk).first()
        if made is None or made.state != State.WRITING:
            return False
        part = made.parts.filter(number=made.done_to).first()
        with _open_at(file_of(made), made.written) as out, _left_out(made) as left:
            if not made.written:
                out.write(_OPENING.get(made.form, b""))
            if part is not None:
                records = _contents(part.records)
                for marc in records_out(made.source, records, made.options):
                    _write(marc, made, out, left)
                made.done_to += 1
            else:
                out.write(_CLOSING.get(made.form, b""))
                if made.left_out:
                    left.write(marcxml.CLOSING)
                made.state, made.finished_at = State.DONE, timezone.now()
            made.written, made.left_out_written = out.tell(), left.tell()
        made.worked_at = timezone.now()
        made.save()
    return part is not None


def _write(marc: MarcRecord, made: Export, out: BinaryIO, left: BinaryIO) -> None:
    if made.form == "mrc":
        try:
            out.write(iso2709.write(marc))
        except Fault:
            if not made.left_out:
                left.write(marcxml.OPENING)
            left.write(marcxml.write(marc))
            made.left_out += 1
    elif made.form == "xml":
        out.write(marcxml.write(marc))
    else:
        line = json.dumps(marc.as_json(), ensure_ascii=False).encode()
        if made.form == "array":
            line = (b"\n" if out.tell() == 1 else b",\n") + line
        else:
            line += b"\n"
        out.write(line)


def _contents(records: list[int]) -> list[tuple[str, MarcRecord]]:
    """(control number, content) of the records that are still there, in this order. One query."""
    versions = RecordVersion.objects.filter(
        record__in=records, number=F("record__version")
    ).values_list("record", "record__control_number", "marc")
    held = {pk: (number, from_json(marc)) for pk, number, marc in versions}
    return [held[pk] for pk in records if pk in held]


@contextmanager
def _open_at(path: Path, end: int) -> Iterator[BinaryIO]:
    """The file, cut behind what is known to be whole; on the disk before it is said to be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(end)
        file.seek(end)
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _left_out(made: Export) -> Iterator[BinaryIO]:
    """The second file; only ISO 2709 has one."""
    if made.form != "mrc":
        yield io.BytesIO()
        return
    with _open_at(left_out_of(made), made.left_out_written) as file:
        yield file
