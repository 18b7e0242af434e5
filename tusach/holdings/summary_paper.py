"""The summary accession register (sổ đăng ký tổng quát) as printed, in its three parts, and as
rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tusach.catalogue.api import language_name
from tusach.holdings.models import Source, SubjectGroup
from tusach.holdings.selectors.summary import Asked, Batch, Figures, Summary, columns_of
from tusach.network.api import ServicePoint, office, seat
from tusach.ui.api import in_vietnamese, pdf
from tusach.vietnamese.api import day_long, day_short, grouped

# So many languages have a column of their own; the rest share one.
MOST_LANGUAGES = 5


class Columns:
    """The columns of groups and languages, and the cells of a row under them."""

    def __init__(self, groups: list[SubjectGroup], found: Summary, *, used: bool = False) -> None:
        """``used``: only groups that any part of the register counts, as a screen has room."""
        parts = (found.opening, found.closing, found.came_in_all, found.left_in_all)
        self.groups = [
            (number, name or _("Chưa phân loại"))
            for number, name in columns_of(groups, found)
            if not used or any(one.by_group.get(number) for one in parts)
        ]
        codes = found.languages
        self.languages = [
            (code, str(language_name(code)) if code else _("Chưa rõ"))
            for code in (codes if len(codes) <= MOST_LANGUAGES else codes[: MOST_LANGUAGES - 1])
        ]
        self.others = codes[len(self.languages) :]

    @property
    def language_names(self) -> list[str]:
        names = [name for _code, name in self.languages]
        return [*names, _("Tiếng khác")] if self.others else names

    @property
    def group_names(self) -> list[str]:
        return [name for _number, name in self.groups]

    def group_cells(self, figures: Figures) -> list[int]:
        return [figures.by_group.get(number, 0) for number, _name in self.groups]

    def language_cells(self, figures: Figures) -> list[int]:
        cells = [figures.by_language.get(code, 0) for code, _name in self.languages]
        if self.others:
            cells.append(sum(figures.by_language.get(code, 0) for code in self.others))
        return cells


def origin_of(batch: Batch, found: Summary, sources: dict[int, Source]) -> str:
    """Where a batch came from, or to whom or why it went."""
    if batch.transfer is not None:
        transfer = found.transfers[batch.transfer]
        if batch.kind == "received":
            return _("Điều chuyển từ %(library)s") % {"library": transfer.giver.name}
        return _("Điều chuyển sang %(library)s") % {"library": transfer.taker.name}
    if batch.kind == "withdrawn":
        return batch.document.partition(": ")[2] or batch.document
    return str(sources[batch.source]) if batch.source in sources else ""


def paper_of(batch: Batch, found: Summary) -> str:
    """The paper by which a batch came or went."""
    if batch.transfer is not None:
        return found.transfers[batch.transfer].decision
    if batch.kind == "withdrawn":
        return batch.document.partition(": ")[0]
    return batch.document


def sources_of(found: Summary) -> dict[int, Source]:
    wanted = {one.source for one in found.came if one.source}
    return Source.objects.in_bulk(wanted)


@in_vietnamese
def summary_content(
    library: ServicePoint, asked: Asked, found: Summary, *, year: str, registers: str, table: str
) -> dict[str, Any]:
    """Everything on the printed register of a year."""
    columns = Columns(list(asked.groups), found)
    sources = sources_of(found)

    def cells(figures: Figures) -> list[str]:
        return [
            grouped(n) if n else ""
            for n in (*columns.group_cells(figures), *columns.language_cells(figures))
        ]

    def rows(batches: Iterable[Batch]) -> list[dict[str, Any]]:
        return [
            {
                "no": str(number),
                "day": day_short(one.day),
                "origin": origin_of(one, found, sources),
                "paper": paper_of(one, found),
                **_sums(one.figures),
                "cells": cells(one.figures),
            }
            for number, one in enumerate(batches, 1)
        ]

    def total(label: str, figures: Figures) -> dict[str, Any]:
        return {"label": label, **_sums(figures), "cells": cells(figures)}

    return {
        **office(library, asked.last),
        "library": library.name,
        "year": year,
        "registers": registers,
        "table": table,
        "first": day_short(asked.first),
        "last": day_short(asked.last),
        "groups": columns.group_names,
        "languages": columns.language_names,
        "came": rows(found.came),
        "left": rows(found.left),
        "came_total": total("Cộng nhập", found.came_in_all),
        "left_total": total("Cộng xuất", found.left_in_all),
        "result": [
            total(f"Có đến đầu ngày {day_short(asked.first)}", found.opening),
            total("Nhập trong kỳ", found.came_in_all),
            total("Xuất trong kỳ", found.left_in_all),
            total(f"Còn đến hết ngày {day_short(asked.last)}", found.closing),
        ],
        "unpriced": grouped(found.closing.unpriced) if found.closing.unpriced else "",
        "place_and_day": f"{seat(library)}, {day_long(asked.last)}",
    }


def _sums(figures: Figures) -> dict[str, str]:
    return {
        "titles": grouped(figures.titles),
        "copies": grouped(figures.copies),
        "value": grouped(figures.value),
    }


def summary_pdf(content: dict[str, Any]) -> bytes:
    return pdf("holdings/summary.typ", content)


def summary_table(asked: Asked, found: Summary) -> list[list[Any]]:
    """The three parts one under another, figures as numbers."""
    columns = Columns(list(asked.groups), found)
    sources = sources_of(found)
    heading = [
        _("Phần"), _("Ngày"), _("Nguồn, lý do"), _("Chứng từ"), _("Số tên"), _("Số bản"),
        _("Giá trị (đồng)"), *columns.group_names, *columns.language_names,
    ]  # fmt: skip

    def figures(one: Figures) -> list[Any]:
        cells = [*columns.group_cells(one), *columns.language_cells(one)]
        return [one.titles, one.copies, one.value, *cells]

    rows: list[list[Any]] = [heading]
    for part, batches in ((_("I. Nhập"), found.came), (_("II. Xuất"), found.left)):
        rows += [
            [part, one.day, origin_of(one, found, sources), paper_of(one, found),
             *figures(one.figures)]
            for one in batches
        ]  # fmt: skip
    part = _("III. Kết quả")
    for label, day, one in (
        (_("Đầu kỳ"), asked.first, found.opening),
        (_("Nhập trong kỳ"), None, found.came_in_all),
        (_("Xuất trong kỳ"), None, found.left_in_all),
        (_("Cuối kỳ"), asked.last, found.closing),
    ):
        rows.append([part, day, label, "", *figures(one)])
    return rows
