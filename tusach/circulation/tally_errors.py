"""What counting refuses."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class NothingCounted(Refusal):
    code = "nothing-counted"
    status = 422
    sentence = _("Chưa có con số nào: hãy ghi ít nhất một số lớn hơn 0.")


class DayNotYet(Refusal):
    code = "day-not-yet"
    status = 422
    sentence = _("Ngày %(day)s chưa đến nên chưa thể đếm.")


class DayTooOld(Refusal):
    code = "day-too-old"
    status = 422
    sentence = _("Ngày %(day)s lùi quá xa: chỉ ghi được từ năm %(year)s.")


class PointClosedThen(Refusal):
    code = "point-closed-then"
    status = 422
    sentence = _("%(point)s không hoạt động ngày %(day)s.")


class FigureTooLarge(Refusal):
    code = "figure-too-large"
    status = 422
    sentence = _("Số %(quantity)s lớn quá: một ô ghi nhiều nhất %(most)s.")


class TallyThere(Refusal):
    code = "tally-there"
    sentence = _(
        "%(point)s đã có số của %(what)s, do %(name)s ghi ngày %(day)s. Nếu số mới đúng hơn, "
        "hãy mở phiếu đã ghi mà sửa."
    )


class TallyEnded(Refusal):
    code = "tally-ended"
    sentence = _("Phiếu này %(state)s; hãy xem bản mới nhất.")


class WhyMissing(Refusal):
    code = "tally-why-missing"
    status = 422
    sentence = _("Hãy ghi lý do.")


class NothingToUndo(Refusal):
    code = "nothing-to-undo"
    sentence = _("Hôm nay chưa bấm đếm lần nào tại đây nên không có gì để huỷ.")


class KeptByAnother(Refusal):
    code = "tally-kept-elsewhere"
    sentence = _("Số này ghi từ đợt luân chuyển; hãy sửa ở trang của đợt.")


class NoOverlap(Refusal):
    code = "no-overlap"
    sentence = _("Tháng %(month)s không có hai nguồn cùng báo số này.")


class CountingRuleOverlaps(Refusal):
    code = "counting-rule-overlaps"
    sentence = _("Đã có quy định áp dụng từ ngày %(since)s; quy định mới phải bắt đầu sau ngày đó.")


class BasisMissing(Refusal):
    code = "counting-basis-missing"
    status = 422
    sentence = _("Hãy ghi căn cứ: văn bản hoặc sự thống nhất giữa hai bên.")


class NumbersRunOut(Refusal):
    code = "sms-numbers-run-out"
    sentence = _("Đã cấp hết số hiệu nhắn tin (đến %(most)s).")


class MachineMissing(Refusal):
    code = "machine-missing"
    status = 422
    sentence = _("Hãy ghi máy nào: số hoặc tên dán trên máy.")


class MachineTaken(Refusal):
    code = "machine-taken"
    sentence = _("%(machine)s đang có người dùng từ %(at)s; hãy kết thúc lượt ấy trước.")


class MinorsMayNot(Refusal):
    code = "minors-may-not"
    sentence = _("Theo quy định đang áp dụng, trẻ em và học sinh chưa được dùng máy ở %(point)s.")


class MinorAlone(Refusal):
    code = "minor-alone"
    sentence = _("Theo quy định, trẻ em và học sinh dùng máy phải có người lớn kèm; hãy đánh dấu.")


class SessionEnded(Refusal):
    code = "session-ended"
    sentence = _("Lượt dùng %(machine)s đã kết thúc hoặc đã huỷ.")


class PhotoUnreadable(Refusal):
    code = "tally-photo-unreadable"
    status = 422
    sentence = _("Tệp “%(name)s” không phải ảnh đọc được (cần JPEG, PNG hoặc WebP).")


class PhotoOfPaperOnly(Refusal):
    code = "photo-of-paper-only"
    sentence = _("Chỉ phiếu giấy mới đính ảnh; số này ghi bằng cách khác.")


class PhotosEnough(Refusal):
    code = "photos-enough"
    sentence = _("Phiếu này đã có %(most)s ảnh; hãy chụp gộp các trang còn lại.")
