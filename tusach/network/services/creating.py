"""New points, one or thousands: their rows, their facts, their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Upper

from tusach.audit.api import Actor, Done, record_each
from tusach.network.errors import CodeIsTaken, UnitNotThen, UnitWasDivided
from tusach.network.models import AdminUnit, PointFact, ServicePoint, Topic
from tusach.network.names import search_form, sort_key
from tusach.network.rules.topics import clean
from tusach.network.selectors.units import what_became_of
from tusach.network.services.codes import next_codes
from tusach.network.services.current import refresh
from tusach.network.services.facts import build, plain


@dataclass(frozen=True)
class NewPoint:
    """What ``create_point`` is told."""

    kind: str
    name: str
    commune: AdminUnit | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    parent: ServicePoint | None = None
    code: str = ""
    opened_on: date | None = None
    founded_on: date | None = None
    founding_basis: str = ""
    since: date | None = None
    note: str = ""
    invented: bool = False

    @property
    def begins(self) -> date | None:
        """The day its facts hold from; None where nobody knows."""
        return self.since or self.opened_on


# (unit, from, until, legal basis)
Span = tuple[AdminUnit, date | None, date | None, str]


@transaction.atomic
def create_points(*, new: Sequence[NewPoint], by: Actor, at: datetime) -> list[ServicePoint]:
    """These points, in their order. Queries grow with the communes they lie in, not with them.

    Refuses what ``create_point`` refuses, but for a second point of the same name, which is
    for the caller to see. Each is recorded as ``network.create_point``.
    """
    spans = _spans(new)
    rows = [_row(one) for one in new]
    _give_codes(rows, new, spans)
    points = ServicePoint.objects.bulk_create(rows, batch_size=500)
    facts: list[PointFact] = []
    done: list[Done] = []
    for point, one, where in zip(points, new, spans, strict=True):
        values: dict[str, Any] = {
            Topic.NAME: point.name,
            Topic.KIND: point.kind,
            Topic.PARENT: one.parent,
        }
        values |= {topic: clean(topic, value) for topic, value in one.facts.items()}
        values = {topic: value for topic, value in values.items() if value is not None}
        facts += [
            build(point, topic, value, since=one.begins, until=None, legal_basis="", by=by, at=at)
            for topic, value in values.items()
        ]
        facts += [
            build(
                point, Topic.COMMUNE, unit, since=begin, until=end, legal_basis=basis, by=by, at=at
            )
            for unit, begin, end, basis in where
        ]
        changes = {topic: [None, plain(value)] for topic, value in values.items()}
        done.append(Done(("network.point", point.pk, point.name), point.pk, changes))
    PointFact.objects.bulk_create(facts, batch_size=2000)
    refresh(points)
    record_each("network.create_point", done, by=by, at=at)
    return points


def _row(one: NewPoint) -> ServicePoint:
    name = clean(Topic.NAME, one.name)
    return ServicePoint(
        code=one.code,
        name=name,
        sort_key=sort_key(name),
        folded=search_form(name),
        kind=clean(Topic.KIND, one.kind) or clean(Topic.KIND, "?"),
        opened_on=one.opened_on,
        founded_on=one.founded_on,
        founding_basis=one.founding_basis,
        note=one.note,
        invented=one.invented,
    )


def _give_codes(
    rows: Sequence[ServicePoint], new: Sequence[NewPoint], spans: Sequence[Sequence[Span]]
) -> None:
    """Each row without a code gets the next of its kind and province. Refuses
    :class:`CodeIsTaken` for one that was given by hand to two."""
    by_hand: dict[str, ServicePoint] = {}
    for row in rows:
        if row.code and (twin := by_hand.setdefault(row.code.upper(), row)) is not row:
            raise CodeIsTaken(code=row.code, point=twin.name)
    if by_hand:
        there = ServicePoint.objects.annotate(upper=Upper("code")).filter(upper__in=list(by_hand))
        if (other := there.first()) is not None:
            raise CodeIsTaken(code=other.code, point=other.name)
    wanting: dict[tuple[str, AdminUnit | None], list[ServicePoint]] = {}
    for row, one, where in zip(rows, new, spans, strict=True):
        if not row.code:
            wanting.setdefault((row.kind, _province(one, where)), []).append(row)
    for (kind, province), waiting in wanting.items():
        for row, code in zip(
            waiting, next_codes(kind, province, len(waiting), besides=by_hand), strict=True
        ):
            row.code = code


def _province(one: NewPoint, where: Sequence[Span]) -> AdminUnit | None:
    if where:
        last = where[-1][0]
        return last if last.level == "province" else last.province
    return one.parent.province if one.parent else None


def _spans(new: Sequence[NewPoint]) -> list[list[Span]]:
    """Where each lies, and when; looked up once for those of one commune and day."""
    known: dict[tuple[int, date | None], list[Span]] = {}
    found: list[list[Span]] = []
    for one in new:
        if one.commune is None:
            found.append([])
            continue
        key = (one.commune.pk, one.begins)
        if key not in known:
            known[key] = communes_over_time(one.commune, one.begins)
        found.append(known[key])
    return found


def communes_over_time(commune: AdminUnit, since: date | None) -> list[Span]:
    """(unit, from, until, legal basis) for a point that begins in ``commune``."""
    facts = list(commune.facts.order_by("valid"))
    if not facts:
        raise UnitNotThen(unit=commune.name, day=since)
    born = facts[0].valid.lower
    begin = since
    if born is not None and (since is None or since < born):
        begin = born
    spans: list[Span] = []
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
