"""Everything asked for across the points that somebody answers for; no name of a reader."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tusach.circulation.documents import pull_content
from tusach.circulation.models import Request
from tusach.circulation.request_states import OPEN, RequestState
from tusach.circulation.selectors import requests as found
from tusach.circulation.web.papers import pdf_answer
from tusach.circulation.web.places import places
from tusach.ui.api import Column, Filter, Listing, needs, pdf

VIEW, ACT = "circulation.view", "circulation.request"
# So many points are offered to choose from; the search knows the names of all.
_MOST = 200
_PAPER = 500


def _listing(request: HttpRequest) -> Listing:
    mine = places(request, VIEW)
    now = timezone.now()
    points = [(str(one.pk), one.name) for one in mine.order_by("sort_key", "pk")[:_MOST]]
    works_at = set(places(request, ACT).values_list("pk", flat=True))
    ages = [(str(n), _("hơn %(n)s ngày") % {"n": n}) for n in (7, 30, 90)]

    def link(row: Request) -> str | None:
        return reverse("circulation:request", args=[row.pk]) if row.point_id in works_at else None

    return Listing(
        request,
        found.requests_of(mine),
        columns=[
            Column("title", gettext_lazy("Nhan đề"), sort="title", link=link, long=True),
            Column("point", gettext_lazy("Nơi lấy sách"), sort="point__sort_key",
                   value=lambda r: r.point.name),
            Column("state", gettext_lazy("Tình trạng"), sort="state",
                   value=lambda r: r.get_state_display()),
            Column("lender", gettext_lazy("Lấy từ"), sort="lender__sort_key",
                   value=lambda r: r.lender.name if r.lender else ""),
            Column("shelf", gettext_lazy("Giá sách"), sort="copy__shelf_mark", wide=True,
                   value=lambda r: r.copy.shelf_mark if r.copy else ""),
            Column("barcode", gettext_lazy("Mã vạch"), wide=True,
                   value=lambda r: r.copy.barcode if r.copy else ""),
            Column("made_at", gettext_lazy("Từ"), sort="made_at", kind="moment"),
        ],
        search=found.search_everything,
        search_label=gettext_lazy("Nhan đề, mã vạch, tên điểm"),
        filters=[
            Filter("tinh-trang", gettext_lazy("Tình trạng"),
                   [("mo", gettext_lazy("chưa xong")), *RequestState.choices],
                   lambda q, v: q.filter(state__in=OPEN) if v == "mo" else q.filter(state=v)),
            Filter("diem", gettext_lazy("Nơi lấy sách"), points,
                   lambda q, v: q.filter(point=int(v))),
            Filter("tu-diem", gettext_lazy("Lấy từ"), points,
                   lambda q, v: q.filter(lender=int(v))),
            Filter("cho", gettext_lazy("Đã chờ"), ages,
                   lambda q, v: q.filter(
                       ended_at=None, made_at__lt=now - timedelta(days=int(v)))),
        ],
        default_sort="-made_at",
        empty=gettext_lazy("Không có yêu cầu nào như vậy."),
        name="yeu-cau-toan-mang",
    )  # fmt: skip


@needs(VIEW)
@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    """The list; with ``in=1`` what of it waits on shelves, as a paper in the order of the shelf."""
    listing = _listing(request)
    if request.GET.get("in") != "1":
        page = {"listing": listing, "question": request.GET.urlencode()}
        return listing.export() or render(request, "circulation/all_requests.html", page)
    rows = list(
        listing.rows.filter(state=RequestState.ASSIGNED)
        .select_related("copy__record")
        .order_by("lender__sort_key", "copy__shelf_mark", "record__title_key", "pk")[:_PAPER]
    )
    if not rows:
        messages.info(request, _("Trong danh sách này không có sách nào phải lấy trên giá."))
        return redirect("circulation:all_requests")
    content = pdf("circulation/pull_list.typ", pull_content(rows, timezone.localtime()))
    return pdf_answer(content, "lay-sach-toan-mang.pdf")
