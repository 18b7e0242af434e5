"""What the room refuses, by name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tusach.ui.api import Refusal


class StepNotNow(Refusal):
    code = "weeding-step-not-now"
    sentence = _("Đợt “%(name)s” hiện ở bước “%(state)s” nên không làm việc này được.")


class CannotBeWeeded(Refusal):
    code = "cannot-be-weeded"
    sentence = _("%(title)s (%(number)s): %(why)s.")


class NotOnTheList(Refusal):
    code = "not-on-the-list"
    sentence = _("Không có bản nào mang mã %(scan)s trong danh sách.")


class NothingListed(Refusal):
    code = "nothing-listed"
    sentence = _("Chưa có bản nào trong danh sách thanh lọc.")
    status = 422


class TooMany(Refusal):
    code = "weeding-too-many"
    sentence = _(
        "Danh sách có %(count)s bản. Mỗi đợt nhiều nhất %(percent)s %% của tổng số %(base)s bản, "
        "tức %(most)s bản (%(basis)s)."
    )
    status = 422


class Missing(Refusal):
    code = "weeding-paper-missing"
    sentence = _("Còn thiếu: %(what)s.")
    status = 422


class OutOfOrder(Refusal):
    code = "weeding-days-out-of-order"
    sentence = _("Ngày %(later)s (%(what)s) không thể trước ngày %(earlier)s.")
    status = 422


class TooLateToCancel(Refusal):
    code = "weeding-too-late-to-cancel"
    sentence = _("Chỉ huỷ được quyết định trong %(days)s ngày sau khi xuất sổ, tức đến %(until)s.")


class NothingLeft(Refusal):
    code = "weeding-nothing-left"
    sentence = _("Mọi bản đã được xử lý, không còn bản nào để ghi lại vào sổ.")


class FateMissing(Refusal):
    code = "weeding-fate-missing"
    sentence = ngettext_lazy(
        "Còn %(count)s bản chưa ghi cách xử lý (tiêu huỷ, tặng, trao đổi, bán, chuyển về tỉnh).",
        "Còn %(count)s bản chưa ghi cách xử lý (tiêu huỷ, tặng, trao đổi, bán, chuyển về tỉnh).",
        "count",
    )


class FileMustBeKept(Refusal):
    code = "weeding-file-kept"
    sentence = _("Hồ sơ thanh lọc giữ ít nhất %(years)s năm: không xoá được trước ngày %(day)s.")


class FileOfOpenRound(Refusal):
    code = "weeding-file-of-open-round"
    sentence = _(
        "Giấy tờ của đợt chưa kết thúc không xoá được; hồ sơ giữ thêm %(years)s năm sau đó."
    )


class FileUnreadable(Refusal):
    code = "weeding-file-unreadable"
    sentence = _("Tệp “%(name)s” không phải PDF, JPEG hoặc PNG đọc được.")
    status = 422


class FileTooLarge(Refusal):
    code = "weeding-file-too-large"
    sentence = _("Tệp “%(name)s” quá %(most)s MB; hãy chụp hoặc quét nhẹ hơn.")
    status = 422


class CannotBeListed(Refusal):
    code = "weeding-cannot-be-listed"
    sentence = _("%(why)s")


class OfferOver(Refusal):
    code = "offer-over"
    sentence = _("Danh mục “%(name)s” chỉ nhận đề nghị đến hết ngày %(day)s.")


class OwnOffer(Refusal):
    code = "own-offer"
    sentence = _("Danh mục này là của chính %(library)s.")
    status = 422


class NeedsRegister(Refusal):
    code = "exchange-needs-register"
    sentence = _("Hãy chọn một sổ đăng ký đang mở của %(library)s để ghi sách nhận về.")
    status = 422


class AskedAlready(Refusal):
    code = "asked-already"
    sentence = _("%(title)s (%(number)s): đã có nơi đề nghị trước.")


class CannotBeOffered(Refusal):
    code = "cannot-be-offered"
    sentence = _("Chưa giao được %(title)s (%(number)s): %(why)s.")


class DayToCome(Refusal):
    code = "day-to-come"
    sentence = _("Ngày %(day)s chưa đến.")
    status = 422


class GoneForGood(Refusal):
    code = "gone-for-good"
    sentence = _("Sách đã xuất khỏi sổ và giao cho %(library)s; nhận lại thì ghi sổ mới.")


class TakeTransferBackFirst(Refusal):
    code = "take-transfer-back-first"
    sentence = _("Hãy rút lại lần điều chuyển theo “%(decision)s” trước.")


class RequestsWait(Refusal):
    code = "exchange-requests-wait"
    sentence = ngettext_lazy(
        "Còn %(count)s đề nghị chưa quyết định.",
        "Còn %(count)s đề nghị chưa quyết định.",
        "count",
    )


class CannotBeRepaired(Refusal):
    code = "cannot-be-repaired"
    sentence = _("%(title)s (%(number)s): %(why)s.")


class BackWhen(Refusal):
    code = "back-from-repair-when"
    sentence = _("Ngày nhận lại %(day)s phải từ ngày gửi %(sent)s đến hôm nay.")
    status = 422


class GradeContradicts(Refusal):
    code = "grade-contradicts"
    sentence = _("Mức “%(grade)s” không hợp với kết quả đã chọn.")
    status = 422
