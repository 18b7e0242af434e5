"""What this room asks the room `policy`, and the row every installation begins with."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tusach.policy.api import First, Question, Unit, ask

PRESS_TITLES = "acquisitions.press_titles"


def ask_rules() -> None:
    """Called when the room starts. Electronic newspapers and magazines are counted too."""
    ask(
        Question(
            key=PRESS_TITLES,
            label=_("Số đầu báo, tạp chí ít nhất của một thư viện, kể cả báo điện tử"),
            unit=Unit.TITLES,
            group=_("Bổ sung"),
            first=First(
                10,
                "Kế hoạch 4084/KH-UBND (Lai Châu, 2021), chỉ tiêu năm 2025 của thư viện cấp huyện",
                date(2021, 1, 1),
            ),
            most=1000,
        )
    )
