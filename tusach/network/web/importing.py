"""Points from a spreadsheet: send, say what the columns mean, look, apply."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tusach.audit.api import actor_of
from tusach.network.models import AreaClass, Connectivity, LegalForm, PointImport, PointKind
from tusach.network.rules.headings import COLUMNS
from tusach.network.rules.sheets import MAX_BYTES, MAX_ROWS
from tusach.network.selectors.imports import (
    first_lines,
    import_by_number,
    recent_imports,
    rows_of,
)
from tusach.network.selectors.registry import home_provinces
from tusach.network.services.checking import wrong_with_columns
from tusach.network.services.importing import accept_import, ask_again, set_meanings, take_in_file
from tusach.ui.api import Refusal, act_once, named, needs, number, standing

State = PointImport.State
# Columns may be chosen anew until the points are made.
_CHOOSING = frozenset({State.COLUMNS, State.CHECKED})
_SHOWN = 100


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
            with act_once(request):
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
            return redirect(sent)
    return render(
        request,
        "network/import.html",
        {
            "form": form,
            "recent": recent_imports(request.user.pk),
            "homes": home_provinces(),
            "limit": MAX_ROWS,
            "megabytes": MAX_BYTES // 2**20,
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
    """The import where it stands: columns to choose, progress, every row with its errors, or
    what came of it."""
    sent = _sent(request, pk)
    refused = ""
    if request.method == "POST":
        try:
            if "apply" in request.POST:
                accept_import(sent=sent, by=actor_of(request), at=timezone.now())
            else:
                _choose_columns(request, sent)
            return redirect(sent)
        except Refusal as refusal:
            refused = str(refusal)
            sent = _sent(request, pk)
    chosen = request.GET.get("dong") or ("loi" if sent.bad_count else "")
    page = None
    if sent.state == State.CHECKED:
        page = Paginator(rows_of(sent, bad=chosen == "loi"), _SHOWN).get_page(
            request.GET.get("page")
        )
    samples = first_lines(sent) if sent.state in _CHOOSING else []
    return render(
        request,
        "network/import_preview.html",
        {
            **_progress(sent),
            "sent": sent,
            "steps": _steps(sent),
            "wrong": wrong_with_columns(sent) if sent.state in _CHOOSING else [],
            "page": page,
            "chosen": chosen,
            "refused": refused,
            "kinds": PointKind.choices,
            "meanings": [(key, label) for key, label, _names in COLUMNS],
            "headings": [
                (
                    index,
                    heading,
                    sent.meanings.get(str(index), ""),
                    [cells[index] for cells in samples if index < len(cells)],
                )
                for index, heading in enumerate(sent.headings)
            ],
        },
        status=422 if refused else 200,
    )


def _choose_columns(request: HttpRequest, sent: PointImport) -> None:
    meanings = {
        index: request.POST.get(f"column_{index}", "") for index in range(len(sent.headings))
    }
    kind = request.POST.get("kind", "")
    set_meanings(
        sent=sent,
        meanings=meanings,
        kind=kind if kind in PointKind.values else "",
        at=timezone.now(),
    )


def _steps(sent: PointImport) -> list[tuple[str, str]]:
    """(label, "done", "now" or "") of the way of an import."""
    labels = [_("Gửi tệp"), _("Chọn cột"), _("Xem trước"), _("Nhập")]
    now = {State.COLUMNS: 1, State.APPLYING: 3, State.DONE: 4}.get(State(sent.state), 2)
    return [
        (label, "done" if at < now else "now" if at == now else "")
        for at, label in enumerate(labels)
    ]


def _progress(sent: PointImport) -> dict[str, Any]:
    """What ``ui/progress.html`` asks for. Points are made all at once: until then it is not
    known how many stand."""
    checking = sent.state == State.CHECKING
    line = _("tất cả %(total)s điểm được ghi cùng một lúc") % {"total": number(sent.row_count)}
    if checking:
        line = _("%(done)s trên %(total)s dòng") % {
            "done": number(sent.checked_to),
            "total": number(sent.row_count),
        }
    return {
        "work": sent,
        "line": line,
        "done": sent.checked_to if checking else None,
        "total": sent.row_count,
        "standing": standing(sent, timezone.now()),
        "progress_url": reverse("network:import_progress", args=[sent.pk]),
        "again_url": reverse("network:import_again", args=[sent.pk]),
        "here": sent.get_absolute_url(),
    }


@needs("network.import_points")
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every other second while work goes on."""
    sent = _sent(request, pk)
    answer = render(request, "ui/progress.html", _progress(sent))
    if not sent.is_under_way:
        answer["HX-Refresh"] = "true"  # the page changes as a whole
    return answer


@needs("network.import_points")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a worker once more for what lies."""
    return redirect(ask_again(sent=_sent(request, pk), at=timezone.now()))


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
