"""When issues appear and what numbers they carry. Plain days and numbers, no database."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

# Beyond this a pattern is no newspaper but a mistake.
MOST_DAYS = 366 * 6


@dataclass(frozen=True)
class Rule:
    """A pattern from ``start`` until before ``end``.

    ``weekdays`` are ISO (Monday 1) for daily, weekly and fortnightly; ``days`` of the month
    (31 means the last) and ``months`` for the rarer ones, none meaning the first, and every
    second or third month counted from January. ``first_number`` and ``first_in_year`` are
    carried by the first issue on or after ``start``.
    """

    frequency: str
    start: date
    end: date | None = None
    weekdays: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    numbering: str = "running"
    first_number: int | None = None
    first_in_year: int | None = None
    price: int | None = None


@dataclass(frozen=True)
class Deviation:
    """Days on which the rule does not hold: ``kind`` none, combined or extra."""

    kind: str
    first: date
    last: date
    on: date | None = None
    label: str = ""
    price: int | None = None


@dataclass(frozen=True)
class Expected:
    """An issue that should appear. A combined one carries ``number`` to ``last_number``."""

    on: date
    label: str
    number: int | None = None
    last_number: int | None = None
    in_year: int | None = None
    last_in_year: int | None = None
    is_special: bool = False
    price: int | None = None


@dataclass
class _Gathered:
    """The issues that will appear as one."""

    deviation: Deviation
    numbers: list[int] = field(default_factory=list)
    in_year: list[int] = field(default_factory=list)


def days_of(rule: Rule, first: date, last: date) -> Iterator[date]:
    """The days on which the rule alone has an issue, both ends included."""
    first = max(first, rule.start)
    if rule.end is not None:
        last = min(last, rule.end - timedelta(days=1))
    if rule.frequency in ("daily", "weekly", "fortnightly"):
        yield from _by_week(rule, first, last)
    elif rule.frequency in ("monthly", "bimonthly", "quarterly"):
        yield from _by_month(rule, first, last)


def _by_week(rule: Rule, first: date, last: date) -> Iterator[date]:
    weekdays = rule.weekdays or (
        tuple(range(1, 8)) if rule.frequency == "daily" else (rule.start.isoweekday(),)
    )
    monday = rule.start - timedelta(days=rule.start.isoweekday() - 1)
    day = first
    while day <= last:
        week = (day - monday).days // 7
        if day.isoweekday() in weekdays and (rule.frequency != "fortnightly" or week % 2 == 0):
            yield day
        day += timedelta(days=1)


def _by_month(rule: Rule, first: date, last: date) -> Iterator[date]:
    every = {"monthly": 1, "bimonthly": 2, "quarterly": 3}[rule.frequency]
    months = rule.months or tuple(range(1, 13, every))
    year, month = first.year, first.month
    while date(year, month, 1) <= last:
        if month in months:
            length = monthrange(year, month)[1]
            for number in sorted({min(n, length) for n in rule.days or (1,)}):
                day = date(year, month, number)
                if first <= day <= last:
                    yield day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def predict(rule: Rule, deviations: Sequence[Deviation], first: date, last: date) -> list[Expected]:
    """The issues from ``first`` to ``last``, both included, in order.

    Numbers run from the start of the rule, so that they are the same whatever stretch is
    asked for. Days of a break take no number; a combined issue takes all of its days'; an
    extra issue takes none.
    """
    if (last - rule.start).days > MOST_DAYS:
        raise ValueError("a pattern is asked for too far from its start")
    off = [one for one in deviations if one.kind == "none"]
    together = [_Gathered(one) for one in deviations if one.kind == "combined"]
    found: list[Expected] = []
    number, in_year = rule.first_number, rule.first_in_year
    year: int | None = None
    # To the end of every combined issue that begins before ``last``.
    until = max([last, *(g.deviation.last for g in together if g.deviation.first <= last)])
    for day in days_of(rule, rule.start, until):
        if any(one.first <= day <= one.last for one in off):
            continue
        if year is not None and day.year != year and in_year is not None:
            in_year = 1
        year = day.year
        group = next((g for g in together if g.deviation.first <= day <= g.deviation.last), None)
        if group is not None:
            group.numbers += [] if number is None else [number]
            group.in_year += [] if in_year is None else [in_year]
        else:
            found.append(
                Expected(
                    day, label_of(rule.numbering, day, number, number, in_year, in_year),
                    number, number, in_year, in_year, price=rule.price,
                )
            )  # fmt: skip
        number = None if number is None else number + 1
        in_year = None if in_year is None else in_year + 1
    found += [_combined(rule, group) for group in together if group.numbers or group.in_year]
    found += [
        Expected(one.on, one.label or f"{one.on:%d/%m/%Y}", is_special=True, price=one.price)
        for one in deviations
        if one.kind == "extra" and one.on is not None
        and one.on >= rule.start and (rule.end is None or one.on < rule.end)
    ]  # fmt: skip
    return sorted(
        (one for one in found if first <= one.on <= last), key=lambda one: (one.on, one.label)
    )


def _combined(rule: Rule, group: _Gathered) -> Expected:
    one = group.deviation
    on = one.on or one.first
    numbers, in_year = group.numbers, group.in_year
    lowest, highest = (numbers[0], numbers[-1]) if numbers else (None, None)
    first, last = (in_year[0], in_year[-1]) if in_year else (None, None)
    label = label_of(rule.numbering, on, lowest, highest, first, last)
    if one.label:
        label = f"{label} ({one.label})"
    return Expected(
        on, label, lowest, highest, first, last, is_special=True,
        price=one.price if one.price is not None else rule.price,
    )  # fmt: skip


def label_of(
    numbering: str,
    on: date,
    number: int | None,
    last_number: int | None,
    in_year: int | None,
    last_in_year: int | None,
) -> str:
    """What an issue is called: "Số 7412", "Số 5/2026 (412)", "Số 5–6/2026", "05/09/2026"."""
    running, yearly = _span(number, last_number), _span(in_year, last_in_year)
    if numbering == "running" and running:
        return f"Số {running}"
    if numbering == "yearly" and yearly:
        return f"Số {yearly}/{on.year}"
    if numbering == "both" and yearly:
        return f"Số {yearly}/{on.year}" + (f" ({running})" if running else "")
    return f"{on:%d/%m/%Y}"


def _span(first: int | None, last: int | None) -> str:
    if first is None:
        return ""
    return str(first) if last in (None, first) else f"{first}–{last}"
