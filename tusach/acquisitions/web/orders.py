"""Orders: listed, drawn up, sent, followed; claims for what is late."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.acquisitions.documents.orders import order_content
from tusach.acquisitions.models import Order
from tusach.acquisitions.rules.money import after_discount
from tusach.acquisitions.rules.states import OrderState
from tusach.acquisitions.selectors import finding
from tusach.acquisitions.selectors import orders as found
from tusach.acquisitions.selectors.funds import balances
from tusach.acquisitions.selectors.intakes import suggested_of_record
from tusach.acquisitions.selectors.wishes import approved_for, standing_of
from tusach.acquisitions.services import claiming, ordering
from tusach.acquisitions.titles import Title, fields_of
from tusach.acquisitions.web.doing import (
    now_by,
    number_posted,
    numbers_posted,
    today,
    version_posted,
)
from tusach.acquisitions.web.intake_forms import (
    NewLineForm,
    ReasonForm,
    TitleForm,
    as_typed,
    which_title,
)
from tusach.acquisitions.web.order_forms import (
    ClaimForm,
    DueForm,
    OrderForm,
    OrderLineForm,
    SendForm,
)
from tusach.acquisitions.web.papers import paper
from tusach.acquisitions.web.reach import (
    found_or_404,
    may,
    order_or_404,
    owner_of_order,
    places,
    usual_place,
)
from tusach.ui.api import Column, Filter, Listing, Refusal, act_once, needs, pdf, try_form

PAGE = 50


def _is_late(found_: QuerySet[Any], value: str) -> QuerySet[Any]:
    return found.late(found_, today()) if value == "1" else found_


@needs("acquisitions.view")
@require_safe
def list_orders(request: HttpRequest) -> HttpResponseBase:
    rows = found.orders_of(places(request, "acquisitions.view"))
    listing = Listing(
        request,
        rows,
        columns=[
            Column("code", gettext_lazy("Số đơn"), sort="pk", link=lambda o: o.get_absolute_url()),
            Column("supplier", pgettext_lazy("one thing", "Nhà cung cấp"),
                   sort="supplier__sort_key", value=lambda o: o.supplier.name),
            Column("state", gettext_lazy("Tình trạng"), sort="state",
                   value=lambda o: o.get_state_display()),
            Column("titles", gettext_lazy("Số tên"), sort="titles", kind="number"),
            Column("copies", gettext_lazy("Số bản đặt"), sort="copies", kind="number"),
            Column("received", gettext_lazy("Đã nhận"), sort="received", kind="number"),
            Column("sent_on", gettext_lazy("Ngày gửi"), sort="sent_on", kind="day"),
            Column("due_on", gettext_lazy("Hẹn giao"), sort="due_on", kind="day"),
            Column("owner", pgettext_lazy("one thing", "Thư viện"),
                   value=lambda o: o.owner.name, wide=True),
        ],
        search=found.search_orders,
        search_label=gettext_lazy("Số đơn, nhà cung cấp, nhan đề"),
        filters=[
            Filter("tinh-trang", gettext_lazy("Tình trạng"), OrderState.choices,
                   lambda qs, v: qs.filter(state=v)),
            Filter("cham", gettext_lazy("Hẹn giao"), [("1", gettext_lazy("đã quá hẹn"))], _is_late),
        ],
        default_sort="-code",
        empty=gettext_lazy("Chưa có đơn đặt nào. Đơn gom các đề nghị đã duyệt gửi một nơi bán."),
        name="don-dat",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "acquisitions/orders.html",
        {
            "listing": listing,
            "tab": "orders",
            "may_order": may(request, "acquisitions.order"),
            "late": found.late(rows, today()).count(),
            "waiting": approved_for(places(request, "acquisitions.order")).count(),
        },
    )


@needs("acquisitions.order")
@require_http_methods(["GET", "POST"])
def new_order(request: HttpRequest) -> HttpResponse:
    first = {"owner": usual_place(request, "acquisitions.order")}
    form = OrderForm(request, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        made = try_form(
            request, form, lambda: ordering.start_order(**form.cleaned_data, **now_by(request))
        )
        if made:
            return redirect(made)
    return _form(request, form, _("Lập đơn đặt"), reverse("acquisitions:orders"))


def _form(
    request: HttpRequest, form: Any, title: str, back: str, *, lead: str = "", version: int = 0,
    button: str = "", danger: bool = False,
) -> HttpResponse:  # fmt: skip
    return render(
        request,
        "acquisitions/act.html",
        {
            "form": form, "title": title, "back": back, "lead": lead, "version": version,
            "button": button or _("Ghi"), "danger": danger,
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@needs("acquisitions.order", at=owner_of_order)
@require_http_methods(["GET", "POST"])
def edit_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The head of a draft; of a sent order the day it is promised for."""
    order = order_or_404(pk)
    form: OrderForm | DueForm
    if order.state == OrderState.DRAFT:
        names = ("owner", *ordering.HEAD)
        first = {name: getattr(order, name) for name in names}
        form = OrderForm(request, request.POST or None, initial=first)
        form.fields["owner"].disabled = True
    else:
        form = DueForm(request.POST or None, initial={"due_on": order.due_on})
    version = order.version
    if request.method == "POST":
        version = version_posted(request)
        if form.is_valid():
            values = {k: v for k, v in form.cleaned_data.items() if k != "owner"}
            if try_form(
                request,
                form,
                lambda: ordering.change_order(
                    order=order, version=version, **values, **now_by(request)
                ),
                _("Đã ghi."),
            ):
                return redirect(order)
        version = order_or_404(pk).version
    return _form(request, form, order.code, order.get_absolute_url(), version=version)


def _rows(request: HttpRequest, order: Order) -> dict[str, Any]:
    page = Paginator(found.lines_of(order), PAGE).get_page(request.GET.get("page"))
    records = [line.record_id for line in page.object_list if line.record_id]
    held = suggested_of_record(records) if order.state == OrderState.DRAFT else {}
    rows = []
    for line in page.object_list:
        price = None if line.list_price is None else after_discount(line.list_price, order.discount)
        count = line.quantity - line.cancelled
        rows.append(
            {
                "line": line,
                "amount": None if price is None else price * count,
                "held": held.get(line.record_id),
            }
        )
    return {
        "order": order,
        "rows": rows,
        "page": page,
        "sums": found.sums_of(order),
        "balance": balances([order.fund_id])[order.fund_id] if order.fund_id else None,
        "is_draft": order.state == OrderState.DRAFT,
        "scan_url": reverse("acquisitions:scan_order", args=[order.pk]),
        "add_url": reverse("acquisitions:add_to_order", args=[order.pk]),
    }


@needs("acquisitions.view", at=owner_of_order)
@require_safe
def show_order(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "acquisitions/order.html", _page(request, order_or_404(pk)))


def _page(request: HttpRequest, order: Order) -> dict[str, Any]:
    late_days = (today() - order.due_on).days if order.due_on else 0
    return _rows(request, order) | {
        "may_order": may(request, "acquisitions.order", order.owner),
        "may_receive": may(request, "acquisitions.receive", order.owner),
        "late_days": late_days if order.state == OrderState.SENT else 0,
        "intakes": found.intakes_of_order(order),
        "claims": found.claims_of_order(order),
        "send_form": SendForm(initial={"on": today()}),
        "waiting": approved_for(places(request, "acquisitions.order")).count()
        if order.state == OrderState.DRAFT
        else 0,
    }


def _answer(
    request: HttpRequest, order: Order, said: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The changed part of the page; without script the page itself."""
    if getattr(request, "htmx", False):
        context = _rows(request, order) | {"said": said, "may_order": True}
        return render(request, "acquisitions/order_lines.html", context, status=status)
    if "bad" in said:
        messages.error(request, said["bad"])
    elif "ok" in said:
        messages.success(request, said["ok"])
    if not said.get("stay"):
        return redirect(order)
    context = _page(request, order) | {"said": said}
    return render(request, "acquisitions/order.html", context, status=status)


@needs("acquisitions.order", at=owner_of_order)
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """An ISBN, a barcode or words: a line, or what it may be."""
    order = order_or_404(pk)
    text = request.POST.get("scan", "").strip()[:200]
    hit = finding.find(text, number_posted(request, "record"))
    if hit.certain is not None:
        try:
            line = ordering.add_order_line(
                order=order, title=Title(record=hit.certain), join=True, **now_by(request)
            )
        except Refusal as refusal:
            return _answer(request, order, {"bad": str(refusal)})
        words = _("%(title)s: đặt %(count)s bản") % {"title": line.title, "count": line.quantity}
        return _answer(request, order, {"ok": words})
    if not text:
        return _answer(request, order, {"bad": _("Chưa có mã hay nhan đề nào.")})
    return _answer(request, order, which_title(hit, text))


@needs("acquisitions.order", at=owner_of_order)
@require_POST
def add_new(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    form = NewLineForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        line = try_form(
            request,
            form,
            lambda: ordering.add_order_line(
                order=order,
                title=Title(fields=form.record_fields()),
                quantity=data["quantity"],
                list_price=data["list_price"],
                **now_by(request),
            ),
        )
        if line:
            words = _("%(title)s: đặt %(count)s bản")
            said = words % {"title": line.title, "count": line.quantity}
            return _answer(request, order, {"ok": said})
    return _answer(request, order, {"new": form, "stay": True}, status=422)


@needs("acquisitions.order", at=owner_of_order)
@require_http_methods(["GET", "POST"])
def edit_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    order = order_or_404(pk)
    one = found_or_404(found.line_by_pk(order, line))
    names = ("quantity", "list_price", "note")
    form = OrderLineForm(request.POST or None, initial={name: getattr(one, name) for name in names})
    title_form = None
    if one.record_id is None:
        title_form = TitleForm(request.POST or None, initial=as_typed(fields_of(one)))
    version = one.version
    if request.method == "POST":
        version = version_posted(request)
        if form.is_valid() and (title_form is None or title_form.is_valid()):
            title = Title(fields=title_form.record_fields()) if title_form else None
            if try_form(
                request,
                form,
                lambda: ordering.change_order_line(
                    line=one, version=version, title=title, **form.cleaned_data, **now_by(request)
                ),
                _("Đã ghi dòng “%(title)s”.") % {"title": one.title},
            ):
                return redirect(order)
        version = found_or_404(found.line_by_pk(order, line)).version
    return render(
        request,
        "acquisitions/order_line.html",
        {"order": order, "line": one, "form": form, "title_form": title_form, "version": version},
        status=422 if form.is_bound else 200,
    )


@needs("acquisitions.order", at=owner_of_order)
@require_POST
def remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    order = order_or_404(pk)
    one = found_or_404(found.line_by_pk(order, line))
    try:
        ordering.remove_order_line(line=one, **now_by(request))
    except Refusal as refusal:
        return _answer(request, order, {"bad": str(refusal)})
    return _answer(request, order, {"ok": _("Đã bỏ dòng “%(title)s”.") % {"title": one.title}})


@needs("acquisitions.order", at=owner_of_order)
@require_http_methods(["GET", "POST"])
def from_wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """Approved suggestions, to be ticked for this order."""
    order = order_or_404(pk)
    waiting = approved_for(places(request, "acquisitions.order"))
    if request.method == "POST":
        chosen = list(waiting.filter(pk__in=numbers_posted(request, "wish")))
        try:
            with act_once(request):
                count = ordering.order_wishes(order=order, wishes=chosen, **now_by(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext("Đã lấy %(count)s tên sách.", "Đã lấy %(count)s tên sách.", count)
            messages.success(request, words % {"count": count})
            return redirect(order)
    page = Paginator(waiting, 100).get_page(request.GET.get("page"))
    standing = standing_of([w.record_id for w in page.object_list if w.record_id])
    rows = [{"wish": w, "standing": standing.get(w.record_id or 0)} for w in page.object_list]
    return render(
        request, "acquisitions/from_wishes.html", {"order": order, "rows": rows, "page": page}
    )


@needs("acquisitions.order", at=owner_of_order)
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    form = SendForm(request.POST)
    if form.is_valid() and try_form(
        request,
        form,
        lambda: ordering.send_order(
            order=order, version=version_posted(request), **form.cleaned_data, **now_by(request)
        ),
        _("Đã ghi là đã gửi; tiền của đơn tính là đã cam kết."),
    ):
        return redirect(order)
    context = _page(request, order) | {"send_form": form, "sending": True}
    return render(request, "acquisitions/order.html", context, status=422)


@needs("acquisitions.order", at=owner_of_order)
@require_http_methods(["GET", "POST"])
def cancel_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Copies that will not come, line by line."""
    order = order_or_404(pk)
    open_lines = [one for one in found.lines_of(order) if one.outstanding > 0]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        counts = {
            one.pk: count
            for one in open_lines
            if (count := number_posted(request, f"count-{one.pk}"))
        }
        if try_form(
            request,
            form,
            lambda: ordering.cancel_lines(
                order=order, counts=counts, reason=form.cleaned_data["reason"], **now_by(request)
            ),
            _("Đã huỷ phần không giao được; tiền trở lại khoản kinh phí."),
        ):
            return redirect(order)
    return render(
        request,
        "acquisitions/cancel_lines.html",
        {"order": order, "lines": open_lines, "form": form},
        status=422 if form.is_bound else 200,
    )


@needs("acquisitions.order", at=owner_of_order)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and try_form(
            request,
            form,
            lambda: ordering.cancel_order(
                order=order, reason=form.cleaned_data["reason"], **now_by(request)
            ),
            _("Đã huỷ."),
        )
    ):
        return redirect(order)
    return _form(
        request,
        form,
        _("Huỷ %(code)s") % {"code": order.code},
        order.get_absolute_url(),
        lead=_("Đề nghị đã duyệt trở lại chờ đặt. Sách đã nhận vẫn giữ; chỉ huỷ phần còn chờ."),
        button=_("Huỷ đơn"),
        danger=True,
    )


@needs("acquisitions.order", at=owner_of_order)
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter for what has not come."""
    order = order_or_404(pk)
    form = ClaimForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        made = try_form(
            request,
            form,
            lambda: claiming.claim_order(order=order, **form.cleaned_data, **now_by(request)),
            _("Đã lập thư nhắc; in ra để gửi."),
        )
        if made:
            return redirect(made)
    return _form(
        request,
        form,
        _("Nhắc giao %(code)s") % {"code": order.code},
        order.get_absolute_url(),
        lead=_("Thư liệt kê mọi bản còn chờ của đơn."),
        button=_("Lập thư"),
    )


@needs("acquisitions.view", at=owner_of_order)
@require_safe
def order_paper(request: HttpRequest, pk: int) -> HttpResponse:
    order = order_or_404(pk)
    return paper(pdf("acquisitions/order.typ", order_content(order)), f"don-dat-{order.code}")


@needs("acquisitions.view", at=owner_of_order)
@require_safe
def order_table(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The lines as a spreadsheet, as suppliers like to have them."""
    order = order_or_404(pk)
    listing = Listing(
        request,
        found.lines_of(order),
        columns=[
            Column("position", "STT", kind="number"),
            Column("title", _("Nhan đề")),
            Column("author", _("Tác giả")),
            Column("publisher", _("Nhà xuất bản")),
            Column("year", _("Năm xuất bản"), kind="number"),
            Column("isbn", "ISBN"),
            Column("count", _("Số bản"), kind="number",
                   value=lambda line: line.quantity - line.cancelled),
            Column("list_price", _("Giá bìa"), kind="dong"),
            Column("received", _("Đã nhận"), kind="number"),
            Column("note", _("Ghi chú")),
        ],
        name=f"don-dat-{order.code}",
    )  # fmt: skip
    return listing.export() or redirect(order)
