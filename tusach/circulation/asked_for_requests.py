"""What requests ask the room `policy`."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tusach.policy.api import First, Question, Unit, ask

READY_DAYS = "circulation.ready_days"
AGREEMENT = "circulation.needs_agreement"
LENDS = "circulation.lends_to_others"
MOST_ASKED = "circulation.most_requests"
LEND_PROMISED = "circulation.lend_promised"
STORE_SENDS = "circulation.store_sends_one"
_HOUSE = "Lệ của thư viện, chưa có văn bản"
_SINCE = date(2020, 1, 1)


def ask_rules() -> None:
    """Called when the room starts."""
    ask(
        Question(
            READY_DAYS,
            _("Giữ sách đã yêu cầu cho bạn đọc bao nhiêu ngày"),
            Unit.DAYS,
            _("Yêu cầu"),
            help=_("Hết hạn vào ngày nghỉ thì giữ đến ngày mở cửa tiếp theo."),
            first=First(7, _HOUSE, _SINCE),
            least=1,
            most=90,
            by_point=True,
        )
    )
    ask(
        Question(
            LENDS,
            _("Cho điểm khác trong mạng lưới mượn sách theo yêu cầu"),
            Unit.YES_NO,
            _("Yêu cầu"),
            help=_("Theo thoả thuận liên thông; đặt riêng cho từng loại điểm, từng điểm."),
            first=First(1, _HOUSE, _SINCE),
            most=1,
            by_point=True,
        )
    )
    ask(
        Question(
            AGREEMENT,
            _("Mượn giữa các thư viện trong mạng lưới phải có thoả thuận liên thông"),
            Unit.YES_NO,
            _("Yêu cầu"),
            help=_(
                "Chưa có thoả thuận: “Nhắc” thì yêu cầu chờ tỉnh quyết định, “Không cho” thì từ "
                "chối. Thư viện với tủ sách trực thuộc và kho luân chuyển không cần thoả thuận."
            ),
            first=First(1, _HOUSE, _SINCE),
            most=1,
            by_point=True,
            warns=True,
        )
    )
    ask(
        Question(
            STORE_SENDS,
            _("Kho luân chuyển gửi lẻ từng cuốn theo yêu cầu"),
            Unit.YES_NO,
            _("Yêu cầu"),
            help=_("Không gửi lẻ thì sách trong kho chờ đợt luân chuyển tới của điểm đã hỏi."),
            first=First(0, _HOUSE, _SINCE),
            most=1,
            by_point=True,
        )
    )
    ask(
        Question(
            MOST_ASKED,
            _("Một bạn đọc tự ghi nhiều nhất bao nhiêu yêu cầu mượn cùng lúc"),
            Unit.TITLES,
            _("Yêu cầu"),
            help=_("Cán bộ thư viện ghi giúp tại quầy thì không bị giới hạn này."),
            first=First(5, _HOUSE, _SINCE),
            least=1,
            most=50,
            by_point=True,
        )
    )
    ask(
        Question(
            LEND_PROMISED,
            _("Cho người khác mượn bản đang giữ theo yêu cầu, khi ghi rõ lý do"),
            Unit.YES_NO,
            _("Yêu cầu"),
            help=_(
                "Không cho thì bản đã hứa chỉ giao cho người hỏi; có thì quầy ghi lý do, người hỏi "
                "trở lại đầu hàng chờ."
            ),
            first=First(1, _HOUSE, _SINCE),
            most=1,
            by_point=True,
        )
    )
