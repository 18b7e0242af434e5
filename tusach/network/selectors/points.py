"""Service points and what was true of them on a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tusach.network.models import AdminUnit, Level, PointFact, ServicePoint, Topic, UnitFact
from tusach.network.selectors.dates import holds, today


def value_of(fact: PointFact) -> Any:
    """A fact's value: the unit, the superior point, or what ``rules.topics`` describes."""
    if fact.topic == Topic.COMMUNE:
        return fact.unit
    if fact.topic == Topic.PARENT:
        return fact.other
    return fact.value


def facts_of(point: ServicePoint, on: date | None = None) -> dict[str, Any]:
    """What was true of the point on that day, by topic. What is not known is not there."""
    return facts_of_all([point.pk], on).get(point.pk, {})


def facts_of_all(points: Iterable[int], on: date | None = None) -> dict[int, dict[str, Any]]:
    """:func:`facts_of` for many points in one query."""
    found: dict[int, dict[str, Any]] = {}
    for fact in PointFact.objects.filter(holds(on or today()), point__in=points).select_related(
        "unit", "other"
    ):
        found.setdefault(fact.point_id, {})[fact.topic] = value_of(fact)
    return found


def history_of(point: ServicePoint) -> list[PointFact]:
    """Every fact of the point, topic by topic, the latest first."""
    return list(
        PointFact.objects.filter(point=point)
        .select_related("unit", "other")
        .order_by("topic", "-valid")
    )


def unit_of(point: ServicePoint, on: date | None = None) -> AdminUnit | None:
    """The administrative unit the point was in on that day: the commune as it then was, or
    the province of a point known no nearer. None where it is not recorded."""
    fact = (
        PointFact.objects.filter(holds(on or today()), point=point, topic=Topic.COMMUNE)
        .select_related("unit")
        .first()
    )
    return fact.unit if fact else None


def commune_of(point: ServicePoint, on: date | None = None) -> AdminUnit | None:
    """The commune, ward or township the point was in on that day."""
    unit = unit_of(point, on)
    return unit if unit is not None and unit.level == Level.COMMUNE else None


def province_of(point: ServicePoint, on: date | None = None) -> AdminUnit | None:
    """The province the point was in on that day."""
    unit = unit_of(point, on)
    if unit is None:
        return None
    fact = (
        UnitFact.objects.filter(holds(on or today()), unit=unit).select_related("province").first()
    )
    return fact.province if fact else unit.province


def is_open(point: ServicePoint, on: date | None = None) -> bool:
    """It served on that day. A point whose opening day is not known counts as open before."""
    on = on or today()
    if point.opened_on is not None and on < point.opened_on:
        return False
    return point.closed_on is None or on < point.closed_on


def points_on(on: date | None = None) -> QuerySet[ServicePoint]:
    """The points that served on that day, of every kind."""
    on = on or today()
    return ServicePoint.objects.filter(
        Q(opened_on__isnull=True) | Q(opened_on__lte=on),
        Q(closed_on__isnull=True) | Q(closed_on__gt=on),
    )


def points_under(unit: AdminUnit, on: date | None = None) -> QuerySet[ServicePoint]:
    """The points that lay in the unit on that day, open or not: of a district or province,
    in all that then belonged to it."""
    on = on or today()
    units = (
        UnitFact.objects.filter(holds(on))
        .filter(Q(unit=unit) | Q(parent=unit) | Q(province=unit))
        .values("unit")
    )
    return ServicePoint.objects.filter(
        pk__in=PointFact.objects.filter(holds(on), topic=Topic.COMMUNE, unit__in=units).values(
            "point"
        )
    )


def points_below(point: ServicePoint) -> QuerySet[ServicePoint]:
    """Every point under this one today, however far down, without itself."""
    below: set[int] = set()
    front = {point.pk}
    while front:
        front = (
            set(ServicePoint.objects.filter(parent__in=front).values_list("pk", flat=True)) - below
        )
        below |= front
    return ServicePoint.objects.filter(pk__in=below - {point.pk})


def find_by_code(code: str) -> ServicePoint | None:
    """The point with this code, however it was typed."""
    return ServicePoint.objects.filter(code__iexact=code.strip()).first()


def point_by_number(pk: int) -> ServicePoint | None:
    return (
        ServicePoint.objects.select_related("commune", "province", "parent").filter(pk=pk).first()
    )


def fact_by_number(point: ServicePoint, pk: int) -> PointFact | None:
    return PointFact.objects.filter(point=point, pk=pk).select_related("unit", "other").first()
