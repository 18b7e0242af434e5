"""What the intake refuses as a whole. What it declines of single events is an outcome."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class DeviceRevoked(Refusal):
    code = "device-revoked"
    sentence = _("Thiết bị %(name)s đã bị thu hồi nên không gửi được dữ liệu.")
    status = 403


class DeviceUnknown(Refusal):
    code = "device-unknown"
    sentence = _("Không có thiết bị nào mang mã %(key)s.")
    status = 404


class BatchUnreadable(Refusal):
    code = "batch-unreadable"
    sentence = _("Gói dữ liệu gửi lên không đọc được: %(why)s.")
    status = 400
