"""Making, closing and reopening points."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.network.dependents import dependents_of, in_one_line
from tusach.network.errors import (
    AlreadyClosed,
    ClosesBeforeItOpens,
    DependentsBlock,
    DependentsLeft,
    HasOpenChildren,
    NameIsTaken,
    NotClosed,
)
from tusach.network.models import AdminUnit, PointKind, ServicePoint, Topic
from tusach.network.names import search_form
from tusach.network.rules.topics import clean
from tusach.network.selectors.dates import today
from tusach.network.selectors.points import points_on
from tusach.network.services.creating import NewPoint, create_points
from tusach.network.services.facts import lock


@transaction.atomic
def create_point(
    *,
    kind: str,
    name: str,
    commune: AdminUnit | None,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    parent: ServicePoint | None = None,
    code: str = "",
    opened_on: date | None = None,
    founded_on: date | None = None,
    founding_basis: str = "",
    since: date | None = None,
    note: str = "",
    invented: bool = False,
    same_name_refused: bool = True,
) -> ServicePoint:
    """A new service point. ``facts`` maps further topics to their values.

    The facts hold from ``since`` (default: the opening day; unknown where that is). In a
    commune that has since become part of another the point lies in each in its time; a
    former commune that was divided is refused (:class:`UnitWasDivided`), for only somebody
    on the spot knows. Refuses :class:`BadFact`, :class:`CodeIsTaken` and, in one commune, a
    second point of the same kind and name (:class:`NameIsTaken`). Recorded as
    ``network.create_point``.
    """
    new = NewPoint(
        kind=kind,
        name=name,
        commune=commune,
        facts=facts or {},
        parent=parent,
        code=code,
        opened_on=opened_on,
        founded_on=founded_on,
        founding_basis=founding_basis,
        since=since,
        note=note,
        invented=invented,
    )
    if same_name_refused and commune is not None:
        _refuse_same_name(clean(Topic.NAME, name), clean(Topic.KIND, kind), commune)
    return create_points(new=[new], by=by, at=at)[0]


def _refuse_same_name(name: str, kind: str, commune: AdminUnit) -> None:
    for other in points_on().filter(commune=commune, kind=kind, folded=search_form(name)):
        if other.name.casefold() == name.casefold():
            raise NameIsTaken(commune=commune.name, point=other.name, code=other.code)


@transaction.atomic
def close_point(
    *,
    point: ServicePoint,
    on: date,
    by: Actor,
    at: datetime,
    reason: str = "",
    legal_basis: str = "",
    version: int | None = None,
    seen: bool = False,
) -> ServicePoint:
    """From ``on`` the point no longer serves. Its facts and history stay.

    Locks the point. Refuses :class:`AlreadyClosed`, :class:`ClosesBeforeItOpens`, and
    :class:`HasOpenChildren` while points that belong to it stay open, :class:`DependentsBlock`
    while something is there that must go first, and :class:`DependentsLeft` while other rooms
    keep anything there, unless somebody has ``seen`` what becomes of it. Recorded as
    ``network.close_point`` with what was left.
    """
    held = lock(point, version)
    if held.closed_on is not None:
        raise AlreadyClosed(point=held.name, day=f"{held.closed_on:%d/%m/%Y}")
    if held.opened_on is not None and on < held.opened_on:
        raise ClosesBeforeItOpens(
            point=held.name, opened=f"{held.opened_on:%d/%m/%Y}", closed=f"{on:%d/%m/%Y}"
        )
    children = list(points_on(max(on, today())).filter(parent=held)[:20])
    if children:
        raise HasOpenChildren(
            point=held.name,
            count=len(children),
            names="; ".join(child.name for child in children[:3]),
        )
    left = dependents_of(held, on)
    if blocking := [one for one in left if one.blocks]:
        raise DependentsBlock(point=held.name, what=in_one_line(blocking))
    if left and not seen:
        raise DependentsLeft(point=held.name, what=in_one_line(left))
    held.closed_on, held.closed_reason, held.closed_basis = on, reason, legal_basis
    held.version += 1
    held.save(update_fields=["closed_on", "closed_reason", "closed_basis", "version"])
    record(
        "network.close_point",
        by=by,
        on=("network.point", held.pk, held.name),
        place=held.pk,
        changes={
            "closed_on": [None, on.isoformat()],
            "reason": [None, reason],
            **({"left": [None, in_one_line(left)]} if left else {}),
        },
        at=at,
    )
    return held


@transaction.atomic
def reopen_point(
    *, point: ServicePoint, by: Actor, at: datetime, version: int | None = None
) -> ServicePoint:
    """Take back a closing. Refuses :class:`NotClosed`. Recorded as ``network.reopen_point``."""
    held = lock(point, version)
    if held.closed_on is None:
        raise NotClosed(point=held.name)
    was = held.closed_on
    held.closed_on, held.closed_reason, held.closed_basis = None, "", ""
    held.version += 1
    held.save(update_fields=["closed_on", "closed_reason", "closed_basis", "version"])
    record(
        "network.reopen_point",
        by=by,
        on=("network.point", held.pk, held.name),
        place=held.pk,
        changes={"closed_on": [was.isoformat(), None]},
        at=at,
    )
    return held


__all__ = ["PointKind", "close_point", "create_point", "reopen_point"]
