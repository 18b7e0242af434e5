"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.audit.api import name_act, name_field, name_kind
from tusach.rotation.services.doing import ACTS

# What is recorded beside the acts of the table of steps.
_OTHERS = {
    "plan": _("Lập đợt luân chuyển"),
    "change": _("Sửa đợt luân chuyển"),
    "rule": _("Đặt quy định luân chuyển"),
    "unpick": _("Bỏ sách đã chọn"),
    "refuse_at_door": _("Bên nhận không nhận sách"),
    "add_at_door": _("Bổ sung tại nơi bàn giao"),
    "come_back": _("Nhận lại sách không nhận"),
    "paper_came": _("Nhận giấy gia hạn"),
    "photo": _("Thêm ảnh"),
    "settle_told": _("Trả lời lời báo từ thiết bị"),
    "find_lost": _("Tìm thấy sách đã ghi mất"),
}
_FIELDS = {
    "as": _("cách trở lại"),
    "day": _("ngày"),
    "handed_over": _("đã bàn giao"),
    "loss_dong": _("giá trị mất (đồng)"),
    "lost": _("mất"),
    "returned": _("đã trả"),
    "value": _("giá trị"),
    "copies": _("số bản"),
    "points": _("điểm nhận"),
    "leaves_on": _("ngày đi"),
    "due_on": _("hạn trả"),
    "reason": _("lý do"),
    "version": _("lần lập"),
    "dong": _("số tiền (đồng)"),
    "paper_on": _("ngày nhận giấy"),
    "sums": _("đối chiếu"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in {**ACTS, **_OTHERS}.items():
        name_act(f"rotation.{act}", label)
    for key, label in _FIELDS.items():
        name_field(key, label)
    name_kind("rotation.batch", _("Đợt luân chuyển"), "rotation:batch")
    name_kind("rotation.rule", _("Quy định luân chuyển"))
