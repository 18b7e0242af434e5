"""What this room refuses, by name. The codes are stable: pages and tests use them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class ChangedMeanwhile(Refusal):
    code = "acquisitions-changed-meanwhile"
    sentence = _(
        "%(what)s đã được %(name)s sửa trong lúc bạn đang sửa. Chưa ghi gì: hãy xem giá trị mới "
        "rồi ghi lại."
    )


class NotADraft(Refusal):
    code = "acquisitions-not-a-draft"
    sentence = _("%(what)s đang ở bước “%(state)s” nên không sửa được nữa.")


class NotNow(Refusal):
    code = "acquisitions-not-now"
    sentence = _("%(what)s đang ở bước “%(state)s” nên không làm được việc này.")


# Suppliers and money


class SupplierExists(Refusal):
    code = "acquisitions-supplier-exists"
    sentence = _("Đã có nhà cung cấp mang tên hoặc mã số thuế này: %(name)s.")


class TaxCodeWrong(Refusal):
    code = "acquisitions-tax-code-wrong"
    sentence = _(
        "Mã số thuế “%(text)s” phải có 10 chữ số (chi nhánh thêm gạch nối và 3 số), hoặc 12 số."
    )


class SupplierIsClosed(Refusal):
    code = "acquisitions-supplier-closed"
    sentence = _("%(name)s đã ghi là không đặt nữa.")


class FundExists(Refusal):
    code = "acquisitions-fund-exists"
    sentence = _("%(owner)s đã có khoản “%(name)s” từ ngày %(day)s.")


class PeriodTurnedRound(Refusal):
    code = "acquisitions-period-turned-round"
    sentence = _("Ngày kết thúc %(end)s phải sau ngày bắt đầu %(start)s.")


class NothingLeft(Refusal):
    code = "acquisitions-nothing-left"
    sentence = _("Không rút được %(amount)s đ khỏi “%(fund)s”: đã cam kết và chi %(used)s đ.")


class AmountMissing(Refusal):
    code = "acquisitions-amount-missing"
    sentence = _("Số tiền phải khác 0.")


class BadMoney(Refusal):
    code = "acquisitions-bad-money"
    sentence = _("“%(title)s”: giá %(price)s đ không hợp lệ, nhiều nhất là %(most)s đ một bản.")


# Intakes


class BadQuantity(Refusal):
    code = "acquisitions-bad-quantity"
    sentence = _("“%(title)s”: số bản phải từ 1 đến %(most)s, đã nhập %(count)s.")


class TitleMissing(Refusal):
    code = "acquisitions-title-missing"
    sentence = _("Chưa có nhan đề.")


class NotABookRecord(Refusal):
    code = "acquisitions-record-is-serial"
    sentence = _("“%(title)s” là báo, tạp chí; hãy ghi ở mục báo, tạp chí.")


class ReasonMissing(Refusal):
    code = "acquisitions-reason-missing"
    sentence = _("Hãy ghi lý do.")


class NothingToEnter(Refusal):
    code = "acquisitions-nothing-to-enter"
    sentence = _("%(code)s chưa có bản nào để vào sổ.")


class RegisterMissing(Refusal):
    code = "acquisitions-register-missing"
    sentence = _("Hãy chọn sổ đăng ký cá biệt để ghi các bản của %(code)s.")


class RegisterNotOfOwner(Refusal):
    code = "acquisitions-register-of-another"
    sentence = _("Sổ “%(register)s” không phải của %(owner)s, hoặc đã khoá.")


class FundNotThen(Refusal):
    code = "acquisitions-fund-not-then"
    sentence = _(
        "Khoản “%(fund)s” chỉ dùng từ %(start)s đến trước %(end)s, không gồm ngày %(day)s."
    )


class DayInFuture(Refusal):
    code = "acquisitions-day-in-future"
    sentence = _("Ngày %(day)s chưa đến.")


class InvoiceDisagrees(Refusal):
    code = "acquisitions-invoice-disagrees"
    sentence = _(
        "Hoá đơn ghi %(invoice)s đ, các dòng cộng lại %(lines)s đ, lệch %(difference)s đ. Hãy sửa "
        "dòng sai, hoặc ghi lý do chênh lệch."
    )


class PricesMissing(Refusal):
    code = "acquisitions-prices-missing"
    sentence = _(
        "Còn %(count)s dòng chưa có giá nên chưa so được với hoá đơn; dòng đầu: “%(title)s”."
    )


class MoreThanOrdered(Refusal):
    code = "acquisitions-more-than-ordered"
    sentence = _(
        "“%(title)s” trong đơn %(order)s còn chờ %(open)s bản, không nhận được %(count)s. Có thể "
        "người khác vừa nhận; phần thừa hãy ghi thành dòng không thuộc đơn."
    )


class CopiesWereTouched(Refusal):
    code = "acquisitions-copies-touched"
    sentence = _(
        "Không rút lại được %(code)s: %(count)s bản đã được dùng sau khi vào sổ, đầu tiên là "
        "%(accession_no)s (%(title)s)."
    )


class SupplierMissing(Refusal):
    code = "acquisitions-supplier-missing"
    sentence = _("Đợt mua phải có nhà cung cấp.")


class DonorMissing(Refusal):
    code = "acquisitions-donor-missing"
    sentence = _("Hãy ghi ai tặng; người muốn giấu tên thì chọn “giấu tên”.")


class NoTitleColumn(Refusal):
    code = "acquisitions-no-title-column"
    status = 422
    sentence = _("Chưa cột nào được ghép với nhan đề; không có nhan đề thì không lấy vào được.")


class ColumnTwice(Refusal):
    code = "acquisitions-column-twice"
    status = 422
    sentence = _("Hai cột cùng được ghép với “%(what)s”.")


class NoGoodRow(Refusal):
    code = "acquisitions-no-good-row"
    status = 422
    sentence = _("Không dòng nào của tệp lấy vào được; hãy xem lỗi của từng dòng.")


# Suggestions


class WishAnswered(Refusal):
    code = "acquisitions-wish-answered"
    sentence = _("Đề nghị “%(title)s” đã ở bước “%(state)s” nên không làm được việc này.")


class WishIntoItself(Refusal):
    code = "acquisitions-wish-into-itself"
    sentence = _("Không gộp một đề nghị vào chính nó.")


class WishOfAnotherPoint(Refusal):
    code = "acquisitions-wish-of-another-point"
    sentence = _("Chỉ gộp những đề nghị của cùng một thư viện.")


class TooManyWishes(Refusal):
    code = "acquisitions-too-many-wishes"
    status = 429
    sentence = _("Từ máy này đã gửi nhiều đề nghị. Hãy đợi %(wait)s rồi gửi tiếp.")


class NothingChosen(Refusal):
    code = "acquisitions-nothing-chosen"
    sentence = _("Chưa chọn mục nào.")


# Orders


class NothingToOrder(Refusal):
    code = "acquisitions-nothing-to-order"
    sentence = _("%(code)s chưa có dòng nào để gửi.")


class OverBudget(Refusal):
    code = "acquisitions-over-budget"
    sentence = _(
        "Đơn này %(cost)s đ, “%(fund)s” chỉ còn %(left)s đ. Hãy bớt dòng, cấp thêm kinh phí, hoặc "
        "ghi lý do vẫn đặt."
    )


class CancelTooMany(Refusal):
    code = "acquisitions-cancel-too-many"
    sentence = _("“%(title)s” chỉ còn chờ %(open)s bản, không huỷ được %(count)s.")


class NothingLate(Refusal):
    code = "acquisitions-nothing-late"
    sentence = _("Không còn gì phải nhắc.")


class DueTooEarly(Refusal):
    code = "acquisitions-due-too-early"
    sentence = _("Ngày hẹn giao %(due)s phải từ ngày gửi %(sent)s trở đi.")


# Newspapers and magazines


class SerialExists(Refusal):
    code = "acquisitions-serial-exists"
    sentence = _("“%(title)s” đã được theo dõi, hoặc ISSN này đã có ở đầu báo khác.")


class NotASerialRecord(Refusal):
    code = "acquisitions-record-is-no-serial"
    sentence = _("“%(title)s” không phải báo, tạp chí trong mục lục.")


class IssnWrong(Refusal):
    code = "acquisitions-issn-wrong"
    sentence = _("ISSN “%(text)s” phải có dạng 1234-567X và đúng chữ số kiểm tra.")


class PatternOverlaps(Refusal):
    code = "acquisitions-pattern-overlaps"
    sentence = _("Định kỳ mới phải bắt đầu sau ngày %(day)s, ngày định kỳ đang có bắt đầu.")


class IssueExists(Refusal):
    code = "acquisitions-issue-exists"
    sentence = _("Đã có %(label)s ra ngày %(day)s.")


class NoPlace(Refusal):
    code = "acquisitions-no-place"
    sentence = _("Phiếu đặt báo cần ít nhất một điểm nhận.")


class PlaceTwice(Refusal):
    code = "acquisitions-place-twice"
    sentence = _("%(point)s được ghi hai lần.")


class NotOfTerm(Refusal):
    code = "acquisitions-issue-not-of-term"
    sentence = _("%(issue)s không thuộc thời hạn đặt của %(point)s.")


class AlreadyCheckedIn(Refusal):
    code = "acquisitions-already-checked-in"
    sentence = _("%(title)s, %(issue)s đã nhận ngày %(day)s (%(name)s ghi).")


class IssueIsBound(Refusal):
    code = "acquisitions-issue-bound"
    sentence = _("%(issue)s đã đóng vào tập %(volume)s nên không bỏ ghi nhận được.")


class IssueInVolume(Refusal):
    code = "acquisitions-issue-in-volume"
    sentence = _("%(issue)s đã nằm trong tập %(volume)s.")


class IssueNotHere(Refusal):
    code = "acquisitions-issue-not-here"
    sentence = _("Có số báo vừa được bỏ ghi nhận hoặc chưa nhận: hãy mở lại trang và chọn lại.")


class IssuesDiffer(Refusal):
    code = "acquisitions-issues-differ"
    sentence = _("Một tập chỉ gồm các số của một đầu báo ở một nơi.")


class TooManyInVolume(Refusal):
    code = "acquisitions-too-many-in-volume"
    sentence = _("Một tập nhiều nhất %(most)s số; đã chọn %(count)s.")


class VolumeIsUndone(Refusal):
    code = "acquisitions-volume-undone"
    sentence = _("Tập %(volume)s đã được tháo ra từ trước.")


class BadCopies(Refusal):
    code = "acquisitions-bad-copies"
    sentence = _("Số bản phải từ 1 đến %(most)s; đã nhập %(count)s.")


class SuppliersDiffer(Refusal):
    code = "acquisitions-suppliers-differ"
    sentence = _("Một thư nhắc chỉ gửi một nơi phát hành; các số đã chọn thuộc nhiều nơi.")


class NothingToBind(Refusal):
    code = "acquisitions-nothing-to-bind"
    sentence = _("Không có số nào đã nhận mà chưa đóng trong khoảng này.")


class SharesExceed(Refusal):
    code = "acquisitions-shares-exceed"
    sentence = _("Các tỷ lệ cộng lại phải lớn hơn 0 và không quá 100 %%; đang là %(total)s %%.")


class PolicyExists(Refusal):
    code = "acquisitions-policy-exists"
    sentence = _("Đã có cơ cấu áp dụng từ ngày %(day)s; hãy chọn ngày khác.")
