"""The summary accession register of a library: on the screen, on paper, in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tusach.holdings.models import RegisterKind, Table, TableKind
from tusach.holdings.selectors.changes import libraries_with_registers
from tusach.holdings.selectors.copies import registers_of
from tusach.holdings.selectors.summary import (
    Asked,
    Batch,
    Cell,
    Figures,
    Summary,
    copies_behind,
    first_day_of,
    summary,
)
from tusach.holdings.selectors.tables import (
    all_tables,
    days_of_year,
    groups_in,
    habit_of,
    month_of,
    subjects_of,
    year_containing,
    year_name,
)
from tusach.holdings.stock_events import INTO, OUT_OF
from tusach.holdings.summary_paper import (
    Columns,
    origin_of,
    paper_of,
    sources_of,
    summary_content,
    summary_pdf,
    summary_table,
)
from tusach.holdings.web.balance import end_of
from tusach.holdings.web.columns import copies_listing
from tusach.holdings.web.export import table as as_file
from tusach.holdings.web.forms import day_field
from tusach.holdings.web.reach import copies_seen, places
from tusach.network.api import ServicePoint
from tusach.ui.api import named, needs

# So many years back a register may be asked for at most.
_YEARS = 60


class SummaryForm(forms.Form):
    """Which library, which year of its registers, which of its registers."""

    thuvien = forms.ChoiceField(label=gettext_lazy("Thư viện"))
    nam = forms.TypedChoiceField(label=gettext_lazy("Năm"), coerce=int)
    so = forms.ChoiceField(label=gettext_lazy("Sổ"), required=False)
    bang = forms.ModelChoiceField(
        Table.objects.none(), label=gettext_lazy("Bảng môn loại"), required=False
    )
    ngay = day_field(label=gettext_lazy("Tính đến hết ngày"), required=False)
    biet = day_field(label=gettext_lazy("Theo những gì đã ghi đến hết ngày"), required=False)


@dataclass
class _Question:
    """The form as filled, and what follows from it."""

    form: SummaryForm
    libraries: list[ServicePoint]
    library: ServicePoint | None = None
    asked: Asked | None = None
    year: str = ""
    registers: str = ""
    table: str = ""
    query: str = ""


def _question(request: HttpRequest) -> _Question:
    libraries = libraries_with_registers(
        places(request, "holdings.ledger").values_list("pk", flat=True)
    )
    data = request.GET.copy()
    data.pop("export", None)
    own = request.user.usual_place("holdings.ledger")  # type: ignore[union-attr]
    usual = next((one for one in libraries if one == own), libraries[0] if libraries else None)
    library = next((one for one in libraries if str(one.pk) == data.get("thuvien")), usual)
    if library is None:
        return _Question(SummaryForm(), libraries)
    if data.get("thuvien") is None:
        data["thuvien"] = str(library.pk)
    habit = habit_of(library)
    month, today = month_of(habit, library), timezone.localdate()
    this = year_containing(today, month)
    begun = first_day_of(library.pk)
    first_year = max(year_containing(begun, month) if begun else this, this - _YEARS)
    years = [(str(y), year_name(y, month)) for y in range(this, first_year - 1, -1)]
    if data.get("nam") not in dict(years):
        data["nam"] = str(this)
    registers = list(registers_of(library.pk, open_only=False))
    kinds = [k for k in RegisterKind if any(r.kind == k for r in registers)]
    form = SummaryForm(data)
    _choices(form, "thuvien", [(str(one.pk), one.name) for one in libraries])
    _choices(form, "nam", years)
    _choices(
        form,
        "so",
        [
            ("", _("Tất cả các sổ")),
            *(((k.value, str(k.label)) for k in kinds) if len(kinds) > 1 else ()),
            *((str(r.pk), r.name) for r in registers if len(registers) > 1),
        ],
    )
    tables = form.fields["bang"]
    assert isinstance(tables, forms.ModelChoiceField)
    tables.queryset = all_tables(TableKind.SUBJECTS)
    usual_table = subjects_of(habit)
    if usual_table is not None and not data.get("bang"):
        data["bang"] = str(usual_table.pk)
    done = _Question(form, libraries, library)
    if not form.is_valid():
        return done
    said = form.cleaned_data
    first, last = days_of_year(said["nam"], month)
    day: date | None = said["ngay"]
    if day is not None and not first <= day <= last:
        form.add_error("ngay", _("Ngày này không thuộc năm đã chọn."))
        return done
    chosen = [r for r in registers if said["so"] in ("", r.kind, str(r.pk))]
    done.asked = Asked(
        library.pk,
        first,
        min(day or last, today) if first <= today else last,
        tuple(r.pk for r in chosen) if said["so"] else (),
        tuple(groups_in(said["bang"])),
        end_of(said["biet"]) if said["biet"] else None,
    )
    done.year = year_name(said["nam"], month)
    done.registers = dict(_field(form, "so").choices).get(said["so"], "") if said["so"] else ""
    done.table = str(said["bang"] or "")
    done.query = urlencode({name: str(data[name]) for name in form.fields if data.get(name)})
    return done


def _field(form: forms.Form, name: str) -> Any:
    return form.fields[name]


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    _field(form, name).choices = choices


@needs("holdings.ledger")
@require_safe
def summary_page(request: HttpRequest) -> HttpResponseBase:
    """The three parts; each figure leads to its copies."""
    question = _question(request)
    asked, library = question.asked, question.library
    if asked is None or library is None:
        return render(
            request,
            "holdings/summary.html",
            {"form": question.form, "libraries": question.libraries},
            status=422 if question.form.is_bound and question.form.errors else 200,
        )
    found = summary(asked)
    if (kind := request.GET.get("export")) in {"csv", "xlsx"}:
        return as_file(str(kind), f"so-tong-quat-{question.year}", summary_table(asked, found))
    columns = Columns(list(asked.groups), found, used=True)
    sources = sources_of(found)
    shown = _Shown(question.query, columns)
    return render(
        request,
        "holdings/summary.html",
        {
            "form": question.form,
            "libraries": question.libraries,
            "library": library,
            "year": question.year,
            "asked": asked,
            "found": found,
            "query": question.query,
            "columns": columns,
            "parts": [
                {
                    "title": title,
                    "origin": origin,
                    "rows": [
                        shown.batch(one, origin_of(one, found, sources), paper_of(one, found))
                        for one in batches
                    ],
                    "total": shown.row(part, total),
                }
                for title, origin, batches, part, total in (
                    (_("Phần I. Nhập"), _("Nguồn nhập"), found.came, "came", found.came_in_all),
                    (_("Phần II. Xuất"), _("Lý do, nơi nhận"), found.left, "left",
                     found.left_in_all),
                )
            ],
            "result": [
                (_("Đầu kỳ"), shown.row("opening", found.opening)),
                (_("Nhập trong kỳ"), shown.row("came", found.came_in_all)),
                (_("Xuất trong kỳ"), shown.row("left", found.left_in_all)),
                (_("Cuối kỳ"), shown.row("closing", found.closing)),
            ],
        },
    )  # fmt: skip


class _Shown:
    """Rows of figures with the address of the copies behind each."""

    def __init__(self, query: str, columns: Columns) -> None:
        self.query, self.columns = query, columns

    def row(self, part: str, figures: Figures, **more: Any) -> dict[str, Any]:
        own = f"{self.query}&{urlencode({'phan': part, **more})}"
        groups = zip(self.columns.groups, self.columns.group_cells(figures), strict=True)
        # The last of the languages may stand for several: it leads nowhere.
        codes: list[str | None] = [code for code, _name in self.columns.languages]
        cells = self.columns.language_cells(figures)
        codes += [None] * (len(cells) - len(codes))
        return {
            "figures": figures,
            "query": own,
            "cells": [
                *((count, f"{own}&nhom={number}") for (number, _name), count in groups),
                *(
                    (count, "" if code is None else f"{own}&tieng={code or '-'}")
                    for code, count in zip(codes, cells, strict=True)
                ),
            ],
        }

    def batch(self, one: Batch, origin: str, paper: str) -> dict[str, Any]:
        part = "came" if one.kind in INTO else "left"
        mark = f"{one.kind}.{one.day:%Y-%m-%d}.{one.copy}"
        return {
            "day": one.day,
            "origin": origin,
            "paper": paper,
            **self.row(part, one.figures, lo=mark),
        }


def _cell(request: HttpRequest) -> Cell:
    """The figure asked for; 404 for one that is none."""
    asked = request.GET
    part = asked.get("phan", "")
    kind, day, copy = "", None, None
    try:
        if mark := asked.get("lo", ""):
            kind, text, number = mark.split(".")
            day, copy = date.fromisoformat(text), int(number)
        group = int(asked["nhom"]) if asked.get("nhom") else None
    except ValueError:
        raise Http404 from None
    known = part in {"came", "left", "opening", "closing"} and kind in {"", *INTO, *OUT_OF}
    if not known or max(copy or 0, abs(group or 0)) > 2**31:
        raise Http404
    language = asked.get("tieng")
    return Cell(part, kind, day, copy, group, None if not language else language.strip("-")[:3])


@needs("holdings.ledger")
@require_safe
def summary_rows(request: HttpRequest) -> HttpResponseBase:
    """The copies behind a figure of the register; only those this person may see."""
    question = _question(request)
    if question.asked is None:
        raise Http404
    found = copies_behind(question.asked, _cell(request))
    listing = copies_listing(
        request,
        found.filter(pk__in=copies_seen(request).values("pk")),
        places=True,
        empty=_("Không có bản nào bạn được xem."),
        name="so-tong-quat-ban",
    )
    return listing.export() or render(
        request,
        "holdings/summary_rows.html",
        {
            "listing": listing,
            "library": question.library,
            "year": question.year,
            "back": question.query,
        },
    )


@needs("holdings.ledger")
@require_safe
def summary_file(request: HttpRequest) -> HttpResponse:
    """The printed register of the year."""
    question = _question(request)
    asked, library = question.asked, question.library
    if asked is None or library is None:
        raise Http404
    found: Summary = summary(asked)
    content = summary_content(
        library, asked, found,
        year=question.year, registers=question.registers, table=question.table,
    )  # fmt: skip
    answer = HttpResponse(summary_pdf(content), content_type="application/pdf")
    named(answer, f"so-tong-quat-{question.year}.pdf", shown=True)
    return answer
