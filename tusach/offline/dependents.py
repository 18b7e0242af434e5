"""What of this room depends on a point that is to close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.network.api import Dependent, ServicePoint, register_dependents
from tusach.offline.models import Device


def at_point(point: ServicePoint, on: date) -> Sequence[Dependent]:
    """The devices in use there."""
    return [
        Dependent(
            _("thiết bị ngoại tuyến đang dùng ở đây"),
            Device.objects.filter(points=point, revoked_at=None).count(),
            _("điều đã ghi trong máy vẫn gửi lên được; hãy cho máy gửi hết rồi giao cho điểm khác "
              "hoặc thu hồi"),
            reverse("offline:devices"),
        )
    ]  # fmt: skip


def register() -> None:
    """Called when the room starts."""
    register_dependents(at_point)
