"""What the room refuses, by name."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class UnknownQuestion(Refusal):
    code = "unknown-rule"
    sentence = _("Không có quy định nào mang mã %(key)s.")
    status = 404


class ValueOutOfRange(Refusal):
    code = "rule-out-of-range"
    sentence = _("“%(rule)s” phải từ %(least)s đến %(most)s; đã nhập %(value)s.")
    status = 422


class BasisMissing(Refusal):
    code = "rule-without-basis"
    sentence = _("Hãy ghi căn cứ: số hiệu văn bản và điều khoản, hoặc quyết định của thư viện.")
    status = 422


class RuleOverlaps(Refusal):
    code = "rule-overlaps"
    sentence = _(
        "Ngày %(day)s phải sau ngày %(since)s, ngày quy định đang có bắt đầu áp dụng. Nhập nhầm "
        "quy định chưa áp dụng thì rút nó lại rồi đặt lại."
    )


class NotByPoint(Refusal):
    code = "rule-not-by-point"
    sentence = _("“%(rule)s” là một cho toàn tỉnh, không đặt riêng cho từng điểm.")
    status = 422


class EndsBeforeItBegins(Refusal):
    code = "rule-ends-before-it-begins"
    sentence = _("Ngày hết hiệu lực %(day)s phải sau ngày bắt đầu %(since)s.")
    status = 422


class EndedAlready(Refusal):
    code = "rule-ended-already"
    sentence = _("Quy định này đã hết hiệu lực từ ngày %(day)s.")


class DayNameMissing(Refusal):
    code = "day-without-name"
    sentence = _("Hãy ghi tên ngày, như “Tết Nguyên đán” hay “Làm bù ngày 31/8”.")
    status = 422


class BadDays(Refusal):
    code = "bad-days"
    sentence = _(
        "Từ %(first)s đến %(last)s không ghi được: ngày sau phải không sớm hơn ngày trước, và mỗi "
        "lần ghi nhiều nhất %(most)s ngày."
    )
    status = 422


class DayNoted(Refusal):
    code = "day-noted-already"
    sentence = _("Ngày %(day)s đã ghi là “%(name)s”. Muốn ghi khác thì bỏ ngày ấy trước.")


class WorkedAnyway(Refusal):
    code = "worked-anyway"
    sentence = _("Ngày %(day)s không phải thứ bảy, chủ nhật: vốn là ngày làm việc, không phải bù.")
    status = 422


class HasBegun(Refusal):
    code = "rule-has-begun"
    sentence = _(
        "Quy định áp dụng từ ngày %(since)s đã có hiệu lực nên không rút được; hãy đặt quy định "
        "mới hoặc cho nó hết hiệu lực."
    )
