"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import name_act, name_kind

_ACTS = {
    "network.create_point": _("Thêm điểm phục vụ"),
    "network.edit_point": _("Sửa điểm phục vụ"),
    "network.change_fact": _("Ghi thay đổi của điểm"),
    "network.correct_fact": _("Sửa lịch sử của điểm"),
    "network.close_point": _("Đóng điểm"),
    "network.reopen_point": _("Mở lại điểm"),
    "network.import_points": _("Nhập điểm từ bảng tính"),
    "network.reorganise": _("Giải thể, sáp nhập, chia tách"),
    "network.change_units": _("Nhập nghị quyết địa giới"),
    "network.undo": _("Huỷ một quyết định"),
    "network.set_home": _("Đặt tỉnh phục vụ"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in _ACTS.items():
        name_act(act, label)
    name_kind("network.point", pgettext_lazy("one thing", "Điểm phục vụ"), "network:point")
    name_kind("network.unit", pgettext_lazy("one thing", "Đơn vị hành chính"), "network:unit")
    name_kind("network.reorganisation", _("Tổ chức lại"), "network:reorganisation")
    name_kind("network.import", _("Nhập điểm từ bảng tính"))
