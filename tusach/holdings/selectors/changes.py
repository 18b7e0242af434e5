"""How a library's stock grew and shrank: what registers sum up year by year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from tusach.holdings.models import Register
from tusach.holdings.moment import Known, known_sql
from tusach.holdings.owners import counts_sql
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
    zone = timezone.get_current_timezone_name()
    entry, entry_parameters = known_sql(known_at, "e.id", "e.recorded_at")
    counts, counts_parameters = counts_sql("o", known_at)
    events = f"""
    SELECT 'entered' AS kind, (e.happened_at AT TIME ZONE %s)::date AS day, c.record_id,
           coalesce(c.price, 0) AS price, s."group" AS source
    FROM holdings_copy c
    JOIN holdings_source s ON s.id = c.source_id
    JOIN holdings_ledgerentry e ON e.copy_id = c.id AND e.act = 'accession'
    LEFT JOIN LATERAL (SELECT f.former_id FROM holdings_ownership f WHERE f.copy_id = c.id
                       ORDER BY f.id LIMIT 1) f ON true
    WHERE (c.owner_id = %s OR f.former_id = %s) AND coalesce(f.former_id, c.owner_id) = %s
      AND {entry}
    UNION ALL
    SELECT CASE WHEN o.owner_id = %s THEN 'received' ELSE 'given' END, o.since, c.record_id,
           coalesce(c.price, 0), ''
    FROM holdings_ownership o JOIN holdings_copy c ON c.id = o.copy_id
    WHERE (o.owner_id = %s OR o.former_id = %s) AND {counts}
    UNION ALL
    SELECT 'withdrawn', (e.happened_at AT TIME ZONE %s)::date, c.record_id,
           coalesce(c.price, 0), ''
    FROM holdings_ledgerentry e
    JOIN holdings_copy c ON c.id = e.copy_id
    LEFT JOIN LATERAL (
        SELECT o.owner_id FROM holdings_ownership o
        WHERE o.copy_id = c.id AND o.since <= (e.happened_at AT TIME ZONE %s)::date AND {counts}
        ORDER BY o.since DESC, o.id DESC LIMIT 1) w ON true
    LEFT JOIN LATERAL (SELECT f.former_id FROM holdings_ownership f WHERE f.copy_id = c.id
                       ORDER BY f.id LIMIT 1) f ON true
    WHERE e.final AND coalesce(w.owner_id, f.former_id, c.owner_id) = %s AND {entry}
    """  # noqa: S608
    parameters = [
        zone, library, library, library, *entry_parameters,
        library, library, library, *counts_parameters,
        zone, zone, *counts_parameters, library, *entry_parameters,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, source, day < %s AS before, count(DISTINCT record_id), count(*),"  # noqa: S608
            f" sum(price) FROM ({events}) x WHERE day <= %s GROUP BY 1, 2, 3",
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
