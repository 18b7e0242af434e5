"""The registry of points: what a list begins with, searched and narrowed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import and_, or_

from django.db.models import Count, Q, QuerySet

from tusach.network.models import AdminUnit, HomeProvince, Level, PointFact, ServicePoint, Topic
from tusach.network.models.points import SECRET_KINDS
from tusach.network.names import search_form
from tusach.network.selectors.dates import holds, today
from tusach.network.selectors.units import became_of_all, units_on


def registry(secrets: QuerySet[ServicePoint] | None = None) -> QuerySet[ServicePoint]:
    """Every point; of army, border guard, police and prisons only those in ``secrets``."""
    seen = ~Q(kind__in=SECRET_KINDS)
    if secrets is not None:
        seen |= Q(pk__in=secrets.values("pk"))
    return ServicePoint.objects.filter(seen).select_related("commune", "province", "parent")


def homes() -> list[HomeProvince]:
    """The provinces served with the letters of their codes."""
    return list(HomeProvince.objects.select_related("unit"))


def home_provinces() -> list[AdminUnit]:
    """The provinces this installation serves, in the order set."""
    return [home.unit for home in HomeProvince.objects.select_related("unit")]


def home_province() -> AdminUnit | None:
    """The first of them; the map and new points begin there."""
    homes = home_provinces()
    return homes[0] if homes else None


def search_points(points: QuerySet[ServicePoint], words: str) -> QuerySet[ServicePoint]:
    """Points whose name, code, commune or a former name or commune has every word.

    Marks may be left out. "truong san thang" finds the school of that name and the schools
    that lay in San Thàng.
    """
    conditions = [_has(word) for word in search_form(words).split()]
    if not conditions:
        return points.filter(code__icontains=words.strip()) if words.strip() else points
    everything = reduce(and_, conditions)
    return points.filter(Q(code__icontains=words.strip()) | everything)


def _has(word: str) -> Q:
    there = PointFact.objects.filter(
        topic=Topic.COMMUNE, unit__facts__folded__contains=word
    ).values("point")
    return Q(folded__contains=word) | Q(pk__in=there)


def find_points(
    text: str, points: QuerySet[ServicePoint], *, limit: int = 20
) -> list[ServicePoint]:
    """For pickers: the point with this code first, then names that begin so, then the rest."""
    folded = search_form(text)
    found = list(search_points(points, text).order_by("sort_key", "pk")[:200])
    found.sort(
        key=lambda p: (
            p.code.casefold() != text.strip().casefold(),
            p.folded != folded,
            not p.folded.startswith(folded),
            p.is_closed,
        )
    )
    return found[:limit]


def in_former_district(
    points: QuerySet[ServicePoint], district: AdminUnit
) -> QuerySet[ServicePoint]:
    """Points that lay in the district on its last day, and points made since then in a
    commune that holds something of it."""
    if district.ended_on is None:
        return points.none()
    last = district.ended_on - timedelta(days=1)
    lay_there = PointFact.objects.filter(
        holds(last),
        topic=Topic.COMMUNE,
        unit__in=units_on(last, level=Level.COMMUNE, within=district),
    )
    recorded_then = PointFact.objects.filter(holds(last), topic=Topic.COMMUNE)
    successors = [one.unit.pk for one in became_of_all([district])[district.pk]]
    return points.filter(
        Q(pk__in=lay_there.values("point"))
        | (Q(commune__in=successors) & ~Q(pk__in=recorded_then.values("point")))
    )


def former_districts(provinces: list[AdminUnit]) -> list[AdminUnit]:
    """The districts there were in these provinces (and in what was merged into them)."""
    if not provinces:
        return []
    within = reduce(
        or_,
        (Q(province=p) | Q(province__became__to_unit=p) for p in provinces),
    )
    return list(
        AdminUnit.objects.filter(within, level=Level.DISTRICT).distinct().order_by("sort_key")
    )


def owners_of(points: QuerySet[ServicePoint], limit: int = 200) -> list[str]:
    """The governing bodies of these points, the commonest first, each once."""
    rows = points.order_by().exclude(owner="").values("owner").annotate(n=Count("pk"))
    return [row["owner"] for row in rows.order_by("-n", "owner")[:limit]]


def is_open_q(on: date | None = None) -> Q:
    """Points that serve on that day."""
    on = on or today()
    return (Q(opened_on__isnull=True) | Q(opened_on__lte=on)) & (
        Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    )
