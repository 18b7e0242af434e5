"""Forms of suppliers and funds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tusach.acquisitions.models import Supplier
from tusach.acquisitions.web.fields import DayField
from tusach.acquisitions.web.reach import places
from tusach.holdings.api import Source, sources
from tusach.network.api import ServicePoint
from tusach.ui.api import DongField


class SupplierForm(forms.Form):
    name = forms.CharField(label=_("Tên"), max_length=200)
    kind = forms.ChoiceField(label=_("Loại"), choices=Supplier.Kind.choices)
    tax_code = forms.CharField(label=_("Mã số thuế"), max_length=14, required=False)
    address = forms.CharField(
        label=_("Địa chỉ"), max_length=300, required=False, help_text=_("In trên đơn và thư.")
    )
    contact = forms.CharField(label=_("Người liên hệ"), max_length=200, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_closed = forms.BooleanField(
        label=_("Không đặt nữa"),
        required=False,
        help_text=_("Không hiện khi lập đơn mới; những gì đã mua vẫn còn."),
    )


class FundForm(forms.Form):
    owner = forms.ModelChoiceField(ServicePoint.objects.none(), label=_("Của thư viện"))
    name = forms.CharField(
        label=_("Tên khoản"),
        max_length=160,
        help_text=_("Ví dụ: Ngân sách tỉnh mua sách năm 2026."),
    )
    source = forms.ModelChoiceField(
        Source.objects.none(),
        label=_("Nguồn"),
        help_text=_("Sách mua bằng khoản này ghi nguồn ấy."),
    )
    starts_on = DayField(label=_("Dùng từ ngày"))
    last_day = DayField(label=_("Đến hết ngày"))
    amount = DongField(label=_("Được cấp (đồng)"), required=False)
    decision = forms.CharField(label=_("Theo quyết định"), max_length=200, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        owner, source = self.fields["owner"], self.fields["source"]
        assert isinstance(owner, forms.ModelChoiceField)
        assert isinstance(source, forms.ModelChoiceField)
        owner.queryset = places(request, "acquisitions.fund").order_by("sort_key")
        source.queryset = sources()

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("amount") and not found.get("decision"):
            self.add_error("decision", _("Số tiền được cấp phải có quyết định."))
        return found


class AllocationForm(forms.Form):
    amount = DongField(
        label=_("Số tiền (đồng)"),
        below_zero=True,
        help_text=_("Cấp thêm là số dương, cắt giảm là số âm: -20.000.000."),
    )
    decision = forms.CharField(label=_("Theo quyết định"), max_length=200)
    on = DayField(label=_("Ngày"))


def first_of_supplier(supplier: Supplier) -> dict[str, Any]:
    return {name: getattr(supplier, name) for name in SupplierForm.base_fields}
