"""What stands in the file of an import, record by record, from wherever the work broke off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from django.conf import settings

from tusach.catalogue.importing import isis_sheet, sheets
from tusach.catalogue.importing.charsets import marc_charset
from tusach.catalogue.marc import iso2709, marcjson, marcxml
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.found import Found
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


def items_path_of(imported: Import) -> Path:
    return Path(settings.MEDIA_ROOT) / imported.items_path


def entries(imported: Import) -> Iterator[Entry]:
    """What has not been read yet, one at a time."""
    if imported.kind == Import.Kind.ISIS:
        yield from _isis_entries(imported)
    elif imported.is_sheet:
        yield from _sheet_entries(imported)
    elif imported.kind == Import.Kind.ISO2709:
        yield from _iso2709_entries(imported)
    elif imported.kind == Import.Kind.MARCJSON:
        with path_of(imported).open("rb") as file:
            found = marcjson.read(file, offset=imported.next_offset)
            yield from _found_entries(imported, enumerate(found, imported.read_to + 1))
    else:
        # XML can only be read from its beginning.
        with path_of(imported).open("rb") as file:
            later = (one for one in enumerate(marcxml.read(file), 1) if one[0] > imported.read_to)
            yield from _found_entries(imported, later)


def _iso2709_entries(imported: Import) -> Iterator[Entry]:
    charset = marc_charset(imported.charset)
    with path_of(imported).open("rb") as file:
        pieces = iso2709.pieces(file, offset=imported.next_offset)
        for number, piece in enumerate(pieces, imported.read_to + 1):
            entry = Entry(number, piece.offset, len(piece.content), content=piece.content)
            try:
                entry.record = iso2709.parse(piece.content, charset)
            except Fault as fault:
                entry.fault = fault
            yield entry


def _found_entries(imported: Import, found: Iterator[tuple[int, Found]]) -> Iterator[Entry]:
    with path_of(imported).open("rb") as again:
        for number, one in found:
            entry = Entry(number, one.offset, one.length, one.record, one.fault)
            if one.fault is not None:
                again.seek(one.offset)
                entry.content = again.read(one.length)
            yield entry


def _sheet_entries(imported: Import) -> Iterator[Entry]:
    read = sheets.lines(path_of(imported), imported.kind, imported.sheet, imported.charsets)
    for line in read:
        if line.number > max(imported.header_row, imported.read_to):
            yield Entry(line.number, cells=line.cells)


def _isis_entries(imported: Import) -> Iterator[Entry]:
    with path_of(imported).open("rb") as file:
        pieces = isis_sheet.pieces(file, offset=imported.next_offset)
        for number, piece in enumerate(pieces, imported.read_to + 1):
            entry = Entry(number, piece.offset, len(piece.content))
            try:
                entry.cells = isis_sheet.cells_of(piece.content, imported.header, imported.charsets)
            except Fault as fault:
                entry.fault, entry.content = fault, piece.content
            yield entry


def names_of(imported: Import) -> dict[str, str]:
    """What a column holds → its heading."""
    return {
        target: imported.header[int(at)]
        for at, target in imported.mapping.items()
        if int(at) < len(imported.header)
    }


class Source:
    """Gives the bytes of rows from the file, which it holds open."""

    def __init__(self, imported: Import) -> None:
        self.imported = imported
        self._file: BinaryIO | None = None

    def __enter__(self) -> Source:
        if not self.imported.is_sheet or self.imported.kind == Import.Kind.ISIS:
            self._file = path_of(self.imported).open("rb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def bytes_at(self, offset: int, length: int, cells: list[str]) -> bytes:
        """A row's own bytes; of a sheet its cells as a JSON list."""
        if self._file is None:
            return json.dumps(cells, ensure_ascii=False).encode()
        self._file.seek(offset)
        return self._file.read(length)


def bytes_of(imported: Import, row: ImportRow) -> bytes:
    """The row's own bytes: as kept with it, else from the file; none when both are gone."""
    if row.content is not None:
        return bytes(row.content)
    if not path_of(imported).exists():
        return b""
    with Source(imported) as source:
        return source.bytes_at(row.offset, row.length, row.cells)
