"""The forms of a point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.network.fields import PointField, UnitField
from tusach.network.models import (
    AdminUnit,
    AreaClass,
    Connectivity,
    LegalForm,
    PointKind,
    ServicePoint,
    Topic,
)
from tusach.network.web.topic_fields import HoursField, PositionField
from tusach.ui.api import DayField

_UNKNOWN = [("", _("chưa rõ"))]
_YES_NO = [*_UNKNOWN, ("1", _("có")), ("0", _("không"))]


def _text(label: Any, limit: int = 200, **more: Any) -> Callable[[], forms.Field]:
    return lambda: forms.CharField(label=label, max_length=limit, required=False, **more)


def _choice(label: Any, choices: Any) -> Callable[[], forms.Field]:
    return lambda: forms.ChoiceField(
        label=label, choices=[*_UNKNOWN, *choices.choices], required=False
    )


def _number(label: Any) -> Callable[[], forms.Field]:
    return lambda: forms.IntegerField(label=label, min_value=0, max_value=10_000, required=False)


# One field for each topic; PARENT and COMMUNE are made by the forms, which know the reach.
FIELDS: dict[Topic, Callable[[], forms.Field]] = {
    Topic.NAME: lambda: forms.CharField(label=_("Tên"), max_length=200),
    Topic.KIND: lambda: forms.ChoiceField(label=_("Loại"), choices=PointKind.choices),
    Topic.OWNER: _text(_("Cơ quan chủ quản"), help_text=_("Như: UBND xã Bình Lư.")),
    Topic.LEGAL_FORM: _choice(_("Loại hình"), LegalForm),
    Topic.AREA_CLASSES: lambda: forms.MultipleChoiceField(
        label=_("Vùng"),
        choices=AreaClass.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    ),
    Topic.CONNECTIVITY: _choice(_("Kết nối"), Connectivity),
    Topic.HOURS: lambda: HoursField(
        label=_("Giờ mở cửa"),
        required=False,
        help_text=_("Mỗi ngày một hoặc nhiều khoảng: 7:30-11:30, 13:30-17:00. Để trống là nghỉ."),
    ),
    Topic.HOST: _text(_("Nơi đặt điểm"), help_text=_("Như: nhà văn hóa bản, trụ sở UBND xã.")),
    Topic.CONTACT: _text(_("Người liên hệ")),
    Topic.PHONE: _text(_("Điện thoại"), 60),
    Topic.EMAIL: lambda: forms.EmailField(label=_("Thư điện tử"), required=False),
    Topic.ADDRESS: _text(_("Địa chỉ"), 300),
    Topic.FLOOR_AREA: lambda: forms.CharField(
        label=_("Diện tích (m²)"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    ),
    Topic.SEATS: _number(_("Chỗ ngồi")),
    Topic.COMPUTERS: _number(_("Máy tính cho bạn đọc")),
    Topic.ACCESSIBLE: lambda: forms.TypedChoiceField(
        label=_("Lối đi cho người khuyết tật"),
        choices=_YES_NO,
        coerce=lambda v: v == "1",
        empty_value=None,
        required=False,
    ),
    Topic.POSITION: lambda: PositionField(
        label=pgettext_lazy("geography", "Vị trí"),
        required=False,
        help_text=_("Độ, hệ WGS 84, như bản đồ trên điện thoại cho biết."),
    ),
}


def initial_of(topic: Topic, value: Any) -> Any:
    """A fact's value as its field takes it."""
    if topic == Topic.ACCESSIBLE and value is not None:
        return "1" if value else "0"
    if topic == Topic.FLOOR_AREA and isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return value


_GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Ghi nhận thay đổi"), ("how", "since", "legal_basis")),
    (_("Điểm"), ("kind", "name", "code", "commune", "address", "parent", "owner", "legal_form")),
    (_("Phục vụ"), ("opened_on", "hours", "host", "contact", "phone", "email", "connectivity")),
    (_("Cơ sở vật chất"), ("floor_area", "seats", "computers", "accessible", "position")),
    (_("Vùng và thành lập"), ("area_classes", "founded_on", "founding_basis", "note")),
)


class PointForm(forms.Form):
    """Everything about a point. ``topics`` gives the values typed, by topic."""

    opened_on = DayField(label=_("Phục vụ từ ngày"), required=False)
    founded_on = DayField(label=_("Ngày thành lập"), required=False)
    founding_basis = forms.CharField(
        label=_("Quyết định thành lập"), max_length=300, required=False
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        parents: QuerySet[ServicePoint],
        within: AdminUnit | None = None,
        without: frozenset[Topic] = frozenset(),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.shown = [topic for topic in Topic if topic not in without]
        for topic in self.shown:
            if topic == Topic.COMMUNE:
                self.fields[topic.value] = UnitField(
                    label=_("Xã, phường"),
                    required=False,
                    within=within,
                    help_text=_("Gõ tên; tên cũ như San Thàng cũng tìm được đơn vị nay."),
                )
            elif topic == Topic.PARENT:
                self.fields[topic.value] = PointField(
                    label=_("Trực thuộc điểm"), required=False, points=parents
                )
            else:
                self.fields[topic.value] = FIELDS[topic]()

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page lays them out, under their headings."""
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in _GROUPS
            if any(name in self.fields for name in names)
        ]

    def topics(self) -> dict[str, Any]:
        return {
            topic.value: value if (value := self.cleaned_data.get(topic.value)) != [] else None
            for topic in self.shown
        }

    def standing(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in ("opened_on", "founded_on", "founding_basis", "note")
        }


class NewPointForm(PointForm):
    code = forms.CharField(
        label=_("Mã điểm"),
        max_length=24,
        required=False,
        help_text=_("Để trống thì hệ thống cấp mã, như LC-TVX-007."),
    )


class EditPointForm(PointForm):
    how = forms.ChoiceField(
        label=_("Việc ghi lại này là"),
        choices=[
            ("change", _("thay đổi từ một ngày; giá trị trước đó vẫn được giữ trong lịch sử")),
            ("correct", _("sửa lỗi: điều đang ghi đã sai ngay từ đầu")),
        ],
        widget=forms.RadioSelect,
    )
    since = DayField(label=_("Thay đổi áp dụng từ ngày"), required=False)
    legal_basis = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    # What it showed when it was opened (web.meanwhile).
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("how") == "change" and not typed.get("since") and "since" not in self.errors:
            self.add_error("since", _("Hãy ghi ngày mà thay đổi bắt đầu có hiệu lực."))
        return typed


class CloseForm(forms.Form):
    on = DayField(label=_("Đóng từ ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)
    legal_basis = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)
    seen = forms.BooleanField(
        label=_("Tôi đã xem những gì còn ở điểm này và biết chúng sẽ ra sao"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_seen: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if not asks_seen:
            del self.fields["seen"]


class FactForm(forms.Form):
    """One fact mended: its value, its days, its basis."""

    since = DayField(
        label=_("Từ ngày"), required=False, help_text=_("Để trống: không rõ từ ngày nào.")
    )
    until = DayField(
        label=_("Đến trước ngày"), required=False, help_text=_("Để trống: còn đến nay.")
    )
    legal_basis = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("value", "since", "until", "legal_basis")

    def __init__(
        self, *args: Any, topic: Topic, parents: QuerySet[ServicePoint], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        if topic == Topic.COMMUNE:
            self.fields["value"] = UnitField(label=_("Xã, phường"), former=True)
        elif topic == Topic.PARENT:
            self.fields["value"] = PointField(label=_("Trực thuộc điểm"), points=parents)
        else:
            self.fields["value"] = FIELDS[topic]()
            self.fields["value"].required = True
        self.order_fields(self.field_order)
