"""Forms of a transfer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tusach.holdings.models import Register, Transfer
from tusach.holdings.selectors.transfers import Amount
from tusach.holdings.web.forms import FIRST_DAY, day_field
from tusach.network.api import PointField, ServicePoint
from tusach.ui.api import DayField

# A decision is seldom of a day further off; a year too many is likelier.
_AHEAD = timedelta(days=730)


def _furthest() -> date:
    return timezone.localdate() + _AHEAD


def effective_day(**more: Any) -> DayField:
    """A day that may lie ahead, up to two years."""
    return DayField(earliest=FIRST_DAY, latest=_furthest, **more)


class HeadForm(forms.Form):
    """What a transfer says beside who gives and who takes."""

    decision = forms.CharField(
        label=gettext_lazy("Quyết định điều chuyển"),
        max_length=200,
        help_text=gettext_lazy("Như: Quyết định số 45/QĐ-UBND của UBND tỉnh."),
    )
    decided_on = day_field(label=gettext_lazy("Ngày quyết định"), required=False)
    on = effective_day(
        label=gettext_lazy("Thuộc bên nhận từ ngày"),
        help_text=gettext_lazy("Số liệu trước ngày này vẫn tính cho bên giao."),
    )
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300, required=False)
    with_custody = forms.BooleanField(
        label=gettext_lazy("Giao luôn những bản đang ở bên giao"),
        required=False,
        help_text=gettext_lazy(
            "Bản đang ở điểm khác (luân chuyển, trong thùng) vẫn ở đó, chỉ đổi thư viện sở hữu."
        ),
    )


class EditHeadForm(HeadForm):
    register = forms.ModelChoiceField(
        Register.objects.none(),
        label=gettext_lazy("Số ĐKCB tại bên nhận"),
        required=False,
        empty_label=gettext_lazy("giữ số ĐKCB cũ"),
        help_text=gettext_lazy(
            "Chọn sổ thì mỗi bản được cấp số mới; số cũ vẫn tra được và không cấp lại cho ai."
        ),
    )
    field_order = ["decision", "decided_on", "on", "reason", "register", "with_custody"]

    def __init__(self, *args: Any, registers: QuerySet[Register], **more: Any) -> None:
        super().__init__(*args, **more)
        register = self.fields["register"]
        assert isinstance(register, forms.ModelChoiceField)
        register.queryset = registers


class NewTransferForm(HeadForm):
    field_order = ["giver", "taker"]

    def __init__(self, *args: Any, points: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label in (
            ("giver", gettext_lazy("Thư viện giao")),
            ("taker", gettext_lazy("Thư viện nhận")),
        ):
            self.fields[name] = PointField(
                points=points, label=label, help_text=gettext_lazy("Gõ tên hoặc mã của điểm.")
            )
        self.order_fields(["giver", "taker"])


class ListForm(forms.Form):
    """Copies named by their codes, pasted or scanned one after the other."""

    codes = forms.CharField(
        label=gettext_lazy("Mã vạch, số ĐKCB"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("Quét lần lượt hoặc dán từ bảng tính; mỗi bản một mã."),
    )


class StockForm(forms.Form):
    """All that the giver owns, by collection."""

    collections = forms.MultipleChoiceField(
        label=gettext_lazy("Kho"), widget=forms.CheckboxSelectMultiple, required=True
    )

    def __init__(self, *args: Any, stock: list[tuple[str, str, Amount]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["collections"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, label) for key, label, _amount in stock]


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What the printed record says beside the list."""

    record_on = effective_day(label=gettext_lazy("Ngày lập biên bản"), required=False)

    class Meta:
        model = Transfer
        fields = [
            "record_number", "record_on", "record_place",
            "giver_name", "giver_post", "taker_name", "taker_post",
        ]  # fmt: skip
        labels = {
            "record_number": gettext_lazy("Số biên bản"),
            "record_place": gettext_lazy("Lập tại"),
            "giver_name": gettext_lazy("Đại diện bên giao"),
            "giver_post": gettext_lazy("Chức vụ"),
            "taker_name": gettext_lazy("Đại diện bên nhận"),
            "taker_post": gettext_lazy("Chức vụ"),
        }
