"""What is done on the page of an exchange list: listing, asking, deciding, papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.holdings.api import match_codes, said_of
from tusach.network.api import ServicePoint
from tusach.ui.api import Refusal, named, needs, press, try_form
from tusach.ui.api import number as figure
from tusach.upkeep import errors
from tusach.upkeep.exchange_papers import list_pdf, minutes_pdf
from tusach.upkeep.models import Exchange
from tusach.upkeep.selectors import exchanges as reading
from tusach.upkeep.services import exchanging as services
from tusach.upkeep.web.exchange_forms import (
    MOST_TICKED,
    AskForm,
    DecideExchangeForm,
    DeclineForm,
    OfferCodesForm,
    OutsideForm,
    TakerForm,
)
from tusach.upkeep.web.exchanges import (
    exchange_form,
    exchange_or_404,
    owner_of_exchange,
    owner_of_request,
    page,
    request_or_404,
    taker_of_request,
)
from tusach.upkeep.web.reach import places
from tusach.upkeep.web.weeding_acts import why_not_listed


@needs("upkeep.exchange", at=owner_of_exchange)
@require_POST
def list_books(request: HttpRequest, pk: int) -> HttpResponse:
    """Scanned or pasted codes: onto the list, or off it with ``take=1``."""
    one = exchange_or_404(request, pk)
    form = OfferCodesForm(request.POST)
    if not form.is_valid():
        return page(request, one, codes_form=form, status=422)
    codes = form.cleaned_data["codes"]
    found = match_codes(codes, one.owner_id)
    if request.POST.get("take"):

        def take() -> None:
            if not services.take_off(exchange=one, copies=[c.pk for c in found.copies]):
                raise errors.NotOnTheList(scan=", ".join(codes[:5]))

        return press(request, one, take, _("Đã bỏ ra khỏi danh mục."))
    try:
        new, wrong = services.add_copies(exchange=one, copies=found.copies)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return page(request, one, codes_form=form, status=refusal.status)
    said = ngettext("Đã thêm %(count)s bản.", "Đã thêm %(count)s bản.", new)
    messages.success(request, said % {"count": figure(new)})
    left = [*found.unknown, *found.of_others, *found.ambiguous]
    left += [row.copy.accession_no for row in wrong]
    if not left:
        return redirect(one)
    form = OfferCodesForm({"codes": "\n".join(left)})
    form.is_valid()
    for sentence in [*said_of(found, one.owner.name), *why_not_listed(wrong)]:
        form.add_error("codes", sentence)
    return page(request, one, codes_form=form, status=422)


@needs("upkeep.exchange", at=owner_of_exchange)
@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    one = exchange_or_404(request, pk)
    return press(
        request, one, lambda: services.offer(exchange=one, **now_by(request)),
        _("Danh mục đã hiện cho các thư viện."),
    )  # fmt: skip


@needs("upkeep.exchange", at=owner_of_exchange)
@require_POST
def close_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    one = exchange_or_404(request, pk)
    return press(
        request, one, lambda: services.close(exchange=one, **now_by(request)),
        _("Đã khoá danh mục."),
    )  # fmt: skip


@needs("upkeep.exchange", at=owner_of_exchange)
@require_POST
def reopen_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    one = exchange_or_404(request, pk)
    return press(
        request, one, lambda: services.reopen(exchange=one, **now_by(request)),
        _("Những bản còn lại được chào tiếp."),
    )  # fmt: skip


@needs("upkeep.exchange", at=owner_of_exchange)
@require_POST
def drop_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    one = exchange_or_404(request, pk)
    return press(
        request, one, lambda: services.drop(exchange=one, **now_by(request)),
        _("Đã bỏ danh mục."),
    )  # fmt: skip


@needs("upkeep.exchange")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for books, for one of the libraries this person works for."""
    one = exchange_or_404(request, pk)
    mine = places(request, "upkeep.exchange").exclude(pk=one.owner_id)
    taker = _taker(request, mine)
    if taker is None:
        choose = TakerForm(request.POST or None, points=mine)
        if request.method == "POST" and choose.is_valid():
            return redirect(f"{request.path}?noi={choose.cleaned_data['taker'].pk}")
        return exchange_form(
            request, choose, one, title=_("Đề nghị nhận sách"), button=_("Tiếp tục")
        )
    form = AskForm(
        request.POST or None,
        lines=list(reading.free_lines(one)[:MOST_TICKED]),
        registers=reading.open_registers(taker.pk),
    )

    def do() -> object:
        said = dict(form.cleaned_data)
        return services.ask(
            exchange=one, taker=taker, register=said["register"], note=said["note"],
            copies=_copies(one, said), **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and try_form(
        request, form, do, _("Đã gửi đề nghị; sách được giữ cho đến khi có quyết định.")
    ):  # fmt: skip
        return redirect(one)
    return exchange_form(
        request, form, one, title=_("Đề nghị nhận sách"), button=_("Gửi đề nghị"),
        lead=taker.name, other_taker=mine.count() > 1,
    )  # fmt: skip


def _taker(request: HttpRequest, mine: Any) -> ServicePoint | None:
    asked = request.GET.get("noi", "")
    if asked.isdecimal():
        found: ServicePoint | None = mine.filter(pk=asked[:18]).first()
        return found
    if asked:
        return None
    usual = request.user.usual_place("upkeep.exchange")  # type: ignore[union-attr]
    return mine.filter(pk=usual.pk).first() if usual is not None else None


def _copies(one: Exchange, said: dict[str, Any]) -> list[int]:
    if said["everything"]:
        return list(reading.free_lines(one).values_list("copy", flat=True))
    return list(said["chosen"])


@needs("upkeep.exchange", at=owner_of_exchange)
@require_http_methods(["GET", "POST"])
def ask_outside(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a library outside the network asked for."""
    one = exchange_or_404(request, pk)
    form = OutsideForm(request.POST or None, lines=list(reading.free_lines(one)[:MOST_TICKED]))

    def do() -> object:
        said = dict(form.cleaned_data)
        return services.ask(
            exchange=one, outside=said["outside"], note=said["note"], copies=_copies(one, said),
            **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and try_form(
        request, form, do, _("Đã ghi đề nghị; sách được giữ cho đến khi có quyết định.")
    ):  # fmt: skip
        return redirect(one)
    return exchange_form(
        request, form, one, title=_("Ghi đề nghị của thư viện ngoài mạng lưới"), button=_("Ghi")
    )


@needs("upkeep.decide", at=owner_of_request)
@require_http_methods(["GET", "POST"])
def decide_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request_or_404(pk)
    form = DecideExchangeForm(request.POST or None, initial={"decided_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and try_form(
        request,
        form,
        lambda: services.decide(asked=asked, **form.cleaned_data, **now_by(request)),
        _("Đã ghi quyết định."),
    ):  # fmt: skip
        return redirect(asked.exchange)
    lead = (
        _("Sách được điều chuyển cho %(library)s, ghi vào sổ “%(register)s” với số mới.")
        if asked.register is not None
        else _("Sách xuất khỏi sổ và giao cho %(library)s; việc này không hoàn tác được.")
    )
    return exchange_form(
        request, form, asked.exchange, title=_("Ghi quyết định trao đổi"),
        button=_("Ghi quyết định"),
        lead=lead % {"library": asked.to_whom, "register": asked.register},
    )  # fmt: skip


@needs("upkeep.decide", at=owner_of_request)
@require_http_methods(["GET", "POST"])
def decline_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request_or_404(pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and try_form(
        request,
        form,
        lambda: services.free(
            asked=asked, why=form.cleaned_data["why"], declined=True, **now_by(request)
        ),
        _("Đã ghi; sách lại được chào."),
    ):  # fmt: skip
        return redirect(asked.exchange)
    return exchange_form(
        request, form, asked.exchange, title=_("Không đồng ý trao đổi"), button=_("Ghi"),
        lead=asked.to_whom,
    )  # fmt: skip


@needs("upkeep.exchange", at=taker_of_request)
@require_POST
def take_request_back(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request_or_404(pk)
    return press(
        request, asked.exchange,
        lambda: services.free(asked=asked, declined=False, **now_by(request)),
        _("Đã rút đề nghị."),
    )  # fmt: skip


@needs("upkeep.exchange", at=owner_of_request)
@require_POST
def offer_again(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request_or_404(pk)
    return press(
        request, asked.exchange,
        lambda: services.offer_again(asked=asked, **now_by(request)),
        _("Sách lại được chào."),
    )  # fmt: skip


def _file(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return named(answer, f"{name}.pdf", shown=True)


@needs("upkeep.view")
@require_safe
def exchange_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as PDF."""
    one = exchange_or_404(request, pk)
    return _file(list_pdf(one), f"danh-muc-trao-doi-{one.pk}")


@needs("upkeep.view", at=owner_of_request)
@require_safe
def exchange_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a decided request as PDF."""
    asked = request_or_404(pk)
    return _file(minutes_pdf(asked), f"bien-ban-trao-doi-{asked.pk}")
