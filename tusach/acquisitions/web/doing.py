"""What every page that acts does: now, by whom, and a refusal said where it was asked."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from tusach.audit.api import now_by
from tusach.ui.api import day_asked, number_posted, numbers_posted, press

__all__ = [
    "day_asked",
    "now_by",
    "number_posted",
    "numbers_posted",
    "press",
    "today",
    "version_posted",
]


def today() -> date:
    return timezone.localdate()


def version_posted(request: HttpRequest) -> int:
    """The version that the form was filled from; 0, which none has, when it does not say."""
    return number_posted(request, "version") or 0
