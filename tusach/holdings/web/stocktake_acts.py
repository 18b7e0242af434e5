"""What is done on the page of a stocktake: scanning, closing, reopening, printing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.holdings.errors import ScanIsAmbiguous
from tusach.holdings.models import Stocktake
from tusach.holdings.selectors.copies import all_copies
from tusach.holdings.selectors.stocktakes import tallies
from tusach.holdings.services import stocktaking as services
from tusach.holdings.services.stocktaking import Sighting
from tusach.holdings.stocktake_paper import stocktake_content
from tusach.holdings.web.reach import Names, stocktake_or_404
from tusach.holdings.web.stocktake_forms import CloseForm, CodesForm, StocktakeRecordForm
from tusach.holdings.web.stocktakes import ACT, counting, page, progress_of
from tusach.ui.api import Refusal, named, needs, number_posted, pdf, press
from tusach.ui.api import number as figure

State = Stocktake.State


@needs(ACT)
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """One code from the scanner: seen, or with ``take=1`` not seen after all."""
    one = stocktake_or_404(request, pk)
    code = request.POST.get("scan", "").strip()[:60]
    said: dict[str, Any] = {}
    try:
        if code:
            act = _unsee if request.POST.get("take") else _see
            said = act(request, one, code)
    except ScanIsAmbiguous as refusal:
        said = {"bad": str(refusal), "choices": refusal.facts["copies"], "scan": code}
    except Refusal as refusal:
        said = {"bad": str(refusal)}
    if getattr(request, "htmx", False):
        return render(request, "holdings/stocktake_counting.html", counting(request, one, said))
    return page(request, one, said=said)


def _see(request: HttpRequest, one: Stocktake, code: str) -> dict[str, Any]:
    (sighting,) = services.see(
        stocktake=one,
        codes=[code],
        damaged=bool(request.POST.get("damaged")),
        needs_label=bool(request.POST.get("label")),
        copy=number_posted(request, "copy"),
        **now_by(request),
    )
    if sighting.copy_id is None:
        return {"bad": _("Không có bản nào mang mã %(scan)s.") % {"scan": code}, "unknown": True}
    copy = all_copies().get(pk=sighting.copy_id)
    facts = {"copy": copy, "title": copy.record.shown_title}
    if sighting.again:
        return {**facts, "ok": _("Đã quét từ trước.")}
    if sighting.expected:
        return {**facts, "ok": _("Có mặt.")}
    place = Names(request, [copy.place.holder])
    if copy.place.holder.is_outside:
        where = _("Bản này đã xuất khỏi sổ: để riêng ra.")
    elif copy.place.point_id == one.point_id:
        where = _("Bản này không thuộc phần đang kiểm kê: xếp về %(mark)s.") % {
            "mark": copy.shelf_mark or _("đúng giá của nó")
        }
    else:
        where = _("Sổ ghi bản này ở %(place)s: để riêng ra.") % {"place": place[copy.place.holder]}
    return {**facts, "stray": where}


def _unsee(request: HttpRequest, one: Stocktake, code: str) -> dict[str, Any]:
    copy = all_copies().get(pk=services.unsee(stocktake=one, code=code))
    return {"copy": copy, "title": copy.record.shown_title, "ok": _("Đã bỏ lần quét này.")}


@needs(ACT)
@require_POST
def add_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What a scanner kept: all that means one copy is seen, the rest stays in the form."""
    one = stocktake_or_404(request, pk)
    form = CodesForm(request.POST)
    if not form.is_valid():
        return page(request, one, codes_form=form, status=422)
    codes = form.cleaned_data["codes"]
    ambiguous = services.several(stocktake=one, codes=codes)
    try:
        found = services.see(
            stocktake=one,
            codes=[code for code in codes if code not in ambiguous],
            damaged=form.cleaned_data["damaged"],
            **now_by(request),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return page(request, one, codes_form=form, status=refusal.status)
    _say(request, found)
    if not ambiguous:
        return redirect(one)
    form = CodesForm(
        {"codes": "\n".join(sorted(ambiguous)), "damaged": request.POST.get("damaged")}
    )
    form.is_valid()
    form.add_error(
        "codes", _("Các mã này là của nhiều bản: hãy quét từng mã để chọn bản trên tay.")
    )
    return page(request, one, codes_form=form, status=422)


def _say(request: HttpRequest, found: list[Sighting]) -> None:
    seen = [s for s in found if s.copy_id is not None]
    fresh = sum(not s.again for s in seen)
    messages.success(
        request,
        ngettext("Đã ghi nhận %(count)s bản.", "Đã ghi nhận %(count)s bản.", fresh)
        % {"count": figure(fresh)},
    )
    unknown = len(found) - len(seen)
    if unknown:
        said = ngettext(
            "%(count)s mã lạ được giữ trong danh sách mã lạ.",
            "%(count)s mã lạ được giữ trong danh sách mã lạ.",
            unknown,
        )
        messages.warning(request, said % {"count": figure(unknown)})


@needs(ACT)
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    one = stocktake_or_404(request, pk)
    code = request.POST.get("code", "")[:60]
    try:
        services.forget_code(stocktake=one, code=code)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("holdings:stocktake_codes", pk=pk)


@needs(ACT)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What the close will write, asked before it does."""
    one = stocktake_or_404(request, pk)
    if one.state != State.COUNTING:
        return redirect(one)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return press(
            request,
            one,
            lambda: services.close(stocktake=one, **now_by(request), **form.cleaned_data),
        )
    context = {
        "stocktake": one,
        "form": form if form.is_bound else CloseForm(initial={"lose_missing": True}),
        "sums": tallies(one),
        "unknown": one.unknown_codes.count(),
    }
    return render(request, "holdings/stocktake_close.html", context)


@needs(ACT)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    one = stocktake_or_404(request, pk)
    return press(request, one, lambda: services.reopen(stocktake=one, **now_by(request)))


@needs(ACT)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    one = stocktake_or_404(request, pk)
    return press(request, one, lambda: services.drop(stocktake=one, **now_by(request)))


@needs(ACT)
@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    one = stocktake_or_404(request, pk)
    return press(request, one, lambda: services.ask_again(stocktake=one, at=timezone.now()))


@needs(ACT)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every other second while work goes on."""
    one = stocktake_or_404(request, pk)
    answer = render(request, "ui/progress.html", progress_of(one))
    if not one.is_under_way or one.problem:
        answer["HX-Refresh"] = "true"  # the page changes as a whole
    return answer


@needs(ACT)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sat, where and when; then the record can be printed."""
    one = stocktake_or_404(request, pk)
    form = StocktakeRecordForm(
        request.POST or None,
        instance=one,
        initial={
            "record_on": one.record_on or timezone.localdate(one.finished_at or one.opened_at)
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.write_record(stocktake=one, values=form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("holdings:stocktake_record", pk=pk)
    return render(
        request,
        "holdings/stocktake_record.html",
        {"stocktake": one, "form": form},
        status=422 if form.is_bound else 200,
    )


@needs(ACT)
@require_safe
def record_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of the stocktake as PDF; a draft while shelves are being counted."""
    one = stocktake_or_404(request, pk)
    if one.state == State.DROPPED or one.is_under_way:
        raise Http404
    answer = HttpResponse(
        pdf("holdings/stocktake.typ", stocktake_content(one)), content_type="application/pdf"
    )
    named(answer, f"bien-ban-kiem-ke-{one.pk}.pdf", shown=True)
    answer["Cache-Control"] = "private, no-store"
    return answer
