"""Dates as Vietnamese writes them: day first."""

from __future__ import annotations

import re
from datetime import date


class NotADate(ValueError):
    """The text is no date. ``reason`` is ``empty``, ``not-a-date``, ``no-such-day``,
    ``two-digit-year`` (which century?), ``too-early`` or ``too-late``; ``text`` is what was
    given."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason
        super().__init__(f"{text!r}: {reason}")


_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})")
_SPOKEN = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{1,4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?)?")


def parse_date(text: str, *, earliest: date | None = None, latest: date | None = None) -> date:
    """The day that ``dd/mm/yyyy`` means; ``5-9-2026``, ``ngày 5 tháng 9 năm 2026`` and
    ``2026-09-05`` too.

    Raises :class:`NotADate`. A year of two digits is refused, not guessed; so is a day
    before ``earliest`` or after ``latest`` where the caller knows the limits.
    """
    words = " ".join(text.lower().split())
    if not words:
        raise NotADate(text, "empty")
    if match := _ISO.fullmatch(words):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(words) or _SPOKEN.fullmatch(words):
        if len(match[3]) < 4:
            raise NotADate(text, "two-digit-year" if len(match[3]) == 2 else "not-a-date")
        day, month, year = (int(part) for part in match.groups())
    else:
        raise NotADate(text, "not-a-date")
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise NotADate(text, "no-such-day") from error
    if earliest is not None and found < earliest:
        raise NotADate(text, "too-early")
    if latest is not None and found > latest:
        raise NotADate(text, "too-late")
    return found
