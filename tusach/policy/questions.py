"""What may be ruled: each room declares the questions it asks, when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import (
    gettext_lazy,
    ngettext_lazy,
    npgettext_lazy,
    pgettext_lazy,
)

from tusach.policy.errors import UnknownQuestion
from tusach.ui.api import number as figure

Label = str | Promise


class Unit(models.TextChoices):
    """What a value counts. ``YES_NO`` is 1 or 0; ``DONG`` is money."""

    MINUTES = "minutes", gettext_lazy("phút")
    DAYS = "days", gettext_lazy("ngày")
    MONTHS = "months", gettext_lazy("tháng")
    YEARS = "years", gettext_lazy("năm")
    COPIES = "copies", pgettext_lazy("unit", "bản")
    TITLES = "titles", pgettext_lazy("unit", "tên")
    PEOPLE = "people", gettext_lazy("người")
    GRAMS = "grams", gettext_lazy("gam")
    KILOS = "kilos", gettext_lazy("kg")
    PERCENT = "percent", gettext_lazy("phần trăm")
    TIMES = "times", gettext_lazy("lần")
    DONG = "dong", gettext_lazy("đồng")
    YES_NO = "yes_no", gettext_lazy("có hay không")


_SHOWN: dict[str, Label] = {
    Unit.MINUTES: npgettext_lazy("unit", "%(n)s phút", "%(n)s phút", "count"),
    Unit.DAYS: ngettext_lazy("%(n)s ngày", "%(n)s ngày", "count"),
    Unit.MONTHS: ngettext_lazy("%(n)s tháng", "%(n)s tháng", "count"),
    Unit.YEARS: ngettext_lazy("%(n)s năm", "%(n)s năm", "count"),
    Unit.COPIES: ngettext_lazy("%(n)s bản", "%(n)s bản", "count"),
    Unit.TITLES: ngettext_lazy("%(n)s tên", "%(n)s tên", "count"),
    Unit.PEOPLE: ngettext_lazy("%(n)s người", "%(n)s người", "count"),
    Unit.GRAMS: gettext_lazy("%(n)s g"),
    Unit.KILOS: gettext_lazy("%(n)s kg"),
    Unit.PERCENT: gettext_lazy("%(n)s %%"),
    Unit.TIMES: ngettext_lazy("%(n)s lần", "%(n)s lần", "count"),
    Unit.DONG: gettext_lazy("%(n)s đồng"),
}


@dataclass(frozen=True)
class First:
    """The row an installation begins with: the value, its document, and since when."""

    value: int
    basis: str
    since: date


@dataclass(frozen=True)
class Question:
    """One number that law or the house sets.

    ``key`` begins with the room: ``rotation.stay_months``. ``group`` is the heading under which
    it stands. ``by_point``: it may differ by kind of point and by point. ``warns``: whether it
    refuses or only warns is part of the rule; otherwise it is simply what is reckoned with.
    """

    key: str
    label: Label
    unit: Unit
    group: Label
    help: Label = ""
    first: First | None = None
    least: int = 0
    most: int = 100_000
    by_point: bool = False
    warns: bool = False

    @property
    def room(self) -> str:
        return self.key.partition(".")[0]

    def shown(self, value: int) -> str:
        """The value with its unit, in words: "6 tháng", "có"."""
        if self.unit == Unit.YES_NO:
            return _("có") if value else _("không")
        sentence = _SHOWN[self.unit]
        return str(sentence % {"n": figure(value), "count": value})


_questions: dict[str, Question] = {}


def ask(question: Question) -> None:
    """Declare a question; called when a room starts."""
    _questions[question.key] = question


def questions() -> list[Question]:
    """Every question asked, by room and in the order of declaration."""
    return sorted(_questions.values(), key=lambda one: one.room)


def question(key: str) -> Question:
    """The question with this key; refuses :class:`UnknownQuestion`."""
    try:
        return _questions[key]
    except KeyError:
        raise UnknownQuestion(key=key) from None


def asked(key: str) -> Question | None:
    """The question with this key; None for one that no room asks any more."""
    return _questions.get(key)
