"""The form of a new rule; its value takes the shape that the question has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.network.api import PointField, PointKind
from tusach.policy.models import Strictness
from tusach.policy.questions import Question, Unit
from tusach.ui.api import DayField, DongField


def value_field(question: Question) -> forms.Field:
    """A number, a sum, or yes and no."""
    if question.unit == Unit.YES_NO:
        return forms.TypedChoiceField(
            label=gettext_lazy("Giá trị"),
            choices=[("1", gettext_lazy("có")), ("0", gettext_lazy("không"))],
            coerce=int,
        )
    if question.unit == Unit.DONG:
        return DongField(label=gettext_lazy("Giá trị"))
    return forms.IntegerField(
        label=_("Giá trị (%(unit)s)") % {"unit": question.unit.label},
        min_value=question.least,
        max_value=question.most,
    )


class RuleForm(forms.Form):
    strictness = forms.ChoiceField(
        label=gettext_lazy("Khi không giữ đúng"), choices=Strictness.choices
    )
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        help_text=gettext_lazy("Số hiệu văn bản và điều khoản; in ra cùng lời nhắc."),
    )
    valid_from = DayField(label=gettext_lazy("Áp dụng từ"))
    is_verified = forms.BooleanField(
        label=gettext_lazy("Đã đối chiếu với toàn văn của văn bản"), required=False
    )
    point_kind = forms.ChoiceField(
        label=gettext_lazy("Riêng cho loại điểm"),
        choices=[("", gettext_lazy("mọi loại điểm")), *PointKind.choices],
        required=False,
    )
    point = PointField(
        label=gettext_lazy("Riêng cho điểm"),
        required=False,
        help_text=gettext_lazy(
            "Để trống nếu áp dụng toàn tỉnh. Quy định riêng của điểm đứng trước quy định của loại "
            "điểm, rồi mới đến quy định chung."
        ),
    )

    def __init__(self, *args: Any, question: Question, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["value"] = value_field(question)
        if not question.warns:
            del self.fields["strictness"]
        if not question.by_point:
            del self.fields["point_kind"], self.fields["point"]
        self.order_fields(
            ["value", "strictness", "basis", "valid_from", "is_verified", "point_kind", "point"]
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("point") and values.get("point_kind"):
            self.add_error("point_kind", _("Chọn một trong hai: loại điểm, hoặc một điểm."))
        return values


class EndForm(forms.Form):
    on = DayField(
        label=gettext_lazy("Hết hiệu lực từ ngày"),
        help_text=gettext_lazy("Từ ngày này không còn quy định nào, cho đến khi đặt quy định mới."),
    )
