"""What the room refuses, by name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tusach.ui.api import Refusal


class CopyIsElsewhere(Refusal):
    code = "copy-is-elsewhere"
    sentence = _("Bản %(barcode)s không ở đó: hiện ở %(place)s (%(state)s).")


class ActNotPossible(Refusal):
    code = "act-not-possible"
    sentence = _("Bản %(barcode)s %(state)s tại %(place)s nên không thể “%(act)s”.")


class CopyIsWithdrawn(Refusal):
    code = "copy-is-withdrawn"
    sentence = _("Bản %(barcode)s đã xuất khỏi sổ. Sách tìm lại được thì ghi sổ mới với số mới.")


class NoSuchCopy(Refusal):
    code = "no-such-copy"
    sentence = _("Không có bản nào mang mã %(scan)s.")
    status = 404


class NoSuchBox(Refusal):
    code = "no-such-box"
    sentence = _("Không có thùng nào mang mã %(scan)s.")
    status = 404


class ScanIsAmbiguous(Refusal):
    code = "scan-is-ambiguous"
    sentence = _("Mã %(scan)s là của %(count)s bản; hãy chọn bản đang cầm trên tay.")


class RegisterClosed(Refusal):
    code = "register-closed"
    sentence = _("Sổ “%(register)s” đã khoá ngày %(day)s nên không ghi thêm được.")


class RegisterOfAnother(Refusal):
    code = "register-of-another"
    sentence = _("Sổ “%(register)s” là của %(owner)s, không phải của %(asked)s.")


class NumberTaken(Refusal):
    code = "number-taken"
    sentence = _("Số %(accession_no)s trong sổ “%(register)s” đã cấp cho một bản khác.")


class RegisterExists(Refusal):
    code = "register-exists"
    sentence = _("%(owner)s đã có sổ mang tên hoặc ký hiệu này: “%(register)s”.")


class NotAllSaid(Refusal):
    code = "not-all-said"
    status = 422
    sentence = _("Chưa chọn thư viện hoặc sổ cho: %(names)s.")


class BadCount(Refusal):
    code = "bad-count"
    sentence = _("Số bản phải từ 1 đến %(most)s; đã nhập %(count)s.")


class BadPrice(Refusal):
    code = "bad-price"
    sentence = _("Giá %(price)s không hợp lệ: phải là số đồng từ 0 đến %(most)s.")


class BadDay(Refusal):
    code = "bad-day"
    sentence = _("Ngày %(day)s không hợp lệ: chỉ nhận ngày từ %(first)s đến %(last)s.")


class AliasTaken(Refusal):
    code = "alias-taken"
    sentence = _("Mã %(value)s ở %(owner)s đã là của bản %(accession_no)s.")


class BarcodeTaken(Refusal):
    code = "barcode-taken"
    sentence = _("Mã vạch %(barcode)s đã là của bản %(accession_no)s (%(title)s).")


class BarcodeMistyped(Refusal):
    code = "barcode-mistyped"
    sentence = _("Mã vạch %(barcode)s sai số kiểm tra; hãy quét hoặc gõ lại.")


class BoxCodeTaken(Refusal):
    code = "box-code-taken"
    sentence = _("Đã có thùng mang mã %(code)s.")


class BoxNotEmpty(Refusal):
    code = "box-not-empty"
    sentence = ngettext_lazy(
        "Thùng %(code)s còn %(count)s bản; hãy lấy ra trước khi bỏ thùng.",
        "Thùng %(code)s còn %(count)s bản; hãy lấy ra trước khi bỏ thùng.",
        "count",
    )


class ReasonMissing(Refusal):
    code = "reason-missing"
    sentence = _("Hãy ghi lý do.")


class DecisionMissing(Refusal):
    code = "decision-missing"
    sentence = _("Xuất khỏi sổ phải có số quyết định.")


class NotLost(Refusal):
    code = "not-lost"
    sentence = _(
        "Bản %(barcode)s đang “%(state)s”, không ghi là mất. Ở đây chỉ xuất sách đã ghi mất; sách "
        "hỏng, cũ, lạc hậu hay thừa bản thì đưa vào đợt thanh lọc, có hội đồng xem xét."
    )


class NothingUnsettled(Refusal):
    code = "nothing-unsettled"
    sentence = _("Bản %(barcode)s không có dòng nào chờ giải quyết.")


class NotUndoable(Refusal):
    code = "not-undoable"
    sentence = _("Việc “%(act)s” của bản %(barcode)s không hoàn tác được.")


class ChangedMeanwhile(Refusal):
    code = "changed-meanwhile"
    sentence = _("Bản %(barcode)s vừa được người khác sửa; hãy xem lại rồi lưu.")


class SameLibrary(Refusal):
    code = "same-library"
    sentence = _("%(library)s không thể điều chuyển cho chính mình.")
    status = 422


class LibraryClosedThen(Refusal):
    code = "library-closed-then"
    sentence = _("%(library)s không hoạt động vào ngày %(day)s nên không nhận sách được.")
    status = 422


class TransferIsEmpty(Refusal):
    code = "transfer-is-empty"
    sentence = _("Chưa có bản nào trong danh sách điều chuyển.")
    status = 422


class TransferIsElsewhere(Refusal):
    code = "transfer-is-elsewhere"
    sentence = _(
        "Việc điều chuyển theo “%(decision)s” hiện ở bước “%(state)s” nên không làm thế được."
    )


class TransferIsLeanedOn(Refusal):
    code = "transfer-is-leaned-on"
    sentence = _(
        "Không rút lại được: %(count)s bản đã được điều chuyển tiếp hoặc xuất khỏi sổ sau đó, "
        "như bản %(accession_no)s."
    )


class StockWithoutHeir(Refusal):
    code = "stock-without-heir"
    sentence = _(
        "%(library)s còn %(count)s bản sách chưa giao cho ai: hãy chọn nơi nhận vốn sách và thùng."
    )


class CannotBeListed(Refusal):
    code = "cannot-be-listed"
    sentence = _("%(why)s")


class NothingToCount(Refusal):
    code = "nothing-to-count"
    sentence = _("Tại %(place)s không có bản nào thuộc phần này để kiểm kê.")


class StocktakeUnderWay(Refusal):
    code = "stocktake-under-way"
    sentence = _("Đợt “%(name)s” đang kiểm kê đúng phần này. Hãy cùng quét trong đợt ấy.")


class StocktakeIsElsewhere(Refusal):
    code = "stocktake-is-elsewhere"
    sentence = _("Đợt kiểm kê “%(name)s” %(state)s nên không làm việc này được.")
    status = 409


class NotSeen(Refusal):
    code = "not-seen"
    sentence = _("Mã %(scan)s chưa được quét trong đợt này.")


class TableUnfit(Refusal):
    code = "table-unfit"
    sentence = _("Bảng chưa nạp: dòng %(line)s không đúng (%(why)s).")


class TableNameTaken(Refusal):
    code = "table-name-taken"
    sentence = _("Đã có bảng tên “%(name)s”; hãy đặt tên khác.")


class HabitChanged(Refusal):
    code = "habit-changed"
    sentence = _("Có người vừa đổi cách làm của %(library)s. Hãy xem lại rồi lưu.")
    status = 409


class PhotoUnreadable(Refusal):
    code = "damage-photo-unreadable"
    sentence = _("Tệp gửi kèm không phải ảnh JPEG đọc được.")
    status = 400
