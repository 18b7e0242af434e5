"""Coming back: scanning, confirming what is lost, inspecting, and what turns up later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from tusach.rotation import errors
from tusach.rotation.models import Leg
from tusach.rotation.rules.states import LineState, ReturnedAs
from tusach.rotation.selectors import batches
from tusach.rotation.selectors.sums import condition_counts, sums_of
from tusach.rotation.services import returning
from tusach.rotation.services.drawing_up import Parties
from tusach.rotation.web.doing import copy_asked, ids_posted, now_by, press, today
from tusach.rotation.web.forms import CONDITIONS, InspectForm, MissingForm, ReturnForm
from tusach.rotation.web.places import (
    leg_or_404,
    line_or_404,
    return_place_of_leg,
)
from tusach.rotation.web.serving import act_page
from tusach.ui.api import Refusal, needs, send_back


def _condition(request: HttpRequest) -> str:
    found = request.POST.get("condition", ReturnedAs.GOOD)
    return found if found in ReturnedAs.values else ReturnedAs.GOOD


# So many copies not seen yet are shown beside the scanning; more of them on demand, so that a
# scan of a thousand's box is answered as fast as of a small one.
SHOWN = 30


def _state(request: HttpRequest, leg: Leg) -> dict[str, Any]:
    sums = sums_of([leg.pk])
    is_listed = sums.still_out <= SHOWN or "thieu" in request.GET
    return {
        "leg": leg,
        "batch": leg.batch,
        "sums": sums,
        "conditions": CONDITIONS,
        "by_condition": condition_counts(leg.pk),
        "last": batches.last_returned(leg),
        "missing": list(batches.lines_in(leg, LineState.IN_SERVICE)) if is_listed else [],
        "is_listed": is_listed,
        "lost": list(batches.lines_in(leg, LineState.LOST)),
        "back": leg.get_absolute_url(),
        "form": ReturnForm(initial={"place": leg.point.name}),
    }


@needs("rotation.return", at=return_place_of_leg)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    if request.method != "POST":
        context = _state(request, leg) | {"condition": ReturnedAs.GOOD}
        return render(request, "rotation/return.html", context)
    said: dict[str, Any] = {}
    scan = request.POST.get("scan", "").strip()[:60]
    condition = _condition(request)
    try:
        if scan:
            line = returning.take_back(
                leg=leg, scan=scan, condition=condition, copy_id=copy_asked(request),
                **now_by(request),
            )  # fmt: skip
            said = {"ok": line.copy.record.shown_title, "line": line}
    except errors.AmbiguousScan as refusal:
        said = {"bad": str(refusal), "choices": refusal.facts["copies"], "scan": scan}
    except Refusal as refusal:
        said = {"bad": str(refusal)}
    return _answer(request, leg, condition, said)


def _answer(request: HttpRequest, leg: Leg, condition: str, said: dict[str, Any]) -> HttpResponse:
    htmx = getattr(request, "htmx", False)
    return render(
        request,
        "rotation/returned.html" if htmx else "rotation/return.html",
        _state(request, leg) | {"said": said, "condition": condition},
    )


@needs("rotation.return", at=return_place_of_leg)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    try:
        line = returning.undo_take_back(leg=leg, **now_by(request))
        said = {"ok": _("Đã hoàn tác: %(title)s") % {"title": line.copy.record.shown_title}}
    except Refusal as refusal:
        said = {"bad": str(refusal)}
    return _answer(request, leg, _condition(request), said)


@needs("rotation.return", at=return_place_of_leg)
@require_POST
def confirm_missing(request: HttpRequest, pk: int) -> HttpResponse:
    """The chosen missing copies are lost, or withdrawn by a decision."""
    leg = leg_or_404(pk)
    chosen = ids_posted(request, "line")
    form = MissingForm(request.POST, chosen=chosen)
    if not form.is_valid():
        return send_back(request, form, to=reverse("rotation:take_back", args=[pk]))
    try:
        if request.POST.get("do") == "withdraw":
            decision = form.cleaned_data["decision"]
            done = returning.withdraw(
                leg=leg, line_ids=chosen, decision=decision, **now_by(request)
            )
            said = ngettext(
                "Đã xuất %(count)s bản khỏi sổ.", "Đã xuất %(count)s bản khỏi sổ.", len(done)
            )
        else:
            losses = [returning.Loss(key, form.paid(key)) for key in chosen]
            done = returning.confirm_lost(leg=leg, losses=losses, **now_by(request))
            said = ngettext("Đã ghi mất %(count)s bản.", "Đã ghi mất %(count)s bản.", len(done))
    except Refusal as refusal:
        return send_back(request, refusal, to=reverse("rotation:take_back", args=[pk]))
    messages.success(request, said % {"count": len(done)})
    return redirect("rotation:take_back", pk=leg.pk)


@needs("rotation.return", at=return_place_of_leg)
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return send_back(request, form, to=reverse("rotation:take_back", args=[pk]))
    parties = Parties(today(), **form.cleaned_data)
    try:
        paper = returning.finish_return(leg=leg, parties=parties, **now_by(request))
    except Refusal as refusal:
        return send_back(request, refusal, to=reverse("rotation:take_back", args=[pk]))
    messages.success(
        request,
        _("Đã nhận trả xong, lập biên bản %(number)s.") % {"number": paper.number},
    )
    return redirect(leg.get_absolute_url())


@needs("rotation.return", at=return_place_of_leg)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    return press(
        request, leg, lambda: returning.reopen_return(leg=leg, **now_by(request)),
        _("Đã mở lại việc nhận trả."),
    )  # fmt: skip


@needs("rotation.inspect", at=return_place_of_leg)
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    form = InspectForm(
        request.POST or None,
        initial={"made_on": today(), "inspectors": ", ".join(leg.batch.staff)},
    )
    return act_page(
        request, leg, form,
        lambda data: returning.inspect(leg=leg, **data, **now_by(request)),
        title=_("Kiểm tra sách trả từ %(point)s") % {"point": leg.point.name},
        button=_("Ghi kết quả"),
        said=gettext_lazy("Đã ghi kết quả kiểm tra."),
    )  # fmt: skip


@needs("rotation.return", at=return_place_of_leg)
@require_POST
def found(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """A lost copy turned up after all was done."""
    leg = leg_or_404(pk)
    one = line_or_404(leg, line)
    try:
        returning.find_lost(line=one, condition=_condition(request), **now_by(request))
        messages.success(
            request, _("Đã ghi tìm thấy %(title)s.") % {"title": one.copy.record.shown_title}
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("rotation:copies", pk=leg.pk)
