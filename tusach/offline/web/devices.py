"""Devices: the list, one device, its events; renamed, given points, revoked, judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from tusach.audit.api import name_of, now_by
from tusach.network.api import ServicePoint
from tusach.offline import selectors
from tusach.offline.handlers import in_words, known_kinds
from tusach.offline.models import Device, DeviceEvent, Standing
from tusach.offline.services import change, judge, look_at_held, retry, revoke, withdraw
from tusach.offline.web.forms import ChangeForm, RevokeForm
from tusach.offline.web.reach import device_or_404, devices_seen, places
from tusach.ui.api import Column, Filter, Listing, needs, press, try_form

STATES = [
    ("used", gettext_lazy("đang dùng")),
    ("revoked", gettext_lazy("đã thu hồi")),
    ("held", gettext_lazy("có điều chờ duyệt")),
    ("unsettled", gettext_lazy("có dòng không khớp")),
]
STANDINGS = [
    *((value, label) for value, label in Standing.choices),
    ("unsettled", gettext_lazy("đã ghi mà không khớp")),
]
# A page of held events that is judged at once.
_AT_ONCE = 200


def _points(device: Device) -> str:
    return ", ".join(point.name for point in device.points.all())


def _of_state(devices: Any, asked: str) -> Any:
    return {
        "used": lambda: devices.filter(revoked_at=None),
        "revoked": lambda: devices.filter(revoked_at__isnull=False),
        "held": lambda: devices.filter(held__gt=0),
        "unsettled": lambda: devices.filter(unsettled__gt=0),
    }[asked]()


@needs("offline.view")
def devices(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        selectors.with_counts(devices_seen(request)),
        columns=[
            Column(
                "name",
                gettext_lazy("Thiết bị"),
                sort="name",
                link=lambda device: device.get_absolute_url(),
            ),
            Column("points", gettext_lazy("Điểm phục vụ"), value=_points),
            Column("standing", gettext_lazy("Tình trạng")),
            Column(
                "last_seen_at", gettext_lazy("Gửi gần nhất"), sort="last_seen_at", kind="moment"
            ),
            Column("left", gettext_lazy("Còn trên máy"), sort="left", kind="number", wide=True),
            Column("waiting", gettext_lazy("Đang chờ"), sort="waiting", kind="number", wide=True),
            Column("held", gettext_lazy("Giữ chờ duyệt"), sort="held", kind="number"),
            Column("unsettled", gettext_lazy("Không khớp"), sort="unsettled", kind="number"),
        ],
        search=selectors.named,
        filters=[Filter("state", gettext_lazy("Tình trạng"), STATES, _of_state)],
        default_sort="name",
        empty=gettext_lazy(
            "Chưa có thiết bị nào. Mời một điện thoại hay máy tính để làm việc khi mất mạng."
        ),
        search_label=gettext_lazy("Tìm theo tên máy, tên điểm"),
        name="thiet-bi",
    )
    if (file := listing.export()) is not None:
        return file
    mine = places(request, "offline.enrol")
    page = {
        "listing": listing,
        "may_enrol": request.user.has_perm("offline.enrol"),
        "invitations": selectors.open_invitations(mine, timezone.now()),
    }
    return render(request, "offline/devices.html", page)


@needs("offline.view")
def device(request: HttpRequest, pk: int) -> HttpResponse:
    one = device_or_404(request, pk)
    counts = selectors.by_standing(one)
    silent = one.last_seen_at is None or timezone.now() - one.last_seen_at > selectors.SILENT
    page = {
        "device": one,
        "counts": [
            (value, label, counts.get(value, 0)) for value, label in STANDINGS if counts.get(value)
        ],
        "declined": selectors.declined_by_code(one),
        "refused": selectors.refused_of(one)[:20],
        "photos": selectors.photos_of(one),
        "clock_notes": selectors.clock_notes_of(one)[:20],
        "clock_off": one.offset is not None and abs(one.offset) > selectors.NOTABLE,
        "gaps": selectors.gaps_of(one),
        "carried": selectors.carried_of(one)[:20],
        "held": counts.get(Standing.HELD, 0),
        "left": counts.get(Standing.FAILED, 0) + counts.get(Standing.WAITING, 0),
        "behind": one.known > one.safe,
        "silent": silent and one.revoked_at is None,
        "heirs": one.replaced_by.all(),
        "may_change": one.revoked_at is None and _may(request, one, "offline.enrol"),
        "may_revoke": one.revoked_at is None and _may(request, one, "offline.revoke"),
        "may_review": _may(request, one, "offline.review"),
        "revoke_form": RevokeForm(),
    }
    return render(request, "offline/device.html", page)


def _may(request: HttpRequest, one: Device, act: str) -> bool:
    return devices_seen(request, act).filter(pk=one.pk).exists()


@needs("offline.enrol")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = device_or_404(request, pk, "offline.enrol")
    mine = places(request, "offline.enrol")
    form = ChangeForm(request.POST or None, device=one, points=mine)
    if request.method == "POST" and form.is_valid():

        def act() -> Device:
            return change(
                one, name=form.cleaned_data["name"], points=form.chosen, **now_by(request)
            )

        if try_form(request, form, act, _("Đã lưu thiết bị.")):
            return redirect("offline:device", pk=pk)
    status = 422 if request.method == "POST" else 200
    page = {"form": form, "device": one}
    return render(request, "offline/edit.html", page, status=status)


@needs("offline.revoke")
@require_POST
def revoke_device(request: HttpRequest, pk: int) -> HttpResponse:
    one = device_or_404(request, pk, "offline.revoke")
    form = RevokeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy chọn lý do thu hồi."))
        return redirect("offline:device", pk=pk)
    said = _("Đã thu hồi. Lần tới thiết bị kết nối, nó được lệnh xoá dữ liệu trong máy.")
    return press(
        request,
        one,
        lambda: revoke(one, why=form.cleaned_data["why"], **now_by(request)),
        said,
    )


@needs("offline.enrol")
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.invitations_for(places(request, "offline.enrol")).filter(pk=pk).first()
    if found is None:
        raise Http404
    return press(
        request,
        "offline:devices",
        lambda: withdraw(found, **now_by(request)),
        _("Lời mời không còn dùng được."),
    )


@needs("offline.view")
def events(request: HttpRequest, pk: int) -> HttpResponseBase:
    one = device_or_404(request, pk)
    listing = Listing(
        request,
        selectors.events_of(one),
        columns=[
            Column("seq", gettext_lazy("Số"), kind="number"),
            Column("kind", gettext_lazy("Việc"), value=lambda event: name_of(event.kind)),
            Column("corrected_at", gettext_lazy("Xảy ra lúc"), kind="moment"),
            Column("by_name", gettext_lazy("Người dùng máy")),
            Column("stated_at", gettext_lazy("Giờ trên máy"), kind="moment", wide=True),
            Column("received_at", gettext_lazy("Nhận lúc"), kind="moment", wide=True),
            Column(
                "standing",
                gettext_lazy("Kết quả"),
                value=lambda event: event.get_standing_display(),
            ),
            Column("code", gettext_lazy("Lý do"), value=why),
        ],
        filters=[
            Filter("standing", gettext_lazy("Kết quả"), STANDINGS, selectors.of_standing),
        ],
        empty=gettext_lazy("Thiết bị chưa gửi gì."),
        name="viec-cua-thiet-bi",
    )
    if (file := listing.export()) is not None:
        return file
    return render(request, "offline/events.html", {"listing": listing, "device": one})


def why(event: DeviceEvent) -> str:
    """Why it stands so, in words: the handler's sentence, else what its code means, with what is
    to be looked at."""
    detail = event.detail if isinstance(event.detail, dict) else {}
    if said := detail.get("sentence"):
        return str(said)
    more = detail.get("look_at") or ([detail["why"]] if detail.get("why") else [])
    if more:
        return f"{in_words(event.code)}: {', '.join(in_words(str(one)) for one in more)}"
    if event.waits_for:
        return f"{in_words(event.code)}: {event.waits_for}"
    return in_words(event.code) if event.code else ""


@needs("offline.review")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What a revoked device sent after it was revoked: taken in, or declined, by a person."""
    one = device_or_404(request, pk, "offline.review")
    if request.method == "POST":
        return _judged(request, one)
    held = selectors.held_events(one)
    shown = list(held[:_AT_ONCE])
    look_at_held(one, shown, **now_by(request))
    page = {
        "device": one,
        "total": held.count(),
        "rows": [
            {"event": event, "kind": name_of(event.kind), "said": _said(event.payload)}
            for event in shown
        ],
    }
    return render(request, "offline/review.html", page)


def _judged(request: HttpRequest, one: Device) -> HttpResponse:
    accepted = request.POST.get("do") == "accept"
    if request.POST.get("which") == "all":
        numbers = list(selectors.held_events(one).values_list("seq", flat=True))
    else:
        numbers = [int(n) for n in request.POST.getlist("seq") if n.isdecimal() and len(n) < 19]
    if not numbers or request.POST.get("do") not in {"accept", "decline"}:
        messages.info(request, _("Chưa chọn mục nào."))
        return redirect("offline:review", pk=one.pk)
    done = judge(one, numbers, accepted=accepted, **now_by(request))
    said = (
        ngettext("Đã đưa %(n)s mục vào xử lý.", "Đã đưa %(n)s mục vào xử lý.", done)
        if accepted
        else ngettext("Đã không nhận %(n)s mục.", "Đã không nhận %(n)s mục.", done)
    )
    messages.success(request, said % {"n": done})
    left = selectors.held_events(one).exists()
    return redirect("offline:review", pk=one.pk) if left else redirect(one)


# What the fields of events are called; a field of a room that is not here is shown by its name.
_FIELDS = {
    "act": gettext_lazy("việc"),
    "audience": gettext_lazy("đối tượng"),
    "birth_year": gettext_lazy("năm sinh"),
    "card": gettext_lazy("thẻ"),
    "class": gettext_lazy("lớp"),
    "copies": gettext_lazy("các bản"),
    "copy": gettext_lazy("bản sách"),
    "counts": gettext_lazy("số lượt"),
    "day": gettext_lazy("ngày"),
    "due": gettext_lazy("hạn trả"),
    "from": gettext_lazy("từ"),
    "guardian": gettext_lazy("người giám hộ"),
    "name": gettext_lazy("tên"),
    "note": gettext_lazy("ghi chú"),
    "phone": gettext_lazy("điện thoại"),
    "point": gettext_lazy("điểm"),
    "reader": gettext_lazy("bạn đọc"),
    "state": gettext_lazy("trạng thái"),
    "title": gettext_lazy("nhan đề"),
    "to": gettext_lazy("đến"),
}


def _said(value: Any) -> str:
    """What an event says, on one line."""
    if isinstance(value, dict):
        return " · ".join(f"{_FIELDS.get(key, key)}: {_said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    if value is None or isinstance(value, bool):
        return {None: "–", True: _("có"), False: _("không")}[value]
    return str(value)


def _columns_at_point() -> list[Column]:
    return [
        Column("device", gettext_lazy("Thiết bị"), value=lambda event: event.device.name,
               sort=("device__name", "-seq"),
               link=lambda event: f"{event.device.get_absolute_url()}viec/"),
        Column("seq", gettext_lazy("Số"), kind="number", wide=True),
        Column("kind", gettext_lazy("Việc"), value=lambda event: name_of(event.kind), sort="kind"),
        Column("corrected_at", gettext_lazy("Xảy ra lúc"), kind="moment", sort="corrected_at"),
        Column("received_at", gettext_lazy("Nhận lúc"), kind="moment", wide=True,
               sort="received_at"),
        Column("standing", gettext_lazy("Kết quả"),
               value=lambda event: event.get_standing_display(), sort="standing"),
        Column("code", gettext_lazy("Lý do"), value=why, long=True),
    ]  # fmt: skip


def _point_or_404(request: HttpRequest, pk: int, act: str) -> ServicePoint:
    point = places(request, act).filter(pk=pk).first()
    if point is None:
        raise Http404
    return point


@needs("offline.view")
def at_point(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What devices reported of one point, and what of it is settled and what is not."""
    point = _point_or_404(request, pk, "offline.view")
    found = selectors.events_at(point)
    kinds = sorted({(kind, str(name_of(kind))) for kind in known_kinds()}, key=lambda one: one[1])
    machines = selectors.devices_at(places(request, "offline.view").filter(pk=pk))
    listing = Listing(
        request,
        found,
        columns=_columns_at_point(),
        filters=[
            Filter("xong", gettext_lazy("Đã xong chưa"),
                   [("no", pgettext_lazy("reports of devices", "chưa xong")),
                    ("yes", pgettext_lazy("reports of devices", "đã xong"))],
                   selectors.settled),
            Filter("ket-qua", gettext_lazy("Kết quả"), STANDINGS, selectors.of_standing),
            Filter("viec", gettext_lazy("Việc"), kinds, lambda q, v: q.filter(kind=v)),
            Filter("may", gettext_lazy("Thiết bị"), [(str(one.pk), one.name) for one in machines],
                   lambda q, v: q.filter(device=int(v))),
        ],
        default_sort="-received_at",
        empty=gettext_lazy("Không có việc nào như vậy."),
        name=f"viec-ngoai-tuyen-{point.code}",
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    may_retry = request.user.has_perm("offline.review", point)
    page = {
        "listing": listing,
        "point": point,
        "open": selectors.settled(found, "no").count(),
        "left": selectors.to_retry(found).count() if may_retry else 0,
    }
    return render(request, "offline/at_point.html", page)


def _retried(request: HttpRequest, devices: Iterable[Device], to: Any) -> HttpResponse:
    """Try again what failed or waits on these devices, and say what came of it."""
    tried = written = 0
    for one in devices:
        of_one = retry(one, **now_by(request))
        tried, written = tried + of_one[0], written + of_one[1]
    if not tried:
        messages.info(request, _("Không còn việc nào cần thử lại."))
    elif written:
        said = ngettext(
            "Đã thử lại %(tried)s việc; nay ghi được %(n)s.",
            "Đã thử lại %(tried)s việc; nay ghi được %(n)s.",
            written,
        )
        messages.success(request, said % {"tried": tried, "n": written})
    else:
        said = ngettext(
            "Đã thử lại %(n)s việc; chưa việc nào ghi được, lý do ở từng dòng.",
            "Đã thử lại %(n)s việc; chưa việc nào ghi được, lý do ở từng dòng.",
            tried,
        )
        messages.warning(request, said % {"n": tried})
    return redirect(to)


@needs("offline.review")
@require_POST
def retry_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again what failed or waits on one device, without waiting for it to call."""
    one = device_or_404(request, pk, "offline.review")
    return _retried(request, [one], one)


@needs("offline.review")
@require_POST
def retry_at_point(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for each device of a point."""
    point = _point_or_404(request, pk, "offline.review")
    waiting = selectors.to_retry(selectors.events_at(point)).values("device")
    mine = devices_seen(request, "offline.review").filter(pk__in=waiting).order_by("pk")
    return _retried(request, mine, reverse("offline:at_point", args=[pk]))


@needs("offline.view")
def at_point_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """On a point's page: which devices serve it and how they stand."""
    point = places(request, "offline.view").filter(pk=pk).first()
    if point is None:
        raise Http404
    mine = places(request, "offline.view").filter(pk=pk)
    page = {
        "point": point,
        "devices": selectors.with_counts(selectors.devices_at(mine)),
        "may_enrol": request.user.has_perm("offline.enrol", point),
        "base": "offline/part.html" if getattr(request, "htmx", False) else "ui/page.html",
    }
    return render(request, "offline/at_point_panel.html", page)
