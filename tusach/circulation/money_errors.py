"""What the reader's account refuses."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class SumMissing(Refusal):
    code = "money-sum-missing"
    status = 422
    sentence = _("Hãy ghi số tiền lớn hơn 0.")


class MoreThanOwed(Refusal):
    code = "money-more-than-owed"
    sentence = _("%(reader)s còn phải trả %(owed)s, không thu hay miễn nhiều hơn được.")


class MoreThanDeposited(Refusal):
    code = "money-more-than-deposited"
    sentence = _("%(reader)s đang gửi tiền cược %(held)s, không trả lại nhiều hơn được.")


class WhyMissing(Refusal):
    code = "money-why-missing"
    status = 422
    sentence = _("Hãy ghi lý do miễn, hay lý do huỷ.")


class DayIsClosed(Refusal):
    code = "money-day-closed"
    sentence = _("Ngày %(day)s ở %(point)s đã khoá sổ tiền mặt; hãy ghi vào ngày sau.")


class ReversedAlready(Refusal):
    code = "money-reversed-already"
    sentence = _("Dòng này đã được huỷ, hoặc chính là một dòng huỷ.")


class DifferenceUnexplained(Refusal):
    code = "money-difference-unexplained"
    status = 422
    sentence = _("Theo sổ là %(expected)s, kiểm đếm được %(counted)s: hãy ghi lý do chênh lệch.")


class DayToCome(Refusal):
    code = "money-day-to-come"
    status = 422
    sentence = _("Ngày %(day)s chưa đến nên chưa khoá sổ được.")
