"""A supplier's list: sent, its columns fitted, looked over, taken in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tusach.acquisitions.models import Intake, LineFile
from tusach.acquisitions.selectors import files as found_files
from tusach.acquisitions.services import files
from tusach.acquisitions.web.doing import now_by, today
from tusach.acquisitions.web.intake_forms import FileForm
from tusach.acquisitions.web.reach import found_or_404, intake_or_404, owner_of_intake
from tusach.ui.api import Refusal, needs

_SAMPLES = 3


def _file(intake: Intake, pk: int) -> LineFile:
    found: LineFile = found_or_404(found_files.file_by_pk(intake.pk, pk))
    return found


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    intake = intake_or_404(pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Hãy chọn một tệp."))
        return redirect(intake)
    sent = form.cleaned_data["file"]
    try:
        kept = files.take_file(intake=intake, file=sent, name=sent.name, **now_by(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(intake)
    return redirect("acquisitions:line_file", pk=intake.pk, file=kept.pk)


@needs("acquisitions.receive", at=owner_of_intake)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Columns above, rows below as they would be taken in."""
    intake = intake_or_404(pk)
    kept = _file(intake, file)
    error = ""
    if request.method == "POST":
        mapping = {str(at): request.POST.get(f"column-{at}", "") for at in range(len(kept.header))}
        try:
            files.fit_columns(kept=kept, mapping=mapping, at=timezone.now())
            return redirect("acquisitions:line_file", pk=intake.pk, file=kept.pk)
        except Refusal as refusal:
            error = str(refusal)
            kept.mapping = {at: target for at, target in mapping.items() if target}
    context = _preview(request, kept) if kept.mapping else {}
    return render(
        request,
        "acquisitions/line_file.html",
        {
            "intake": intake,
            "kept": kept,
            "columns": _columns(kept),
            "targets": found_files.TARGETS.items(),
            "error": error,
            "waits": kept.state == LineFile.State.FITTING,
            **context,
        },
        status=422 if error else 200,
    )


def _columns(kept: LineFile) -> list[dict[str, Any]]:
    width = max([len(kept.header), *(len(cells) for _n, cells in kept.rows[:_SAMPLES])])
    return [
        {
            "at": at,
            "heading": kept.header[at] if at < len(kept.header) else "",
            "samples": [cells[at] for _n, cells in kept.rows[:_SAMPLES] if at < len(cells)],
            "chosen": kept.mapping.get(str(at), ""),
        }
        for at in range(width)
    ]


def _preview(request: HttpRequest, kept: LineFile) -> dict[str, Any]:
    rows = found_files.preview(kept, this_year=today().year)
    wrong = [row for row in rows if row.errors]
    only_wrong = request.GET.get("loi") == "1"
    page = Paginator(wrong if only_wrong else rows, 50).get_page(request.GET.get("page"))
    good = len(rows) - len(wrong)
    return {
        "page": page,
        "rows": page.object_list,
        "good": good,
        "wrong": len(wrong),
        "known": sum(row.record is not None for row in rows),
        "only_wrong": only_wrong,
    }


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def take(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    intake = intake_or_404(pk)
    kept = _file(intake, file)
    try:
        count = files.take_rows(kept=kept, **now_by(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("acquisitions:line_file", pk=intake.pk, file=kept.pk)
    messages.success(
        request,
        ngettext("Đã lấy %(count)s dòng.", "Đã lấy %(count)s dòng.", count) % {"count": count},
    )
    return redirect(intake)


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def drop(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    intake = intake_or_404(pk)
    try:
        files.drop_file(kept=_file(intake, file))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(intake)
