"""What a reader may know of where the copies of a title are, live from the ledger's end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, DateField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tusach.holdings.models import CopyPlace
from tusach.holdings.rules import THERE, State
from tusach.network.api import SECRET_KINDS, ServicePoint

# Not shown to the public at all: the copy cannot be had and its fate is not their business.
_HIDDEN = {State.LOST, State.DAMAGED, State.WITHDRAWN}
# Shelf marks of one title at one place that are told; more say nothing to a reader.
_MARKS = 6

Until = Callable[[], Combinable]
_until: list[Until] = []


def tell_until(hook: Until) -> None:
    """Register who knows until when copies stay where they are (rotation, loans).

    ``hook()`` gives the day as an expression on a row with ``copy_id`` (a ``Subquery`` that
    refers to ``OuterRef("copy_id")``), null where it does not know: the database counts the
    copies by it, so that five thousand of one title cost no more than their counting.
    """
    _until.append(hook)


class Spot(NamedTuple):
    """A point as a list of places needs it: light, for a title may stand at a thousand."""

    pk: int
    code: str
    name: str
    kind: str
    sort_key: str
    lat: float | None
    lon: float | None
    commune_id: int | None
    commune: str | None
    commune_key: str | None
    commune_lat: float | None
    commune_lon: float | None

    @property
    def is_public(self) -> bool:
        return self.kind not in SECRET_KINDS


_OF_SPOT = (
    *("pk", "code", "name", "kind", "sort_key", "lat", "lon", "commune_id"),
    *("commune__name", "commune__sort_key", "commune__lat", "commune__lon"),
)


def _spots(numbers: set[int]) -> dict[int, Spot]:
    rows = ServicePoint.objects.filter(pk__in=numbers).order_by().values_list(*_OF_SPOT)
    return {row[0]: Spot(*row) for row in rows}


@dataclass(frozen=True)
class Availability:
    """Copies of one title at one place in one situation.

    ``point`` is None where the place must not be named or is not a point; ``at`` is the point
    itself, with its commune, where it may be named. ``available``: a reader can have it there
    now. ``until``: the day until which they are there, if known. ``shelf_marks`` where to look
    on the shelf.
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
    at: Spot | None = field(default=None, compare=False)


@dataclass
class _Group:
    count: int = 0
    marks: set[str] = field(default_factory=set)


def _situation(state: str, hidden: bool) -> str:
    if hidden or state == State.ON_LOAN:
        return str(_("đang cho mượn") if not hidden else _("đang ở một điểm khác"))
    if state in {State.PACKED, State.IN_TRANSIT}:
        return _("đang trên đường luân chuyển")
    if state in THERE:
        return _("có tại chỗ")
    return str(State(state).label)


def availability(
    record_ids: Iterable[int], audience: Literal["public", "staff"] = "public"
) -> list[Availability]:
    """Where the copies of these titles are, for the public or for staff; two queries, and
    rows as many as there are places and situations, however many copies.

    To the public a point of army, border guard, police or prison is "another point", with
    the day until which the book is there; lost, damaged and withdrawn copies are left out.
    Sorted by title, what can be had first, then by place.
    """
    ids = list(record_ids)
    rows = _counted(ids, audience)
    points = _spots({row["point_id"] for row in rows if row["point_id"] is not None})
    groups: dict[tuple[Any, ...], _Group] = {}
    said = _public_sentences() if audience == "public" else {}
    for row in rows:
        point = points.get(row["point_id"])
        shown = _public(row, point, said) if audience == "public" else _for_staff(row, point)
        key = (row["copy__record_id"], *shown, row["until"])
        group = groups.setdefault(key, _Group())
        group.count += row["n"]
        group.marks.update(mark for mark in row["marks"] or () if mark)
    found = []
    for key, group in groups.items():
        record_id, pk, place, public, situation, available, until = key
        found.append(
            Availability(
                record_id=record_id,
                point=pk,
                place=place,
                public=public,
                situation=situation,
                available=available,
                count=group.count,
                until=until,
                # Where on the shelf of a place that must not be named is nobody's business.
                shelf_marks=tuple(sorted(group.marks)[:_MARKS])
                if public or audience == "staff"
                else (),
                at=points.get(pk) if pk is not None else None,
            )
        )
    order = {pk: place for place, pk in enumerate(ids)}
    return sorted(
        found, key=lambda r: (order[r.record_id], not r.available, r.point is None, r.place)
    )


def _counted(ids: list[int], audience: str) -> list[dict[str, Any]]:
    """The copies counted by title, holder, state and day until which they stay."""
    found = CopyPlace.objects.filter(copy__record_id__in=ids)
    if audience == "public":
        found = found.exclude(state__in=_HIDDEN)
    days: list[Combinable] = [hook() for hook in _until]
    nothing = Value(None, output_field=DateField())
    by = ["copy__record_id", "point_id", "state", "until"]
    if audience == "staff":
        by += ["container__code", "post"]
    return list(
        found.annotate(until=Coalesce(*days, nothing) if days else nothing)
        .order_by()
        .values(*by)
        .annotate(
            n=Count("copy_id"),
            marks=ArrayAgg(
                "copy__shelf_mark", distinct=True, filter=~Q(copy__shelf_mark=""), default=None
            ),
        )
    )


Shown = tuple[int | None, str, bool, str, bool]


def _public_sentences() -> dict[str, str]:
    """What is said of each state, in the language of the page: asked for once, not a
    thousand times."""
    said = {str(state): _situation(state, False) for state in State}
    return said | {"moving": _("đang luân chuyển"), "hidden": _("một điểm khác"),
                   "there": _situation(State.IN_SERVICE, True)}  # fmt: skip


def _public(row: dict[str, Any], point: Spot | None, said: dict[str, str]) -> Shown:
    """(point, name, public, situation, available) as readers may see it."""
    if point is None:
        return None, said["moving"], True, said[State.IN_TRANSIT], False
    if not point.is_public:
        return None, said["hidden"], False, said["there"], False
    return point.pk, point.name, True, said[row["state"]], row["state"] in THERE


def _for_staff(row: dict[str, Any], point: Spot | None) -> Shown:
    state = row["state"]
    if point is not None:
        return point.pk, point.name, point.is_public, str(State(state).label), state in THERE
    if row["container__code"]:
        name = _("thùng %(code)s") % {"code": row["container__code"]}
        return None, name, True, str(State(state).label), False
    return None, row["post"] or _("ngoài sổ"), True, str(State(state).label), False
