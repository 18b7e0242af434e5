"""Numbers and days as addresses and forms bring them, when no form field reads them."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from tusach.vietnamese.api import NotADate, parse_date

# One digit less than the largest key of a table has.
_LONGEST = 18
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)


def number_posted(request: HttpRequest, key: str) -> int | None:
    """A whole number of the form; None when it is none."""
    return _number(request.POST.get(key, ""))


def numbers_posted(request: HttpRequest, key: str) -> list[int]:
    """The whole numbers under this name, such as ticked rows; what is none is passed over."""
    found = (_number(text) for text in request.POST.getlist(key))
    return [one for one in found if one is not None]


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else None


def day_asked(request: HttpRequest, key: str = "ngay") -> date:
    """The day in the query, as a form field or a person writes it; today when it is none, or
    lies before 1990 or after 2100."""
    text = request.GET.get(key, "").strip()[:20]
    try:
        return parse_date(text, earliest=_EARLIEST, latest=_LATEST)
    except NotADate:
        return timezone.localdate()
