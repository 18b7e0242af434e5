"""Time at the public computers: who sits where, begun and ended by one press."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation.classes import classes_at
from tusach.circulation.models import ComputerSession
from tusach.circulation.selectors import computers as found
from tusach.circulation.selectors.tallies import counting_points
from tusach.circulation.services import computers
from tusach.circulation.web.places import places, point_asked, to_choose
from tusach.circulation.web.tallies import COUNT, choose_point
from tusach.facts.api import Audience
from tusach.network.api import ServicePoint
from tusach.ui.api import Column, Filter, Listing, act_once, needs, press, send_back

SEE = "circulation.see_counts"


class BeginForm(forms.Form):
    machine = forms.CharField(label=gettext_lazy("Máy"), max_length=40)
    audience = forms.ChoiceField(label=gettext_lazy("Đối tượng"), choices=Audience.choices)
    guided = forms.BooleanField(label=gettext_lazy("Có người lớn kèm"), required=False)


def _session_or_404(pk: int) -> ComputerSession:
    session = found.session_of(pk)
    if session is None:
        raise Http404
    return session


def point_of_session(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return _session_or_404(pk).point


def _here(point: ServicePoint) -> str:
    return f"{reverse('circulation:computers')}?{urlencode({'diem': point.pk})}"


@needs(COUNT)
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Who sits at the computers of a point; a press begins a session."""
    mine = counting_points(places(request, COUNT))
    point = point_asked(request, mine, COUNT)
    if point is None:
        return choose_point(
            request, mine, to="circulation:computers", title=_("Máy tính công cộng"),
            lead=_("Chọn nơi đang phục vụ."),
        )  # fmt: skip
    if request.method == "POST":
        return _begin(request, point)
    now = timezone.now()
    sessions = list(found.sessions_on(point, timezone.localdate(now)))
    running = list(found.running(point))
    return render(
        request,
        "circulation/computers.html",
        {
            "tab": "computers",
            "point": point,
            "points": to_choose(mine),
            "classes": [
                (
                    one,
                    Audience(one).label,
                    computers.allowed(point, one, now),
                    computers.must_be_guided(point, one, now),
                )
                for one in classes_at(point)
            ],
            "running": [(one, found.ends_at(one), found.is_over(one, now)) for one in running],
            "ended": [one for one in sessions if one.ended_at is not None],
            "free": found.machines_free(point, running),
            "count": sum(found.is_counted(one) for one in sessions),
        },
    )


def _begin(request: HttpRequest, point: ServicePoint) -> HttpResponse:
    form = BeginForm(request.POST)
    if not form.is_valid():
        return send_back(request, form, to=_here(point))
    data = form.cleaned_data

    def do() -> None:
        with act_once(request):
            computers.begin(
                point=point, machine=data["machine"], audience=data["audience"],
                guided=data["guided"], **now_by(request),
            )  # fmt: skip

    return press(request, _here(point), do, _("Đã bắt đầu; lượt này đã được đếm."))


@needs(COUNT, at=point_of_session)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The machine is free again."""
    session = _session_or_404(pk)

    def do() -> None:
        with act_once(request):
            computers.end(session=session, **now_by(request))

    return press(request, _here(session.point), do, _("Đã kết thúc."))


@needs(COUNT, at=point_of_session)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """A session that was entered by mistake counts nothing."""
    session = _session_or_404(pk)

    def do() -> None:
        with act_once(request):
            computers.undo_session(session=session, **now_by(request))

    return press(request, _here(session.point), do, _("Đã huỷ; lượt này không được tính."))


@needs(SEE)
@require_safe
def sessions(request: HttpRequest) -> HttpResponseBase:
    """Every session of the places of this person: a list to look through and to take away."""
    today = timezone.localdate()
    spans = [("7", _("7 ngày qua")), ("30", _("30 ngày qua")), ("365", _("một năm qua"))]
    listing = Listing(
        request,
        found.sessions_at(places(request, SEE)),
        columns=[
            Column("begun_at", gettext_lazy("Bắt đầu"), sort=("begun_at", "pk"), kind="moment"),
            Column("point", gettext_lazy("Điểm"), sort="point__sort_key",
                   value=lambda s: s.point.name),
            Column("machine", gettext_lazy("Máy"), sort="machine"),
            Column("audience", gettext_lazy("Đối tượng"), sort="audience",
                   value=lambda s: s.get_audience_display()),
            Column("guided", gettext_lazy("Có người lớn kèm"), wide=True,
                   value=lambda s: _("có") if s.guided else ""),
            Column("used", gettext_lazy("Đã dùng (phút)"), value=found.minutes_used,
                   kind="number"),
            Column("minutes", gettext_lazy("Được dùng (phút)"), sort="minutes", kind="number",
                   wide=True),
            Column("state", gettext_lazy("Tình trạng"), value=_state),
            Column("by_name", gettext_lazy("Người ghi"), wide=True),
        ],
        filters=[
            Filter("doi-tuong", gettext_lazy("Đối tượng"), Audience.choices,
                   lambda qs, v: qs.filter(audience=v)),
            Filter("trong", gettext_lazy("Thời gian"), spans,
                   lambda qs, v: qs.filter(
                       begun_at__date__gte=today - timedelta(days=int(v)))),
        ],
        default_sort="-begun_at",
        empty=gettext_lazy("Chưa có lượt dùng máy tính nào."),
        name="luot-dung-may-tinh",
    )  # fmt: skip
    return listing.export() or render(
        request, "circulation/computer_sessions.html", {"listing": listing, "tab": "computers"}
    )


def _state(session: ComputerSession) -> str:
    if not found.is_counted(session):
        return _("đã huỷ, không tính")
    return _("đã xong") if session.ended_at is not None else _("đang dùng")
