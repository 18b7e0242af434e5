"""Days as people write them, with a sentence for those that are none."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tusach.vietnamese.api import NotADate, parse_date

# A library older than this is a slip; one opened later than this is a slip of the century.
EARLIEST = date(1900, 1, 1)
LATEST = date(2099, 12, 31)
_SENTENCES = {
    "two-digit-year": _("“%(text)s”: hãy ghi năm đủ bốn chữ số, như 05/09/2026."),
    "no-such-day": _("“%(text)s”: không có ngày này trong lịch."),
    "too-early": _("“%(text)s”: năm quá xa về trước, có phải nhầm thế kỷ?"),
    "too-late": _("“%(text)s”: năm quá xa về sau, có phải nhầm thế kỷ?"),
}
_OTHERWISE = _("“%(text)s” không phải một ngày; hãy viết như 05/09/2026.")


class DayRefused(ValueError):
    """The text is no day; as text, the sentence that says why. ``reason`` is its code."""

    def __init__(self, text: str, reason: str) -> None:
        self.reason = reason
        super().__init__(str(_SENTENCES.get(reason, _OTHERWISE)) % {"text": text})


def read_day(text: str) -> date:
    """The day written as dd/mm/yyyy, from 1900 to 2099. Refuses :class:`DayRefused`."""
    try:
        return parse_date(text, earliest=EARLIEST, latest=LATEST)
    except NotADate as error:
        raise DayRefused(text, error.reason) from None
