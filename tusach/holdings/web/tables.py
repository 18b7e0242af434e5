"""Tables of subjects and marks, and which of them a library goes by."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.holdings.models import MarkWay, Table, TableKind
from tusach.holdings.selectors.tables import (
    all_tables,
    every_table,
    groups_in,
    habit_of,
    month_of,
)
from tusach.holdings.services.tables import retire_table, set_habit, take_table
from tusach.holdings.tables import MARK_HEADING, SUBJECT_HEADING
from tusach.holdings.web.at_point import point_of
from tusach.ui.api import Column, Filter, Listing, named, needs, press, try_form
from tusach.vietnamese.api import fold

# Twenty thousand short lines.
MOST_BYTES = 1_000_000


class TableForm(forms.Form):
    """A table as a csv file."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại bảng"), choices=TableKind.choices)
    name = forms.CharField(label=gettext_lazy("Tên bảng"), max_length=120)
    basis = forms.CharField(label=gettext_lazy("Căn cứ, nguồn"), max_length=300, required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("Cách lập ký hiệu"),
        choices=[(MarkWay.RHYME.value, MarkWay.RHYME.label),
                 (MarkWay.OPENING.value, MarkWay.OPENING.label)],
        required=False,
        help_text=gettext_lazy("Chỉ dùng cho bảng ký hiệu tên sách, tác giả."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Tệp CSV"),
        help_text=gettext_lazy(
            "UTF-8, dòng đầu là tên cột. Tải một bảng có sẵn về để xem mẫu rồi sửa."
        ),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        sent = said.get("file")
        if sent is None:
            return said
        if sent.size > MOST_BYTES:
            self.add_error("file", _("Tệp lớn quá 1 MB."))
            return said
        try:
            said["text"] = sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("Tệp không phải văn bản UTF-8. Hãy lưu lại dạng CSV UTF-8."))
        return said


class HabitForm(forms.Form):
    """What a library goes by."""

    subjects = forms.ModelChoiceField(
        Table.objects.none(), label=gettext_lazy("Bảng môn loại"), required=False,
        help_text=gettext_lazy("Các cột của sổ đăng ký tổng quát."),
    )  # fmt: skip
    marks = forms.ModelChoiceField(
        Table.objects.none(), label=gettext_lazy("Bảng ký hiệu tên sách, tác giả"),
        required=False, help_text=gettext_lazy("Để gợi ý ký hiệu xếp giá."),
    )  # fmt: skip
    by_title = forms.BooleanField(
        label=gettext_lazy("Lập ký hiệu theo nhan đề, cả khi có tác giả"), required=False
    )
    with_year = forms.BooleanField(
        label=gettext_lazy("Ghi năm xuất bản sau ký hiệu"), required=False
    )
    year_begins = forms.TypedChoiceField(
        label=gettext_lazy("Năm sổ sách bắt đầu từ tháng"),
        choices=[("", gettext_lazy("theo loại hình (trường học: tháng 9)"))]
        + [(str(month), str(month)) for month in range(1, 13)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in (TableKind.SUBJECTS, TableKind.MARKS):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            chosen = (self.initial.get(name),)
            field.queryset = all_tables(name) | Table.objects.filter(pk__in=filter(None, chosen))


@needs("holdings.tables")
@require_http_methods(["GET", "POST"])
def tables(request: HttpRequest) -> HttpResponseBase:
    """Every table, and taking in another."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = try_form(
            request,
            form,
            lambda: take_table(
                kind=said["kind"],
                name=said["name"],
                text=said["text"],
                way=said["way"],
                basis=said["basis"],
                **now_by(request),
            ),
        )
        if made:
            messages.success(request, _("Đã nạp bảng “%(name)s”.") % {"name": made.name})
            return redirect("holdings:tables")
    listing = Listing(
        request,
        every_table(),
        columns=[
            Column("name", _("Tên bảng"), value=str, sort="name",
                   link=lambda t: reverse("holdings:table", args=[t.pk])),
            Column("kind", _("Loại bảng"), value=lambda t: t.get_kind_display(), sort="kind"),
            Column("way", _("Cách lập ký hiệu"), value=lambda t: t.get_way_display(), wide=True),
            Column("basis", _("Căn cứ, nguồn"), wide=True),
            Column("made_by", _("Người nạp"), value=lambda t: t.made_by or _("có sẵn")),
            Column("retired_at", _("Thôi dùng từ"), kind="day", sort="retired_at"),
        ],
        filters=[
            Filter("loai", _("Loại bảng"), TableKind.choices, lambda q, v: q.filter(kind=v))
        ],
        default_sort="kind",
        empty=_("Chưa có bảng nào."),
        name="bang",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "holdings/tables.html",
        {"listing": listing, "form": form},
        status=422 if form.is_bound else 200,
    )


def _table(pk: int) -> Table:
    found = every_table().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _heading(names: tuple[str, ...]) -> list[str]:
    """Column names as they are taken in again; without marks for who reads English."""
    return [name if get_language() == "vi" else fold(name) for name in names]


def _rows(table: Table) -> list[tuple[str, str]]:
    """Keys and marks in the order of the marks."""
    marks: dict[str, str] = table.marks
    return sorted(marks.items(), key=lambda row: (row[1], row[0]))


@needs("holdings.tables")
@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of a table."""
    one = _table(pk)
    return render(
        request,
        "holdings/table.html",
        {
            "table": one,
            "groups": groups_in(one),
            "marks": _rows(one)[:1000],
            "more": max(0, len(one.marks) - 1000),
        },
    )


@needs("holdings.tables")
@require_safe
def table_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A table as the csv that may be taken in again."""
    one = _table(pk)
    text = io.StringIO()
    out = csv.writer(text)
    if one.kind == TableKind.SUBJECTS:
        out.writerow(_heading(SUBJECT_HEADING))
        for group in groups_in(one):
            out.writerow(
                [group.label, " ".join(group.classes), ", ".join(group.audiences), group.label_en]
            )
    else:
        out.writerow(_heading(MARK_HEADING))
        out.writerows(_rows(one))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    named(answer, f"{one.code}.csv")
    return answer


@needs("holdings.tables")
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    one = _table(pk)
    return press(
        request,
        "holdings:tables",
        lambda: retire_table(table=one, **now_by(request)),
        _("Bảng không được mời dùng nữa."),
    )


@needs("holdings.accession", at=point_of)
@require_http_methods(["GET", "POST"])
def habit(request: HttpRequest, pk: int) -> HttpResponse:
    """Which tables a library goes by, and when its year begins."""
    library = point_of(request, pk)
    there = habit_of(library)
    names = ("by_title", "with_year", "version")
    first = {
        **{name: getattr(there, name) for name in names},
        "subjects": there.subjects_id,
        "marks": there.marks_id,
        "year_begins": there.year_begins or "",
    }
    form = HabitForm(request.POST or None, initial=first)
    if (
        request.method == "POST"
        and form.is_valid()
        and try_form(
            request,
            form,
            lambda: set_habit(owner=library, **form.cleaned_data, **now_by(request)),
            _("Đã lưu."),
        )
    ):
        return redirect("holdings:habit", pk=pk)
    return render(
        request,
        "holdings/habit.html",
        {"library": library, "form": form, "month": month_of(there, library)},
        status=422 if form.is_bound else 200,
    )
