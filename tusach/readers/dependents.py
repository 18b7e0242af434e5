"""What of this room depends on a point that is to close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tusach.network.api import Dependent, ServicePoint, register_dependents
from tusach.readers.models import PrivacyRequest
from tusach.readers.selectors.readers import standing_readers


def at_point(point: ServicePoint, on: date) -> Sequence[Dependent]:
    """The readers of a point who have not left by then, and what they asked about their data."""
    here = standing_readers().filter(home=point)
    return [
        Dependent(
            _("bạn đọc đăng ký ở đây"),
            here.filter(Q(left_on__isnull=True) | Q(left_on__gt=on)).count(),
            _("thẻ vẫn dùng được ở nơi khác; hãy chuyển hồ sơ sang điểm sẽ phục vụ họ"),
        ),
        Dependent(
            _("yêu cầu về dữ liệu cá nhân chưa trả lời"),
            PrivacyRequest.objects.filter(
                reader__home=point, state=PrivacyRequest.State.OPEN
            ).count(),
            _("hạn trả lời vẫn chạy; hãy trả lời trước khi đóng"),
        ),
    ]


def register() -> None:
    """Called when the room starts."""
    register_dependents(at_point)
