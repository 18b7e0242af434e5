"""The day a page is asked about."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from tusach.network.selectors.dates import today
from tusach.vietnamese.api import NotADate, parse_date


def day_asked(request: HttpRequest, key: str = "ngay") -> tuple[date, str]:
    """The day in the query, today where there is none; and what was typed if it is no day."""
    text = request.GET.get(key, "").strip()[:40]
    if not text:
        return today(), ""
    try:
        return parse_date(text, earliest=date(1945, 9, 2), latest=date(2100, 1, 1)), ""
    except NotADate:
        return today(), text
