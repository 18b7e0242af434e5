"""Requests of people about their own data: the list, noting one, answering, the copy."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import actor_of, now_by, record
from tusach.network.api import ServicePoint
from tusach.readers.holders import owed_by
from tusach.readers.models import PrivacyRequest
from tusach.readers.selectors.privacy import everything_of, late_on, request_of, requests_at
from tusach.readers.services.privacy import answer_by, answer_request, note_request
from tusach.readers.services.registering import looked, on
from tusach.readers.web.forms import RequestForm
from tusach.readers.web.reach import home_of, places, reader_or_404
from tusach.ui.api import Column, Filter, Listing, act_once, named, needs, press, try_form

State = PrivacyRequest.State


@needs("readers.privacy")
@require_safe
def requests(request: HttpRequest) -> HttpResponseBase:
    """What waits for an answer, the earliest term first."""
    today = timezone.localdate()
    found = requests_at(places(request, "readers.privacy"))
    listing = Listing(
        request,
        found,
        columns=[
            Column("due_on", _("Hạn trả lời"), sort=("state", "due_on"), kind="day",
                   link=lambda r: r.get_absolute_url()),
            Column("reader", _("Bạn đọc"), sort="reader__number",
                   value=lambda r: f"#{r.reader.number}"),
            Column("kind", _("Yêu cầu"), sort="kind", value=lambda r: r.get_kind_display()),
            Column("received_on", _("Ngày nhận"), sort="received_on", kind="day"),
            Column("state", _("Tình trạng"), sort="state",
                   value=lambda r: _("quá hạn") if r.state == State.OPEN and r.is_late_on(today)
                   else r.get_state_display()),
            Column("answered_on", _("Ngày trả lời"), sort="answered_on", kind="day", wide=True),
        ],
        filters=[
            Filter("tinhtrang", _("Tình trạng"), [*State.choices, ("late", _("quá hạn"))],
                   lambda q, v: late_on(q, today) if v == "late" else q.filter(state=v)),
        ],
        default_sort="due_on",
        empty=_("Chưa có ai yêu cầu gì về dữ liệu của mình. Ghi yêu cầu ở trang của bạn đọc."),
        name="yeu-cau-du-lieu",
    )  # fmt: skip
    return listing.export() or render(request, "readers/requests.html", {
        "listing": listing,
        "waiting": found.filter(state=State.OPEN).count(),
        "late": late_on(found, today).count(),
    })  # fmt: skip


@needs("readers.privacy", at=home_of)
@require_http_methods(["GET", "POST"])
def new_request(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_or_404(pk)
    today = timezone.localdate()
    form = RequestForm(
        request.POST or None, initial={"received_on": today, "asked_by": "reader", "kind": "see"}
    )
    if request.method == "POST" and form.is_valid():
        made = try_form(
            request, form,
            lambda: note_request(reader=reader, **form.cleaned_data, **now_by(request)),
            _("Đã ghi yêu cầu."),
        )  # fmt: skip
        if made is not None:
            return redirect(made)
    due, basis = answer_by(today)
    return render(
        request,
        "readers/request_form.html",
        {"form": form, "reader": reader, "due": due, "basis": basis},
        status=422 if form.is_bound else 200,
    )


def _request_or_404(pk: int) -> PrivacyRequest:
    found = request_of(pk)
    if found is None:
        raise Http404
    return found


def home_of_request(request: HttpRequest, pk: int) -> ServicePoint:
    return _request_or_404(pk).reader.home


@needs("readers.privacy", at=home_of_request)
@require_safe
def privacy_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: its term, what is held of the person, what is to be done."""
    one = _request_or_404(pk)
    erased = one.reader.erased_at is not None
    shows = one.state == State.OPEN and not erased
    if shows:
        looked([one.reader], **now_by(request))
    return render(
        request,
        "readers/request.html",
        {
            "asked": one,
            "erased": erased,
            "late": one.state == State.OPEN and one.is_late_on(timezone.localdate()),
            "held": everything_of(one.reader) if shows else {},
            "owed": owed_by(one.reader.pk) if shows and one.kind == "erase" else [],
        },
    )


@needs("readers.privacy", at=home_of_request)
@require_safe
def copy_of_data(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is held of the person as a file that people and programs can read."""
    one = _request_or_404(pk)
    if one.reader.erased_at is not None or one.kind not in {"see", "export"}:
        raise Http404
    made = json.dumps(everything_of(one.reader), ensure_ascii=False, indent=2)
    record(
        "readers.hand_over", at=timezone.now(), by=actor_of(request), on=on(one.reader),
        place=one.reader.home_id,
    )  # fmt: skip
    answer = HttpResponse(made, content_type="application/json; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return named(answer, f"du-lieu-ban-doc-{one.reader.number}.json")


@needs("readers.privacy", at=home_of_request)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a request: done, or refused with a reason."""
    one = _request_or_404(pk)

    def do() -> None:
        with act_once(request):
            answer_request(
                request=one,
                answer=request.POST.get("answer", ""),
                refuse=request.POST.get("do") == "refuse",
                **now_by(request),
            )

    return press(request, one, do, _("Đã trả lời yêu cầu."))
