"""Forms of exchange between libraries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tusach.holdings.api import Register, codes_in
from tusach.network.api import PointField, ServicePoint
from tusach.ui.api import DayField
from tusach.upkeep.models import ExchangeLine
from tusach.upkeep.web.weeding_forms import past_day

# More than these are asked for by their numbers, or all at once.
MOST_TICKED = 200


class ExchangeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên danh mục"), max_length=200)
    note = forms.CharField(
        label=gettext_lazy("Muốn nhận lại, ghi chú"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Như: cần sách thiếu nhi, sách song ngữ."),
    )
    until = DayField(
        label=gettext_lazy("Nhận đề nghị đến hết ngày"),
        required=False,
        earliest=timezone.localdate,
    )


class NewExchangeForm(ExchangeForm):
    def __init__(self, *args: Any, points: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"] = PointField(points=points, label=gettext_lazy("Thư viện"))
        self.order_fields(["owner", "name", "note", "until"])


class OfferCodesForm(forms.Form):
    codes = forms.CharField(
        label=gettext_lazy("Mã vạch, số ĐKCB"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("Quét lần lượt hoặc dán từ bảng tính; mỗi bản một mã."),
    )

    def clean_codes(self) -> list[str]:
        return codes_in(self.cleaned_data["codes"])


class TakerForm(forms.Form):
    def __init__(self, *args: Any, points: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["taker"] = PointField(points=points, label=gettext_lazy("Thư viện nhận"))


class _ChooseForm(forms.Form):
    """Ticked books of a list, or all that is left of it."""

    everything = forms.BooleanField(
        label=gettext_lazy("Xin tất cả những bản còn lại"), required=False
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=500, required=False)

    def __init__(self, *args: Any, lines: Sequence[ExchangeLine], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["chosen"] = forms.TypedMultipleChoiceField(
            label=gettext_lazy("Những bản cần xin"),
            coerce=int,
            required=False,
            choices=[(line.copy_id, _told(line)) for line in lines],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("chosen") and not values.get("everything") and "chosen" in values:
            self.add_error("chosen", gettext_lazy("Hãy chọn ít nhất một bản."))
        return values


def _told(line: ExchangeLine) -> str:
    record = line.copy.record
    parts = (
        f"{record.shown_title} / {record.author}" if record.author else record.shown_title,
        str(record.year or ""),
        str(line.get_condition_display()),
        line.accession_no,
    )
    return " · ".join(part for part in parts if part)


class AskForm(_ChooseForm):
    field_order = ["register", "chosen", "everything", "note"]

    def __init__(self, *args: Any, registers: QuerySet[Register], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["register"] = forms.ModelChoiceField(
            registers,
            label=gettext_lazy("Ghi vào sổ"),
            help_text=gettext_lazy("Mỗi bản được cấp số mới trong sổ này khi có quyết định."),
            empty_label=None,
        )
        self.order_fields(self.field_order)


class OutsideForm(_ChooseForm):
    outside = forms.CharField(
        label=gettext_lazy("Thư viện ngoài mạng lưới"),
        max_length=200,
        help_text=gettext_lazy("Ngoài tỉnh hoặc nước ngoài; có quyết định thì sách xuất khỏi sổ."),
    )
    field_order = ["outside", "chosen", "everything", "note"]


class DeclineForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)


class DecideExchangeForm(forms.Form):
    decision = forms.CharField(
        label=gettext_lazy("Số quyết định trao đổi"),
        max_length=120,
        help_text=gettext_lazy("Như: 51/QĐ-TVT. Ghi vào cột xuất của sổ đăng ký."),
    )
    decided_on = past_day(label=gettext_lazy("Ngày quyết định"))
    decided_by = forms.CharField(label=gettext_lazy("Người ký"), max_length=120)
