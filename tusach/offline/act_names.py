"""What the log of acts calls what is done with devices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.audit.api import name_act, name_field, name_kind
from tusach.offline.handlers import name_codes

WRITTEN_DOWN = {
    "offline.accept_held": _("Nhận điều thiết bị đã thu hồi gửi"),
    "offline.change_device": _("Sửa thiết bị"),
    "offline.decline_held": _("Không nhận điều thiết bị đã thu hồi gửi"),
    "offline.enrol": _("Ghi nhận thiết bị"),
    "offline.invite": _("Mời thiết bị"),
    "offline.look_held": _("Xem nội dung chờ duyệt có dữ liệu bạn đọc"),
    "offline.retry": _("Thử lại việc thiết bị gửi"),
    "offline.revoke": _("Thu hồi thiết bị"),
    "offline.take_carried": _("Nhận gói dữ liệu từ USB"),
    "offline.withdraw_invitation": _("Rút lời mời thiết bị"),
}


CODES = {
    "fits": _("khớp"),
    "unsettled": _("đã ghi, nhưng không khớp với sổ"),
    "waits": _("chờ có"),
    "unknown-kind": _("chờ bản mới của hệ thống"),
    "failed": _("hệ thống gặp lỗi, sẽ thử lại"),
    "device-revoked": _("gửi sau khi thiết bị bị thu hồi"),
    "another-content": _("trùng số với việc khác"),
    "declined-by-a-person": _("người duyệt không nhận"),
}


def name_everything() -> None:
    name_codes(CODES)
    for act, label in WRITTEN_DOWN.items():
        name_act(act, label)
    name_kind("offline.device", _("Thiết bị"), "offline:device")
    name_kind("offline.invitation", _("Lời mời thiết bị"))
    name_field("points", _("điểm phục vụ"))
    name_field("why", _("lý do"))
    name_field("events", _("số mục"))
    name_field("taken", _("nay ghi được"))
