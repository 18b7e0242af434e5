"""What every page that acts does: now, by whom, and a refusal said where it was asked."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from tusach.audit.api import now_by
from tusach.ui.api import day_asked, number_posted, press, try_form
from tusach.ui.api import numbers_posted as ids_posted

__all__ = [
    "copy_asked",
    "day_asked",
    "ids_posted",
    "local",
    "now_by",
    "press",
    "today",
    "try_form",
]


def today() -> date:
    return timezone.localdate()


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(second=0, microsecond=0)


def copy_asked(request: HttpRequest) -> int | None:
    """Which of several copies with one code was meant."""
    return number_posted(request, "copy")
