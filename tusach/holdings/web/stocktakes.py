"""Stocktakes: the list, a new one, the page of each with its findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tusach.audit.api import actor_of, now_by
from tusach.holdings.holder import Holder, at_point
from tusach.holdings.models import Collection, Finding, Stocktake, StocktakeLine
from tusach.holdings.rules import State as CopyState
from tusach.holdings.selectors.stocktakes import (
    ON_SHELF,
    Figures,
    by_owner,
    figures_of,
    last_seen,
    lines_of,
    search_lines,
    search_stocktakes,
    unlabelled,
)
from tusach.holdings.services.stocktaking import begin
from tusach.holdings.web.reach import Names, places, seen_of, stocktake_or_404, stocktakes_seen
from tusach.holdings.web.stocktake_forms import CodesForm, NewStocktakeForm
from tusach.ui.api import Column, Filter, Listing, needs, standing, try_form
from tusach.ui.api import number as figure

State = Stocktake.State
ACT = "holdings.stocktake"


@needs(ACT)
@require_safe
def stocktakes(request: HttpRequest) -> HttpResponseBase:
    """The counts of the places this person works for."""
    listing = Listing(
        request,
        stocktakes_seen(request),
        columns=[
            Column("name", _("Tên đợt"), sort="name", link=lambda s: s.get_absolute_url()),
            Column("point", _("Nơi kiểm kê"), value=lambda s: s.point.name, sort="point__sort_key"),
            Column("opened_at", _("Bắt đầu lúc"), sort="opened_at", kind="moment"),
            Column("state", _("Tình trạng"), value=lambda s: s.get_state_display(), sort="state"),
            Column("by_name", _("Người làm"), wide=True),
        ],
        search=search_stocktakes,
        search_label=_("Tên đợt, nơi kiểm kê"),
        filters=[
            Filter("tinhtrang", _("Tình trạng"), State.choices, lambda q, v: q.filter(state=v))
        ],
        default_sort="-opened_at",
        empty=_("Chưa có đợt kiểm kê nào."),
        name="kiem-ke",
    )
    return listing.export() or render(request, "holdings/stocktakes.html", {"listing": listing})


@needs(ACT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    points = places(request, ACT)
    asked = request.GET.get("diem", "")
    only = points[:2]
    form = NewStocktakeForm(
        request.POST or None,
        points=points,
        initial={
            "point": points.filter(pk=asked).first()
            if asked.isdecimal()
            else (only[0] if len(only) == 1 else None),
            "name": _("Kiểm kê năm %(year)s") % {"year": timezone.localdate().year},
        },
    )

    if request.method == "POST" and form.is_valid():
        begun = try_form(request, form, lambda: begin(**now_by(request), **form.cleaned_data))
        if begun is not None:
            return redirect(begun)
    return render(
        request,
        "holdings/new_stocktake.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@needs(ACT)
@require_safe
def stocktake(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A count where it stands: scanning, its sums, every copy with what was found."""
    one = stocktake_or_404(request, pk)
    file = findings(request, one, figures_of(one)).export()
    return file or page(request, one)


def page(
    request: HttpRequest,
    one: Stocktake,
    *,
    codes_form: CodesForm | None = None,
    said: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a stocktake, with what a scan or a list was answered."""
    figures = figures_of(one)
    context = {
        "listing": findings(request, one, figures),
        "codes_form": codes_form or CodesForm(),
        **counting(request, one, said, figures),
        **progress_of(one),
    }
    return render(request, "holdings/stocktake.html", context, status=status)


def counting(
    request: HttpRequest,
    one: Stocktake,
    said: dict[str, Any] | None = None,
    figures: Figures | None = None,
) -> dict[str, Any]:
    """What changes with every scan: the answer, the sums, the last scanned."""
    figures = figures or figures_of(one)
    sums = figures.by_finding()
    expected = sum(sums[key].copies for key in (Finding.FOUND, Finding.MISSING, Finding.MEANWHILE))
    is_open = one.state == State.COUNTING
    return {
        "stocktake": one,
        "said": said or {},
        "sums": list(sums.values()),
        "expected": expected,
        "seen": sums[Finding.FOUND].copies,
        "owners": by_owner(one, figures),
        "unknown": one.unknown_codes.count(),
        "last": last_seen(one, actor_of(request).account) if is_open else [],
        "counters": figures.counters(),
        "scope": scope_of(one),
        "damaged": bool(request.POST.get("damaged")),
        "take": bool(request.POST.get("take")),
        "label": bool(request.POST.get("label")),
        "unlabelled": unlabelled(one).filter(labelled_at__isnull=True).count(),
    }


def scope_of(one: Stocktake) -> str:
    """In words which of the copies are counted."""
    parts = [str(Collection(key).label) for key in one.collections] or [_("tất cả các kho")]
    if one.shelf_from and one.shelf_to:
        parts.append(
            _("ký hiệu từ %(first)s đến %(last)s") % {"first": one.shelf_from, "last": one.shelf_to}
        )
    elif one.shelf_from:
        parts.append(_("ký hiệu từ %(first)s") % {"first": one.shelf_from})
    elif one.shelf_to:
        parts.append(_("ký hiệu đến %(last)s") % {"last": one.shelf_to})
    return ", ".join(parts)


def progress_of(one: Stocktake) -> dict[str, Any]:
    """What ``ui/progress.html`` asks for."""
    total = figures_of(one).count() if one.is_under_way else 0
    done = one.lines.filter(pk__lte=one.worked_to).count() if one.is_under_way else 0
    line = ngettext("%(done)s trên %(total)s bản", "%(done)s trên %(total)s bản", total)
    return {
        "work": one,
        "line": line % {"done": figure(done), "total": figure(total)},
        "done": done,
        "total": total,
        "standing": standing(one, timezone.now()),
        "progress_url": reverse("holdings:stocktake_progress", args=[one.pk]),
        "again_url": reverse("holdings:stocktake_again", args=[one.pk]),
        "here": one.get_absolute_url(),
    }


@needs(ACT)
@require_safe
def unknown_codes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The codes that no copy has: labels that cannot be read, books never entered."""
    one = stocktake_or_404(request, pk)
    listing = Listing(
        request,
        one.unknown_codes.all(),
        columns=[
            Column("code", _("Mã"), sort="code"),
            Column("times", _("Số lần quét"), sort="times", kind="number"),
            Column("seen_at", _("Thấy lúc"), sort="seen_at", kind="moment"),
            Column("seen_name", _("Người quét"), wide=True),
        ],
        search=lambda found, words: found.filter(code__icontains=words),
        search_label=_("Mã"),
        default_sort="-seen_at",
        empty=_("Không có mã lạ nào."),
        name=f"kiem-ke-{one.pk}-ma-la",
    )
    return listing.export() or render(
        request, "holdings/stocktake_codes.html", {"stocktake": one, "listing": listing}
    )


class _Places:
    """Where the ledger has the copies of the page shown, and which may be opened."""

    def __init__(self, request: HttpRequest, here: Holder) -> None:
        self.request = request
        self.here = here
        self.listing: Listing | None = None
        self.names: Names | None = None
        self.seen: set[int] | None = None

    def _shown(self) -> list[StocktakeLine]:
        return list(self.listing.page.object_list) if self.listing is not None else []

    def of(self, line: StocktakeLine) -> str:
        """Where the ledger has the copy, unless it is simply here."""
        place = line.copy.place
        if place.holder == self.here and place.state in ON_SHELF:
            return ""
        if place.state == CopyState.WITHDRAWN:
            return str(CopyState.WITHDRAWN.label)
        holder: Holder = place.holder
        if self.names is None or holder not in self.names.names:
            rows = [] if self.request.GET.get("export") else self._shown()
            more = Names(self.request, [ln.copy.place.holder for ln in [*rows, line]])
            if self.names is None:
                self.names = more
            else:
                self.names.names.update(more.names)
        return f"{self.names[holder]} ({CopyState(place.state).label})"

    def link(self, line: StocktakeLine) -> str | None:
        if self.seen is None:
            self.seen = seen_of(self.request, [one.copy for one in self._shown()])
        return line.copy.get_absolute_url() if line.copy_id in self.seen else None


@dataclass
class _Findings(Listing):
    """A list that does not read all its lines to show a page of them: it is as long as the sums
    say, and what is shown of a copy is fetched for the lines of the page alone."""

    figures: Figures | None = None

    @cached_property
    def page(self) -> Page[Any]:
        keys = self.rows.values_list("pk", flat=True)
        pages = Paginator(keys, self.page_size)
        if self.figures is not None and not self.words:
            kind = {
                "finding": self.chosen.get("ketqua", ""),
                "collection": self.chosen.get("kho", ""),
            }
            pages.count = self.figures.count(**kind)
        page = pages.get_page(self.request.GET.get("page"))
        order = list(page.object_list)
        lines = self.queryset.in_bulk(order)
        page.object_list = [lines[key] for key in order if key in lines]
        return page


def findings(request: HttpRequest, one: Stocktake, figures: Figures) -> Listing:
    """Every copy of the count, in the order of the shelves, with what was found."""
    here = at_point(one.point_id)
    known = _Places(request, here)
    labels = dict(Finding.choices)
    listing = _Findings(
        request,
        lines_of(one),
        columns=[
            Column("shelf_mark", _("Xếp giá"), value=lambda ln: ln.copy.shelf_mark, sort="pk"),
            Column("accession_no", _("Số ĐKCB"), value=lambda ln: ln.copy.accession_no,
                   sort=("copy__register_id", "copy__number"), link=known.link),
            Column("title", _("Nhan đề, tác giả"),
                   value=lambda ln: ln.copy.record.shown_title
                   + (f" / {ln.copy.record.author}" if ln.copy.record.author else ""),
                   sort=("copy__record__title_key", "copy__record_id")),
            Column("owner", _("Của thư viện"), value=lambda ln: ln.copy.owner.name, wide=True),
            Column("price", _("Giá"), sort="price", kind="dong", wide=True),
            Column("finding", _("Kết quả"),
                   value=lambda ln: labels[ln.finding] + (_(", hư hỏng") if ln.damaged else "")
                   + (_(", cần nhãn") if ln.needs_label else ""),
                   sort="finding"),
            Column("place", _("Sổ ghi ở"), value=known.of, wide=True),
            Column("seen_at", _("Thấy lúc"), sort="seen_at", kind="moment", wide=True),
            Column("seen_name", _("Người quét"), sort="seen_name", wide=True),
        ],
        search=search_lines,
        search_label=_("Mã vạch, số ĐKCB, nhan đề, tác giả"),
        filters=[
            Filter("ketqua", _("Kết quả"), Finding.choices, lambda q, v: q.filter(finding=v)),
            Filter("kho", _("Kho"), Collection.choices,
                   lambda q, v: q.filter(collection=v)),
        ],
        default_sort="shelf_mark",
        empty=_("Không có bản nào như vậy ở %(place)s.") % {"place": one.point.name},
        name=f"kiem-ke-{one.pk}",
        figures=figures,
    )  # fmt: skip
    known.listing = listing
    return listing
