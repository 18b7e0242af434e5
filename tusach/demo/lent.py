"""The rules of lending, and what counters lent by them in the last three months.

The rules and their papers are invented; the days of Tết are true.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from django.utils import timezone

from tusach.audit.api import Actor, record_as_of
from tusach.circulation.api import (
    RuleValues,
    close_days,
    grant_grace,
    lend,
    lose,
    renew,
    return_copy,
    set_rule,
)
from tusach.demo import persons
from tusach.demo.borrowers import BARRED, HOMES, SCHOOL, librarian
from tusach.demo.places import Map
from tusach.demo.times import first_of_month, hour_ago
from tusach.holdings.api import Collection, Copy, State, all_copies
from tusach.network.api import PointKind, ServicePoint
from tusach.readers.api import Reader, readers_at

_SINCE_DAYS = 100
_BASIS = "Nội quy thư viện (minh hoạ)"
# The first days of the lunar year, and what the house then closes: four days before, five after.
_TET = (date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13),
        date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11))  # fmt: skip
# How many loans a counter makes in the time.
_LOANS = {
    "Thư viện tỉnh Lai Châu": 60,
    "Thư viện xã Bình Lư": 50,
    "Thư viện xã Phong Thổ": 28,
    "Thư viện xã Than Uyên": 18,
    "Thư viện xã Sìn Hồ": 18,
    SCHOOL: 36,
}
# How loans ended: the next of these for each that is old enough.
_ENDS = ("back", "renewed", "back", "kept", "back", "back late", "back", "back", "lost", "back",
         "renewed", "kept", "back", "back")  # fmt: skip


def counters(places: Map) -> list[ServicePoint]:
    """The points that lend at a counter, loan by loan."""
    return [places.named(name) for name in _LOANS]


def _rules(places: Map, now: datetime) -> None:
    by = persons.actor("giamdoc")
    at = hour_ago(now, 150, 9)
    since = first_of_month(timezone.localdate(at))
    record_as_of(at)
    commune = PointKind.COMMUNE_LIBRARY
    for values in (
        RuleValues(reader_class="pupil", most_copies=2, days=10, renewal_days=5),
        RuleValues(reader_class="child", most_copies=2, days=10, renewal_days=5),
        RuleValues(point_kind=commune, most_copies=4, days=21, renewals=2, grace_days=5),
        RuleValues(
            point=places.library, most_copies=4, days=15, fine_per_day=500, fine_most=20_000,
            lost_percent=200,
        ),
        RuleValues(collection=Collection.ROTATION, most_copies=3, days=20, renewals=1),
    ):  # fmt: skip
        set_rule(values=values, valid_from=since, basis=_BASIS, by=by, at=at)
    # What is to come: the older books may be kept for a month from next month but one.
    record_as_of(hour_ago(now, 12, 9))
    set_rule(
        values=RuleValues(point_kind=commune, most_copies=5, days=30, renewals=2, grace_days=7),
        valid_from=first_of_month(timezone.localdate(now), -2),
        basis="Dự thảo nội quy mới (minh hoạ)", by=by, at=hour_ago(now, 12, 9),
    )  # fmt: skip


def _closed(places: Map, now: datetime) -> None:
    by = persons.actor("giamdoc")
    at, today = hour_ago(now, 149, 9), timezone.localdate(now)
    record_as_of(at)
    tet = next((day for day in _TET if day > today - timedelta(days=30)), None)
    if tet is not None:
        close_days(
            first=tet - timedelta(days=4), last=tet + timedelta(days=5),
            reason="Tết Nguyên đán", point=None, by=by, at=at,
        )  # fmt: skip
    for year in (today.year, today.year + 1):
        close_days(first=date(year, 9, 1), last=date(year, 9, 2), reason="Quốc khánh",
                   point=None, by=by, at=at)  # fmt: skip
    far = places.named("Thư viện xã Sìn Hồ")
    record_as_of(hour_ago(now, 28, 9))
    grant_grace(
        first=today - timedelta(days=45), last=today - timedelta(days=28), days=10,
        reason="Mưa lũ, đường vào xã bị chia cắt", point=far, by=librarian(far),
        at=hour_ago(now, 28, 9),
    )  # fmt: skip


@dataclass
class Counter:
    """One counter's loans; each act happens when it happened, never two out of order."""

    point: ServicePoint
    by: Actor
    readers: list[Reader]
    copies: list[Copy]
    chance: Random
    now: datetime
    # How many a reader has at home.
    out: dict[int, int] = field(default_factory=dict)
    acts: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    serial: count[int] = field(default_factory=lambda: count())

    def later(self, days: int, act: Callable[[datetime], None]) -> None:
        at = hour_ago(self.now, days, self.chance.uniform(8, 16))
        heapq.heappush(self.acts, (at, next(self.serial), act))

    def plan(self, loans: int) -> None:
        """Three in four loans are of before the last three weeks, the others still run."""
        for turn in range(loans):
            if turn % 4:
                end = _ENDS[(turn - 1 - turn // 4) % len(_ENDS)]
                days = self.chance.randint(44, _SINCE_DAYS)
                self.later(days, partial(self.lend, days=days, end=end))
            else:
                days = self.chance.randint(0, 8) if turn % 3 else 18
                self.later(days, partial(self.lend, days=days, end="open"))

    def play(self) -> None:
        while self.acts:
            at, _turn, act = heapq.heappop(self.acts)
            record_as_of(at)
            act(at)

    def lend(self, at: datetime, days: int, end: str) -> None:
        free = [one for one in self.readers if self.out.get(one.pk, 0) < 2]
        if not free or not self.copies:
            raise RuntimeError(f"{self.point.name}: {len(free)} readers, {len(self.copies)} books")
        reader = self.chance.choice(free)
        copy = self.copies.pop(self.chance.randrange(len(self.copies)))
        self.out[reader.pk] = self.out.get(reader.pk, 0) + 1
        lend(copy=copy, point=self.point, reader=reader, by=self.by, at=at)
        back = days - self.chance.randint(3, 9)
        if end == "back":
            self.later(back, partial(self.take_back, copy, reader))
        elif end == "back late":
            self.later(days - 40, partial(self.take_back, copy, reader))
        elif end == "renewed":
            self.later(back, partial(self.renew, copy))
            self.later(back - 5, partial(self.take_back, copy, reader))
        elif end == "lost":
            self.later(days - 30, partial(self.lose, copy))

    def take_back(self, copy: Copy, reader: Reader, at: datetime) -> None:
        return_copy(copy=copy, point=self.point, by=self.by, at=at)
        self.copies.append(copy)
        self.out[reader.pk] -= 1

    def renew(self, copy: Copy, at: datetime) -> None:
        renew(copy=copy, point=self.point, by=self.by, at=at)

    def lose(self, copy: Copy, at: datetime) -> None:
        lose(copy=copy, point=self.point, reason="Bạn đọc báo mất khi chuyển nhà",
             by=self.by, at=at)  # fmt: skip


def shelf(point: ServicePoint, before: datetime) -> list[Copy]:
    """What stood on a point's shelves all the time since ``before`` and may go home."""
    return list(
        all_copies()
        .filter(
            place__point=point, place__state__in=[State.IN_STORE, State.IN_SERVICE],
            place__since__lt=before, collection__in=[Collection.MAIN, Collection.ROTATION],
        )
        .order_by("pk")
    )  # fmt: skip


def build(places: Map, now: datetime) -> None:
    """Lay down the rules, then lend and take back at six counters."""
    _rules(places, now)
    _closed(places, now)
    begun = hour_ago(now, _SINCE_DAYS + 2, 0)
    for name, loans in _LOANS.items():
        point = places.named(name)
        readers = list(
            readers_at(ServicePoint.objects.filter(pk=point.pk)).exclude(name=BARRED).order_by("pk")
        )
        counter = Counter(
            point, librarian(point), readers, shelf(point, begun),
            Random(f"lent {name}"), now,  # noqa: S311
        )  # fmt: skip
        counter.plan(loans)
        counter.play()


assert {name for name, _count in HOMES} | {SCHOOL} == set(_LOANS)
