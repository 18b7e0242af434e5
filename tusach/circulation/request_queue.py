"""Who gets the next copy, and which copy goes to whom: first come, first served; near copies
first. Decisions without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Place:
    """A point as the queue sees it. ``lends``: its books may travel to other points. ``store``: it
    holds the rotation's stock, which serves everybody."""

    point: int
    parent: int | None
    commune: int | None
    province: int | None
    lends: bool = True
    kind: str = ""
    store: bool = False


@dataclass(frozen=True)
class Pact:
    """An agreement between points: some by themselves with all below them, some by their kind.
    ``collections``: what may be asked for; none named: all."""

    points: frozenset[int]
    kinds: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()

    def covers(self, one: Place, other: Place, collection: str) -> bool:
        if self.collections and collection not in self.collections:
            return False
        return self._has(one) and self._has(other)

    def _has(self, one: Place) -> bool:
        return one.point in self.points or one.parent in self.points or one.kind in self.kinds


@dataclass(frozen=True)
class Free:
    """A copy that nobody has."""

    copy: int
    at: Place
    collection: str = ""


@dataclass(frozen=True)
class Asked:
    """A request in the queue. ``copy``: only that one will do. ``needs_pact``: it is served from
    other libraries under an agreement alone."""

    request: int
    since: datetime
    at: Place
    copy: int | None = None
    needs_pact: bool = False


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


def one_house(one: Place, other: Place) -> bool:
    """Whether one of the two stands above the other: a library and a bookcase of its own."""
    return one.parent == other.point or other.parent == one.point


def lends_to(lender: Place, asker: Place) -> bool:
    """Whether a book of ``lender`` travels to ``asker`` at all, agreements apart. A library's
    shelf serves its own bookcases though it lends to no other."""
    if lender.point == asker.point or lender.lends:
        return True
    return not lender.store and one_house(lender, asker)


def is_covered(asked: Asked, free: Free, pacts: Iterable[Pact]) -> bool:
    """Whether an agreement lets this copy travel to this request, or none is needed."""
    lender, asker = free.at, asked.at
    if not asked.needs_pact or lender.point == asker.point or lender.store:
        return True
    if one_house(lender, asker):
        return True
    return any(pact.covers(asker, lender, free.collection) for pact in pacts)


def beyond(asked: Asked, free: Iterable[Free], pacts: Sequence[Pact]) -> Free | None:
    """The nearest copy that no agreement lets travel to this request; None where there is none."""
    fit = [
        one
        for one in free
        if asked.copy in (None, one.copy)
        and lends_to(one.at, asked.at)
        and not is_covered(asked, one, pacts)
    ]
    return min(fit, key=lambda one: (far(asked.at, one.at), one.copy), default=None)


def pairs(
    asked: Iterable[Asked], free: Iterable[Free], pacts: Sequence[Pact] = ()
) -> list[tuple[int, int]]:
    """(request, copy) for all that can be served: each request in the order in which it came
    takes the nearest copy that may travel to it, of equal ones the one with the lower number."""
    left: list[Free] = sorted(free, key=lambda one: one.copy)
    found = []
    for request in sorted(asked, key=lambda one: (one.since, one.request)):
        chosen = _nearest(request, left, pacts)
        if chosen is not None:
            left.remove(chosen)
            found.append((request.request, chosen.copy))
    return found


def _nearest(request: Asked, free: Sequence[Free], pacts: Sequence[Pact]) -> Free | None:
    fit = [
        one
        for one in free
        if request.copy in (None, one.copy)
        and lends_to(one.at, request.at)
        and is_covered(request, one, pacts)
    ]
    return min(fit, key=lambda one: (far(request.at, one.at), one.copy), default=None)
