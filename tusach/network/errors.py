"""What the room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tusach.ui.api import Refusal


class BadFact(Refusal):
    code = "network-bad-fact"
    sentence = _("%(topic)s: %(why)s")
    status = 422


class UnitNotThen(Refusal):
    code = "network-unit-not-then"
    sentence = _("%(unit)s không có vào ngày %(day)s.")


class UnitWasDivided(Refusal):
    code = "network-unit-was-divided"
    sentence = _(
        "%(unit)s đã chia cho %(successors)s từ ngày %(day)s; hãy chọn nơi điểm này thuộc về."
    )


class ClosesBeforeItOpens(Refusal):
    code = "network-closes-before-it-opens"
    sentence = _("%(point)s phục vụ từ %(opened)s nên không thể đóng từ %(closed)s.")


class AlreadyClosed(Refusal):
    code = "network-already-closed"
    sentence = _("%(point)s đã đóng từ ngày %(day)s.")


class NotClosed(Refusal):
    code = "network-not-closed"
    sentence = _("%(point)s đang hoạt động, không có gì để mở lại.")


class HasOpenChildren(Refusal):
    code = "network-has-open-children"
    sentence = ngettext_lazy(
        "%(point)s còn %(count)s điểm trực thuộc đang hoạt động (%(names)s); hãy chuyển hoặc "
        "đóng các điểm ấy trước.",
        "%(point)s còn %(count)s điểm trực thuộc đang hoạt động (%(names)s); hãy chuyển hoặc "
        "đóng các điểm ấy trước.",
        "count",
    )


class ParentsInACircle(Refusal):
    code = "network-parents-in-a-circle"
    sentence = _("%(point)s không thể trực thuộc %(parent)s: như vậy thành một vòng.")


class CodeIsTaken(Refusal):
    code = "network-code-is-taken"
    sentence = _("Mã %(code)s đã cấp cho %(point)s.")


class NameIsTaken(Refusal):
    code = "network-name-is-taken"
    sentence = _("Ở %(commune)s đã có %(point)s (mã %(code)s) cùng loại và cùng tên.")


class ChangedMeanwhile(Refusal):
    code = "network-changed-meanwhile"
    sentence = _(
        "%(who)s đã sửa %(point)s lúc %(when)s, sau khi bạn mở. Chưa ghi gì của bạn: hãy so với "
        "giá trị mới rồi lưu lại."
    )


class FactIsGone(Refusal):
    code = "network-fact-is-gone"
    sentence = _("Mục này đã được sửa hoặc bỏ; hãy mở lại trang.")
    status = 404


class SheetNotASpreadsheet(Refusal):
    code = "network-sheet-not-a-spreadsheet"
    sentence = _(
        "Tệp “%(file)s” không phải bảng tính: bên trong là %(what)s. Hãy gửi tệp .xlsx, .xls "
        "hoặc .csv."
    )
    status = 422


class SheetIsTooLarge(Refusal):
    code = "network-sheet-is-too-large"
    sentence = _(
        "Tệp “%(file)s” quá lớn: mỗi lần nhận nhiều nhất %(limit)s. Hãy chia thành nhiều tệp."
    )
    status = 422


class SheetIsUnreadable(Refusal):
    code = "network-sheet-is-unreadable"
    sentence = _("Không đọc được tệp “%(file)s”: %(why)s.")
    status = 422


class SheetIsEmpty(Refusal):
    code = "network-sheet-is-empty"
    sentence = _(
        "Tệp “%(file)s” không có dòng nào dưới dòng tiêu đề. Hãy dùng tệp mẫu để biết các cột."
    )
    status = 422


class ImportHasErrors(Refusal):
    code = "network-import-has-errors"
    sentence = ngettext_lazy(
        "Chưa nhập điểm nào: còn %(count)s dòng có lỗi. "
        "Hãy sửa tệp rồi gửi lại, hoặc chọn lại cột.",
        "Chưa nhập điểm nào: còn %(count)s dòng có lỗi. "
        "Hãy sửa tệp rồi gửi lại, hoặc chọn lại cột.",
        "count",
    )


class AlreadyImported(Refusal):
    code = "network-already-imported"
    sentence = _("Tệp “%(file)s” đã được nhập lúc %(moment)s; không nhập lần nữa.")


class ImportIsUnderWay(Refusal):
    code = "network-import-is-under-way"
    sentence = _("Tệp “%(file)s” đang được xử lý; hãy chờ xong.")


class NothingToReorganise(Refusal):
    code = "network-nothing-to-reorganise"
    sentence = _("%(why)s")
    status = 422


class PointIsClosedThen(Refusal):
    code = "network-point-is-closed-then"
    sentence = _("%(point)s không hoạt động vào ngày %(day)s.")


class DependentsBlock(Refusal):
    code = "network-dependents-block"
    sentence = _("Chưa thể đóng %(point)s: còn %(what)s.")


class DependentsLeft(Refusal):
    code = "network-dependents-left"
    sentence = _(
        "%(point)s còn %(what)s. Hãy xem những gì sẽ ra sao, rồi đánh dấu là đã xem để đóng."
    )
    status = 422


class BuiltUpon(Refusal):
    code = "network-built-upon"
    sentence = _(
        "Không huỷ được: %(what)s đã thay đổi sau đó. Hãy sửa từng điểm, hoặc ghi một quyết "
        "định mới."
    )


class AlreadyUndone(Refusal):
    code = "network-already-undone"
    sentence = _("Việc này đã được huỷ lúc %(moment)s.")


class ResolutionUnclear(Refusal):
    code = "network-resolution-unclear"
    sentence = ngettext_lazy(
        "Chưa ghi gì: còn %(count)s dòng của nghị quyết chưa rõ.",
        "Chưa ghi gì: còn %(count)s dòng của nghị quyết chưa rõ.",
        "count",
    )
    status = 422


class PointNeedsAPlace(Refusal):
    code = "network-point-needs-a-place"
    sentence = _("Hãy chọn nơi thuộc về cho %(point)s: %(unit)s chia cho nhiều đơn vị.")
    status = 422


class PlacedMeanwhile(Refusal):
    code = "network-placed-meanwhile"
    sentence = _(
        "Toạ độ của %(unit)s vừa được người khác ghi, xem ở dưới. Phần bạn nhập vẫn còn: hãy "
        "so rồi ghi lại nếu cần."
    )


class NotAProvince(Refusal):
    code = "network-not-a-province"
    sentence = _("%(unit)s không phải một tỉnh, thành phố đang có.")
    status = 422
