"""Newspapers and magazines: the titles, how they appear, who gets them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.acquisitions.models import Break, Serial
from tusach.acquisitions.selectors import finding
from tusach.acquisitions.selectors import serials as found
from tusach.acquisitions.selectors.serial_holdings import serial_holdings, volumes_of
from tusach.acquisitions.services import serials, subscribing
from tusach.acquisitions.web.doing import now_by, number_posted, press, today
from tusach.acquisitions.web.of_record import numbers_of, seen_holdings
from tusach.acquisitions.web.reach import (
    found_or_404,
    may,
    owner_of_subscription,
    places,
    subscription_or_404,
)
from tusach.acquisitions.web.serial_forms import (
    BreakForm,
    IssueForm,
    PatternForm,
    PlaceSet,
    SerialForm,
    StopForm,
    SubscriptionForm,
)
from tusach.catalogue.api import SerialFields, serial_record
from tusach.ui.api import Column, Filter, Listing, needs, try_form


@needs("acquisitions.view")
@require_safe
def list_serials(request: HttpRequest) -> HttpResponseBase:
    mine = places(request, "acquisitions.view")
    listing = Listing(
        request,
        found.serials(today()),
        columns=[
            Column("title", gettext_lazy("Tên báo, tạp chí"), sort="record__title_key",
                   value=lambda s: s.record.shown_title, link=lambda s: s.get_absolute_url()),
            Column("publisher", gettext_lazy("Cơ quan ra báo"),
                   value=lambda s: s.record.publisher, wide=True),
            Column("issn", "ISSN", sort="issn"),
            Column("kind", gettext_lazy("Loại"), sort="is_electronic",
                   value=lambda s: _("điện tử") if s.is_electronic else _("in")),
        ],
        search=found.search_serials,
        search_label=gettext_lazy("Tên báo, ISSN"),
        filters=[
            Filter("loai", gettext_lazy("Loại"),
                   [("in", gettext_lazy("in")), ("so", gettext_lazy("điện tử"))],
                   lambda qs, v: qs.filter(is_electronic=v == "so")),
        ],
        default_sort="title",
        empty=gettext_lazy("Chưa theo dõi báo, tạp chí nào."),
        name="bao-tap-chi",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "acquisitions/serials.html",
        {
            "listing": listing,
            "tab": "serials",
            "may_order": may(request, "acquisitions.order"),
            "ending": found.running_on(found.subscriptions_of(mine), today())
            .filter(ends_on__lte=today() + timedelta(days=45), renewed_by=None)
            .order_by("ends_on")[:20],
        },
    )


@needs("acquisitions.order")
@require_http_methods(["GET", "POST"])
def new_serial(request: HttpRequest) -> HttpResponse:
    """Follow a title: of the catalogue, or a new record made from a few facts."""
    form = SerialForm(request.POST or None)
    like = found.unfollowed_like(request.POST.get("title", "")) if request.method == "POST" else []
    chosen = number_posted(request, "record")
    if request.method == "POST" and (form.is_valid() or chosen):
        record = finding.find("", chosen).certain if chosen else None
        if record is not None or not like or request.POST.get("make_anyway"):
            made = try_form(request, form, lambda: _follow(request, form, record))
            if made:
                return redirect(made)
    return render(
        request,
        "acquisitions/serial_form.html",
        {"form": form, "like": like},
        status=422 if form.is_bound else 200,
    )


def _follow(request: HttpRequest, form: SerialForm, record: Any) -> Serial:
    data = form.cleaned_data if form.is_valid() else {}
    if record is None:
        serials.checked_issn(data["issn"])
        record = serial_record(
            SerialFields(
                title=data["title"], publisher=data["publisher"],
                issn=serials.checked_issn(data["issn"]), language=data["language"],
                class_number=data["class_number"], is_newspaper=data["is_newspaper"],
                is_electronic=data["is_electronic"], url=data["url"],
            ),
            **now_by(request),
        )  # fmt: skip
    return serials.follow_serial(
        title=record, issn=data.get("issn", ""), is_electronic=data.get("is_electronic", False),
        url=data.get("url", ""), note=data.get("note", ""), **now_by(request),
    )  # fmt: skip


def serial_or_404(pk: int) -> Serial:
    one: Serial = found_or_404(found.serial_by_pk(pk))
    return one


@needs("acquisitions.view")
@require_safe
def show_serial(request: HttpRequest, pk: int) -> HttpResponse:
    serial = serial_or_404(pk)
    mine = places(request, "acquisitions.view")
    # A month ahead is news; the rest of the term is not.
    shown = serial.issues.filter(on__lte=today() + timedelta(days=7)).order_by("-on", "-pk")
    issues = Paginator(shown, 30).get_page(request.GET.get("page"))
    holdings = seen_holdings(serial_holdings([serial.record_id]), numbers_of(mine))
    return render(
        request,
        "acquisitions/serial.html",
        {
            "serial": serial,
            "patterns": serial.patterns.order_by("-valid_from"),
            "breaks": serial.breaks.order_by("-starts_on"),
            "issues": issues,
            "subscriptions": found.subscriptions_of(mine).filter(serial=serial),
            "holdings": holdings,
            "volumes": volumes_of(serial).filter(point__in=mine.values("pk"))[:100],
            "may_bind": may(request, "acquisitions.receive"),
            "binders": set(places(request, "acquisitions.receive").values_list("pk", flat=True)),
            "may_order": may(request, "acquisitions.order"),
            "today": today(),
        },
    )


def _form(request: HttpRequest, form: Any, title: str, serial: Serial) -> HttpResponse:
    return render(
        request,
        "acquisitions/act.html",
        {
            "form": form, "title": title, "lead": serial.record.shown_title, "button": _("Ghi"),
            "back": serial.get_absolute_url(),
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@needs("acquisitions.order")
@require_http_methods(["GET", "POST"])
def set_pattern(request: HttpRequest, pk: int) -> HttpResponse:
    serial = serial_or_404(pk)
    form = PatternForm(request.POST or None, initial={"valid_from": date(today().year, 1, 1)})
    if request.method == "POST" and form.is_valid() and try_form(
        request, form,
        lambda: serials.set_pattern(serial=serial, **form.cleaned_data, **now_by(request)),
        _("Đã ghi; các số sắp ra được tính lại."),
    ):  # fmt: skip
        return redirect(serial)
    return _form(request, form, _("Định kỳ ra báo"), serial)


@needs("acquisitions.order")
@require_http_methods(["GET", "POST"])
def add_break(request: HttpRequest, pk: int) -> HttpResponse:
    serial = serial_or_404(pk)
    form = BreakForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and try_form(
        request, form,
        lambda: serials.add_break(serial=serial, **form.cleaned_data, **now_by(request)),
        _("Đã ghi; các số sắp ra được tính lại."),
    ):  # fmt: skip
        return redirect(serial)
    return _form(request, form, _("Kỳ nghỉ, số gộp, số đặc biệt"), serial)


@needs("acquisitions.order")
@require_POST
def remove_break(request: HttpRequest, pk: int, made: int) -> HttpResponse:
    serial = serial_or_404(pk)
    one: Break = found_or_404(serial.breaks.filter(pk=made).first())
    return press(
        request, serial, lambda: serials.remove_break(made=one, **now_by(request)),
        _("Đã bỏ; các số sắp ra được tính lại."),
    )  # fmt: skip


@needs("acquisitions.order")
@require_http_methods(["GET", "POST"])
def add_issue(request: HttpRequest, pk: int) -> HttpResponse:
    serial = serial_or_404(pk)
    form = IssueForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid() and try_form(
        request, form,
        lambda: serials.add_issue(serial=serial, **form.cleaned_data, **now_by(request)),
        _("Đã thêm số báo."),
    ):  # fmt: skip
        return redirect(serial)
    return _form(request, form, _("Thêm một số"), serial)


@needs("acquisitions.order")
@require_http_methods(["GET", "POST"])
def subscribe(request: HttpRequest, pk: int) -> HttpResponse:
    """A new term; ?gia-han takes the places of an earlier one and the year after it."""
    serial = serial_or_404(pk)
    earlier = _earlier(request, serial)
    year = today().year + (today().month > 9)
    first: dict[str, Any] = {
        "starts_on": date(year, 1, 1), "last_day": date(year, 12, 31), "way": "bought",
    }  # fmt: skip
    rows: list[dict[str, Any]] = [{"copies": 1, "delay": 3}]
    if earlier is not None:
        length = earlier.ends_on - earlier.starts_on
        first = {
            "owner": earlier.owner, "way": earlier.way, "supplier": earlier.supplier,
            "price": earlier.price, "starts_on": earlier.ends_on,
            "last_day": earlier.ends_on + length - timedelta(days=1),
        }  # fmt: skip
        rows = [{"point": one.point, "copies": one.copies, "delay": one.delay}
                for one in earlier.places.all()]  # fmt: skip
    form = SubscriptionForm(request, request.POST or None, initial=first)
    kwargs = {"request": request}
    if request.method == "POST" and request.POST.get("do") == "more":
        data = request.POST.copy()
        total = int(data.get("p-TOTAL_FORMS") or 0)
        data["p-TOTAL_FORMS"] = str(min(total + 1, 60))
        data[f"p-{total}-copies"], data[f"p-{total}-delay"] = "1", "3"
        place_set = PlaceSet(data, prefix="p", form_kwargs=kwargs)
        return _subscribing(request, serial, form, place_set, 200)
    place_set = PlaceSet(request.POST or None, prefix="p", initial=rows, form_kwargs=kwargs)
    if request.method == "POST" and form.is_valid() and place_set.is_valid():
        values = dict(form.cleaned_data)
        last = values.pop("last_day")
        chosen = [
            subscribing.Place(row["point"], row.get("copies") or 1,
                              3 if row.get("delay") is None else row["delay"])
            for row in (one.cleaned_data for one in place_set) if row.get("point")
        ]  # fmt: skip
        made = try_form(
            request,
            form,
            lambda: subscribing.subscribe(
                serial=serial, places=chosen, ends_on=last + timedelta(days=1), renews=earlier,
                **{**values, "price": values["price"] or 0}, **now_by(request),
            ),
            _("Đã ghi phiếu đặt báo."),
        )  # fmt: skip
        if made:
            return redirect(made)
    return _subscribing(request, serial, form, place_set, 422 if form.is_bound else 200)


def _earlier(request: HttpRequest, serial: Serial) -> Any:
    text = request.GET.get("gia-han", "")
    if not text.isdecimal() or len(text) > 18:
        return None
    mine = found.subscriptions_of(places(request, "acquisitions.order"))
    return mine.filter(pk=int(text), serial=serial, renewed_by=None).first()


def _subscribing(
    request: HttpRequest, serial: Serial, form: Any, place_set: Any, status: int
) -> HttpResponse:
    return render(
        request,
        "acquisitions/subscription_form.html",
        {"serial": serial, "form": form, "places": place_set},
        status=status,
    )


@needs("acquisitions.view")
@require_safe
def list_subscriptions(request: HttpRequest) -> HttpResponseBase:
    mine = places(request, "acquisitions.view")
    listing = Listing(
        request,
        found.subscriptions_of(mine),
        columns=[
            Column("code", gettext_lazy("Số phiếu"), sort="pk",
                   link=lambda s: s.get_absolute_url()),
            Column("title", gettext_lazy("Tên báo, tạp chí"), sort="serial__record__title_key",
                   value=lambda s: s.serial.record.shown_title),
            Column("starts_on", gettext_lazy("Từ ngày"), sort="starts_on", kind="day"),
            Column("last_day", gettext_lazy("Đến hết ngày"), sort="ends_on", kind="day",
                   value=lambda s: s.ends_on - timedelta(days=1)),
            Column("copies", gettext_lazy("Bản mỗi số"), kind="number",
                   value=lambda s: sum(p.copies for p in s.places.all())),
            Column("price", gettext_lazy("Tổng tiền"), sort="price", kind="dong"),
            Column("supplier", gettext_lazy("Nơi phát hành"),
                   value=lambda s: s.supplier.name if s.supplier else "–", wide=True),
        ],
        filters=[
            Filter("khi", gettext_lazy("Thời gian"), [("nay", gettext_lazy("đang trong hạn"))],
                   lambda qs, v: found.running_on(qs, today())),
        ],
        default_sort="-code",
        empty=gettext_lazy("Chưa có phiếu đặt báo nào. Mở một đầu báo rồi bấm “Đặt báo”."),
        name="dat-bao",
    )  # fmt: skip
    if request.GET.get("export"):
        listing.queryset = listing.queryset.prefetch_related(None).prefetch_related("places")
    return listing.export() or render(
        request, "acquisitions/subscriptions.html", {"listing": listing, "tab": "serials"}
    )


@needs("acquisitions.view", at=owner_of_subscription)
@require_safe
def show_subscription(request: HttpRequest, pk: int) -> HttpResponse:
    one = subscription_or_404(pk)
    return render(
        request,
        "acquisitions/subscription.html",
        {
            "subscription": one,
            "last_day": one.ends_on - timedelta(days=1),
            "may_order": may(request, "acquisitions.order", one.owner),
            "renewed": getattr(one, "renewed_by", None),
            "renew_url": reverse("acquisitions:subscribe", args=[one.serial_id])
            + f"?gia-han={one.pk}",
        },
    )


@needs("acquisitions.order", at=owner_of_subscription)
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    one = subscription_or_404(pk)
    form = StopForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid() and try_form(
        request, form,
        lambda: subscribing.stop_subscription(
            subscription=one, **form.cleaned_data, **now_by(request)
        ),
        _("Đã dừng; từ ngày ấy không chờ số nào nữa."),
    ):  # fmt: skip
        return redirect(one)
    return render(
        request,
        "acquisitions/act.html",
        {
            "form": form, "title": _("Dừng đặt"), "lead": one.serial.record.shown_title,
            "button": _("Dừng"), "danger": True, "back": one.get_absolute_url(),
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip
