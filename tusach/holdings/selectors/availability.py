"""What a reader may know of where the copies of a title are, live from the ledger's end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _

from tusach.holdings.models import CopyPlace
from tusach.holdings.rules import State

# A reader can have it now.
_THERE = {State.IN_STORE, State.IN_SERVICE}
# Not shown to the public at all: the copy cannot be had and its fate is not their business.
_HIDDEN = {State.LOST, State.DAMAGED, State.WITHDRAWN}

Until = Callable[[list[int]], Mapping[int, date]]
_until: list[Until] = []


def tell_until(hook: Until) -> None:
    """Register who knows until when copies stay where they are (rotation, loans).

    ``hook(copy_numbers)`` maps those it knows to the day; called once for a page.
    """
    _until.append(hook)


@dataclass(frozen=True)
class Availability:
    """Copies of one title at one place in one situation.

    ``point`` is None where the place must not be named or is not a point. ``available``:
    a reader can have it there now. ``until``: the day until which they are there, if known.
    ``shelf_marks`` where to look on the shelf.
    """

    record_id: int
    point: int | None
    place: str
    public: bool
    situation: str
    available: bool
    count: int
    until: date | None
    shelf_marks: tuple[str, ...] = ()


def _situation(state: str, hidden: bool) -> str:
    if hidden or state == State.ON_LOAN:
        return str(_("đang cho mượn") if not hidden else _("đang ở một điểm khác"))
    if state in {State.PACKED, State.IN_TRANSIT}:
        return _("đang trên đường luân chuyển")
    if state in _THERE:
        return _("có tại chỗ")
    return str(State(state).label)


def availability(
    record_ids: Iterable[int], audience: Literal["public", "staff"] = "public"
) -> list[Availability]:
    """Where the copies of these titles are, for the public or for staff; two queries.

    To the public a point of army, border guard, police or prison is "another point", with
    the day until which the book is there; lost, damaged and withdrawn copies are left out.
    Sorted by title, what can be had first, then by place.
    """
    ids = list(record_ids)
    found = CopyPlace.objects.filter(copy__record_id__in=ids).select_related(
        "copy", "copy__owner", "point", "container"
    )
    if audience == "public":
        found = found.exclude(state__in=_HIDDEN)
    places = list(found)
    until: dict[int, date] = {}
    for hook in _until:
        until.update(hook([place.copy_id for place in places]))
    groups: dict[tuple[Any, ...], list[CopyPlace]] = {}
    for place in places:
        key = (place.copy.record_id, *_shown(place, audience), until.get(place.copy_id))
        groups.setdefault(key, []).append(place)
    rows = [
        Availability(
            record_id=key[0],
            point=key[1],
            place=key[2],
            public=key[3],
            situation=key[4],
            available=key[5],
            count=len(group),
            until=key[6],
            # Where on the shelf of a place that must not be named is nobody's business.
            shelf_marks=tuple(sorted({p.copy.shelf_mark for p in group if p.copy.shelf_mark}))
            if key[3] or audience == "staff"
            else (),
        )
        for key, group in groups.items()
    ]
    order = {pk: place for place, pk in enumerate(ids)}
    return sorted(
        rows, key=lambda r: (order[r.record_id], not r.available, r.point is None, r.place)
    )


def _shown(place: CopyPlace, audience: str) -> tuple[int | None, str, bool, str, bool]:
    """(point, name, public, situation, available) as this audience may see it."""
    point = place.point
    there = place.state in _THERE
    if audience == "public":
        if point is None:
            return None, _("đang luân chuyển"), True, _situation(State.IN_TRANSIT, False), False
        if not point.is_public:
            return None, _("một điểm khác"), False, _situation(place.state, True), False
        return point.pk, point.name, True, _situation(place.state, False), there
    if point is not None:
        return point.pk, point.name, point.is_public, str(State(place.state).label), there
    if place.container is not None:
        name = _("thùng %(code)s") % {"code": place.container.code}
        return None, name, True, str(State(place.state).label), False
    return None, place.post or _("ngoài sổ"), True, str(State(place.state).label), False
