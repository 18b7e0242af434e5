"""The lines of a draft: scanned, picked, typed, corrected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tusach.acquisitions.models import Intake
from tusach.acquisitions.rules.money import paid_of
from tusach.acquisitions.rules.states import IntakeState
from tusach.acquisitions.selectors import finding, intakes
from tusach.acquisitions.services import drafting
from tusach.acquisitions.services.accepting import sums_of
from tusach.acquisitions.titles import Title, fields_of
from tusach.acquisitions.web.doing import now_by, number_posted, press, version_posted
from tusach.acquisitions.web.intake_forms import (
    CountsForm,
    LineForm,
    NewLineForm,
    TitleForm,
    as_typed,
    which_title,
)
from tusach.acquisitions.web.reach import intake_or_404, line_or_404, owner_of_intake
from tusach.ui.api import Refusal, act_once, needs, try_form

PAGE = 50


def rows_of(request: HttpRequest, intake: Intake) -> dict[str, Any]:
    """The lines of a page, what is paid for each, and how to leaf on. A draft shows the
    latest first: what was just scanned stands on top."""
    found = intakes.lines_of(intake)
    words = request.GET.get("q", "").strip()[:200]
    if words:
        found = intakes.search_lines(found, words)
    if intake.state == IntakeState.DRAFT:
        found = found.order_by("-position")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    records = [line.record_id for line in page.object_list if line.record_id]
    held = intakes.suggested_of_record(records) if intake.state == IntakeState.DRAFT else {}
    rows = []
    for line in page.object_list:
        price = paid_of(line.list_price, line.paid_price, intake.discount)
        rows.append(
            {
                "line": line,
                "price": price,
                "amount": None if price is None else price * line.quantity,
                "held": held.get(line.record_id or 0),
            }
        )
    return {"rows": rows, "page": page, "words": words}


def draft_context(request: HttpRequest, intake: Intake) -> dict[str, Any]:
    return {
        "intake": intake,
        "is_draft": intake.state == IntakeState.DRAFT,
        "scan_url": reverse("acquisitions:scan", args=[intake.pk]),
        "add_url": reverse("acquisitions:add_new", args=[intake.pk]),
        **sums_of(intake),
        **rows_of(request, intake),
    }


def _answer(
    request: HttpRequest, intake: Intake, said: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The changed part of the page; without script the page itself."""
    if getattr(request, "htmx", False):
        context = draft_context(request, intake) | {"said": said, "may_receive": True}
        return render(request, "acquisitions/draft.html", context, status=status)
    if "bad" in said:
        messages.error(request, said["bad"])
    elif "ok" in said:
        messages.success(request, said["ok"])
    if not said.get("stay"):
        return redirect(intake)
    context = draft_context(request, intake) | {"said": said, "may_receive": True}
    return render(request, "acquisitions/intake.html", context, status=status)


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """An ISBN, a barcode of a copy we have, or words: a line, or what it may be."""
    intake = intake_or_404(pk)
    text = request.POST.get("scan", "").strip()[:200]
    chosen = number_posted(request, "record")
    found = finding.find(text, chosen)
    if found.certain is not None:
        try:
            added = drafting.add_line(
                intake=intake, title=Title(record=found.certain), join=True, **now_by(request)
            )
        except Refusal as refusal:
            return _answer(request, intake, {"bad": str(refusal)})
        words = (
            _("%(title)s: thêm một bản, được %(count)s")
            if added.joined
            else _("%(title)s: đã thêm dòng, %(count)s bản")
        )
        said = words % {"title": added.line.title, "count": added.line.quantity}
        return _answer(request, intake, {"ok": said, "line": added.line})
    if not text:
        return _answer(request, intake, {"bad": _("Chưa có mã hay nhan đề nào.")})
    held = intakes.suggested_of_record([one.pk for one in found.choices])
    return _answer(request, intake, which_title(found, text) | {"held": held})


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def add_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A title that is not in the catalogue."""
    intake = intake_or_404(pk)
    form = NewLineForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        added = try_form(
            request,
            form,
            lambda: drafting.add_line(
                intake=intake,
                title=Title(fields=form.record_fields()),
                quantity=data["quantity"],
                list_price=data["list_price"],
                is_described=data["is_described"],
                **now_by(request),
            ),
        )
        if added:
            said = _("%(title)s: đã thêm dòng, %(count)s bản") % {
                "title": added.line.title,
                "count": added.line.quantity,
            }
            return _answer(request, intake, {"ok": said, "line": added.line})
    return _answer(request, intake, {"new": form, "stay": True}, status=422)


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def set_counts(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Copies and prices as changed in the table; answers with the sums beside it."""
    intake = intake_or_404(pk)
    one = line_or_404(intake, line)
    form = CountsForm(request.POST)
    if not form.is_valid():
        words = "; ".join(
            f"{form.fields[name].label}: {' '.join(map(str, errors))}"
            for name, errors in form.errors.items()
        )
        return render(request, "acquisitions/said_oob.html", {"bad": f"{one.title}: {words}"})
    try:
        one = drafting.change_line(
            line=one, version=version_posted(request), **form.cleaned_data, **now_by(request)
        )
    except Refusal as refusal:
        return render(request, "acquisitions/said_oob.html", {"bad": str(refusal)})
    price = paid_of(one.list_price, one.paid_price, intake.discount)
    row = {"line": one, "price": price, "amount": None if price is None else price * one.quantity}
    return render(
        request,
        "acquisitions/line_oob.html",
        {"intake": intake, "row": row, "is_draft": True, "may_receive": True, **sums_of(intake)},
    )


@needs("acquisitions.receive", at=owner_of_intake)
@require_http_methods(["GET", "POST"])
def edit_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Everything about a line: counts, prices, place, and its title if it has no record."""
    intake = intake_or_404(pk)
    one = line_or_404(intake, line)
    names = ("quantity", "list_price", "paid_price", "refused", "refused_why", "collection",
             "shelf_mark", "note")  # fmt: skip
    form = LineForm(one, request.POST or None, initial={name: getattr(one, name) for name in names})
    title_form = None
    if one.record_id is None:
        title_form = TitleForm(
            request.POST or None, initial=as_typed(fields_of(one), one.is_described)
        )
    version = one.version
    if request.method == "POST":
        version = version_posted(request)
        if form.is_valid() and (title_form is None or title_form.is_valid()):
            values = form.values()
            title = None
            if title_form is not None:
                title = Title(fields=title_form.record_fields())
                values["is_described"] = title_form.cleaned_data["is_described"]
            if try_form(
                request,
                form,
                lambda: drafting.change_line(
                    line=one, version=version, title=title, **values, **now_by(request)
                ),
                _("Đã ghi dòng “%(title)s”.") % {"title": one.title},
            ):
                return redirect(intake)
            version = line_or_404(intake, line).version
    like = finding.like(one) if one.record_id is None else []
    return render(
        request,
        "acquisitions/line.html",
        {
            "intake": intake,
            "line": one,
            "form": form,
            "title_form": title_form,
            "version": version,
            "like": like,
        },
        status=422 if form.is_bound else 200,
    )


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def tie_record(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Say that a line is of a record that is there."""
    intake = intake_or_404(pk)
    one = line_or_404(intake, line)
    found = finding.find("", number_posted(request, "record"))
    if found.certain is None:
        messages.error(request, _("Không thấy biểu ghi ấy."))
        return redirect("acquisitions:line", pk=intake.pk, line=one.pk)
    title = Title(record=found.certain)
    return press(
        request,
        intake,
        lambda: drafting.change_line(
            line=one, version=version_posted(request), title=title, **now_by(request)
        ),
        _("Dòng này thuộc biểu ghi “%(title)s”.") % {"title": found.certain.shown_title},
    )


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    intake = intake_or_404(pk)
    one = line_or_404(intake, line)
    try:
        drafting.remove_line(line=one, **now_by(request))
    except Refusal as refusal:
        return _answer(request, intake, {"bad": str(refusal)})
    return _answer(request, intake, {"ok": _("Đã bỏ dòng “%(title)s”.") % {"title": one.title}})


@needs("acquisitions.receive", at=owner_of_intake)
@require_http_methods(["GET", "POST"])
def from_orders(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines for what the supplier still owes: tick what came, and how many."""
    intake = intake_or_404(pk)
    awaited = list(intakes.awaited_lines(intake))
    if request.method == "POST":
        taken = 0
        try:
            with act_once(request):
                for one in awaited:
                    count = number_posted(request, f"count-{one.pk}")
                    if not count:
                        continue
                    drafting.add_line(
                        intake=intake,
                        title=Title(record=one.record, fields=fields_of(one)),
                        quantity=count,
                        list_price=one.list_price,
                        order_line=one,
                        **now_by(request),
                    )
                    taken += 1
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã lấy %(count)s dòng từ đơn đặt.") % {"count": taken})
            return redirect(intake)
    return render(request, "acquisitions/from_orders.html", {"intake": intake, "awaited": awaited})
