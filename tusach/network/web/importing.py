"""Points from a spreadsheet: send, say what the columns mean, look, apply."""

from __future__ import annotations

import io

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tusach.audit.api import actor_of
from tusach.network.models import (
    AdminUnit,
    AreaClass,
    Connectivity,
    LegalForm,
    PointImport,
    PointKind,
)
from tusach.network.rules.headings import COLUMNS
from tusach.network.rules.sheets import MAX_ROWS
from tusach.network.selectors.imports import (
    PlannedRow,
    import_by_number,
    plan_import,
    recent_imports,
)
from tusach.network.selectors.registry import home_provinces
from tusach.network.services.importing import apply_import, set_meanings, take_in_file
from tusach.ui.api import Refusal, named, needs

_SHOWN = 200


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Bảng tính"),
        help_text=gettext_lazy("Tệp .xlsx, .xls hoặc .csv (UTF-8), dòng đầu là tên cột."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại cho những dòng không ghi loại"),
        choices=[("", gettext_lazy("lấy theo cột Loại")), *PointKind.choices],
        required=False,
    )


@needs("network.import_points")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sent = take_in_file(
                name=file.name,
                content=file.read(),
                kind=form.cleaned_data["kind"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("network:import_preview", sent.pk)
    return render(
        request,
        "network/import.html",
        {
            "form": form,
            "recent": recent_imports(request.user.pk),
            "homes": home_provinces(),
            "limit": MAX_ROWS,
            "columns": [label for _key, label, _names in COLUMNS],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _sent(request: HttpRequest, pk: int) -> PointImport:
    found = import_by_number(pk, request.user.pk)
    if found is None:
        raise Http404
    return found


@needs("network.import_points")
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns and what they mean, then every row as it would be made, errors by row."""
    sent = _sent(request, pk)

    def may_place(unit: AdminUnit) -> bool:
        return bool(request.user.has_perm("network.import_points", unit))

    refused = ""
    if request.method == "POST":
        try:
            if "apply" in request.POST:
                done = apply_import(
                    sent=sent, by=actor_of(request), at=timezone.now(), may_place=may_place
                )
                messages.success(
                    request,
                    ngettext("Đã thêm %(n)s điểm.", "Đã thêm %(n)s điểm.", done.made)
                    % {"n": done.made},
                )
                return redirect("network:points")
            meanings = {
                index: request.POST.get(f"column_{index}", "")
                for index in range(len(sent.headings))
            }
            kind = request.POST.get("kind", "")
            set_meanings(
                sent=sent, meanings=meanings, kind=kind if kind in PointKind.values else ""
            )
            return redirect("network:import_preview", pk)
        except Refusal as refusal:
            refused = str(refusal)
            sent = _sent(request, pk)
    planned = plan_import(sent, may_place=may_place) if sent.applied_at is None else None
    samples = sent.rows[:3]
    return render(
        request,
        "network/import_preview.html",
        {
            "sent": sent,
            "planned": planned,
            "shown": _worst_first(planned.rows) if planned else [],
            "limit": _SHOWN,
            "refused": refused,
            "kinds": PointKind.choices,
            "kind_names": dict(PointKind.choices),
            "meanings": [(key, label) for key, label, _names in COLUMNS],
            "headings": [
                (
                    index,
                    heading,
                    sent.meanings.get(str(index), ""),
                    [cells[index] for _n, cells in samples if index < len(cells)],
                )
                for index, heading in enumerate(sent.headings)
            ],
        },
        status=422 if refused else 200,
    )


def _worst_first(rows: list[PlannedRow]) -> list[PlannedRow]:
    return sorted(rows, key=lambda row: not row.errors)[:_SHOWN]


@needs("network.import_points")
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty file with the columns, an example, and what may stand in them."""
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = _("Điểm phục vụ")
    example = {
        "name": "Trường Tiểu học San Thàng",
        "kind": str(PointKind.SCHOOL_LIBRARY.label),
        "commune": "Phường Tân Phong",
        "owner": "UBND phường Tân Phong",
        "legal_form": str(LegalForm.PUBLIC.label),
        "area_classes": str(AreaClass.ETHNIC_MINORITY.label),
        "connectivity": str(Connectivity.MOBILE_4G.label),
        "opened_on": "05/09/1998",
    }
    sheet.append([str(label) for _key, label, _names in COLUMNS])
    sheet.append([example.get(key, "") for key, _label, _names in COLUMNS])
    for index, (_key, label, _names) in enumerate(COLUMNS, 1):
        sheet.cell(1, index).font = Font(bold=True)
        width = max(14, len(str(label)) + 4)
        sheet.column_dimensions[get_column_letter(index)].width = width
    guide = book.create_sheet(_("Giá trị được dùng"))
    for label, choices in (
        (_("Loại"), PointKind),
        (_("Loại hình"), LegalForm),
        (_("Vùng"), AreaClass),
        (_("Kết nối"), Connectivity),
    ):
        guide.append([str(label)])
        guide[guide.max_row][0].font = Font(bold=True)
        for choice in choices:
            guide.append([str(choice.label)])
        guide.append([])
    guide.column_dimensions["A"].width = 55
    out = io.BytesIO()
    book.save(out)
    answer = HttpResponse(
        out.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    named(answer, "mau-diem-phuc-vu.xlsx")
    return answer
