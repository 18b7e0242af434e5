"""What is refused as a whole. What is declined of single events is an outcome."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class DeviceUnknown(Refusal):
    code = "device-unknown"
    sentence = _(
        "Hệ thống không biết thiết bị %(key)s. Hãy ghi nhận lại thiết bị bằng một lời mời mới; "
        "những gì thiết bị đang giữ sẽ được gửi sau đó."
    )
    status = 403


class BatchUnreadable(Refusal):
    code = "batch-unreadable"
    sentence = _("Gói dữ liệu gửi lên không đọc được: %(why)s.")
    status = 400


class BundleUnreadable(Refusal):
    code = "bundle-unreadable"
    sentence = _(
        "Đây không phải gói dữ liệu của Tủ Sách, hoặc gói bị cụt giữa chừng. "
        "Hãy lấy lại từ thiết bị."
    )
    status = 400


class BundleAltered(Refusal):
    code = "bundle-altered"
    sentence = _(
        "Gói dữ liệu đã bị thay đổi sau khi thiết bị đóng gói nên không nhận. "
        "Hãy lấy lại từ thiết bị; nếu vẫn vậy, hãy xem lại đường đi của gói."
    )
    status = 403


class BundleOfAnotherHouse(Refusal):
    code = "bundle-of-another-house"
    sentence = _("Gói dữ liệu này gửi cho một hệ thống Tủ Sách khác, không phải hệ thống này.")
    status = 403


class BundleReplayed(Refusal):
    code = "bundle-replayed"
    sentence = _(
        "Gói số %(serial)s của %(device)s đã nhận ngày %(day)s, và gói này mang cùng số mà nội "
        "dung khác nên không nhận. Hãy lấy gói mới từ thiết bị."
    )


class BundleOlder(Refusal):
    code = "bundle-older"
    sentence = _(
        "Gói số %(serial)s của %(device)s cũ hơn gói số %(last)s đã nhận ngày %(day)s. "
        "Gói mới hơn đã chứa mọi điều trong gói này; không có gì bị mất."
    )


class VersionUnknown(Refusal):
    code = "version-unknown"
    sentence = _(
        "Gói dữ liệu theo một bản giao thức mà máy chủ này chưa biết. "
        "Hãy nâng cấp máy chủ; thiết bị vẫn giữ mọi điều đã ghi."
    )
    status = 400


class TooBig(Refusal):
    code = "too-big"
    sentence = _("Gói dữ liệu lớn quá mức nhận một lần. Hãy gửi từng phần nhỏ hơn.")
    status = 413


class RequestUnreadable(Refusal):
    code = "request-unreadable"
    sentence = _("Yêu cầu ghi nhận thiết bị không đọc được: %(why)s.")
    status = 400


class InvitationUnknown(Refusal):
    code = "invitation-unknown"
    sentence = _("Mã mời không đúng. Hãy quét lại mã QR hoặc gõ lại từng chữ.")
    status = 403


class InvitationUsed(Refusal):
    code = "invitation-used"
    sentence = _("Lời mời này đã dùng cho một thiết bị. Hãy xin lời mời khác.")
    status = 409


class InvitationEnded(Refusal):
    code = "invitation-ended"
    sentence = _("Lời mời này đã hết hạn. Hãy xin lời mời khác.")
    status = 403


class InvitationForNowhere(Refusal):
    code = "invitation-for-nowhere"
    sentence = _("Hãy chọn ít nhất một điểm phục vụ cho thiết bị.")
    status = 422


class DeviceNameless(Refusal):
    code = "device-nameless"
    sentence = _("Hãy đặt tên cho thiết bị.")
    status = 422


class DeviceGone(Refusal):
    code = "device-gone"
    sentence = _("Thiết bị %(name)s đã bị thu hồi.")


class DeviceOfOthers(Refusal):
    code = "device-of-others"
    sentence = _(
        "Gói này của %(name)s, một thiết bị ở nơi bạn không phụ trách. "
        "Hãy đưa USB cho thư viện phụ trách điểm đó."
    )
    status = 403


class NothingGiven(Refusal):
    code = "nothing-given"
    sentence = _("Hãy chọn tệp .tusach hoặc dán các mã QR.")
    status = 422


class CodesUnreadable(Refusal):
    code = "codes-unreadable"
    sentence = _("Có mã QR không phải của Tủ Sách.")
    status = 400


class CodesMixed(Refusal):
    code = "codes-mixed"
    sentence = _("Các mã QR thuộc nhiều gói khác nhau. Hãy quét từng gói một.")
    status = 400


class CodesMissing(Refusal):
    code = "codes-missing"
    sentence = _("Dãy mã QR có %(of)s mã mà còn thiếu mã số %(missing)s. Hãy quét thêm.")
    status = 400


class CodesAltered(Refusal):
    code = "codes-altered"
    sentence = _("Ghép các mã QR lại không ra gói ban đầu. Hãy quét lại từ đầu.")
    status = 400


BY_CODE: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        BundleUnreadable,
        BundleAltered,
        VersionUnknown,
        TooBig,
        CodesUnreadable,
        CodesMixed,
        CodesAltered,
    )
}
