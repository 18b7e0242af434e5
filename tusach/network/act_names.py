"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import name_act, name_field, name_kind, name_values
from tusach.network.models import AreaClass, Connectivity, LegalForm, PointKind, Topic

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
    "network.place_unit": _("Ghi toạ độ của đơn vị hành chính"),
    "network.undo": _("Huỷ một quyết định"),
    "network.set_home": _("Đặt tỉnh phục vụ"),
}

_FIELDS = {
    "closed_on": _("đóng từ ngày"),
    "how": _("cách ghi"),
    "lat": _("vĩ độ"),
    "letters": _("chữ đầu của mã"),
    "lon": _("kinh độ"),
    "moved": _("số điểm đã chuyển"),
    "since": _("từ ngày"),
    "source": _("nguồn"),
    "sources": _("điểm được tổ chức lại"),
    "targets": _("điểm nhận"),
    "units": _("đơn vị hành chính"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in _ACTS.items():
        name_act(act, label)
    for key, field_label in [*Topic.choices, *_FIELDS.items()]:
        name_field(key, field_label)
    name_values("kind", PointKind.choices)
    name_values("legal_form", LegalForm.choices)
    name_values("area_classes", AreaClass.choices)
    name_values("connectivity", Connectivity.choices)
    name_kind("network.point", pgettext_lazy("one thing", "Điểm phục vụ"), "network:point")
    name_kind("network.unit", pgettext_lazy("one thing", "Đơn vị hành chính"), "network:unit")
    name_kind("network.reorganisation", _("Tổ chức lại"), "network:reorganisation")
    name_kind("network.import", _("Nhập điểm từ bảng tính"))
