"""Who gets the next copy, and which copy goes to whom: first come, first served; near copies
first. Decisions without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Place:
    """A point as the queue sees it. ``lends``: its books may travel to other points."""

    point: int
    parent: int | None
    commune: int | None
    province: int | None
    lends: bool = True


@dataclass(frozen=True)
class Free:
    """A copy that nobody has."""

    copy: int
    at: Place


@dataclass(frozen=True)
class Asked:
    """A request in the queue. ``copy``: only that one will do."""

    request: int
    since: datetime
    at: Place
    copy: int | None = None


def far(one: Place, other: Place) -> int:
    """0 the same point, 1 one above or below the other or under one roof, 2 the same commune,
    3 the same province, 4 farther."""
    if one.point == other.point:
        return 0
    if one.parent == other.point or other.parent == one.point:
        return 1
    if one.parent is not None and one.parent == other.parent:
        return 1
    if one.commune is not None and one.commune == other.commune:
        return 2
    return 3 if one.province is not None and one.province == other.province else 4


def pairs(asked: Iterable[Asked], free: Iterable[Free]) -> list[tuple[int, int]]:
    """(request, copy) for all that can be served: each request in the order in which it came
    takes the nearest copy that may travel to it, of equal ones the one with the lower number."""
    left: list[Free] = sorted(free, key=lambda one: one.copy)
    found = []
    for request in sorted(asked, key=lambda one: (one.since, one.request)):
        chosen = _nearest(request, left)
        if chosen is not None:
            left.remove(chosen)
            found.append((request.request, chosen.copy))
    return found


def _nearest(request: Asked, free: Sequence[Free]) -> Free | None:
    fit = [
        one
        for one in free
        if request.copy in (None, one.copy) and (one.at.lends or one.at.point == request.at.point)
    ]
    return min(fit, key=lambda one: (far(request.at, one.at), one.copy), default=None)
