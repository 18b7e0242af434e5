"""A year of service figures: invented, month by month, as points would report them.

What boxes on rotation served is counted with their batches (``year.py``); here stands what
points served from their own shelves, until they counted for themselves (``lent.py``,
``tallied.py``). Some points have gone silent, as some always have.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from tusach.audit.api import HOUSE, record_as_of
from tusach.demo.lent import counters
from tusach.demo.places import REFORM, Map
from tusach.demo.tallied import counted_since
from tusach.facts.api import Audience, Fact, Measure, Mode, write
from tusach.network.api import ServicePoint

MONTHS = 14
# What a month's report is called as a source.
SOURCE = "demo.month"
# Visits a month: the whole network counted some 83,000 in 2024.
_VISITS = {
    "provincial_library": (900, 1600),
    "commune_library": (40, 160),
    "school_library": (40, 160),
    "post_culture_point": (10, 60),
    "village_bookcase": (4, 40),
}
# School libraries that keep count at all, besides the three that are true.
_SCHOOLS, _BOOKCASES = 45, 24
_SUMMER = {6, 7, 8}


def month_ends(today: date, months: int = MONTHS) -> list[date]:
    """The last days of the last ``months`` whole months, the oldest first."""
    ends = []
    day = today.replace(day=1) - timedelta(days=1)
    for _turn in range(months):
        ends.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return ends[::-1]


def _reporting(places: Map) -> list[ServicePoint]:
    return [
        places.library,
        *places.communes,
        *places.schools[: 3 + _SCHOOLS],
        *places.posts[:10],
        *places.bookcases[:_BOOKCASES],
    ]


def _silent_since(point: ServicePoint, number: int, ends: list[date]) -> date | None:
    """Every seventh small point stopped reporting some months ago."""
    if point.kind == "provincial_library" or number % 7 != 3:
        return None
    return ends[-(4 + number % 4)]


def facts(places: Map, today: date) -> Iterator[Fact]:
    """Every month's visits, loans and items served of the points that keep count."""
    chance = Random("figures")  # noqa: S311 - wants repeatable, not secret
    ends = month_ends(today)
    # Since then these count for themselves, day by day.
    own = {one.pk for one in counters(places)} - {places.library.pk}
    since = counted_since(today)
    for number, point in enumerate(_reporting(places)):
        low, high = _VISITS[point.kind]
        school = point.kind == "school_library"
        silent = _silent_since(point, number, ends)
        for day in ends:
            visits = chance.randint(low, high)
            loans = round(visits * chance.uniform(0.3, 0.7))
            unborn = point.kind == "commune_library" and day < REFORM
            if point.pk in own and day >= since:
                continue
            if unborn or (silent and day > silent) or (school and day.month in _SUMMER):
                continue
            if school or chance.random() < 0.4:
                parts = [(Audience.PUPILS, 1.0)]
            else:
                parts = [(Audience.CHILDREN, 0.45), (Audience.ADULTS, 0.55)]
            for audience, share in parts:
                for measure, mode, quantity in (
                    (Measure.VISIT, Mode.ON_SITE, visits),
                    (Measure.LOAN, Mode.HOME, loans),
                    (Measure.ITEM_SERVED, Mode.ON_SITE, visits + loans),
                ):
                    if counted := round(quantity * share):
                        yield Fact(
                            point=point.pk,
                            day=day,
                            mode=mode,
                            audience=audience,
                            measure=measure,
                            quantity=counted,
                            # A tally on paper at a bookcase is an estimate.
                            exact=point.kind not in {"village_bookcase", "post_culture_point"},
                            source_kind=SOURCE,
                            source_key=f"{point.pk}:{day:%Y-%m}:{audience}",
                        )


def build(places: Map, today: date) -> None:
    """Write the figures of the last fourteen whole months, each month's two days after it."""
    by_day: dict[date, list[Fact]] = {}
    for fact in facts(places, today):
        by_day.setdefault(fact.day, []).append(fact)
    for day, told in sorted(by_day.items()):
        record_as_of(timezone.make_aware(datetime.combine(day + timedelta(days=2), time(16))))
        write(told, by=HOUSE)
