"""Days in half-open periods."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone


def today() -> date:
    """The day it is in the province."""
    return timezone.localdate()


def during(since: date | None, until: date | None = None) -> DateRange:
    """The days from ``since`` (None: not known since when) up to, not including, ``until``."""
    return DateRange(since, until, "[)")


def holds(on: date, field: str = "valid") -> Q:
    """The period ``field`` has the day ``on``."""
    return Q(**{f"{field}__contains": on})


__all__ = ["DateRange", "during", "holds", "today"]
