"""Forms of the lists that librarians compile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from tusach.catalogue.api import Audience
from tusach.network.api import PointField, PointKind, ServicePoint
from tusach.portal.compiling.services import Head
from tusach.portal.models import Compilation, ListKind, ListOrder
from tusach.ui.api import DayField

_EVERYBODY = [("", gettext_lazy("mọi đối tượng"))]


class HeadForm(forms.Form):
    """What a list says of itself. ``points``: where it may be made; None: it has its library."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=ListKind.choices)
    title = forms.CharField(label=gettext_lazy("Tên"), max_length=200)
    introduction = forms.CharField(
        label=gettext_lazy("Lời giới thiệu"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Đứng trước danh sách, trên trang và bản in."),
    )
    order = forms.ChoiceField(label=gettext_lazy("Xếp sách"), choices=ListOrder.choices)
    for_all = forms.BooleanField(
        label=gettext_lazy("Cho cả mạng lưới"),
        required=False,
        help_text=gettext_lazy("Chỉ thư viện tỉnh: đứng ở trang đầu, gom sách mới của mọi nơi."),
    )
    period_from = DayField(label=gettext_lazy("Sách mới từ ngày"), required=False)
    period_until = DayField(
        label=gettext_lazy("đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Dùng cho thông báo sách mới: sách vào sổ trong khoảng này."),
    )
    subject = forms.CharField(
        label=gettext_lazy("Chỉ sách về chủ đề"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Như: chăn nuôi. Để trống thì lấy mọi chủ đề."),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Chỉ sách dành cho"),
        choices=[*_EVERYBODY, *Audience.choices],
        required=False,
    )

    def __init__(
        self, *args: Any, points: QuerySet[ServicePoint] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        if points is not None:
            self.fields["library"] = PointField(
                points=points,
                label=pgettext_lazy("list", "Thư viện"),
                help_text=gettext_lazy("Gõ tên hoặc mã của điểm."),
            )
            self.order_fields(["kind", "title", "library", "for_all"])
            if not points.filter(kind=PointKind.PROVINCIAL_LIBRARY).exists():
                del self.fields["for_all"]

    def head(self, library: ServicePoint | None = None) -> Head:
        said = dict(self.cleaned_data)
        if library is not None:
            said["library"] = library
        return Head(**said)


def edit_form(one: Compilation, data: Any = None) -> HeadForm:
    """The head of a list that is there; what a library may not choose is left out."""
    form = HeadForm(data, initial={name: getattr(one, name) for name in HeadForm.base_fields})
    if one.library.kind != PointKind.PROVINCIAL_LIBRARY:
        del form.fields["for_all"]
    return form


def first_values(kind: str) -> dict[str, Any]:
    """What a new list begins with: a bulletin takes the month that is over."""
    if kind == ListKind.SUBJECT:
        return {"kind": kind, "order": ListOrder.SUBJECT}
    if kind != ListKind.BULLETIN:
        return {"kind": kind}
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    return {
        "kind": kind,
        "order": ListOrder.SUBJECT,
        "period_from": last.replace(day=1),
        "period_until": last,
    }


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Lý do rút"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Ai mở địa chỉ của thư mục sẽ đọc được."),
    )
