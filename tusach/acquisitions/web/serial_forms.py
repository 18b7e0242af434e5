"""Forms of newspapers and magazines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tusach.acquisitions.models import Break, Subscription, Supplier
from tusach.acquisitions.models.serials import Frequency, Numbering
from tusach.acquisitions.web.fields import DayField
from tusach.acquisitions.web.order_forms import OrderingForm
from tusach.acquisitions.web.reach import places
from tusach.catalogue.api import LANGUAGES
from tusach.network.api import PointField
from tusach.ui.api import DongField

_WEEKDAYS = [
    ("1", _("thứ Hai")), ("2", _("thứ Ba")), ("3", _("thứ Tư")), ("4", _("thứ Năm")),
    ("5", _("thứ Sáu")), ("6", _("thứ Bảy")), ("7", _("Chủ nhật")),
]  # fmt: skip


def numbers_in(text: str, least: int, most: int) -> list[int]:
    """Whole numbers with commas or blanks between, each within the limits."""
    found = []
    for part in text.replace(",", " ").replace(";", " ").split():
        if not part.isdecimal() or not least <= int(part) <= most:
            raise forms.ValidationError(
                _("“%(part)s” không phải là số từ %(least)s đến %(most)s.")
                % {"part": part, "least": least, "most": most}
            )
        found.append(int(part))
    return sorted(set(found))


class SerialForm(forms.Form):
    title = forms.CharField(label=_("Tên báo, tạp chí"), max_length=500)
    publisher = forms.CharField(label=_("Cơ quan ra báo"), max_length=300, required=False)
    issn = forms.CharField(label="ISSN", max_length=9, required=False)
    language = forms.ChoiceField(
        label=_("Ngôn ngữ"), choices=list(LANGUAGES.items()), initial="vie"
    )
    class_number = forms.CharField(label=_("Ký hiệu phân loại"), max_length=80, required=False)
    is_newspaper = forms.BooleanField(label=_("Là báo (không phải tạp chí)"), required=False)
    is_electronic = forms.BooleanField(
        label=_("Báo, tạp chí điện tử"),
        required=False,
        help_text=_("Tính vào số đầu báo của thư viện; không có số báo để nhận."),
    )
    url = forms.URLField(
        label=_("Địa chỉ trên mạng"), max_length=300, required=False, assume_scheme="https"
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class PatternForm(forms.Form):
    valid_from = DayField(label=_("Từ ngày"))
    frequency = forms.ChoiceField(label=_("Ra"), choices=Frequency.choices)
    weekdays = forms.MultipleChoiceField(
        label=_("Vào các ngày trong tuần"),
        choices=_WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cho báo ra hằng ngày, hằng tuần, hai tuần."),
    )
    days = forms.CharField(
        label=_("Vào các ngày trong tháng"), max_length=60, required=False,
        help_text=_("Cho báo ra hằng tháng hoặc thưa hơn: 1, 15. Số 31 là ngày cuối tháng."),
    )  # fmt: skip
    months = forms.CharField(
        label=_("Trong các tháng"), max_length=60, required=False,
        help_text=_("Cho báo hai tháng, ba tháng một số: 2, 5, 8, 11."),
    )  # fmt: skip
    numbering = forms.ChoiceField(label=_("Cách đánh số"), choices=Numbering.choices)
    first_number = forms.IntegerField(
        label=_("Số chạy của số đầu tiên"), min_value=1, max_value=10**6, required=False
    )
    first_in_year = forms.IntegerField(
        label=_("Số trong năm của số đầu tiên"), min_value=1, max_value=400, required=False
    )
    price = DongField(label=_("Giá một số (đồng)"), required=False)

    def clean_weekdays(self) -> list[int]:
        return [int(one) for one in self.cleaned_data["weekdays"]]

    def clean_days(self) -> list[int]:
        return numbers_in(self.cleaned_data["days"], 1, 31)

    def clean_months(self) -> list[int]:
        return numbers_in(self.cleaned_data["months"], 1, 12)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        numbering = found.get("numbering")
        if numbering in (Numbering.RUNNING, Numbering.BOTH) and not found.get("first_number"):
            self.add_error("first_number", _("Cách đánh số này cần số đầu tiên."))
        if numbering in (Numbering.YEARLY, Numbering.BOTH) and not found.get("first_in_year"):
            self.add_error("first_in_year", _("Cách đánh số này cần số đầu tiên trong năm."))
        return found


class BreakForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại"), choices=Break.Kind.choices)
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến hết ngày"))
    on = DayField(label=_("Ngày ra"), required=False, help_text=_("Cho số gộp và số ra thêm."))
    label = forms.CharField(
        label=_("Tên số"), max_length=80, required=False, help_text=_("Như “số Tết”.")
    )
    price = DongField(label=_("Giá (đồng)"), required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("kind") == Break.Kind.NONE:
            found["on"] = None
        elif "on" in found and not found["on"]:
            self.add_error("on", _("Cần ngày ra của số này."))
        return found


class IssueForm(forms.Form):
    label = forms.CharField(label=_("Số"), max_length=80, help_text=_("Như “Số 5/2026”."))
    on = DayField(label=_("Ngày ra"))
    in_year = forms.IntegerField(
        label=_("Số trong năm"), min_value=1, max_value=400, required=False
    )
    price = DongField(label=_("Giá (đồng)"), required=False)


class SubscriptionForm(OrderingForm):
    way = forms.ChoiceField(label=_("Hình thức"), choices=Subscription.Way.choices)
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(), label=_("Nơi phát hành"), required=False, empty_label="–"
    )
    starts_on = DayField(label=_("Từ ngày"))
    last_day = DayField(label=_("Đến hết ngày"))
    price = DongField(
        label=_("Tổng tiền (đồng)"), required=False, help_text=_("Cho cả thời hạn và mọi nơi nhận.")
    )
    over_budget_why = forms.CharField(
        label=_("Lý do đặt vượt kinh phí"), max_length=200, required=False,
        help_text=_("Chỉ cần khi khoản kinh phí không còn đủ."),
    )  # fmt: skip
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    field_order = ["owner", "way", "supplier", "fund"]


class PlaceForm(forms.Form):
    copies = forms.IntegerField(label=_("Số bản"), min_value=1, max_value=200, required=False)
    delay = forms.IntegerField(
        label=_("Đến chậm (ngày)"), min_value=0, max_value=60, required=False
    )

    def __init__(self, *args: Any, request: HttpRequest, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = places(request, "acquisitions.order")
        self.fields["point"] = PointField(label=_("Nơi nhận"), required=False, points=mine)
        self.order_fields(["point", "copies", "delay"])


PlaceSet = formset_factory(PlaceForm, extra=0, max_num=60)


class StopForm(forms.Form):
    on = DayField(label=_("Dừng từ ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)
