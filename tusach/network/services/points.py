"""Making, closing and reopening points."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.network.errors import (
    AlreadyClosed,
    ClosesBeforeItOpens,
    CodeIsTaken,
    HasOpenChildren,
    NameIsTaken,
    NotClosed,
    UnitNotThen,
    UnitWasDivided,
)
from tusach.network.models import AdminUnit, PointFact, PointKind, ServicePoint, Topic
from tusach.network.names import search_form, sort_key
from tusach.network.rules.topics import clean
from tusach.network.selectors.dates import today
from tusach.network.selectors.points import points_on
from tusach.network.selectors.units import what_became_of
from tusach.network.services.codes import next_code
from tusach.network.services.current import refresh
from tusach.network.services.facts import build, lock, plain


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
    since = since or opened_on
    name = clean(Topic.NAME, name)
    kind = clean(Topic.KIND, kind) or clean(Topic.KIND, "?")
    if same_name_refused and commune is not None:
        _refuse_same_name(name, kind, commune)
    spans = _communes_over_time(commune, since) if commune else []
    province = spans[-1][0].province if spans else (parent.province if parent else None)
    if spans and spans[-1][0].level == "province":
        province = spans[-1][0]
    if code and (other := ServicePoint.objects.filter(code__iexact=code).first()):
        raise CodeIsTaken(code=code, point=other.name)
    point = ServicePoint.objects.create(
        code=code or next_code(kind, province),
        name=name,
        sort_key=sort_key(name),
        folded=search_form(name),
        kind=kind,
        opened_on=opened_on,
        founded_on=founded_on,
        founding_basis=founding_basis,
        note=note,
        invented=invented,
    )
    values: dict[str, Any] = {Topic.NAME: name, Topic.KIND: kind, Topic.PARENT: parent}
    values |= {topic: clean(topic, value) for topic, value in (facts or {}).items()}
    made = [
        build(point, topic, value, since=since, until=None, legal_basis="", by=by, at=at)
        for topic, value in values.items()
        if value is not None
    ]
    made += [
        build(point, Topic.COMMUNE, unit, since=begin, until=end, legal_basis=basis, by=by, at=at)
        for unit, begin, end, basis in spans
    ]
    PointFact.objects.bulk_create(made)
    refresh([point])
    record(
        "network.create_point",
        by=by,
        on=("network.point", point.pk, point.name),
        place=point.pk,
        changes={t: [None, plain(v)] for t, v in values.items() if v is not None},
        at=at,
    )
    return point


def _refuse_same_name(name: str, kind: str, commune: AdminUnit) -> None:
    for other in points_on().filter(commune=commune, kind=kind, folded=search_form(name)):
        if other.name.casefold() == name.casefold():
            raise NameIsTaken(commune=commune.name, point=other.name, code=other.code)


def _communes_over_time(
    commune: AdminUnit, since: date | None
) -> list[tuple[AdminUnit, date | None, date | None, str]]:
    """(unit, from, until, legal basis) for a point that begins in ``commune``."""
    facts = list(commune.facts.order_by("valid"))
    if not facts:
        raise UnitNotThen(unit=commune.name, day=since)
    born = facts[0].valid.lower
    begin = since
    if born is not None and (since is None or since < born):
        begin = born
    spans: list[tuple[AdminUnit, date | None, date | None, str]] = []
    unit, basis = commune, ""
    while True:
        if unit.ended_on is None or (begin is not None and begin >= unit.ended_on and not spans):
            if unit.ended_on is not None:
                raise UnitNotThen(unit=unit.name, day=f"{begin:%d/%m/%Y}")
            spans.append((unit, begin, None, basis))
            return spans
        spans.append((unit, begin, unit.ended_on, basis))
        after = what_became_of(unit, unit.ended_on)
        if len(after) != 1:
            raise UnitWasDivided(
                unit=unit.name,
                successors=", ".join(one.unit.name for one in after),
                day=f"{unit.ended_on:%d/%m/%Y}",
            )
        begin, unit, basis = unit.ended_on, after[0].unit, after[0].legal_basis


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
) -> ServicePoint:
    """From ``on`` the point no longer serves. Its facts and history stay.

    Locks the point. Refuses :class:`AlreadyClosed`, :class:`ClosesBeforeItOpens`, and
    :class:`HasOpenChildren` while points that belong to it stay open. Recorded as
    ``network.close_point``.
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
    held.closed_on, held.closed_reason, held.closed_basis = on, reason, legal_basis
    held.version += 1
    held.save(update_fields=["closed_on", "closed_reason", "closed_basis", "version"])
    record(
        "network.close_point",
        by=by,
        on=("network.point", held.pk, held.name),
        place=held.pk,
        changes={"closed_on": [None, on.isoformat()], "reason": [None, reason]},
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
