"""Hours of work, counted back from now."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def work_day(now: datetime, days: int) -> date:
    """So many days before today; a Saturday for a Sunday, on which nobody serves."""
    day = timezone.localdate(now) - timedelta(days=days)
    return day - timedelta(days=1) if day.weekday() == 6 and days else day


def hour_ago(now: datetime, days: int, hour: float) -> datetime:
    """That hour so many days before today, never after now."""
    clock = time(int(hour), int(hour % 1 * 60))
    return min(timezone.make_aware(datetime.combine(work_day(now, days), clock)), now)


def first_of_month(day: date, months_before: int = 0) -> date:
    """The first day of the month so many months before that of ``day``."""
    index = day.year * 12 + day.month - 1 - months_before
    return date(index // 12, index % 12 + 1, 1)
