"""Forms of devices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from tusach.network.api import PointField, ServicePoint
from tusach.offline.models import Device, Why

# More are added on the device's own page, one after another.
_MORE = ("point_2", "point_3", "point_4")


class InviteForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Tên thiết bị"),
        max_length=120,
        help_text=gettext_lazy("Để nhận ra máy nào, của ai. Như: Điện thoại anh Páo."),
    )

    def __init__(self, *args: Any, points: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["point"] = PointField(points=points, label=gettext_lazy("Điểm phục vụ"))
        for name in _MORE:
            self.fields[name] = PointField(
                points=points, label=gettext_lazy("Thêm điểm phục vụ"), required=False
            )

    @property
    def chosen(self) -> list[int]:
        """The points' numbers, each once, the first one first."""
        found = [self.cleaned_data.get(name) for name in ("point", *_MORE)]
        return list(dict.fromkeys(point.pk for point in found if point is not None))


class ChangeForm(forms.Form):
    """Name and points. Points where the person holds no right stay as they are."""

    name = forms.CharField(label=gettext_lazy("Tên thiết bị"), max_length=120)

    def __init__(self, data: Any = None, *, device: Device, points: QuerySet[ServicePoint]) -> None:
        super().__init__(data, initial={"name": device.name})
        now = list(device.points.order_by("sort_key", "pk"))
        mine = set(points.filter(pk__in=[p.pk for p in now]).values_list("pk", flat=True))
        self.others = [p for p in now if p.pk not in mine]
        kept = [(str(p.pk), p.name) for p in now if p.pk in mine]
        self.fields["keep"] = forms.MultipleChoiceField(
            label=gettext_lazy("Điểm phục vụ đang có"),
            choices=kept,
            initial=[pk for pk, _name in kept],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=gettext_lazy("Bỏ dấu để thôi giao điểm đó cho thiết bị."),
        )
        self.fields["add"] = PointField(
            points=points, label=gettext_lazy("Thêm điểm phục vụ"), required=False
        )

    @property
    def chosen(self) -> list[int]:
        added = self.cleaned_data.get("add")
        found = [p.pk for p in self.others] + [int(pk) for pk in self.cleaned_data["keep"]]
        return list(dict.fromkeys([*found, added.pk] if added else found))


class RevokeForm(forms.Form):
    why = forms.ChoiceField(
        label=gettext_lazy("Vì sao"),
        choices=[(Why.LOST.value, Why.LOST.label), (Why.BROKEN.value, Why.BROKEN.label)],
        widget=forms.RadioSelect,
        initial=Why.LOST.value,
    )


class CarriedForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp .tusach trên USB"), required=False, allow_empty_file=True
    )
    codes = forms.CharField(
        label=gettext_lazy("Hoặc các mã QR đã quét"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Mỗi mã một dòng, bắt đầu bằng TS1. Thứ tự tuỳ ý, quét trùng cũng được. "
            "Máy quét mã vạch gõ thẳng vào ô này."
        ),
    )
