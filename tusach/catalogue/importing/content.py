"""What stands in the file of an import, line by line, from wherever the work broke off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from tusach.catalogue.compose import compose
from tusach.catalogue.importing import columns, sheets
from tusach.catalogue.marc import iso2709, marcxml
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import Import, ImportRow


@dataclass
class Entry:
    """One record or line as it was read: the record, or why there is none."""

    number: int
    offset: int = 0
    length: int = 0
    record: MarcRecord | None = None
    fault: Fault | None = None
    content: bytes = b""
    cells: list[str] = field(default_factory=list)


def path_of(imported: Import) -> Path:
    return Path(settings.MEDIA_ROOT) / imported.path


def entries(imported: Import) -> Iterator[Entry]:
    """What has not been read yet, one at a time."""
    if imported.is_sheet:
        yield from _sheet_entries(imported)
        return
    with path_of(imported).open("rb") as file:
        if imported.kind == Import.Kind.ISO2709:
            yield from _iso2709_entries(imported, file)
        else:
            yield from _xml_entries(imported, file)


def _iso2709_entries(imported: Import, file: BinaryIO) -> Iterator[Entry]:
    pieces = iso2709.pieces(file, offset=imported.next_offset)
    for number, piece in enumerate(pieces, imported.read_to + 1):
        entry = Entry(number, piece.offset, len(piece.content), content=piece.content)
        try:
            entry.record = iso2709.parse(piece.content, imported.charset)
        except Fault as fault:
            entry.fault = fault
        yield entry


def _xml_entries(imported: Import, file: BinaryIO) -> Iterator[Entry]:
    for number, found in enumerate(marcxml.read(file), 1):
        if number <= imported.read_to:
            continue
        entry = Entry(number, found.offset, found.length, found.record, found.fault)
        if found.fault is not None:
            with path_of(imported).open("rb") as again:
                again.seek(found.offset)
                entry.content = again.read(found.length)
        yield entry


def _sheet_entries(imported: Import) -> Iterator[Entry]:
    for line in sheets.lines(path_of(imported), imported.kind, imported.sheet):
        if line.number > max(imported.header_row, imported.read_to):
            yield Entry(line.number, cells=line.cells)


def names_of(imported: Import) -> dict[str, str]:
    """What a column holds → its heading."""
    return {
        target: imported.header[int(at)]
        for at, target in imported.mapping.items()
        if int(at) < len(imported.header)
    }


class Source:
    """Gives each row of a batch its MARC record again, with the bytes it came from."""

    def __init__(self, imported: Import) -> None:
        self.imported = imported
        self._file: BinaryIO | None = None
        self._own: BinaryIO | None = None  # marcxml moves about in its file
        self._xml: Iterator[tuple[int, marcxml.Found]] | None = None

    def __enter__(self) -> Source:
        if not self.imported.is_sheet:
            self._file = path_of(self.imported).open("rb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in (self._file, self._own):
            if file is not None:
                file.close()

    def marc(self, row: ImportRow, *, control_number: str, at: datetime) -> MarcRecord:
        """The record of a row that was read well. A sheet's is composed with our number."""
        if self.imported.is_sheet:
            parsed = columns.parse(
                row.values, names_of(self.imported), this_year=timezone.localtime(at).year
            )
            assert parsed.fields is not None, f"row {row.number} was taken with errors"
            return compose(parsed.fields, control_number=control_number, at=at)
        if self.imported.kind == Import.Kind.ISO2709:
            return iso2709.parse(self.bytes_of(row), self.imported.charset)
        record = self._found(row.number).record
        assert record is not None, f"record {row.number} was read well before"
        return record

    def bytes_of(self, row: ImportRow) -> bytes:
        """The row's own bytes; of a sheet its cells as a JSON list."""
        if self._file is None:
            return json.dumps(row.cells, ensure_ascii=False).encode()
        self._file.seek(row.offset)
        return self._file.read(row.length)

    def _found(self, number: int) -> marcxml.Found:
        # XML can only be read from its beginning; rows come in order, so one pass serves all.
        if self._xml is None:
            self._own = path_of(self.imported).open("rb")
            self._xml = enumerate(marcxml.read(self._own), 1)
        for at, found in self._xml:
            if at == number:
                return found
        raise LookupError(number)
