"""What of this room depends on a point that is to close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from tusach.circulation.models import OpenLoan, Request
from tusach.circulation.request_states import OPEN
from tusach.network.api import Dependent, ServicePoint, register_dependents


def at_point(point: ServicePoint, on: date) -> Sequence[Dependent]:
    """What was lent there and is out, and what was asked for there and is not had yet."""
    return [
        Dependent(
            _("lượt mượn chưa trả"),
            OpenLoan.objects.filter(point=point).count(),
            _("vẫn còn mở và trả được ở bất cứ điểm nào trong mạng lưới"),
        ),
        Dependent(
            _("yêu cầu mượn đang chờ ở đây"),
            Request.objects.filter(point=point, state__in=OPEN).count(),
            _("không tự chuyển; hãy huỷ hoặc ghi lại ở điểm khác và báo bạn đọc"),
        ),
    ]


def register() -> None:
    """Called when the room starts."""
    register_dependents(at_point)
