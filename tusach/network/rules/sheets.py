"""Reading a spreadsheet that somebody sent: what it is is told by its content, not its name."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
import xlrd
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.network.errors import (
    SheetIsEmpty,
    SheetIsTooLarge,
    SheetIsUnreadable,
    SheetNotASpreadsheet,
)
from tusach.ui.api import UnfitWorkbook, check_workbook

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 60
# What a zipped workbook may grow to: more is an attack, not a list of libraries.
_MAX_UNPACKED = 80 * 1024 * 1024
# A row may claim any number, and the reader counts up to it.
_LAST_ROW = 100_000
_CELL = 500

_SIGNATURES = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF", _("tệp PDF")),
    (b"\x89PNG", _("ảnh PNG")),
    (b"\xff\xd8\xff", _("ảnh JPEG")),
    (b"Rar!", _("tệp nén RAR")),
    (b"{\\rtf", _("văn bản RTF")),
)


@dataclass(frozen=True)
class Table:
    """The headings and the rows below them as text, each row with its number in the file."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(name: str, content: bytes) -> Table:
    """The first sheet of an .xlsx or .xls workbook, or a .csv in UTF-8 or UTF-16.

    The heading is the first row with at least two filled cells; empty rows are passed over.
    A date cell becomes yyyy-mm-dd. Refuses :class:`SheetIsTooLarge`,
    :class:`SheetNotASpreadsheet` (an HTML page named .xlsx), :class:`SheetIsUnreadable`,
    :class:`SheetIsEmpty`.
    """
    if len(content) > MAX_BYTES:
        raise SheetIsTooLarge(file=name, limit=f"{MAX_BYTES // 2**20} MB")
    kind = _kind(name, content)
    try:
        lines = {"xlsx": _xlsx, "xls": _xls, "csv": _csv}[kind](content)
    except _TooMuch:
        raise SheetIsTooLarge(file=name, limit=gettext("%(n)s dòng") % {"n": MAX_ROWS}) from None
    except _NotText:
        raise SheetIsUnreadable(
            file=name, why=_("chữ không phải Unicode (UTF-8); hãy lưu lại dạng .xlsx")
        ) from None
    except Exception as error:  # on a damaged file the readers raise whatever broke inside
        raise SheetIsUnreadable(file=name, why=_("tệp hỏng hoặc bị cắt ngang")) from error
    filled = [(number, cells) for number, cells in lines if any(cells)]
    start = next((i for i, (_n, cells) in enumerate(filled) if sum(map(bool, cells)) > 1), None)
    if start is None or start + 1 == len(filled):
        raise SheetIsEmpty(file=name)
    headings = filled[start][1]
    while headings and not headings[-1]:
        headings.pop()
    width = len(headings)
    rows = [(number, (cells + [""] * width)[:width]) for number, cells in filled[start + 1 :]]
    return Table(headings, [(number, cells) for number, cells in rows if any(cells)])


class _TooMuch(ValueError):
    """More than is taken at once."""


class _NotText(ValueError):
    """Not Unicode."""


def _kind(name: str, content: bytes) -> str:
    head = content[:2048]
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            if kind in ("xlsx", "xls"):
                return str(kind)
            raise SheetNotASpreadsheet(file=name, what=kind)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<script")):
        raise SheetNotASpreadsheet(file=name, what=_("trang HTML"))
    if text.startswith(b"<?xml"):
        raise SheetNotASpreadsheet(file=name, what=_("tệp XML"))
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SheetNotASpreadsheet(file=name, what=_("tệp nhị phân không rõ loại"))
    if not content.strip():
        raise SheetIsEmpty(file=name)
    return "csv"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())[:_CELL]


Lines = list[tuple[int, list[str]]]


def _keep(lines: Lines, number: int, cells: list[str]) -> None:
    if any(cells):
        if len(lines) > MAX_ROWS + 20:
            raise _TooMuch
        lines.append((number, cells))


def _xlsx(content: bytes) -> Lines:
    try:
        check_workbook(io.BytesIO(content), unpacked=_MAX_UNPACKED)
    except UnfitWorkbook as unfit:
        raise (_TooMuch if unfit.too_large else ValueError) from unfit
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        lines: Lines = []
        rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=_LAST_ROW)
        for number, row in enumerate(rows, 1):
            _keep(lines, number, [_text(cell) for cell in row])
        return lines
    finally:
        book.close()


def _xls(content: bytes) -> Lines:
    book = xlrd.open_workbook(file_contents=content)
    sheet = book.sheet_by_index(0)
    lines: Lines = []
    for index in range(sheet.nrows):
        cells = []
        for column in range(min(sheet.ncols, MAX_COLUMNS)):
            cell = sheet.cell(index, column)
            value: Any = cell.value
            if cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(cell.value, book.datemode)
            cells.append(_text(value))
        _keep(lines, index + 1, cells)
    return lines


def _csv(content: bytes) -> Lines:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise _NotText from None
    first = text.lstrip().partition("\n")[0]
    mark = max(",;\t", key=first.count)
    lines: Lines = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for row in reader:
            _keep(lines, reader.line_num, [_text(cell) for cell in row[:MAX_COLUMNS]])
    except csv.Error as error:
        raise ValueError(str(error)) from error
    return lines
