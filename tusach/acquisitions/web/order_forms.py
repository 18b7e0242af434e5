"""Forms of orders and claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.acquisitions.models import Supplier
from tusach.acquisitions.selectors.funds import funds_of
from tusach.acquisitions.selectors.suppliers import open_suppliers
from tusach.acquisitions.web.fields import DayField, FundField, PercentField, choose_from
from tusach.acquisitions.web.reach import places
from tusach.network.api import ServicePoint
from tusach.ui.api import DongField


class OrderingForm(forms.Form):
    """Which library orders of whom and from which fund: choices within one's reach."""

    owner = forms.ModelChoiceField(ServicePoint.objects.none(), label=_("Thư viện đặt"))
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(), label=pgettext_lazy("one thing", "Nhà cung cấp")
    )
    fund = FundField(required=False, empty_label=_("(không theo dõi kinh phí)"))

    def __init__(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = places(request, "acquisitions.order")
        choose_from(self, "owner", mine.order_by("sort_key"))
        choose_from(self, "supplier", open_suppliers())
        choose_from(self, "fund", funds_of(mine))


class OrderForm(OrderingForm):
    discount = PercentField(label=_("Chiết khấu (%)"), required=False)
    due_on = DayField(label=_("Hẹn giao trước ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định, căn cứ"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In dưới danh mục trên đơn."),
    )  # fmt: skip


class DueForm(forms.Form):
    """What may still change of an order that was sent."""

    due_on = DayField(label=_("Hẹn giao trước ngày"), required=False)


class OrderLineForm(forms.Form):
    quantity = forms.IntegerField(label=_("Số bản"), min_value=1, max_value=5000)
    list_price = DongField(label=_("Giá bìa (đồng)"), required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class SendForm(forms.Form):
    on = DayField(label=_("Ngày gửi"))
    over_budget_why = forms.CharField(
        label=_("Lý do đặt vượt kinh phí"), max_length=300, required=False,
        help_text=_("Chỉ cần khi khoản kinh phí không còn đủ."),
    )  # fmt: skip


class ClaimForm(forms.Form):
    on = DayField(label=_("Ngày"))
    note = forms.CharField(
        label=_("Viết thêm vào thư"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Nhà cung cấp trả lời"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    on = DayField(label=_("Ngày"))
