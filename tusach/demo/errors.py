"""What the room refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class NotADemonstration(Refusal):
    """Known passwords have no place in a real installation."""

    code = "demo.not_a_demonstration"
    sentence = _(
        "Đây không phải bản trình diễn nên dữ liệu minh hoạ không được nạp: "
        "chúng mang mật khẩu ai cũng biết. Hãy đặt TUSACH_DEMONSTRATION=1 trên một "
        "cơ sở dữ liệu trống nếu muốn xem thử."
    )
