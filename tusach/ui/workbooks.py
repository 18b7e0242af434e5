"""An .xlsx file that somebody sent, looked at before a reader of spreadsheets takes it apart.

What a reader holds in memory as a whole is bounded part by part: a hundred kilobytes of zip can
hold gigabytes of XML. A document type, which no workbook has (ECMA-376 part 2, 8.1.4), is
refused: entities make megabytes out of a line, or name files of the machine.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO, Final

# Rows that a spreadsheet program can have; a file may claim more, and readers count up to it.
MOST_ROWS: Final = 1_048_576

_MANY_PARTS = 2_000
# Read row by row, so that only the sum counts.
_BY_ROWS = re.compile(r"xl/worksheets/[^/]+\.xml")
_STRINGS = "xl/sharedStrings.xml"
_STRINGS_LIMIT = 64 * 1024 * 1024
# Styles, names, relations: read as trees, which take ten times their size.
_PART_LIMIT = 8 * 1024 * 1024
_READ_WHOLE = (".xml", ".rels")
_HEAD = 64 * 1024
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
_ROOT = re.compile(rb"<[A-Za-z_]")


class UnfitWorkbook(ValueError):
    """Not one to be read; ``too_large`` when that is why."""

    def __init__(self, why: str, *, too_large: bool = False) -> None:
        super().__init__(why)
        self.too_large = too_large


def check_workbook(file: BinaryIO, *, unpacked: int) -> None:
    """Refuse (:class:`UnfitWorkbook`) what is no workbook, or would not fit into the memory.

    ``unpacked`` is the most that all parts together may come to, in bytes; readers get no more
    out of a part than it says of itself. Leaves ``file`` at its beginning.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive, unpacked)
    except (*_UNREADABLE, OSError) as error:
        # Broken, packed in a way Python cannot read, or locked with a password.
        raise UnfitWorkbook(str(error)) from error
    finally:
        file.seek(0)


def _check(archive: zipfile.ZipFile, unpacked: int) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise UnfitWorkbook("xl/workbook.xml")
    if len(names) < len(parts):
        raise UnfitWorkbook("two parts of one name")
    if len(parts) > _MANY_PARTS or sum(part.file_size for part in parts) > unpacked:
        raise UnfitWorkbook("unpacked", too_large=True)
    for part in parts:
        if not part.filename.endswith(_READ_WHOLE):
            continue  # pictures and the like, which no reader opens
        limit = _STRINGS_LIMIT if part.filename == _STRINGS else _PART_LIMIT
        if part.file_size > limit and not _BY_ROWS.fullmatch(part.filename):
            raise UnfitWorkbook(part.filename, too_large=True)
        _check_head(archive, part)


def _check_head(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if not part.file_size:
        return
    with archive.open(part) as opened:
        head = opened.read(_HEAD).replace(b"\0", b"")  # UTF-16 is allowed too
    root = _ROOT.search(head)
    if root is None or b"<!DOCTYPE" in head[: root.start()]:
        raise UnfitWorkbook(part.filename)
