"""The forms of a rule of lending, of closed days and of a grace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.circulation.models import LoanRule
from tusach.holdings.api import Collection
from tusach.network.api import PointField, PointKind
from tusach.readers.api import classes_on
from tusach.ui.api import DayField, DongField

_MOST_DONG = 1_000_000_000
_LABELS = {column.name: column.verbose_name for column in LoanRule._meta.fields}


def _label(column: str) -> str:
    text = str(_LABELS[column])
    return text[:1].upper() + text[1:]


def _count(most: int) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=most)


def _sum(**more: Any) -> DongField:
    return DongField(most=_MOST_DONG, **more)


class RuleForm(forms.Form):
    reader_class = forms.ChoiceField(required=False)
    collection = forms.ChoiceField(
        choices=[("", gettext_lazy("mọi kho")), *Collection.choices], required=False
    )
    point_kind = forms.ChoiceField(
        choices=[("", gettext_lazy("mọi loại điểm")), *PointKind.choices], required=False
    )
    point = PointField(
        required=False,
        help_text=gettext_lazy(
            "Quy định nêu tên kho đứng trước; rồi đến quy định riêng của điểm, của loại điểm, cuối "
            "cùng là quy định nêu tên nhóm bạn đọc."
        ),
    )
    most_copies = _count(1000)
    days = _count(1000)
    renewals = _count(100)
    renewal_days = _count(1000)
    in_house_only = forms.BooleanField(required=False)
    other_libraries = forms.BooleanField(required=False)
    deposit = _sum()
    fine_per_day = _sum()
    fine_most = _sum(help_text=gettext_lazy("0 là không giới hạn."))
    grace_days = _count(365)
    lost_percent = forms.IntegerField(
        min_value=0, max_value=10_000, help_text=gettext_lazy("400 là gấp bốn lần giá sách.")
    )
    basis = forms.CharField(
        max_length=300, help_text=gettext_lazy("Số hiệu văn bản và điều khoản, hoặc nội quy.")
    )
    valid_from = DayField()
    is_verified = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, field in self.fields.items():
            field.label = _label(name)
        classes = [(one.code, str(one)) for one in classes_on(timezone.localdate())]
        self.fields["reader_class"].choices = [("", _("mọi nhóm")), *classes]  # type: ignore[attr-defined]


class ClosedForm(forms.Form):
    first = DayField(label=gettext_lazy("Từ ngày"))
    last = DayField(label=gettext_lazy("Đến hết ngày"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=200)
    point = PointField(
        label=gettext_lazy("Riêng cho điểm"),
        required=False,
        help_text=gettext_lazy("Để trống nếu nghỉ toàn tỉnh, như Tết."),
    )


class GraceForm(ClosedForm):
    days = forms.IntegerField(
        label=gettext_lazy("Thêm số ngày"),
        min_value=1,
        max_value=365,
        help_text=gettext_lazy("Cho những bản đến hạn trong thời gian này."),
    )
