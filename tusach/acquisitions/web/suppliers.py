"""Suppliers and funds: the lists and pages behind every order and purchase."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tusach.acquisitions.models import Fund, Supplier
from tusach.acquisitions.selectors import funds as found_funds
from tusach.acquisitions.selectors import suppliers as found
from tusach.acquisitions.services import funding, suppliers
from tusach.acquisitions.web.doing import now_by, today, version_posted
from tusach.acquisitions.web.reach import found_or_404, fund_or_404, may, owner_of_fund, places
from tusach.acquisitions.web.supplier_forms import (
    AllocationForm,
    FundForm,
    SupplierForm,
    first_of_supplier,
)
from tusach.ui.api import Column, Filter, Listing, needs, try_form


@needs("acquisitions.view")
@require_safe
def list_suppliers(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        found.all_suppliers(),
        columns=[
            Column("name", gettext_lazy("Tên"), sort="sort_key",
                   link=lambda s: s.get_absolute_url()),
            Column("kind", gettext_lazy("Loại"), sort="kind",
                   value=lambda s: s.get_kind_display()),
            Column("phone", gettext_lazy("Điện thoại")),
            Column("tax_code", gettext_lazy("Mã số thuế"), wide=True),
            Column("open_orders", gettext_lazy("Đơn đang chờ"), kind="number",
                   value=lambda s: s.open_orders or 0),
            Column("purchases", gettext_lazy("Đợt đã mua"), kind="number",
                   value=lambda s: s.purchases or 0),
            Column("state", gettext_lazy("Tình trạng"),
                   value=lambda s: _("không đặt nữa") if s.is_closed else _("đang dùng")),
        ],
        search=found.search_suppliers,
        search_label=gettext_lazy("Tên, mã số thuế, điện thoại"),
        filters=[
            Filter("loai", gettext_lazy("Loại"), Supplier.Kind.choices,
                   lambda qs, v: qs.filter(kind=v)),
            Filter("tinh-trang", gettext_lazy("Tình trạng"),
                   [("0", gettext_lazy("đang dùng")), ("1", gettext_lazy("không đặt nữa"))],
                   lambda qs, v: qs.filter(is_closed=v == "1")),
        ],
        default_sort="name",
        empty=gettext_lazy("Chưa có nhà cung cấp nào. Hãy thêm nơi bạn hay mua sách, đặt báo."),
        name="nha-cung-cap",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "acquisitions/suppliers.html",
        {"listing": listing, "tab": "suppliers", "may_add": may(request, "acquisitions.order")},
    )


def _supplier_or_404(pk: int) -> Supplier:
    one: Supplier = found_or_404(found.supplier_by_pk(pk))
    return one


@needs("acquisitions.view")
@require_safe
def show_supplier(request: HttpRequest, pk: int) -> HttpResponse:
    supplier = _supplier_or_404(pk)
    return render(
        request,
        "acquisitions/supplier.html",
        {
            "supplier": supplier,
            "may_edit": may(request, "acquisitions.order"),
            **found.dealings_with(supplier, places(request, "acquisitions.view")),
        },
    )


@needs("acquisitions.order")
@require_http_methods(["GET", "POST"])
def new_supplier(request: HttpRequest) -> HttpResponse:
    form = SupplierForm(request.POST or None, initial={"kind": Supplier.Kind.BOOKSHOP})
    if request.method == "POST" and form.is_valid():
        made = try_form(
            request,
            form,
            lambda: suppliers.add_supplier(**form.cleaned_data, **now_by(request)),
            _("Đã thêm nhà cung cấp."),
        )
        if made:
            return redirect(made)
    return _form_page(request, form, _("Thêm nhà cung cấp"), reverse("acquisitions:suppliers"))


@needs("acquisitions.order")
@require_http_methods(["GET", "POST"])
def edit_supplier(request: HttpRequest, pk: int) -> HttpResponse:
    supplier = _supplier_or_404(pk)
    form = SupplierForm(request.POST or None, initial=first_of_supplier(supplier))
    version = supplier.version
    if request.method == "POST":
        version = version_posted(request)
        if form.is_valid() and try_form(
            request,
            form,
            lambda: suppliers.change_supplier(
                supplier=supplier, version=version, **form.cleaned_data, **now_by(request)
            ),
            _("Đã ghi."),
        ):
            return redirect(supplier)
        version = _supplier_or_404(pk).version
    return _form_page(request, form, supplier.name, supplier.get_absolute_url(), version=version)


def _form_page(
    request: HttpRequest, form: Any, title: str, back: str, *, lead: str = "", version: int = 0
) -> HttpResponse:
    return render(
        request,
        "acquisitions/act.html",
        {
            "form": form,
            "title": title,
            "lead": lead,
            "back": back,
            "button": _("Ghi"),
            "version": version,
        },
        status=422 if form.is_bound else 200,
    )


@needs("acquisitions.view")
@require_safe
def list_funds(request: HttpRequest) -> HttpResponseBase:
    mine = places(request, "acquisitions.view")
    rows = found_funds.funds_of(mine)
    listing = Listing(
        request,
        rows,
        columns=[
            Column("name", gettext_lazy("Khoản"), sort="name",
                   link=lambda f: f.get_absolute_url()),
            Column("owner", pgettext_lazy("one thing", "Thư viện"), sort="owner__sort_key",
                   value=lambda f: f.owner.name, wide=True),
            Column("starts_on", gettext_lazy("Từ ngày"), sort="starts_on", kind="day"),
            Column("last_day", gettext_lazy("Đến hết ngày"), sort="ends_on", kind="day",
                   value=lambda f: f.ends_on - timedelta(days=1)),
            Column("allocated", gettext_lazy("Được cấp"), kind="dong",
                   value=lambda f: balances[f.pk].allocated),
            Column("committed", gettext_lazy("Đã cam kết"), kind="dong",
                   value=lambda f: balances[f.pk].committed),
            Column("spent", gettext_lazy("Đã chi"), kind="dong",
                   value=lambda f: balances[f.pk].spent),
            Column("left", gettext_lazy("Còn lại"), kind="dong",
                   value=lambda f: balances[f.pk].left),
        ],
        filters=[
            Filter("khi", gettext_lazy("Thời gian"), [("nay", gettext_lazy("đang dùng được"))],
                   lambda qs, v: found_funds.open_on(qs, today())),
        ],
        default_sort="-starts_on",
        empty=gettext_lazy(
            "Chưa có khoản kinh phí nào. Lập khoản để biết đã đặt, đã chi và còn lại bao nhiêu."
        ),
        name="kinh-phi",
    )  # fmt: skip
    balances = found_funds.balances(
        [f.pk for f in (rows if request.GET.get("export") else listing.page.object_list)]
    )
    return listing.export() or render(
        request,
        "acquisitions/funds.html",
        {"listing": listing, "tab": "funds", "may_fund": may(request, "acquisitions.fund")},
    )


@needs("acquisitions.fund")
@require_http_methods(["GET", "POST"])
def new_fund(request: HttpRequest) -> HttpResponse:
    year = today().year
    form = FundForm(
        request,
        request.POST or None,
        initial={"starts_on": date(year, 1, 1), "last_day": date(year, 12, 31)},
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        last = values.pop("last_day")
        made = try_form(
            request,
            form,
            lambda: funding.open_fund(
                **{**values, "amount": values["amount"] or 0},
                ends_on=last + timedelta(days=1),
                **now_by(request),
            ),
            _("Đã lập khoản kinh phí."),
        )
        if made:
            return redirect(made)
    return _form_page(request, form, _("Lập khoản kinh phí"), reverse("acquisitions:funds"))


@needs("acquisitions.view", at=owner_of_fund)
@require_safe
def show_fund(request: HttpRequest, pk: int) -> HttpResponse:
    fund = fund_or_404(pk)
    return render(
        request,
        "acquisitions/fund.html",
        {
            "fund": fund,
            "last_day": fund.ends_on - timedelta(days=1),
            "balance": found_funds.balances([fund.pk])[fund.pk],
            "allocations": fund.allocations.all(),
            "may_fund": may(request, "acquisitions.fund", fund.owner),
            **{name: rows[:50] for name, rows in found_funds.uses_of(fund).items()},
        },
    )


@needs("acquisitions.fund", at=owner_of_fund)
@require_http_methods(["GET", "POST"])
def allocate(request: HttpRequest, pk: int) -> HttpResponse:
    fund: Fund = fund_or_404(pk)
    form = AllocationForm(request.POST or None, initial={"on": today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and try_form(
            request,
            form,
            lambda: funding.allocate(fund=fund, **form.cleaned_data, **now_by(request)),
            _("Đã ghi."),
        )
    ):
        return redirect(fund)
    return _form_page(
        request,
        form,
        _("Cấp thêm hoặc cắt giảm"),
        fund.get_absolute_url(),
        lead=fund.name,
    )
