"""What must be kept to undo a decision whole, and undoing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.network.errors import AlreadyUndone, BuiltUpon
from tusach.network.models import (
    AdminUnit,
    PointFact,
    Reorganisation,
    ServicePoint,
    UnitChange,
    UnitFact,
)
from tusach.network.parts import parts
from tusach.network.selectors.dates import during
from tusach.network.services.current import refresh


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def snapshot(points: Iterable[ServicePoint], topic: str) -> dict[str, Any]:
    """What a decision is about to change in these points: one topic and the closing."""
    kept: dict[str, Any] = {}
    points = list(points)
    for point in points:
        kept[str(point.pk)] = {
            "closed": [_iso(point.closed_on), point.closed_reason, point.closed_basis],
            "facts": [],
        }
    for fact in PointFact.objects.filter(point__in=points, topic=topic):
        kept[str(fact.point_id)]["facts"].append(
            {
                "since": _iso(fact.valid.lower),
                "until": _iso(fact.valid.upper),
                "unit": fact.unit_id,
                "other": fact.other_id,
                "basis": fact.legal_basis,
                "at": fact.recorded_at.isoformat(),
                "by": fact.recorded_by,
            }
        )
    return {"topic": str(topic), "points": kept}


def versions(points: Iterable[int]) -> dict[str, int]:
    rows = ServicePoint.objects.filter(pk__in=points).values_list("pk", "version")
    return {str(pk): version for pk, version in rows}


@transaction.atomic
def undo(*, done: Reorganisation, by: Actor, at: datetime) -> Reorganisation:
    """Put back everything a decision changed, as if it had not been entered.

    Locks the decision and its points. Refuses :class:`AlreadyUndone`, and
    :class:`BuiltUpon` where one of its points was changed afterwards or something leans on
    a unit or point that it made, and what the rooms that took part refuse. Recorded as
    ``network.undo``.
    """
    held = Reorganisation.objects.select_for_update().get(pk=done.pk)
    if held.undone_at is not None:
        moment = timezone.localtime(held.undone_at)
        raise AlreadyUndone(moment=f"{moment:%d/%m/%Y %H:%M}")
    touched = list(
        ServicePoint.objects.select_for_update().filter(pk__in=map(int, held.after)).order_by("pk")
    )
    for point in touched:
        if point.version != held.after[str(point.pk)]:
            raise BuiltUpon(what=point.name)
    for part in parts():
        part.undo(held, by, at)
    _restore_points(held, touched)
    held.successions.all().delete()
    try:
        with transaction.atomic():
            _restore_units(held)
    except ProtectedError as error:
        raise BuiltUpon(
            what=", ".join(sorted({str(one) for one in error.protected_objects})[:3])
        ) from None
    held.undone_at, held.undone_by = at, by.name
    held.save(update_fields=["undone_at", "undone_by"])
    refresh(touched)
    record(
        "network.undo",
        by=by,
        on=("network.reorganisation", held.pk, held.title),
        changes={"points": [len(touched), 0]},
        at=at,
    )
    return held


def _restore_points(held: Reorganisation, touched: list[ServicePoint]) -> None:
    kept, topic = held.before["points"], held.before["topic"]
    PointFact.objects.filter(point__in=touched, topic=topic).delete()
    facts = []
    for point in touched:
        was = kept[str(point.pk)]
        point.closed_on = _day(was["closed"][0])
        point.closed_reason, point.closed_basis = was["closed"][1:]
        point.version += 1
        point.save(update_fields=["closed_on", "closed_reason", "closed_basis", "version"])
        facts += [
            PointFact(
                point=point,
                topic=topic,
                valid=during(_day(fact["since"]), _day(fact["until"])),
                unit_id=fact["unit"],
                other_id=fact["other"],
                legal_basis=fact["basis"],
                recorded_at=datetime.fromisoformat(fact["at"]),
                recorded_by=fact["by"],
            )
            for fact in was["facts"]
        ]
    PointFact.objects.bulk_create(facts)


def _restore_units(held: Reorganisation) -> None:
    """Take away the units made and let those ended go on."""
    made, ended = held.before.get("made", []), held.before.get("ended", [])
    UnitChange.objects.filter(pk__in=held.before.get("changes", [])).delete()
    for unit in AdminUnit.objects.filter(pk__in=made):
        unit.facts.all().delete()
        unit.province = unit.parent = None
        unit.save(update_fields=["province", "parent"])
        unit.delete()
    for fact in UnitFact.objects.filter(unit__in=ended, valid__endswith=held.on):
        fact.valid = during(fact.valid.lower, None)
        fact.save(update_fields=["valid"])
    AdminUnit.objects.filter(pk__in=ended).update(ended_on=None)
