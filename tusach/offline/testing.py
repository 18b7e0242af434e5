"""Makers for tests and the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.offline.models import Device
from tusach.offline.services import enrol


def make_device(
    points: Sequence[int] = (), name: str = "Điện thoại", at: datetime | None = None
) -> Device:
    return enrol(name=name, points=list(points), by=HOUSE, at=at or timezone.now())
