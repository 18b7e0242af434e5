"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.audit.api import name_act, name_field, name_kind

_COUNTING = {
    "circulation.count": _("Ghi số lượt phục vụ"),
    "circulation.correct_count": _("Sửa số lượt phục vụ"),
    "circulation.take_count_back": _("Huỷ số lượt phục vụ"),
    "circulation.choose_count": _("Chọn số được tính khi hai bên cùng báo"),
    "circulation.set_counting_rule": _("Đặt quy định lấy số của ai"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in _COUNTING.items():
        name_act(act, label)
    name_kind("circulation.tally", _("Phiếu đếm"))
    name_field("figures", _("số liệu"))
    name_field("counts", _("lấy số của"))
    name_field("measure", _("chỉ số"))
    name_field("month", _("tháng"))
