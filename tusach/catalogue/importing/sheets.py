"""Spreadsheets as rows of text, whatever program wrote them."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import xlrd

from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing.charsets import as_utf8, in_unicode
from tusach.catalogue.models import Import
from tusach.ui.api import MOST_ROWS
from tusach.vietnamese.api import nfc

# Beyond this a row or cell is no list of books.
WIDEST = 100
LONGEST_CELL = 20_000
# Columns that are looked at to tell how many are left out; a file may claim 16,384 on each row.
_LOOKED_AT = 2 * WIDEST
_SAMPLE = 200


@dataclass(frozen=True)
class Line:
    """A row: its number as the program shows it, and the text of its cells."""

    number: int
    cells: list[str]


def text_of(value: Any) -> str:
    """A cell as its reader would type it: no ".0" after a whole number, dates day first."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    # Zero-width marks and hard spaces come with what is copied from web pages.
    text = nfc(str(value)).replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")
    clean = "".join(one if one >= " " else " " for one in text)
    return clean.strip()[:LONGEST_CELL]


def sheet_names(path: Path, kind: str) -> list[str]:
    """The sheets of a workbook that hold something; none for a CSV file."""
    if kind == Import.Kind.XLSX:
        with _workbook(path) as book:
            return [sheet.title for sheet in book.worksheets]
    if kind == Import.Kind.XLS:
        return list(_old_workbook(path).sheet_names())
    return []


def columns_left_out(path: Path, kind: str, sheet: str = "") -> int:
    """How many columns beyond :data:`WIDEST` hold something in the first rows: they are not
    read."""
    reader = {Import.Kind.XLSX: _xlsx, Import.Kind.XLS: _xls, Import.Kind.CSV: _csv}
    widest = 0
    rows = reader[Import.Kind(kind)](path, sheet)
    for _number, values in islice(rows, _SAMPLE):
        beyond = [at for at, value in enumerate(values[WIDEST:], 1) if text_of(value)]
        widest = max(widest, *beyond, 0)
    return widest


def lines(
    path: Path, kind: str, sheet: str = "", charsets: Mapping[str, str] | None = None
) -> Iterator[Line]:
    """The rows that hold anything, one at a time. Raises :class:`FileRefused`.

    ``charsets`` says by the number of the column in which code its cells are; what is not
    named there is Unicode, or shown as its bytes look in Windows-1252.
    """
    codes = charsets or {}
    reader = {
        Import.Kind.XLSX: _xlsx,
        Import.Kind.XLS: _xls,
        Import.Kind.CSV: _csv,
    }[Import.Kind(kind)]
    for number, values in _told(reader(path, sheet), kind):
        if values.count(None) == len(values):
            continue  # quickly: a file may claim a million of them
        cells = [
            text_of(in_unicode(value, codes.get(str(at), "")) if isinstance(value, str) else value)
            for at, value in enumerate(values[:WIDEST])
        ]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Line(number, cells)


def _told(
    rows: Iterator[tuple[int, Sequence[Any]]], kind: str
) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows; what breaks in the middle of a workbook is refused by the last good row."""
    last = 0
    try:
        for last, values in rows:
            yield last, values
    except FileRefused:
        raise
    except Exception as error:  # the readers of workbooks let many kinds through
        if kind == Import.Kind.CSV:
            raise
        raise FileRefused("broken-sheet", line=last) from error


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's remarks on styles it does not know
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        except Exception as error:  # openpyxl lets many kinds through for a broken file
            raise FileRefused("broken-zip") from error
        try:
            yield book
        finally:
            book.close()


def _xlsx(path: Path, sheet: str) -> Iterator[tuple[int, Sequence[Any]]]:
    with _workbook(path) as book:
        chosen = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
        # The size a file claims may be a million rows; what is there is what counts.
        chosen.reset_dimensions()
        rows = chosen.iter_rows(values_only=True, max_col=_LOOKED_AT, max_row=MOST_ROWS)
        yield from enumerate(rows, 1)


def _old_workbook(path: Path) -> Any:
    try:
        return xlrd.open_workbook(str(path), on_demand=True, logfile=io.StringIO())
    except Exception as error:  # xlrd too
        raise FileRefused("password") from error


def _xls(path: Path, sheet: str) -> Iterator[tuple[int, Sequence[Any]]]:
    book = _old_workbook(path)
    names = book.sheet_names()
    chosen = book.sheet_by_name(sheet if sheet in names else names[0])
    for at in range(chosen.nrows):
        values: list[Any] = []
        for cell in chosen.row(at):
            if cell.ctype == xlrd.XL_CELL_DATE:
                values.append(xlrd.xldate_as_datetime(cell.value, book.datemode))
            else:
                values.append(cell.value if cell.ctype != xlrd.XL_CELL_ERROR else None)
        yield at + 1, values


def _csv(path: Path, _sheet: str) -> Iterator[tuple[int, Sequence[Any]]]:
    with path.open("rb") as raw:
        encoding = _encoding(raw)
    with path.open(encoding=encoding, newline="") as file:
        first = list(islice(file, 20))
        file.seek(0)
        if first and _LOOSE_HEAD.fullmatch(first[0]):
            yield from _loosely_quoted(file, encoding)
            return
        reader = csv.reader(file, delimiter=_delimiter("".join(first)))
        try:
            for values in reader:
                if encoding == _BYTES:
                    values = [as_utf8(value) or value for value in values]
                yield reader.line_num, values
        except (csv.Error, UnicodeDecodeError) as error:
            raise FileRefused("broken-csv", line=reader.line_num) from error


# The head of a SLiMS export (admin/modules/bibliography/export.php): a comma behind the last name,
# which its lines do not have. It writes every cell in quotes and leaves quotes within them as they
# are, but no line ends: so its lines are read as it writes them.
_LOOSE_HEAD = re.compile(r'(?:"[^"\r\n]*",){2,}\s*')


def _loosely_quoted(file: Iterable[str], encoding: str) -> Iterator[tuple[int, Sequence[Any]]]:
    for number, line in enumerate(file, 1):
        values = line.strip().rstrip(",").removeprefix('"').removesuffix('"').split('","')
        if encoding == _BYTES:
            values = [as_utf8(value) or value for value in values]
        yield number, values


# Each byte becomes the character of its number, so that none is lost before its code is known.
_BYTES = "latin-1"


def _encoding(raw: BinaryIO) -> str:
    """UTF-8 or UTF-16, by the mark and by reading the whole file; else its bytes one by one."""
    head = raw.read(2)
    raw.seek(0)
    if head in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    text = io.TextIOWrapper(raw, encoding="utf-8-sig")
    try:
        while text.read(1 << 16):
            pass
    except UnicodeDecodeError:
        return _BYTES
    finally:
        text.detach()
    return "utf-8-sig"


_QUOTED = re.compile(r'"[^"]*"')


def _delimiter(sample: str) -> str:
    """The mark that parts the first lines most evenly: comma, semicolon, tab or bar. Titles and
    names hold commas and semicolons too, but not as many on each line."""
    found = [line for line in _QUOTED.sub("", sample).splitlines() if line.strip()]

    def evenly(mark: str) -> float:
        counts = Counter(line.count(mark) for line in found)
        counts.pop(0, None)
        return max((count * times for count, times in counts.items()), default=0)

    return max(",;\t|", key=evenly)
