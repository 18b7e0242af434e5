"""What the room refuses, by name. The codes of the rules are those of ``rules.py``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tusach.ui.api import Refusal


class LendingRefused(Refusal):
    """A rule says no. A librarian with the right to may set it aside, saying why."""

    by_rule = True


class ReaderBarred(LendingRefused):
    code = "reader-barred"
    sentence = _("%(reader)s đang bị khoá quyền mượn: %(reason)s.")


class CardExpired(LendingRefused):
    code = "card-expired"
    sentence = _("Thẻ của %(reader)s đã hết hạn từ ngày %(day)s; hãy gia hạn thẻ trước.")


class GuardianMissing(LendingRefused):
    code = "guardian-missing"
    sentence = _("%(reader)s là trẻ em mà chưa có người giám hộ đứng tên; hãy ghi người giám hộ.")


class NoRule(LendingRefused):
    code = "no-rule"
    sentence = _("Chưa có quy định mượn nào cho kho “%(collection)s” ở %(point)s vào ngày này.")


class InHouseOnly(LendingRefused):
    code = "in-house-only"
    sentence = _("Bản %(barcode)s (%(title)s) thuộc kho chỉ đọc tại chỗ.")


class OtherLibrary(LendingRefused):
    code = "other-library"
    sentence = _("Thẻ của %(reader)s do %(home)s cấp; %(point)s không cho mượn bằng thẻ nơi khác.")


class TooMany(LendingRefused):
    code = "too-many"
    sentence = ngettext_lazy(
        "%(reader)s đang mượn %(count)s bản; quy định cho mượn nhiều nhất %(most)s bản.",
        "%(reader)s đang mượn %(count)s bản; quy định cho mượn nhiều nhất %(most)s bản.",
        "count",
    )


class DepositMissing(LendingRefused):
    code = "deposit-missing"
    sentence = _(
        "Quy định có tiền cược %(sum)s cho bản %(barcode)s (%(title)s); %(reader)s còn phải gửi "
        "%(missing)s. Hãy thu tiền cược rồi cho mượn."
    )


class TooManyRenewals(LendingRefused):
    code = "too-many-renewals"
    sentence = _("Bản %(barcode)s đã gia hạn %(count)s lần, hết số lần quy định.")


class Promised(LendingRefused):
    code = "promised-to-another"
    sentence = _("Bản %(barcode)s (%(title)s) đang giữ cho người khác: %(whom)s.")


class PromisedFirmly(Refusal):
    code = "promised-firmly"
    sentence = _(
        "Bản %(barcode)s (%(title)s) đang giữ cho người khác: %(whom)s. Quy định không cho ai khác "
        "mượn bản đang giữ."
    )


class OnLoanToAnother(Refusal):
    code = "on-loan-to-another"
    sentence = _(
        "Bản %(barcode)s (%(title)s) đang do người khác mượn ở %(point)s, hạn trả %(due)s. Nếu "
        "sách đang ở đây, hãy ghi trả rồi cho mượn."
    )


class OnLoanAlready(Refusal):
    code = "on-loan-already"
    sentence = _("%(reader)s đang mượn bản %(barcode)s (%(title)s) rồi, hạn trả %(due)s.")


class NotOnLoan(Refusal):
    code = "not-on-loan"
    sentence = _("Bản %(barcode)s (%(title)s) không có ai mượn; hiện ở %(place)s.")


class StillOut(Refusal):
    code = "still-out"
    sentence = _("Bản %(barcode)s (%(title)s) vẫn đang ở ngoài theo sổ; hãy nhận trả ở quầy.")


class CopyNotHere(Refusal):
    code = "copy-not-here"
    sentence = _(
        "Theo sổ, bản %(barcode)s (%(title)s) đang ở %(place)s (%(state)s). Nếu sách đang ở đây, "
        "hãy ghi là thấy ở đây rồi cho mượn."
    )


class CopyNotForLoan(Refusal):
    code = "copy-not-for-loan"
    sentence = _("Bản %(barcode)s (%(title)s) đang “%(state)s” nên không cho mượn được.")


class CountsOnly(Refusal):
    code = "counts-only"
    status = 422
    sentence = _("%(point)s không ghi tên người mượn; chỉ ghi đối tượng.")


class BorrowerMissing(Refusal):
    code = "borrower-missing"
    status = 422
    sentence = _("Hãy chọn bạn đọc trước khi cho mượn.")


class NotUndoable(Refusal):
    code = "not-undoable"
    sentence = _("Việc này đã được hoàn tác, hoặc sau đó đã có việc khác với bản %(barcode)s.")


class ReasonMissing(Refusal):
    code = "reason-missing"
    status = 422
    sentence = _("Hãy ghi lý do.")


class BasisMissing(Refusal):
    code = "basis-missing"
    status = 422
    sentence = _("Hãy ghi căn cứ của quy định: số văn bản, điều khoản.")


class ScopeTwice(Refusal):
    code = "scope-twice"
    status = 422
    sentence = _("Chọn một trong hai: loại điểm, hoặc một điểm.")


class RuleOverlaps(Refusal):
    code = "rule-overlaps"
    sentence = _(
        "Đã có quy định cùng phạm vi từ ngày %(since)s; quy định mới phải bắt đầu sau ngày ấy, "
        "không phải %(day)s."
    )


class RuleHasBegun(Refusal):
    code = "rule-has-begun"
    sentence = _(
        "Quy định đã có hiệu lực từ %(since)s nên không rút được; hãy cho nó hết hiệu lực."
    )


class RuleEndsTooSoon(Refusal):
    code = "rule-ends-too-soon"
    sentence = _("Ngày hết hiệu lực %(day)s phải sau ngày bắt đầu %(since)s, và chỉ ghi một lần.")


class BadSpan(Refusal):
    code = "bad-span"
    status = 422
    sentence = _("Ngày cuối %(last)s đứng trước ngày đầu %(first)s, hoặc dài quá một năm.")


REFUSALS: dict[str, type[LendingRefused]] = {
    one.code: one
    for one in (
        ReaderBarred,
        CardExpired,
        GuardianMissing,
        NoRule,
        InHouseOnly,
        OtherLibrary,
        TooMany,
        TooManyRenewals,
    )
}
