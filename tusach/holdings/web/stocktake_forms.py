"""Forms of a stocktake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.holdings.codes import MOST_CODES, codes_in
from tusach.holdings.models import Collection, Stocktake
from tusach.holdings.web.forms import day_field
from tusach.network.api import PointField, ServicePoint


class NewStocktakeForm(forms.Form):
    """Where, what is counted, and how the count is called."""

    name = forms.CharField(
        label=gettext_lazy("Tên đợt"),
        max_length=200,
        help_text=gettext_lazy("Tên này đứng trên biên bản và ở dòng sổ của từng bản bị ghi mất."),
    )
    collections = forms.MultipleChoiceField(
        label=gettext_lazy("Kho"),
        choices=Collection.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Không chọn kho nào là kiểm kê tất cả."),
    )
    shelf_from = forms.CharField(
        label=gettext_lazy("Từ ký hiệu xếp giá"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Để trống nếu kiểm kê cả kho. Ví dụ một giá: từ 630 đến 639."),
    )
    shelf_to = forms.CharField(
        label=gettext_lazy("Đến ký hiệu xếp giá"), max_length=80, required=False
    )
    field_order = ["point", "name"]

    def __init__(self, *args: Any, points: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["point"] = PointField(
            points=points,
            label=gettext_lazy("Nơi kiểm kê"),
            help_text=gettext_lazy("Gõ tên hoặc mã của điểm."),
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("shelf_from", ""), values.get("shelf_to", "")
        if first and last and first > last and not first.startswith(last):
            self.add_error(
                "shelf_to",
                _("%(last)s đứng trước %(first)s: hãy đổi chỗ hai ký hiệu.")
                % {"first": first, "last": last},
            )
        return values


class CodesForm(forms.Form):
    """What a scanner kept, pasted or as its text file."""

    codes = forms.CharField(
        label=gettext_lazy("Mã đã quét"),
        max_length=200_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("Dán từ máy quét cầm tay hoặc bảng tính; mỗi bản một mã."),
    )
    damaged = forms.BooleanField(label=gettext_lazy("Những bản này hư hỏng"), required=False)

    def clean_codes(self) -> list[str]:
        codes = codes_in(self.cleaned_data["codes"])
        if not codes:
            raise forms.ValidationError(_("Chưa có mã nào."))
        if len(codes) > MOST_CODES:
            raise forms.ValidationError(
                _("Danh sách có %(count)s mã; mỗi lần nhiều nhất %(most)s. Hãy chia ra.")
                % {"count": len(codes), "most": MOST_CODES}
            )
        return codes


class CloseForm(forms.Form):
    """What follows from the count."""

    lose_missing = forms.BooleanField(
        label=gettext_lazy("Ghi mất các bản thiếu"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Bản ghi mất vẫn còn trong sổ cho đến khi có quyết định xuất sổ."),
    )
    keep_strays = forms.BooleanField(
        label=gettext_lazy("Ghi các bản lạc chỗ là đang ở đây"),
        required=False,
        help_text=gettext_lazy("Không đánh dấu thì sổ vẫn ghi chúng ở nơi cũ: hãy trả về đó."),
    )


class StocktakeRecordForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What the printed record says beside the figures."""

    record_on = day_field(label=gettext_lazy("Ngày lập biên bản"), required=False)

    class Meta:
        model = Stocktake
        fields = ["record_number", "record_on", "decision", "council"]
        labels = {
            "record_number": gettext_lazy("Số biên bản"),
            "decision": gettext_lazy("Quyết định lập hội đồng kiểm kê"),
            "council": gettext_lazy("Thành phần"),
        }
        help_texts = {"council": gettext_lazy("Mỗi người một dòng: họ tên, chức vụ, vai trò.")}
        widgets = {"council": forms.Textarea(attrs={"rows": 4})}
