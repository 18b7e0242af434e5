"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import name_act, name_field, name_kind

_ACTS = {
    "policy.set": _("Đặt quy định"),
    "policy.end": _("Cho quy định hết hiệu lực"),
    "policy.take_back": _("Rút quy định chưa áp dụng"),
    "policy.note_day": _("Ghi ngày nghỉ lễ, ngày làm bù"),
    "policy.drop_day": _("Bỏ ngày nghỉ lễ, ngày làm bù"),
    "policy.verify": _("Ghi đã đối chiếu quy định với toàn văn"),
}
_FIELDS = {
    "day": _("ngày"),
    "day_name": _("tên ngày"),
    "value": _("giá trị"),
    "valid_from": _("áp dụng từ"),
    "valid_to": _("đến trước ngày"),
    "basis": _("căn cứ"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in _ACTS.items():
        name_act(act, label)
    for key, label in _FIELDS.items():
        name_field(key, label)
    name_kind("policy.rule", pgettext_lazy("one thing", "Quy định"), "policy:rule")
    name_kind(
        "policy.official_day",
        pgettext_lazy("one thing", "Ngày nghỉ lễ, ngày làm bù"),
        "policy:official_day",
    )
