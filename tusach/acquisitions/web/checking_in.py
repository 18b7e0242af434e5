"""The check-in desk: what came today, one press for each issue; what is late, and claims."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.acquisitions.models import CheckIn, Issue, SubscriptionPlace
from tusach.acquisitions.selectors import serials as found
from tusach.acquisitions.services import checking_in
from tusach.acquisitions.web.doing import now_by, number_posted, today
from tusach.acquisitions.web.order_forms import ClaimForm
from tusach.acquisitions.web.reach import found_or_404, places
from tusach.network.api import ServicePoint
from tusach.ui.api import Refusal, needs, try_form


def _mine(request: HttpRequest, act: str = "acquisitions.check_in") -> Any:
    """The points asked for (?diem) among those of this person, or all that get issues."""
    mine = found.receiving(places(request, act))
    text = request.GET.get("diem", "") or request.POST.get("diem", "")
    chosen = mine.filter(pk=int(text)) if text.isdecimal() and len(text) < 19 else None
    return mine, chosen if chosen is not None and chosen.exists() else mine


def _state(request: HttpRequest) -> dict[str, Any]:
    every, mine = _mine(request)
    rows = found.awaited(mine, today())
    return {
        "points": every,
        "chosen": mine.first() if mine.count() == 1 and every.count() > 1 else None,
        "several": every.count() > 1,
        "today_rows": [row for row in rows if row.issue.on == today()],
        "rows": [row for row in rows if row.issue.on != today()],
        "came": found.came_on(mine, today()),
        "today": today(),
    }


@needs("acquisitions.check_in")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "acquisitions/check_in.html", _state(request))


def place_of(request: HttpRequest, place: int, **_more: Any) -> ServicePoint:
    return _place(place).point


def _place(pk: int) -> SubscriptionPlace:
    one: SubscriptionPlace = found_or_404(found.place_by_pk(pk))
    return one


def _issue(pk: int) -> Issue:
    one: Issue = found_or_404(found.issue_by_pk(pk))
    return one


def _answer(request: HttpRequest, said: dict[str, str]) -> HttpResponse:
    """The desk again, with what came of the press; without script by way of its address."""
    if getattr(request, "htmx", False):
        return render(request, "acquisitions/check_in_rows.html", _state(request) | {"said": said})
    if "bad" in said:
        messages.error(request, said["bad"])
    else:
        messages.success(request, said["ok"])
    return redirect("acquisitions:check_in")


@needs("acquisitions.check_in", at=place_of)
@require_POST
def receive(request: HttpRequest, place: int, issue: int) -> HttpResponse:
    """One press: the issue came, all its copies or so many."""
    one, where = _issue(issue), _place(place)
    try:
        checking_in.check_in(
            issue=one, place=where, copies=number_posted(request, "copies"), on=today(),
            **now_by(request),
        )  # fmt: skip
    except Refusal as refusal:
        return _answer(request, {"bad": str(refusal)})
    title = one.serial.record.shown_title
    return _answer(request, {"ok": _("Đã nhận %(title)s, %(issue)s.") % {
        "title": title, "issue": one.label}})  # fmt: skip


def point_of_check_in(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return _check_in(pk).place.point


def _check_in(pk: int) -> CheckIn:
    one: CheckIn = found_or_404(found.check_in_by_pk(pk))
    return one


@needs("acquisitions.check_in", at=point_of_check_in)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    one = _check_in(pk)
    try:
        checking_in.undo_check_in(check_in=one, **now_by(request))
    except Refusal as refusal:
        return _answer(request, {"bad": str(refusal)})
    return _answer(request, {"ok": _("Đã bỏ ghi nhận %(issue)s.") % {"issue": one.issue.label}})


@needs("acquisitions.check_in", at=place_of)
@require_POST
def give_up(request: HttpRequest, place: int, issue: int) -> HttpResponse:
    one = _issue(issue)
    try:
        checking_in.give_up(
            issue=one, place=_place(place), note=request.POST.get("note", ""), **now_by(request)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi %(issue)s là thiếu hẳn.") % {"issue": one.label})
    return redirect("acquisitions:late_issues")


@needs("acquisitions.check_in")
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Issues past the day they should have come, to be claimed or given up."""
    _every, mine = _mine(request)
    orderable = set(places(request, "acquisitions.order").values_list("pk", flat=True))
    rows = found.awaited(mine, today(), only_late=True)
    return render(
        request,
        "acquisitions/late_issues.html",
        {
            "rows": rows,
            "form": ClaimForm(initial={"on": today()}),
            "may_claim": any(r.place.subscription.owner_id in orderable for r in rows),
        },
    )


@needs("acquisitions.order")
@require_http_methods(["POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """A letter for the issues that were ticked."""
    _every, mine = _mine(request)
    orderable = set(places(request, "acquisitions.order").values_list("pk", flat=True))
    rows = [
        row for row in found.awaited(mine, today(), only_late=True)
        if row.place.subscription.owner_id in orderable
    ]  # fmt: skip
    asked = set(request.POST.getlist("issue"))
    wanted = [(row.issue, row.place) for row in rows if row.key in asked]
    form = ClaimForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            made = try_form(
                request,
                form,
                lambda: checking_in.claim_issues(
                    wanted=wanted, **form.cleaned_data, **now_by(request)
                ),
                _("Đã lập thư nhắc; in ra để gửi."),
            )
        if made:
            return redirect(made)
    return render(
        request,
        "acquisitions/late_issues.html",
        {"rows": rows, "form": form, "may_claim": True, "asked": asked},
        status=422,
    )
