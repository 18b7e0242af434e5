"""Where two report the same readers: whose figure counts, and the rows that say so."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tusach.audit.api import now_by
from tusach.circulation.models import CountingRule, Family
from tusach.circulation.selectors import tallies as found
from tusach.circulation.selectors.texts import point_by_pk
from tusach.circulation.services.settling import choose, set_counting_rule
from tusach.circulation.web.places import places
from tusach.circulation.web.tally_forms import ChoiceForm, CountingRuleForm, read_month
from tusach.facts.api import Measure
from tusach.network.api import ServicePoint
from tusach.ui.api import Column, Listing, needs, try_form

ACT = "circulation.settle_counts"


@needs("circulation.see_counts")
@require_safe
def overlaps(request: HttpRequest) -> HttpResponse:
    mine = places(request, "circulation.see_counts")
    return render(
        request,
        "circulation/overlaps.html",
        {"rows": found.overlaps(mine), "tab": "overlaps"},
    )


def point_of_overlap(request: HttpRequest, pk: int, **_more: str) -> ServicePoint:
    point = point_by_pk(pk)
    if point is None:
        raise Http404
    return point


@needs(ACT, at=point_of_overlap)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int, month: str, measure: str) -> HttpResponse:
    """Whose figure of a month counts."""
    point, first = point_of_overlap(request, pk), read_month(month)
    if first is None or measure not in Measure.values:
        raise Http404
    overlap = found.overlap_of(point, first, measure)
    if overlap is None:
        messages.error(request, _("Ở tháng này chỉ có một nguồn báo số; không có gì để chọn."))
        return redirect("circulation:overlaps")
    form = ChoiceForm(
        overlap, request.POST or None,
        initial={"counts": _counts_now(overlap)},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        done = try_form(
            request, form,
            lambda: choose(
                point=point, month=first, measure=measure, **form.cleaned_data, **now_by(request)
            ),
            _("Đã chọn; các tổng đã tính lại."),
        )  # fmt: skip
        if done:
            return redirect("circulation:overlaps")
    return render(
        request,
        "circulation/overlap.html",
        {
            "overlap": overlap,
            "system": found.system_speaks(point, first, measure),
            "made": found.choices_made(overlap),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


def _counts_now(overlap: found.Overlap) -> str:
    if overlap.choice is not None:
        return overlap.choice.counts
    return next((side.family for side in overlap.sides if side.counts), "")


def _search(rows: QuerySet[CountingRule], words: str) -> QuerySet[CountingRule]:
    named = found.points_named(words)
    return rows.filter(point__in=named.values("pk"))


@needs("circulation.see_counts")
@require_safe
def rules(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        found.counting_rules(places(request, "circulation.see_counts")),
        columns=[
            Column("point", gettext_lazy("Điểm"), sort="point__sort_key",
                   value=lambda r: r.point.name),
            Column("mode", gettext_lazy("Hình thức"), sort="mode",
                   value=lambda r: r.get_mode_display() or _("mọi hình thức")),
            Column("counts", gettext_lazy("Lấy số của"), sort="counts",
                   value=lambda r: str(Family(r.counts).label)),
            Column("valid_from", gettext_lazy("Áp dụng từ"), sort="valid_from", kind="day"),
            Column("valid_to", gettext_lazy("Đến trước ngày"), sort="valid_to", kind="day"),
            Column("basis", gettext_lazy("Căn cứ"), wide=True),
            Column("made_by", gettext_lazy("Người ghi"), wide=True),
        ],
        search=_search,
        search_label=gettext_lazy("Tên điểm"),
        default_sort="-valid_from",
        empty=gettext_lazy("Chưa có quy định riêng cho điểm nào; theo thứ tự chung ở trên."),
        name="lay-so-cua-ai",
    )  # fmt: skip
    return listing.export() or render(
        request, "circulation/counting_rules.html", {"listing": listing, "tab": "rules"}
    )


@needs(ACT)
@require_http_methods(["GET", "POST"])
def new_rule(request: HttpRequest) -> HttpResponse:
    mine = places(request, ACT)
    asked = request.GET.get("diem", "")
    point = mine.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
    today: date = timezone.localdate()
    form = CountingRuleForm(
        mine, request.POST or None,
        initial={"point": point, "mode": "rotation", "counts": Family.BOX, "valid_from": today},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        made = try_form(
            request, form,
            lambda: set_counting_rule(**form.cleaned_data, **now_by(request)),
            _("Đã đặt; các tháng từ ngày đó đã tính lại."),
        )  # fmt: skip
        if made:
            return redirect("circulation:counting_rules")
    return render(
        request,
        "circulation/act.html",
        {
            "form": form,
            "title": _("Đặt: lấy số của ai"),
            "lead": _("Khi hai bên cùng báo số của một điểm, số của bên này được tính; số bên kia "
                      "vẫn lưu và hiện ra."),
            "button": _("Đặt"),
            "back": reverse("circulation:counting_rules"),
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip
