"""Form fields that every room uses: a day and a moment, refused in the wrong century; a sum."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.vietnamese.api import NotADate, NotANumber, grouped, parse_date, parse_number

# What lies outside is a slip of the century: 1020, 2206.
EARLIEST = date(1900, 1, 1)
LATEST = date(2099, 12, 31)
_SENTENCES = {
    "two-digit-year": _("“%(text)s”: hãy ghi năm đủ bốn chữ số, như 05/09/2026."),
    "no-such-day": _("“%(text)s”: không có ngày này trong lịch."),
    "too-early": _("“%(text)s”: năm quá xa về trước, có phải nhầm thế kỷ?"),
    "too-late": _("“%(text)s”: năm quá xa về sau, có phải nhầm thế kỷ?"),
    "out-of-range": _("“%(text)s”: chỉ nhận ngày từ %(first)s đến %(last)s."),
}
_OTHERWISE = _("“%(text)s” không phải một ngày; hãy viết như 05/09/2026.")
# No stock of books is worth more.
MOST_DONG = 10**12
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")

Limit = date | Callable[[], date]


class DayRefused(ValueError):
    """The text is no day; as text, the sentence that says why. ``reason`` is its code."""

    def __init__(self, text: str, reason: str, **facts: str) -> None:
        self.reason = reason
        # A browser's calendar sends 1020-05-01; people write 01/05/1020.
        if match := _ISO.fullmatch(text.strip()):
            text = "/".join(reversed(match.groups()))
        super().__init__(str(_SENTENCES.get(reason, _OTHERWISE)) % {"text": text, **facts})


def read_day(text: str) -> date:
    """The day written as dd/mm/yyyy, from 1900 to 2099. Refuses :class:`DayRefused`."""
    try:
        return parse_date(text, earliest=EARLIEST, latest=LATEST)
    except NotADate as error:
        raise DayRefused(text, error.reason) from None


class DayInput(forms.DateInput):
    """The browser's calendar; as text what is no day, so that it stays to be corrected."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _ISO.fullmatch(shown):
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    """A day, as the browser's calendar gives it or typed as dd/mm/yyyy.

    Refuses, with a sentence that shows what was typed: a year of two digits (13/12/26), a day
    that is not in the calendar, one of another century, and one before ``earliest`` or after
    ``latest`` (a day, or a function that tells it, such as ``timezone.localdate``).
    """

    widget = DayInput

    def __init__(self, *, earliest: Limit = EARLIEST, latest: Limit = LATEST, **more: Any) -> None:
        super().__init__(**more)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            day = read_day(text)
            self._within(day, text)
        except DayRefused as refusal:
            raise ValidationError(str(refusal), code=refusal.reason) from None
        return day

    def _within(self, day: date, text: str) -> None:
        first, last = (one() if callable(one) else one for one in (self.earliest, self.latest))
        if not first <= day <= last:
            raise DayRefused(
                text, "out-of-range", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}"
            )


class MomentInput(forms.DateTimeInput):
    """The browser's calendar and clock."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A day and a time; refuses another century as :class:`DayField` does."""

    widget = MomentInput
    default_error_messages = {
        "invalid": _("Đây không phải một ngày giờ; hãy viết như 05/09/2026 14:30."),
    }

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is not None:
            text = f"{timezone.localtime(moment):%d/%m/%Y}"
            try:
                read_day(text)
            except DayRefused as refusal:
                raise ValidationError(str(refusal), code=refusal.reason) from None
        return moment


class DongField(forms.CharField):
    """A sum in đồng as people write it: 45000, 45.000, 45 000 đ. Empty is None.

    Refuses what can be read in two ways (45,000), a part of a đồng, more than ``most``, and
    less than nought unless ``below_zero``.
    """

    def __init__(self, *, most: int = MOST_DONG, below_zero: bool = False, **more: Any) -> None:
        super().__init__(max_length=30, **more)
        self.most, self.least = most, -most if below_zero else 0
        self.widget.attrs["inputmode"] = "numeric"

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value) or ""
        if not text:
            return None
        try:
            amount = parse_number(text)
        except NotANumber as error:
            if error.reason == "ambiguous":
                said = gettext("“%(text)s” có thể hiểu hai cách; hãy viết %(ways)s.")
                ways = text.replace(",", ".")
                raise ValidationError(said % {"text": text, "ways": ways}) from None
            raise self._no_sum(text) from None
        if amount != int(amount) or amount < self.least:
            raise self._no_sum(text)
        if amount > self.most:
            said = gettext("%(text)s đồng là quá nhiều; có gõ thừa số không?")
            raise ValidationError(said % {"text": text})
        return int(amount)

    @staticmethod
    def _no_sum(text: str) -> ValidationError:
        return ValidationError(
            gettext("“%(text)s” không phải là một số đồng.") % {"text": text}, code="no-sum"
        )
