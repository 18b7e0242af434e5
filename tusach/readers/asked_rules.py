"""What this room asks the room `policy`, and the rows every installation begins with.

Nobody has compared these numbers with the full texts yet, so none is marked as verified.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.policy.api import First, Question, Unit, ask

GUARDIAN_UNDER = "readers.guardian_under"
OWN_WORD_FROM = "readers.own_word_from"
SCHOOL_ANSWERS = "readers.school_answers"
CARD_MONTHS = "readers.card_months"
ANSWER_DAYS = "readers.answer_days"

_GROUP = pgettext_lazy("many", "Bạn đọc")
_HOUSE = "Lệ của thư viện, chưa có văn bản"
_CHILDREN = "Luật Trẻ em số 102/2016/QH13, Điều 1"
_DATA_LAW = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15, Điều 24"
_DECREE = "Nghị định 356/2025/NĐ-CP"

_QUESTIONS = [
    Question(
        GUARDIAN_UNDER,
        _("Bạn đọc dưới bao nhiêu tuổi phải có người giám hộ"),
        Unit.YEARS,
        _GROUP,
        help=_("Chỉ biết năm sinh thì tính đến hết ngày 31 tháng 12 của năm đủ tuổi."),
        first=First(16, _CHILDREN, date(2017, 6, 1)),
        most=30,
    ),
    Question(
        OWN_WORD_FROM,
        _("Trẻ em từ bao nhiêu tuổi phải tự mình đồng ý khi đưa tên, ảnh ra công khai"),
        Unit.YEARS,
        _GROUP,
        first=First(7, _DATA_LAW, date(2026, 1, 1)),
        most=30,
    ),
    Question(
        SCHOOL_ANSWERS,
        _("Nhà trường thay người giám hộ khi cho học sinh của mình mượn sách"),
        Unit.YES_NO,
        _GROUP,
        help=_("Chỉ cho việc mượn sách; đồng ý đưa tên, ảnh ra công khai vẫn phải hỏi gia đình."),
        first=First(1, _HOUSE, date(2020, 1, 1)),
        most=1,
        by_point=True,
    ),
    Question(
        CARD_MONTHS,
        _("Thẻ bạn đọc có hạn bao lâu kể từ ngày cấp hoặc gia hạn"),
        Unit.MONTHS,
        _GROUP,
        first=First(36, _HOUSE, date(2020, 1, 1)),
        least=1,
        most=240,
        by_point=True,
    ),
    Question(
        ANSWER_DAYS,
        _("Số ngày làm việc để trả lời yêu cầu về dữ liệu cá nhân"),
        Unit.DAYS,
        _GROUP,
        first=First(2, _DECREE, date(2026, 1, 1)),
        least=1,
        most=60,
    ),
]


def ask_rules() -> None:
    """Called when the room starts."""
    for question in _QUESTIONS:
        ask(question)
