"""Lists: searched, filtered, sorted, paged and exported the same way everywhere.

A view builds a :class:`Listing` from a queryset and renders ``ui/listing.html``::

    listing = Listing(
        request,
        queryset,
        columns=[
            Column("name", _("Tên"), sort="sort_key", link=lambda p: p.get_absolute_url()),
            Column("kind", _("Loại"), value=lambda p: p.get_kind_display()),
        ],
        search=lambda qs, words: qs.filter(...),
        filters=[Filter("kind", _("Loại"), choices, lambda qs, v: qs.filter(kind=v))],
        default_sort="name",
        empty=_("Chưa có điểm nào."),
    )
    if (file := listing.export()) is not None:
        return file
    return render(request, "network/points.html", {"listing": listing})
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from openpyxl import Workbook

from tusach.ui.downloads import named

Label = str | Promise
PAGE_SIZE = 50
# A spreadsheet program takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Signs that an XLSX file cannot hold; they come with records from elsewhere.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# The most that a cell of a spreadsheet holds.
_LONGEST = 32_767


@dataclass(frozen=True)
class Column:
    """One column. ``value`` gives what is shown and exported (default: the attribute named
    ``key``); ``sort`` the order_by expression (none: cannot be sorted by); ``link`` an
    address; ``kind`` text, number, day, moment or dong; ``wide`` hides it on a phone;
    ``long`` holds sentences, which need room."""

    key: str
    label: Label
    value: Callable[[Any], Any] | None = None
    sort: str | tuple[str, ...] | None = None
    link: Callable[[Any], str | None] | None = None
    kind: str = "text"
    wide: bool = False
    long: bool = False

    def of(self, row: Any) -> Any:
        if self.value is not None:
            return self.value(row)
        return row[self.key] if isinstance(row, dict) else getattr(row, self.key)


@dataclass(frozen=True)
class Filter:
    """A drop-down. ``apply`` gets the queryset and a value of ``choices``."""

    key: str
    label: Label
    choices: Sequence[tuple[str, Label]]
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]]


@dataclass
class Cell:
    value: Any
    kind: str
    url: str | None
    label: Label
    wide: bool
    long: bool = False


class Row(list[Cell]):
    """The cells of one row; ``key`` is what a mark before it sends, ``name`` what it is of."""

    key: Any = None
    name: str = ""


@dataclass
class Listing:
    request: HttpRequest
    queryset: QuerySet[Any]
    columns: Sequence[Column]
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    filters: Sequence[Filter] = ()
    default_sort: str = ""
    empty: Label = ""
    name: str = "danh-sach"
    page_size: int = PAGE_SIZE
    search_label: Label = ""
    # With a name each row has a checkbox of that name before it, of the form "picked" that the
    # page has beside the list; it sends the rows' keys.
    pick: str = ""
    # Without it the page offers no file, and export() gives none: lists of persons.
    may_export: bool = True
    chosen: dict[str, str] = field(init=False, default_factory=dict)

    @property
    def searchable(self) -> bool:
        """For the template, which would call ``search`` itself and take it for nothing."""
        return self.search is not None

    @property
    def words(self) -> str:
        return self.request.GET.get("q", "").strip()[:200]

    @property
    def sort(self) -> str:
        """The column sorted by, with "-" before it when descending."""
        asked = self.request.GET.get("sort", "")
        known = {c.key for c in self.columns if c.sort}
        return asked if asked.lstrip("-") in known else self.default_sort

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the address asks beside the list's own questions: searching must not lose it."""
        own = {"q", "sort", "page", "export", *(one.key for one in self.filters)}
        return [(key, str(value)) for key, value in self.request.GET.items() if key not in own]

    @cached_property
    def rows(self) -> QuerySet[Any]:
        found = self.queryset
        if self.search and self.words:
            found = self.search(found, self.words)
        for one in self.filters:
            value = self.request.GET.get(one.key, "")
            if value and value in {str(key) for key, _ in one.choices}:
                self.chosen[one.key] = value
                found = one.apply(found, value)
        return self._sorted(found)

    def _sorted(self, found: QuerySet[Any]) -> QuerySet[Any]:
        key = self.sort.lstrip("-")
        column = next((c for c in self.columns if c.key == key and c.sort), None)
        if column is None or column.sort is None:
            return found
        names = (column.sort,) if isinstance(column.sort, str) else column.sort
        if self.sort.startswith("-"):
            names = tuple(n[1:] if n.startswith("-") else f"-{n}" for n in names)
        # The key last, so that equal rows keep their order from page to page.
        return found.order_by(*names, "pk")

    @cached_property
    def page(self) -> Page[Any]:
        paginator = Paginator(self.rows, self.page_size)
        return paginator.get_page(self.request.GET.get("page"))

    @property
    def page_numbers(self) -> list[int | str]:
        return list(
            self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        )

    @property
    def headings(self) -> list[dict[str, Any]]:
        current = self.sort
        return [
            {
                "label": c.label,
                "kind": c.kind,
                "wide": c.wide,
                "sortable": bool(c.sort),
                "state": {c.key: "ascending", f"-{c.key}": "descending"}.get(current, "none"),
                "next": f"-{c.key}" if current == c.key else c.key,
            }
            for c in self.columns
        ]

    @property
    def body(self) -> Iterator[Row]:
        for one in self.page.object_list:
            row = Row(
                Cell(c.of(one), c.kind, c.link(one) if c.link else None, c.label, c.wide, c.long)
                for c in self.columns
            )
            row.key, row.name = getattr(one, "pk", None), str(row[0].value)
            yield row

    @property
    def begins_short(self) -> bool:
        """The first column holds numbers or codes on this page, and needs no room for a title."""
        first = self.columns[0]
        if first.kind in ("day", "moment", "number"):
            return True
        return all(len(str(first.of(row))) <= 18 for row in self.page.object_list)

    @property
    def filter_fields(self) -> list[dict[str, Any]]:
        _ = self.rows
        return [
            {
                "key": f.key,
                "label": f.label,
                "choices": f.choices,
                "chosen": self.chosen.get(f.key, ""),
            }
            for f in self.filters
        ]

    @property
    def many_filters(self) -> bool:
        """So many that they are folded away until one is used."""
        return len(self.filters) > 2

    @property
    def filtered(self) -> bool:
        _ = self.rows
        return bool(self.chosen)

    @property
    def narrowed(self) -> bool:
        _ = self.rows
        return bool(self.words or self.chosen)

    def export(self, form: str = "") -> StreamingHttpResponse | HttpResponse | None:
        """The whole list (not the page) as ``form`` or as ``?export=`` says, csv or xlsx; None
        if not asked."""
        if not self.may_export:
            return None
        form = form or self.request.GET.get("export", "")
        stamp = timezone.localdate().isoformat()
        if form == "csv":
            answer = StreamingHttpResponse(self._csv(), content_type="text/csv; charset=utf-8")
            return named(answer, f"{self.name}-{stamp}.csv")
        if form == "xlsx":
            book = HttpResponse(
                self._xlsx(),
                content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            )
            return named(book, f"{self.name}-{stamp}.xlsx")
        return None

    def _lines(self) -> Iterator[list[Any]]:
        yield [plain_cell(c.label) for c in self.columns]
        for row in self.rows.iterator(chunk_size=1000):
            yield [plain_cell(c.of(row)) for c in self.columns]

    def _csv(self) -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        yield "\ufeff"  # office programs take it for the local code page without the mark
        for line in self._lines():
            writer.writerow(line)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()

    def _xlsx(self) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for line in self._lines():
            sheet.append(line)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def plain_cell(value: Any) -> Any:
    """A value an office file can hold; text that looks like a formula is made text."""
    if value is None or isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    text = _UNWRITABLE.sub("", str(value))[: _LONGEST - 1]
    return f"'{text}" if text.startswith(_FORMULA) else text
