"""What is near a reader: the library or commune they chose, and how far others are from it.

The choice is kept in the reader's own browser (a cookie with the code of a point or the number
of a unit); where the reader is, is never sent here: the browser itself picks the nearest of the
public points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from tusach.holdings.api import Spot
from tusach.network.api import (
    AdminUnit,
    Level,
    ServicePoint,
    find_points,
    find_units,
    home_provinces,
    unit_by_number,
)
from tusach.portal.selectors import point_by_code, public_points

COOKIE = "gan"
# Half a year: a reader who moves chooses anew.
COOKIE_SECONDS = 180 * 86_400
# What "near" means where a page offers to leave out the rest: a way of half a day on foot, an
# hour by motorbike on mountain roads.
RADIUS = 20
_KEPT = 300  # seconds
_EARTH = 6371.0
_KEY = re.compile(r"[dx]\.[A-Za-z0-9._/-]{1,40}")
_MOST_OFFERED = 12


@dataclass(frozen=True)
class Near:
    """A place chosen: ``key`` is what the cookie holds; ``point`` its number when it is a
    library, ``commune`` that of the commune."""

    key: str
    name: str
    point: int | None
    commune: int | None
    lat: float | None
    lon: float | None

    def kilometres(self, place: Spot) -> float | None:
        """From here to the point in a straight line; None where a position is not known. A
        point without one of its own lies where its commune is drawn."""
        if place.pk == self.point:
            return 0.0
        where = place_of(place)
        if where is None or self.lat is None or self.lon is None:
            return None
        return kilometres((self.lat, self.lon), where)

    def rank(self, place: Spot | None) -> tuple[int, float]:
        """Sorts places: the one chosen, those of its commune, the others by distance, then
        those of which nothing is known."""
        if place is None:
            return 4, 0.0
        if place.pk == self.point:
            return 0, 0.0
        far = self.kilometres(place)
        if self.commune is not None and place.commune_id == self.commune:
            return 1, far or 0.0
        return (3, 0.0) if far is None else (2, far)

    def rank_of_commune(self, place: Spot) -> tuple[int, float]:
        """Sorts the communes that places lie in: the reader's own, then by distance."""
        if place.commune_id is None:
            return 3, 0.0
        if place.commune_id == self.commune:
            return 0, 0.0
        if None in (self.lat, self.lon, place.commune_lat, place.commune_lon):
            return 3, 0.0
        here = (self.lat or 0.0, self.lon or 0.0)
        return 2, kilometres(here, (place.commune_lat or 0.0, place.commune_lon or 0.0))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two (latitude, longitude), along the earth's surface."""
    (lat, lon), (to_lat, to_lon) = one, other
    north, east = math.radians(to_lat - lat), math.radians(to_lon - lon)
    chord = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(lat)) * math.cos(math.radians(to_lat)) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, chord)))


def position_of(place: ServicePoint) -> tuple[float, float] | None:
    if place.lat is not None and place.lon is not None:
        return place.lat, place.lon
    commune = place.commune
    if commune is not None and commune.lat is not None and commune.lon is not None:
        return commune.lat, commune.lon
    return None


def place_of(spot: Spot) -> tuple[float, float] | None:
    if spot.lat is not None and spot.lon is not None:
        return spot.lat, spot.lon
    if spot.commune_lat is not None and spot.commune_lon is not None:
        return spot.commune_lat, spot.commune_lon
    return None


def key_of(place: ServicePoint | AdminUnit) -> str:
    return f"d.{place.code}" if isinstance(place, ServicePoint) else f"x.{place.pk}"


def near_by_key(key: str) -> Near | None:
    """The place with this key, if the public may know of it and it is there still."""
    if not _KEY.fullmatch(key):
        return None
    kind, _, value = key.partition(".")
    if kind == "d" and (point := point_by_code(value)) is not None:
        where = position_of(point) or (None, None)
        return Near(key, point.name, point.pk, point.commune_id, *where)
    if kind == "x" and value.isdecimal() and len(value) < 12:
        unit = unit_by_number(int(value))
        if unit is not None and unit.level == Level.COMMUNE and unit.ended_on is None:
            return Near(key, unit.name, None, unit.pk, unit.lat, unit.lon)
    return None


def near_of(request: HttpRequest) -> Near | None:
    """What the reader of this request chose; None for nothing, or what is no more."""
    key = request.COOKIES.get(COOKIE, "")
    if not _KEY.fullmatch(key):
        return None
    kept: Near | str | None = cache.get(f"portal.near.{key}")
    if kept is None:
        kept = near_by_key(key) or ""
        cache.set(f"portal.near.{key}", kept, _KEPT)
    return kept if isinstance(kept, Near) else None


Position = tuple[int, str, float, float]


def positions() -> Sequence[Position]:
    """(number, code, latitude, longitude) of every public point that has a position."""
    found: list[Position] | None = cache.get("portal.positions")
    if found is None:
        found = [
            (point.pk, point.code, *where)
            for point in public_points().order_by("pk")
            if (where := position_of(point)) is not None
        ]
        cache.set("portal.positions", found, _KEPT)
    return found


def within(near: Near, radius: float = RADIUS) -> list[int]:
    """The numbers of the public points not farther than so many kilometres, nearest first;
    those of the chosen commune even where no position is known."""
    found: list[tuple[float, int]] = []
    if near.lat is not None and near.lon is not None:
        here = (near.lat, near.lon)
        for pk, _code, lat, lon in positions():
            if (far := kilometres(here, (lat, lon))) <= radius:
                found.append((far, pk))
    numbers = [pk for _far, pk in sorted(found)]
    if near.commune is not None:
        known = set(numbers)
        there = public_points().filter(commune=near.commune).values_list("pk", flat=True)
        numbers += [pk for pk in there if pk not in known]
    return numbers


def of_near(near: Near) -> list[int]:
    """The numbers of the points that are "mine": the library chosen, or those of the commune."""
    if near.point is not None:
        return [near.point]
    return list(public_points().filter(commune=near.commune).values_list("pk", flat=True))


@dataclass(frozen=True)
class Offer:
    """A place that can be chosen as near."""

    key: str
    name: str
    about: str


def offers(words: str) -> list[Offer]:
    """Public points and communes that answer to the words, in former names too: points
    first, each with what tells it from its namesakes."""
    if not words.strip():
        return []
    found = [
        Offer(key_of(point), point.name, ", ".join(_around(point)))
        for point in find_points(words, public_points(), limit=_MOST_OFFERED)
    ]
    communes: dict[int, Offer] = {}
    for province in home_provinces():
        for hit in find_units(words, within=province, limit=_MOST_OFFERED):
            now = [became.unit for became in hit.now] if hit.is_former else [hit.unit]
            for unit in now:
                if unit.level == Level.COMMUNE and unit.ended_on is None:
                    about = province.name if not hit.is_former else f"{hit.name} → {province.name}"
                    communes.setdefault(unit.pk, Offer(key_of(unit), unit.name, about))
    return [*list(communes.values())[:_MOST_OFFERED], *found]


def _around(point: ServicePoint) -> list[str]:
    return [unit.name for unit in (point.commune, point.province) if unit is not None]
