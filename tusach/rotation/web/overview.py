"""The director's page, and the rows behind each of its figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.rotation.selectors.batches import leg_by_pk, legs_by_pk
from tusach.rotation.selectors.overview import (
    LAST_BAND,
    Out,
    Overview,
    held_lines,
    lost_copies,
    months_out,
    overview,
    paid_for,
)
from tusach.rotation.web.doing import day_asked, today
from tusach.rotation.web.lists import search_lines
from tusach.rotation.web.places import account
from tusach.ui.api import Column, Listing, needs

# In each of the three lists of the page; the rest is a click away.
SHOWN = 10


@needs("rotation.overview")
def show(request: HttpRequest) -> HttpResponseBase:
    day = day_asked(request)
    found = overview(account(request), day)
    return render(
        request,
        "rotation/overview.html",
        {
            "found": found,
            "day": day,
            "is_today": day == today(),
            "bands": months_out(found.out),
            "value_out": sum(one.value for one in found.out),
            "batch_copies": sum(one.copies for one in found.out),
            "shown": SHOWN,
        },
    )


_SEEN: dict[str, str | Promise] = {
    "": gettext_lazy("Nơi đang giữ sách ngày %(day)s"),
    "qua-han": gettext_lazy("Ở ngoài quá lâu tính đến %(day)s"),
    "im-lang": gettext_lazy("Điểm im lặng tính đến %(day)s"),
    "den-han": gettext_lazy("Đến hạn trong tháng, xem ngày %(day)s"),
}


def _chosen(request: HttpRequest, found: Overview) -> tuple[str, list[Out]]:
    """The heading and the destinations that a figure counts."""
    day = {"day": f"{found.day:%d/%m/%Y}"}
    months = request.GET.get("thang", "")
    if months.isdecimal() and int(months) <= LAST_BAND:
        heading = _("Ở điểm đã %(months)s tháng, tính đến %(day)s")
        return heading % {"months": int(months), **day}, found.of_months(int(months))
    seen = request.GET.get("xem", "")
    rows = {"qua-han": found.too_long, "im-lang": found.silent, "den-han": found.due}
    return str(_SEEN.get(seen, _SEEN[""])) % day, rows.get(seen, found.out)


@needs("rotation.overview")
def places(request: HttpRequest) -> HttpResponseBase:
    """The destinations behind a figure: too long out, silent, due, out for so many months."""
    day = day_asked(request)
    heading, rows = _chosen(request, overview(account(request), day))
    by_leg = {one.leg.pk: one for one in rows}

    def of(what: str) -> Any:
        return lambda leg: getattr(by_leg[leg.pk], what)

    listing = Listing(
        request,
        legs_by_pk(list(by_leg)),
        columns=[
            Column("point", gettext_lazy("Điểm"), sort="point__sort_key",
                   value=lambda x: x.point.name, link=lambda x: x.point.get_absolute_url()),
            Column("batch", gettext_lazy("Đợt"), sort="batch__code",
                   value=lambda x: x.batch.code, link=lambda x: x.get_absolute_url()),
            Column("since", gettext_lazy("Bàn giao"), sort="handed_over_at", kind="day",
                   value=of("since")),
            Column("last_day", gettext_lazy("Phải về trước hết"), sort="due_on", kind="day",
                   value=of("last_day")),
            Column("ruling", gettext_lazy("Tính theo"),
                   value=lambda x: by_leg[x.pk].ruling.label),
            Column("over", gettext_lazy("Quá hạn (ngày)"), kind="number",
                   value=lambda x: by_leg[x.pk].days_over or None),
            Column("sign", gettext_lazy("Tin cuối"), kind="day", value=of("last_sign"), wide=True),
            Column("copies", gettext_lazy("Số bản"), kind="number", value=of("copies"),
                   link=lambda x: copies_url(day, x.pk)),
            Column("value", gettext_lazy("Giá trị"), kind="dong", value=of("value")),
        ],
        default_sort="last_day",
        empty=gettext_lazy("Không có nơi nào."),
        name="noi-giu-sach",
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    return render(
        request, "rotation/figures.html", {"listing": listing, "day": day, "heading": heading}
    )


def copies_url(day: date, leg_id: int) -> str:
    return f"{reverse('rotation:overview_copies')}?ngay={day:%Y-%m-%d}&diem={leg_id}"


@needs("rotation.overview")
def copies(request: HttpRequest) -> HttpResponseBase:
    """The copies behind a figure: those at one destination on the day, or at all."""
    day = day_asked(request)
    asked = request.GET.get("diem", "")
    leg_id = int(asked) if asked.isdecimal() else None
    found = held_lines(account(request), day, leg_id)
    leg = leg_by_pk(leg_id) if leg_id is not None and found.exists() else None
    listing = Listing(
        request,
        found,
        columns=[
            Column("title", gettext_lazy("Tên sách"),
                   sort=("copy__record__title_key", "copy__record_id", "copy__number"),
                   value=lambda x: x.copy.record.shown_title,
                   link=lambda x: x.copy.get_absolute_url()),
            Column("barcode", gettext_lazy("Mã vạch"), value=lambda x: x.copy.barcode),
            Column("accession", gettext_lazy("Số ĐKCB"), sort="copy__accession_no",
                   value=lambda x: x.copy.accession_no),
            Column("point", gettext_lazy("Điểm"), sort="leg__point__sort_key",
                   value=lambda x: x.leg.point.name),
            Column("batch", gettext_lazy("Đợt"), sort="leg__batch__code",
                   value=lambda x: x.leg.batch.code, link=lambda x: x.leg.get_absolute_url()),
            Column("since", gettext_lazy("Bàn giao"), sort="handed_at", kind="day",
                   value=lambda x: x.handed_at),
            Column("price", gettext_lazy("Giá"), sort="price", kind="dong"),
        ],
        search=search_lines,
        default_sort="title",
        empty=gettext_lazy("Ngày ấy không có bản nào ở các điểm."),
        name="sach-o-cac-diem",
        search_label=gettext_lazy("Tìm theo tên, tác giả, mã"),
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    words = {"day": f"{day:%d/%m/%Y}", "point": leg.point.name if leg else ""}
    heading = (
        _("Sách ở %(point)s ngày %(day)s") if leg else _("Sách ở các điểm ngày %(day)s")
    ) % words
    return render(
        request, "rotation/figures.html", {"listing": listing, "day": day, "heading": heading}
    )


@needs("rotation.overview")
def losses(request: HttpRequest) -> HttpResponseBase:
    """The lost copies behind the figure."""
    day = day_asked(request)
    found = lost_copies(account(request), day)
    paid = paid_for(found)
    listing = Listing(
        request,
        found,
        columns=[
            Column("title", gettext_lazy("Tên sách"), sort=("record__title_key", "number"),
                   value=lambda c: c.record.shown_title, link=lambda c: c.get_absolute_url()),
            Column("barcode", gettext_lazy("Mã vạch"), value=lambda c: c.barcode),
            Column("accession", gettext_lazy("Số ĐKCB"), sort="accession_no",
                   value=lambda c: c.accession_no),
            Column("price", gettext_lazy("Giá"), sort="price", kind="dong"),
            Column("paid", gettext_lazy("Bồi thường"), kind="dong",
                   value=lambda c: paid.get(c.pk) or None),
            Column("owner", gettext_lazy("Thư viện sở hữu"), value=lambda c: c.owner.name,
                   wide=True),
        ],
        default_sort="title",
        empty=gettext_lazy("Không có bản nào mất."),
        name="sach-mat",
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    heading = _("Sách mất tính đến %(day)s") % {"day": f"{day:%d/%m/%Y}"}
    lead = _("Theo sổ lưu giữ; sách tìm lại được trước ngày này không còn ở đây.")
    return render(
        request,
        "rotation/figures.html",
        {"listing": listing, "day": day, "heading": heading, "lead": lead},
    )
