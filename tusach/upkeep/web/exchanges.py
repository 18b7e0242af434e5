"""Exchange between libraries: the lists, the page of each, what passed each way."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tusach.audit.api import now_by
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.ui.api import Column, Filter, Listing, needs, try_form
from tusach.upkeep.models import Exchange, ExchangeLine, ExchangeRequest
from tusach.upkeep.selectors import exchanges as reading
from tusach.upkeep.services import exchanging as services
from tusach.upkeep.web.exchange_forms import ExchangeForm, NewExchangeForm, OfferCodesForm
from tusach.upkeep.web.reach import places

State = Exchange.State


def exchanges_seen(request: HttpRequest) -> QuerySet[Exchange]:
    """The lists of the libraries this person works for, those they asked of, and every list
    that is offered by a library with a public page."""
    mine = places(request, "upkeep.view").values("pk")
    asked = ExchangeRequest.objects.filter(taker__in=mine)
    return reading.all_exchanges().filter(
        Q(owner__in=mine)
        | Q(pk__in=asked.values("exchange"))
        | Q(state=State.OPEN) & ~Q(owner__kind__in=SECRET_KINDS)
    )


def exchange_or_404(request: HttpRequest, pk: int) -> Exchange:
    found = exchanges_seen(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# For the guards: the place at which the rights are asked.


def owner_of_exchange(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    found = reading.all_exchanges().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found.owner


def request_or_404(pk: int) -> ExchangeRequest:
    found = reading.request_of(pk)
    if found is None:
        raise Http404
    return found


def owner_of_request(request: HttpRequest, pk: int) -> ServicePoint:
    return request_or_404(pk).exchange.owner


def taker_of_request(request: HttpRequest, pk: int) -> ServicePoint:
    """The library that asked; the giver's, where it wrote the request for one outside."""
    found = request_or_404(pk)
    return found.taker or found.exchange.owner


@needs("upkeep.view")
@require_safe
def exchanges(request: HttpRequest) -> HttpResponseBase:
    """What is offered, and the lists of one's own libraries."""
    mine = places(request, "upkeep.view").values("pk")
    whose = {"minh": Q(owner__in=mine), "khac": ~Q(owner__in=mine)}
    listing = Listing(
        request,
        exchanges_seen(request),
        columns=[
            Column("name", _("Danh mục"), sort="name", link=lambda e: e.get_absolute_url()),
            Column("owner", _("Thư viện chào"), sort="owner__sort_key",
                   value=lambda e: e.owner.name),
            Column("free", _("Còn"), sort="free", kind="number"),
            Column("copies", _("Số bản"), sort="copies", kind="number", wide=True),
            Column("until", _("Đến hết ngày"), sort="until", kind="day"),
            Column("state", _("Tình trạng"), sort="state", value=lambda e: e.get_state_display()),
        ],
        search=reading.search_exchanges,
        search_label=_("Tên danh mục, thư viện, nhan đề sách"),
        filters=[
            Filter("cua", _("Của"), [("minh", _("thư viện mình")), ("khac", _("thư viện khác"))],
                   lambda q, v: q.filter(whose[v])),
            Filter("tinhtrang", _("Tình trạng"), State.choices, lambda q, v: q.filter(state=v)),
        ],
        default_sort="-name",
        empty=_("Chưa thư viện nào chào sách trao đổi."),
        name="trao-doi",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "upkeep/exchanges.html",
        {"listing": listing, "may_begin": request.user.has_perm("upkeep.exchange")},
    )


@needs("upkeep.exchange")
@require_http_methods(["GET", "POST"])
def new_exchange(request: HttpRequest) -> HttpResponse:
    form = NewExchangeForm(
        request.POST or None,
        points=places(request, "upkeep.exchange"),
        initial={"owner": request.user.usual_place("upkeep.exchange")},  # type: ignore[union-attr]
    )
    if request.method == "POST" and form.is_valid():
        begun = try_form(
            request, form, lambda: services.begin(**form.cleaned_data, **now_by(request))
        )
        if begun is not None:
            return redirect(begun)
    return exchange_form(request, form, title=_("Lập danh mục trao đổi"), button=_("Lập danh mục"))


@needs("upkeep.exchange", at=owner_of_exchange)
@require_http_methods(["GET", "POST"])
def edit_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    one = exchange_or_404(request, pk)
    form = ExchangeForm(
        request.POST or None, initial={"name": one.name, "note": one.note, "until": one.until}
    )
    if request.method == "POST" and form.is_valid() and try_form(
        request, form, lambda: services.change(exchange=one, **form.cleaned_data), _("Đã lưu.")
    ):  # fmt: skip
        return redirect(one)
    return exchange_form(request, form, one, title=_("Sửa phần đầu"), button=_("Lưu"))


def exchange_form(
    request: HttpRequest,
    form: Any,
    one: Exchange | None = None,
    *,
    title: str,
    button: str,
    lead: str = "",
    **more: Any,
) -> HttpResponse:
    """The form of one step; what was refused stays in it."""
    context = {"exchange": one, "form": form, "title": title, "button": button, "lead": lead}
    return render(
        request,
        "upkeep/exchange_form.html",
        {**context, **more},
        status=422 if form.is_bound else 200,
    )


@needs("upkeep.view")
@require_safe
def exchange(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A list where it stands: its books, who asked for them, what was decided."""
    one = exchange_or_404(request, pk)
    listing = _lines(request, one)
    if (file := listing.export()) is not None:
        return file
    return page(request, one, listing=listing)


def page(
    request: HttpRequest,
    one: Exchange,
    *,
    listing: Listing | None = None,
    codes_form: OfferCodesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a list, with a form that was refused if one was."""
    keeps = request.user.has_perm("upkeep.exchange", one.owner)
    decides = request.user.has_perm("upkeep.decide", one.owner)
    owned = request.user.has_perm("upkeep.view", one.owner)
    mine = set(places(request, "upkeep.exchange").values_list("pk", flat=True))
    seen = set(places(request, "upkeep.view").values_list("pk", flat=True))
    is_open = one.state == State.OPEN
    requests = [
        {
            "one": asked,
            "waits": asked.state == "asked",
            "may_take_back": asked.state == "asked" and (asked.taker_id or one.owner_id) in mine,
            "may_again": keeps and asked.state == "decided" and asked.transfer is not None
            and asked.transfer.state == "undone",
        }
        for asked in reading.requests_of(one)
        if owned or asked.taker_id in seen
    ]  # fmt: skip
    context = {
        "exchange": one,
        "listing": listing or _lines(request, one),
        "requests": requests,
        "may_list": keeps and one.state in {State.DRAFT, State.OPEN},
        "may_offer": keeps and one.state == State.DRAFT,
        "may_close": keeps and is_open,
        "may_reopen": keeps and one.state == State.CLOSED,
        "may_ask": is_open and bool(mine - {one.owner_id}) and reading.free_lines(one).exists(),
        "may_outside": keeps and is_open,
        "decides": decides,
        "codes_form": codes_form or OfferCodesForm(),
    }
    return render(request, "upkeep/exchange.html", context, status=status)


def _promised(line: ExchangeLine) -> str:
    if line.request is None:
        return str(_("còn"))
    return f"{line.request.to_whom}: {line.request.get_state_display()}"


def _lines(request: HttpRequest, one: Exchange) -> Listing:
    owned = request.user.has_perm("holdings.view", one.owner)
    free = {"con": Q(request=None), "xin": Q(request__isnull=False)}
    return Listing(
        request,
        reading.lines_of(one),
        columns=[
            Column("title", _("Nhan đề, tác giả"),
                   value=lambda x: x.copy.record.shown_title
                   + (f" / {x.copy.record.author}" if x.copy.record.author else ""),
                   sort=("copy__record__title_key", "copy__record_id"),
                   link=lambda x: x.copy.get_absolute_url() if owned else None),
            Column("accession_no", _("Số ĐKCB"), sort="accession_no"),
            Column("year", _("Năm"), value=lambda x: x.copy.record.year,
                   sort="copy__record__year", wide=True),
            Column("price", _("Giá"), sort="price", kind="dong", wide=True),
            Column("condition", _("Tình trạng"), value=lambda x: x.get_condition_display()),
            Column("request", _("Nơi xin"), value=_promised if owned else
                   lambda x: _("còn") if x.request_id is None else _("đã có nơi xin")),
        ],
        search=reading.search_lines,
        search_label=_("Mã vạch, số ĐKCB, nhan đề, tác giả"),
        filters=[
            Filter("xin", _("Nơi xin"), [("con", _("còn")), ("xin", _("đã có nơi xin"))],
                   lambda q, v: q.filter(free[v])),
        ],
        default_sort="title",
        empty=_("Chưa có bản nào trong danh mục."),
        name=f"trao-doi-{one.pk}",
    )  # fmt: skip


@needs("upkeep.view")
@require_safe
def exchange_balance(request: HttpRequest) -> HttpResponse:
    """What one's own libraries gave and got, by partner."""
    years = reading.years_of_exchange()
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and int(asked[:4]) in years else None
    return render(
        request,
        "upkeep/exchange_balance.html",
        {
            "rows": reading.balance(places(request, "upkeep.view"), year),
            "years": years,
            "year": year,
        },
    )


@needs("upkeep.view")
@require_safe
def exchanges_of_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The lists a copy was offered in: a piece of its page."""
    seen = set(exchanges_seen(request).values_list("pk", flat=True))
    mine = set(places(request, "upkeep.view").values_list("pk", flat=True))
    rows = [
        (line, _promised(line) if line.exchange.owner_id in mine else "")
        for line in reading.offers_of_copy(pk)
        if line.exchange_id in seen
    ]
    return render(request, "upkeep/exchange_panel.html", {"rows": rows})
