"""What moving in from another system refuses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tusach.ui.api import Refusal


class ColumnsMissing(Refusal):
    code = "move-in-columns-missing"
    status = 422
    sentence = _("Chưa rõ cột nào của tệp là: %(missing)s. Hãy chọn ở phần “Các cột”.")


class ColumnTwice(Refusal):
    code = "move-in-column-twice"
    status = 422
    sentence = _("Hai cột cùng được chọn là “%(meaning)s”: chỉ một cột thôi.")


class TooManyLines(Refusal):
    code = "move-in-too-many-lines"
    status = 422
    sentence = ngettext_lazy(
        "Tệp có %(count)s dòng; mỗi lần chuyển nhiều nhất %(most)s dòng, hãy chia tệp ra.",
        "Tệp có %(count)s dòng; mỗi lần chuyển nhiều nhất %(most)s dòng, hãy chia tệp ra.",
        "count",
    )


class NotNow(Refusal):
    code = "move-in-not-now"
    sentence = _("Danh sách “%(file)s” %(state)s nên chưa làm việc này được.")


class NothingReady(Refusal):
    code = "move-in-nothing-ready"
    sentence = _("Không có dòng nào ghi được; hãy xem lý do ở từng dòng.")


class CardMissing(Refusal):
    code = "move-in-card-missing"
    sentence = _("Thiếu số thẻ.")


class CardUnknown(Refusal):
    code = "move-in-card-unknown"
    sentence = _("Không có bạn đọc nào mang thẻ %(card)s: hãy chuyển bạn đọc vào trước.")


class CardOfTwo(Refusal):
    code = "move-in-card-twice"
    sentence = _("Số thẻ %(card)s đã có ở dòng %(line)s.")


class LineTwice(Refusal):
    code = "move-in-line-twice"
    sentence = _("Trùng với dòng %(line)s.")


class CodeMissing(Refusal):
    code = "move-in-code-missing"
    sentence = _("Thiếu mã vạch hoặc số ĐKCB.")


class CodeUnknown(Refusal):
    code = "move-in-code-unknown"
    sentence = _("Chưa có bản sách nào mang mã %(scan)s: hãy chuyển sách vào trước.")


class CodeOfMany(Refusal):
    code = "move-in-code-of-many"
    sentence = _("Mã %(scan)s là của nhiều bản.")


class DayUnreadable(Refusal):
    code = "move-in-day-unreadable"
    sentence = _("Không đọc được %(what)s: “%(text)s”. Hãy ghi dạng 31/12/2026 hoặc 2026-12-31.")


class DayMissing(Refusal):
    code = "move-in-day-missing"
    sentence = _("Thiếu %(what)s.")


class LentInFuture(Refusal):
    code = "move-in-lent-in-future"
    sentence = _("Ngày mượn %(day)s chưa đến.")


class DueBeforeLent(Refusal):
    code = "move-in-due-before-lent"
    sentence = _("Hạn trả %(due)s đứng trước ngày mượn %(day)s.")


class HasMovedSince(Refusal):
    code = "move-in-has-moved-since"
    sentence = _("Sau ngày mượn %(day)s, bản này đã có việc mượn trả được ghi ở đây.")


class LentToAnother(Refusal):
    code = "move-in-lent-to-another"
    sentence = _("Bản này đang có người khác mượn ở đây.")


class NotOnShelf(Refusal):
    code = "move-in-not-on-shelf"
    sentence = _("Theo sổ, bản này đang ở %(place)s (%(state)s).")
