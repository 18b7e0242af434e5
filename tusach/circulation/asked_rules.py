"""What lending asks the room `policy`, and the rows every installation begins with."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tusach.policy.api import First, Question, Unit, ask

DISPUTE_DAYS = "circulation.dispute_days"
MOVING_DAYS = "circulation.moving_days"
COMPUTER_MINUTES = "circulation.computer_minutes"
MINOR_MINUTES = "circulation.minor_computer_minutes"
MINOR_GUIDED = "circulation.minor_computer_guided"

_HOUSE = "Lệ của thư viện, chưa có văn bản"


def ask_rules() -> None:
    """Called when the room starts."""
    ask(
        Question(
            DISPUTE_DAYS,
            _("Sau khi trả sách bao nhiêu ngày thì gỡ tên người mượn"),
            Unit.DAYS,
            _("Mượn trả"),
            help=_("Trong thời gian ấy còn tra được ai mượn, phòng khi có khiếu nại."),
            first=First(30, _HOUSE, date(2020, 1, 1)),
            most=3650,
        )
    )
    ask(
        Question(
            MOVING_DAYS,
            _("Giữ bao nhiêu ngày những dòng chuyển từ hệ thống khác mà chưa ghi được"),
            Unit.DAYS,
            _("Mượn trả"),
            help=_("Trong thời gian ấy còn thử lại được; quá hạn thì những gì dòng ấy ghi bị xoá."),
            first=First(90, _HOUSE, date(2020, 1, 1)),
            most=3650,
        )
    )
    ask(
        Question(
            COMPUTER_MINUTES,
            _("Một lượt dùng máy tính công cộng được bao nhiêu phút"),
            Unit.MINUTES,
            _("Máy tính công cộng"),
            help=_("0: không giới hạn. Hết giờ thì trang chỉ nhắc, máy không bị khoá."),
            first=First(60, _HOUSE, date(2020, 1, 1)),
            most=720,
            by_point=True,
        )
    )
    ask(
        Question(
            MINOR_MINUTES,
            _("Trẻ em, học sinh mỗi lượt dùng máy tính công cộng được bao nhiêu phút"),
            Unit.MINUTES,
            _("Máy tính công cộng"),
            help=_("0: chưa cho dùng. Không bao giờ dài hơn số phút của mọi người."),
            first=First(45, _HOUSE, date(2020, 1, 1)),
            most=720,
            by_point=True,
        )
    )
    ask(
        Question(
            MINOR_GUIDED,
            _("Trẻ em, học sinh dùng máy tính công cộng phải có người lớn kèm"),
            Unit.YES_NO,
            _("Máy tính công cộng"),
            help=_("Người lớn: cha mẹ, giáo viên hoặc cán bộ thư viện ngồi cùng."),
            first=First(1, _HOUSE, date(2020, 1, 1)),
            most=1,
            by_point=True,
        )
    )
