"""Books that a stocktake found without a label that can be read: found by title, marked, and
labelled afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tusach.audit.api import now_by
from tusach.holdings.models import Copy, Stocktake, StocktakeLine
from tusach.holdings.selectors.copies import search_copies
from tusach.holdings.selectors.stocktakes import likely_lines, search_lines, unlabelled
from tusach.holdings.services import stocktaking as services
from tusach.holdings.web.reach import copies_seen, places, stocktake_or_404
from tusach.holdings.web.stocktakes import ACT
from tusach.ui.api import (
    Column,
    Filter,
    Listing,
    Refusal,
    needs,
    number_posted,
    numbers_posted,
)
from tusach.ui.api import number as figure

State = Stocktake.State
# Copies offered for a title; more than that a word more tells apart.
_OFFERED = 30


@needs(ACT)
@require_safe
def unlabelled_copies(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The copies that need a label, and a search for the book in the hand."""
    one = stocktake_or_404(request, pk)
    listing = Listing(
        request,
        unlabelled(one),
        columns=[
            Column("title", _("Nhan đề, tác giả"), value=lambda ln: _titled(ln.copy),
                   sort=("copy__record__title_key", "copy__record_id")),
            Column("shelf_mark", _("Xếp giá"), value=lambda ln: ln.copy.shelf_mark, sort="pk"),
            Column("accession_no", _("Số ĐKCB"), value=lambda ln: ln.copy.accession_no,
                   sort=("copy__register_id", "copy__number")),
            Column("barcode", _("Mã vạch"), value=lambda ln: ln.copy.barcode, wide=True),
            Column("seen_name", _("Người quét"), sort="seen_name", wide=True),
            Column("labelled_at", _("Đã dán nhãn lúc"), sort="labelled_at", kind="moment"),
        ],
        search=search_lines,
        search_label=_("Mã vạch, số ĐKCB, nhan đề, tác giả"),
        filters=[
            Filter("nhan", _("Nhãn"), [("cho", _("chưa dán")), ("xong", _("đã dán"))],
                   lambda q, v: q.filter(labelled_at__isnull=v == "cho")),
        ],
        default_sort="shelf_mark",
        empty=_("Chưa có bản nào cần nhãn."),
        name=f"kiem-ke-{one.pk}-can-nhan",
        pick="" if one.state == State.DROPPED else "line",
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    words = request.GET.get("cuon", "").strip()[:200]
    waiting = unlabelled(one).filter(labelled_at__isnull=True).count()
    context = {
        "stocktake": one,
        "listing": listing,
        "words": words,
        "found": _found(request, one, words) if words else [],
        "waiting": waiting,
        "may_label": places(request, "holdings.label").filter(pk=one.point_id).exists(),
    }
    return render(request, "holdings/stocktake_labels.html", context)


def _titled(copy: Copy) -> str:
    record = copy.record
    return f"{record.shown_title} / {record.author}" if record.author else record.shown_title


def _found(
    request: HttpRequest, one: Stocktake, words: str
) -> list[tuple[Copy, StocktakeLine | None]]:
    """Copies of the count that the words may mean, not seen ones first; then others that the
    person may see, each with its line if it has one."""
    lines = likely_lines(one, words, _OFFERED)
    offered: list[tuple[Copy, StocktakeLine | None]] = [(line.copy, line) for line in lines]
    if len(offered) < _OFFERED:
        others = search_copies(copies_seen(request), words).exclude(pk__in=one.lines.values("copy"))
        more = others.order_by("record__title_key", "pk")[: _OFFERED - len(offered)]
        offered += [(copy, None) for copy in more]
    return offered


@needs(ACT)
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy in the hand is here and needs a label."""
    one = stocktake_or_404(request, pk)
    copy = copies_seen(request).filter(pk=number_posted(request, "copy") or 0).first()
    back = redirect("holdings:stocktake_labels", pk=pk)
    if copy is None:
        messages.error(request, _("Không tìm thấy bản này nữa."))
        return back
    try:
        services.see(
            stocktake=one, codes=[copy.barcode], copy=copy.pk, needs_label=True, **now_by(request)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return back
    messages.success(
        request,
        _("Có mặt, cần nhãn: %(title)s (%(number)s).")
        % {"title": copy.record.shown_title, "number": copy.accession_no},
    )
    return back


@needs(ACT)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Labels were put on the chosen copies, or on all that wait (``all=1``); or the chosen ones
    need none after all (``none=1``)."""
    one = stocktake_or_404(request, pk)
    chosen = numbers_posted(request, "line")
    everything = bool(request.POST.get("all"))
    back = redirect(reverse("holdings:stocktake_labels", args=[pk]))
    if not chosen and not everything:
        messages.warning(request, _("Chưa chọn bản nào."))
        return back
    try:
        if request.POST.get("none"):
            done = services.needs_no_label(stocktake=one, lines=chosen)
            said = ngettext(
                "Đã bỏ dấu cần nhãn của %(count)s bản.",
                "Đã bỏ dấu cần nhãn của %(count)s bản.",
                done,
            )
        else:
            done = services.labelled(
                stocktake=one, lines=None if everything else chosen, at=timezone.now()
            )
            said = ngettext(
                "Đã ghi: %(count)s bản có nhãn mới.", "Đã ghi: %(count)s bản có nhãn mới.", done
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return back
    messages.success(request, said % {"count": figure(done)})
    return back
