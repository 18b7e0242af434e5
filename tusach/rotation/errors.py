"""What this room refuses, by name. The codes are stable: pages, devices and tests use them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tusach.ui.api import Refusal


class NotNow(Refusal):
    code = "rotation-not-now"
    sentence = _("%(what)s không làm được khi %(point)s đang ở bước “%(state)s”.")


class LineNotNow(Refusal):
    code = "rotation-copy-not-now"
    sentence = _(
        "%(title)s (%(barcode)s) đang ở tình trạng “%(state)s” nên không làm được việc này."
    )


class PointIsClosed(Refusal):
    code = "rotation-point-closed"
    sentence = _("%(point)s không hoạt động vào ngày %(day)s, không gửi sách đến được.")


class PointIsTheStore(Refusal):
    code = "rotation-point-is-store"
    sentence = _("%(point)s là nơi gửi, không thể cũng là nơi nhận.")


class NoPoint(Refusal):
    code = "rotation-no-point"
    sentence = _("Đợt luân chuyển cần ít nhất một điểm nhận.")


class PointTwice(Refusal):
    code = "rotation-point-twice"
    sentence = _("%(point)s được chọn hai lần trong một đợt.")


class DueTooEarly(Refusal):
    code = "rotation-due-too-early"
    sentence = _("%(point)s: hạn trả %(due)s phải sau ngày %(start)s.")


class DateOutOfRange(Refusal):
    code = "rotation-date-out-of-range"
    sentence = _("Ngày %(day)s quá xa hôm nay; có phải gõ nhầm năm không?")


class RuleForbids(Refusal):
    code = "rotation-rule-forbids"
    sentence = _("%(text)s Căn cứ: %(basis)s.")


class ChangedMeanwhile(Refusal):
    code = "rotation-changed-meanwhile"
    sentence = _(
        "%(code)s đã được %(name)s sửa trong lúc bạn đang sửa. Những gì bạn gõ vẫn còn ở đây; "
        "hãy xem lại giá trị mới rồi ghi lại."
    )


class UnknownScan(Refusal):
    code = "rotation-unknown-scan"
    status = 404
    sentence = _("Không có bản nào mang mã “%(scan)s”.")


class AmbiguousScan(Refusal):
    code = "rotation-ambiguous-scan"
    sentence = _("Mã “%(scan)s” có ở %(count)s bản. Hãy chọn bản đang cầm trên tay.")


class AlreadyInThisBox(Refusal):
    code = "rotation-already-in-box"
    sentence = _("%(title)s (%(barcode)s) đã ở trong thùng %(box)s này rồi, không tính thêm.")


class CopyIsPromised(Refusal):
    code = "rotation-copy-promised"
    sentence = _("%(title)s (%(barcode)s) đang thuộc đợt %(batch)s, gửi %(point)s, %(where)s.")


class CopyNotInStore(Refusal):
    code = "rotation-copy-not-in-store"
    sentence = _("%(title)s (%(barcode)s) không có ở kho: đang ở %(place)s, %(state)s.")


class CopyIsRare(Refusal):
    code = "rotation-copy-rare"
    sentence = _("%(title)s (%(barcode)s) là tài liệu quý hiếm, không đưa đi luân chuyển.")


class CopyNotOfBatch(Refusal):
    code = "rotation-copy-not-of-batch"
    sentence = _("%(title)s (%(barcode)s) không thuộc đợt %(batch)s gửi %(point)s.")


class AlreadyBack(Refusal):
    code = "rotation-already-back"
    sentence = _("%(title)s (%(barcode)s) đã nhận trả lúc %(at)s, không tính thêm.")


class BoxIsAway(Refusal):
    code = "rotation-box-away"
    sentence = _("Thùng %(box)s đang dùng cho đợt %(batch)s, gửi %(point)s.")


class BoxNotOfStore(Refusal):
    code = "rotation-box-not-of-store"
    sentence = _("Thùng %(box)s không phải của %(store)s.")


class BoxHoldsRefused(Refusal):
    code = "rotation-box-holds-refused"
    sentence = _(
        "Thùng %(box)s còn %(count)s bản không nhận của đợt %(batch)s chưa trả lại kho. "
        "Hãy nhận lại các bản ấy trước."
    )


class NotComingBack(Refusal):
    code = "rotation-not-coming-back"
    sentence = _("%(title)s (%(barcode)s) không phải bản đang trên đường về kho.")


class StillComingBack(Refusal):
    code = "rotation-still-coming-back"
    sentence = _("Đợt %(batch)s chưa kết thúc được: còn %(count)s bản không nhận chưa trả lại kho.")


class UnknownBox(Refusal):
    code = "rotation-unknown-box"
    status = 404
    sentence = _("Không có thùng nào mang mã “%(scan)s”.")


class NothingPacked(Refusal):
    code = "rotation-nothing-packed"
    sentence = _("Chưa có bản nào trong thùng gửi %(point)s.")


class StillUnpacked(Refusal):
    code = "rotation-still-unpacked"
    sentence = ngettext_lazy(
        "Còn %(count)s bản đã chọn cho %(point)s chưa vào thùng.",
        "Còn %(count)s bản đã chọn cho %(point)s chưa vào thùng.",
        "count",
    )


class NothingToUndo(Refusal):
    code = "rotation-nothing-to-undo"
    sentence = _("Không có lần quét nào để hoàn tác.")


class NotDrawnUp(Refusal):
    code = "rotation-not-drawn-up"
    sentence = _("Chưa lập biên bản bàn giao cho %(point)s.")


class ListHasChanged(Refusal):
    code = "rotation-list-changed"
    sentence = _(
        "Danh mục đã khác bản in số %(number)s lần %(version)s. Hãy lập lại biên bản rồi ký."
    )


class NobodySigned(Refusal):
    code = "rotation-nobody-signed"
    sentence = _("Cần họ tên người giao và người nhận đã ký biên bản.")


class SignedInFuture(Refusal):
    code = "rotation-signed-in-future"
    sentence = _("Giờ ký %(at)s chưa đến.")


class StillOut(Refusal):
    code = "rotation-still-out"
    sentence = ngettext_lazy(
        "%(point)s còn %(count)s bản chưa trả. Hãy quét trả, hoặc xác nhận mất từng bản.",
        "%(point)s còn %(count)s bản chưa trả. Hãy quét trả, hoặc xác nhận mất từng bản.",
        "count",
    )


class SumsDisagree(Refusal):
    code = "rotation-sums-disagree"
    sentence = _(
        "Đợt %(batch)s chưa kết thúc được: bàn giao %(handed)s bản, mới có %(answered)s bản "
        "được trả, mất, xuất khỏi sổ hoặc chuyển tiếp."
    )


class NotInspected(Refusal):
    code = "rotation-not-inspected"
    sentence = _("Đợt %(batch)s chưa kết thúc được: %(points)s chưa kiểm tra xong.")


class ExtensionNotLater(Refusal):
    code = "rotation-extension-not-later"
    sentence = _("Hạn mới %(due)s phải sau hạn đang có %(was)s.")


class NothingChosen(Refusal):
    code = "rotation-nothing-chosen"
    sentence = _("Chưa chọn bản nào.")


class NotALostCopy(Refusal):
    code = "rotation-not-lost"
    sentence = _("%(title)s (%(barcode)s) không phải bản đã ghi mất.")


class PhotoUnreadable(Refusal):
    code = "rotation-photo-unreadable"
    status = 400
    sentence = _("Tệp “%(name)s” không phải ảnh đọc được (cần JPEG, PNG hoặc WebP).")


class MonthOutside(Refusal):
    code = "rotation-month-outside"
    sentence = _("Tháng %(month)s nằm ngoài thời gian sách ở %(point)s.")


class NoDecision(Refusal):
    code = "rotation-no-decision"
    sentence = _("Xuất khỏi sổ phải có số quyết định.")


class SettledAlready(Refusal):
    code = "rotation-settled-already"
    sentence = _("Lời báo này đã có người xem và trả lời rồi.")
