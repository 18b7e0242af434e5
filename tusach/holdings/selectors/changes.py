"""How a library's stock grew and shrank: what registers sum up year by year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection

from tusach.holdings.models import Register
from tusach.holdings.moment import Known
from tusach.holdings.stock_events import events_sql
from tusach.network.api import ServicePoint


@dataclass(frozen=True)
class Sum:
    """Titles, copies and their value in đồng (copies without a price count as none)."""

    titles: int = 0
    copies: int = 0
    value: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.titles + other.titles, self.copies + other.copies, self.value + other.value)

    def __sub__(self, other: Sum) -> Sum:
        return Sum(self.titles - other.titles, self.copies - other.copies, self.value - other.value)


@dataclass
class Changes:
    """A library's stock over a period, its first and last day included.

    ``entered`` by group of source; ``received`` and ``given`` by transfer; titles of opening
    and closing are not told: a title may come, go and stay at once.
    """

    opening: Sum = field(default_factory=Sum)
    entered: dict[str, Sum] = field(default_factory=dict)
    received: Sum = field(default_factory=Sum)
    withdrawn: Sum = field(default_factory=Sum)
    given: Sum = field(default_factory=Sum)

    @property
    def increase(self) -> Sum:
        return sum(self.entered.values(), self.received)

    @property
    def decrease(self) -> Sum:
        return self.withdrawn + self.given

    @property
    def closing(self) -> Sum:
        return self.opening + self.increase - self.decrease


def changes(library: int, first: date, last: date, known_at: Known = None) -> Changes:
    """What a library entered, received, withdrew and gave away, as known at a moment.

    A copy is entered by the library it first belonged to and withdrawn by the one it belonged
    to on that day; a transfer lessens the giver's stock and adds to the taker's on the day it
    takes effect. Prices are those written today, so that the sums close.
    """
    events, parameters = events_sql(library, known_at)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, source_group, day < %s AS before, count(DISTINCT record_id), count(*),"  # noqa: S608
            f" coalesce(sum(price), 0) FROM ({events}) x WHERE day <= %s GROUP BY 1, 2, 3",
            [first, *parameters, last],
        )
        rows = cursor.fetchall()
    return _summed(rows)


def _summed(rows: Iterable[tuple[str, str, bool, int, int, int]]) -> Changes:
    done = Changes()
    for kind, source, before, titles, copies, value in rows:
        one = Sum(titles, copies, int(value))
        if before:
            bare = Sum(0, copies, int(value))
            more = kind in {"entered", "received"}
            done.opening = done.opening + bare if more else done.opening - bare
        elif kind == "entered":
            done.entered[source] = one
        else:
            setattr(done, kind, one)
    return done


def libraries_with_registers(points: Iterable[int]) -> list[ServicePoint]:
    """Those of the points that ever kept a register, by name."""
    owners = Register.objects.filter(owner__in=points).values("owner")
    return list(ServicePoint.objects.filter(pk__in=owners).order_by("sort_key", "pk"))


def year_of(day: date) -> tuple[date, date]:
    """The first and the last day of the year of a day."""
    return date(day.year, 1, 1), date(day.year + 1, 1, 1) - timedelta(days=1)
