"""Where the copies of titles are, as readers are told: what they can have first, then near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.catalogue.api import Kind, Record, Within, hosts_of
from tusach.holdings.api import Availability, Spot, availability
from tusach.network.api import PointKind
from tusach.portal.nearness import Near
from tusach.portal.selectors import NOT_FOR_READERS
from tusach.vietnamese.api import fold

# Places on one page of a record.
PLACES = 30


@dataclass(frozen=True)
class Held:
    """Copies of a title at one place in one situation.

    ``until`` is a day still to come; ``is_due``: the day until which they were to stay is
    over, so they are about to leave or on their way.
    """

    point: Spot | None
    place: str
    situation: str
    available: bool
    count: int
    until: date | None = None
    is_due: bool = False
    marks: tuple[str, ...] = ()
    km: float | None = None

    @property
    def code(self) -> str:
        """Of the place's own page; "" where it has none."""
        if self.point is None or self.point.kind in NOT_FOR_READERS:
            return ""
        return self.point.code


@dataclass
class Entry:
    """A record in a list, with where its copies are, what a reader can have first."""

    record: Record
    places: list[Held] = field(default_factory=list)
    # What an article stands in; its copies serve the article.
    within: Within | None = None

    @property
    def here(self) -> list[Held]:
        """Where a reader can have it now."""
        return [place for place in self.places if place.available]

    @property
    def elsewhere(self) -> list[Held]:
        return [place for place in self.places if not place.available]

    @property
    def total(self) -> int:
        return sum(place.count for place in self.places)

    @property
    def free(self) -> int:
        return sum(place.count for place in self.here)


@dataclass(frozen=True)
class Locality:
    """The places of one commune on a page; ``name`` is "" for what lies in none that may be
    named. ``total`` and ``free`` count all its copies, on other pages too."""

    name: str
    unit: int | None
    total: int
    free: int
    places: list[Held]


@dataclass(frozen=True)
class Whereabouts:
    """One page of the places of a title. ``places`` and ``pages`` count what was asked for;
    ``all_places`` all there are."""

    localities: list[Locality]
    page: int
    pages: int
    places: int
    all_places: int


def with_places(records: Sequence[Record], near: Near | None = None) -> list[Entry]:
    """The records with the live whereabouts of their copies, in as many queries as for one:
    what a reader can have first, of it the nearest. An article is where its newspaper is."""
    today = timezone.localdate()
    articles = [record.pk for record in records if record.kind == Kind.ARTICLE]
    within = hosts_of(articles, public=True) if articles else {}
    hosts = {pk: one.host.pk for pk, one in within.items() if one.host is not None}
    found: dict[int, list[Availability]] = {}
    wanted = {*(record.pk for record in records), *hosts.values()}
    for one in availability(sorted(wanted)) if wanted else []:
        found.setdefault(one.record_id, []).append(one)
    return [
        Entry(
            record,
            _held(found.get(record.pk) or found.get(hosts.get(record.pk, 0), []), near, today),
            within.get(record.pk),
        )
        for record in records
    ]


def _held(rows: Sequence[Availability], near: Near | None, today: date) -> list[Held]:
    alike: dict[Held, tuple[int, set[str]]] = {}
    for row in rows:
        available, situation = row.available, row.situation
        if available and row.at is not None and row.at.kind == PointKind.ROTATION_STORE:
            available, situation = False, _("trong kho, chờ luân chuyển")
        is_due = row.until is not None and row.until < today
        until = None if is_due else row.until
        one = Held(row.at, row.place, situation, available, 0, until, is_due)
        count, marks = alike.get(one, (0, set()))
        alike[one] = count + row.count, marks | set(row.shelf_marks)
    found = [
        Held(
            one.point, one.place, one.situation, one.available, count, one.until, one.is_due,
            tuple(sorted(marks)),
            near.kilometres(one.point) if near is not None and one.point is not None else None,
        )
        for one, (count, marks) in alike.items()
    ]  # fmt: skip
    return sorted(
        found,
        key=lambda one: (
            not one.available,
            near.rank(one.point) if near is not None else (0, 0.0),
            one.point is None,
            one.point.sort_key if one.point else "",
            one.until or date.max,
        ),
    )


def whereabouts(
    entry: Entry, near: Near | None, *, words: str = "", free: bool = False, page: int = 1
) -> Whereabouts:
    """A page of the places of this record: by commune, the nearest commune first, else in the
    order of their names. ``words`` must all stand in the name of the place or its commune,
    marks or not; ``free`` leaves out what cannot be had now."""
    wanted = fold(words).split()
    shown = [
        place
        for place in entry.places
        if (place.available or not free) and all(word in _called(place) for word in wanted)
    ]
    shown.sort(key=lambda place: _filed(place, near))
    sums: dict[int | None, list[int]] = {}
    for place in shown:
        counted = sums.setdefault(_unit(place), [0, 0])
        counted[0] += place.count
        counted[1] += place.count if place.available else 0
    pages = max(1, -(-len(shown) // PLACES))
    page = min(max(page, 1), pages)
    cut = shown[(page - 1) * PLACES : page * PLACES]
    return Whereabouts(
        localities=[
            Locality(_commune(places[0]), unit, sums[unit][0], sums[unit][1], places)
            for unit, places in ((unit, list(them)) for unit, them in groupby(cut, key=_unit))
        ],
        page=page,
        pages=pages,
        places=len(shown),
        all_places=len(entry.places),
    )


def _unit(place: Held) -> int | None:
    return place.point.commune_id if place.point is not None else None


def _commune(place: Held) -> str:
    return (place.point.commune or "") if place.point is not None else ""


def _called(place: Held) -> str:
    return fold(f"{place.place} {_commune(place)}")


def _filed(place: Held, near: Near | None) -> tuple[object, ...]:
    """Communes by nearness, then by name; within one what can be had first."""
    point = place.point
    if point is None:
        return True, place.place, not place.available, place.until or date.max
    return (
        False,
        point.commune_id is None,
        near.rank_of_commune(point) if near is not None else (0, 0.0),
        point.commune_key or "",
        point.commune_id or 0,
        not place.available,
        near.rank(point) if near is not None else (0, 0.0),
        point.sort_key,
        point.pk,
        place.until or date.max,
    )
