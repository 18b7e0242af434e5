"""Reading what was served."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from tusach.facts.models import DayTotal, ServiceFact
from tusach.facts.moment import Position

_GROUPS = {"point": "point_id", "mode": "mode", "audience": "audience", "day": "day"}


def _facts(
    measure: str,
    since: date,
    until: date,
    points: Iterable[int] | None,
    mode: str | None,
    audience: str | None,
    exact: bool | None,
    known_at: datetime | Position | None,
) -> QuerySet[Any]:
    """Totals, or the facts themselves when the question is what was known at a moment."""
    found: QuerySet[Any]
    if known_at is None:
        found = DayTotal.objects.all()
    elif isinstance(known_at, Position):
        found = ServiceFact.objects.filter(id__lte=known_at.value)
    else:
        found = ServiceFact.objects.filter(recorded_at__lte=known_at)
    found = found.filter(measure=measure, day__gte=since, day__lt=until)
    if points is not None:
        found = found.filter(point_id__in=list(points))
    if mode is not None:
        found = found.filter(mode=mode)
    if audience is not None:
        found = found.filter(audience=audience)
    if exact is not None:
        found = found.filter(exact=exact)
    return found


def total(
    measure: str,
    since: date,
    until: date,
    *,
    points: Iterable[int] | None = None,
    mode: str | None = None,
    audience: str | None = None,
    exact: bool | None = None,
    known_at: datetime | Position | None = None,
) -> int:
    """How much of ``measure`` from ``since`` up to but not with ``until``.

    Without ``known_at`` from the roll-up; with it from the facts written by then, so that a
    frozen figure comes out the same for ever. ``exact``: counted ones only, or estimated.
    """
    found = _facts(measure, since, until, points, mode, audience, exact, known_at)
    return int(found.aggregate(all=Sum("quantity"))["all"] or 0)


def totals_by(
    group: str,
    measure: str,
    since: date,
    until: date,
    *,
    points: Iterable[int] | None = None,
    mode: str | None = None,
    audience: str | None = None,
    exact: bool | None = None,
    known_at: datetime | Position | None = None,
) -> dict[Any, int]:
    """The same by ``point`` (its number), ``mode``, ``audience`` or ``day``; zeros left out."""
    column = _GROUPS[group]
    found = _facts(measure, since, until, points, mode, audience, exact, known_at)
    rows = found.order_by().values(column).annotate(all=Sum("quantity"))
    return {row[column]: int(row["all"]) for row in rows if row["all"]}


def behind(
    measure: str,
    since: date,
    until: date,
    *,
    points: Iterable[int] | None = None,
    known_at: datetime | Position | None = None,
) -> QuerySet[ServiceFact]:
    """The facts behind a figure, with their reversals, oldest day first."""
    found = ServiceFact.objects.filter(measure=measure, day__gte=since, day__lt=until)
    if points is not None:
        found = found.filter(point_id__in=list(points))
    if isinstance(known_at, Position):
        found = found.filter(id__lte=known_at.value)
    elif known_at is not None:
        found = found.filter(recorded_at__lte=known_at)
    return found.select_related("point").order_by("day", "id")


def last_day_by_point(
    points: Iterable[int] | None = None, up_to: date | None = None
) -> dict[int, date]:
    """The last day (``up_to`` a day, if given) on which each point served anybody.

    A point that never reported is not in the answer; a day whose facts were all taken back
    does not count.
    """
    only = None if points is None else list(points)
    with connection.cursor() as cursor:
        # One look into the index for each point, however many facts there are.
        cursor.execute(
            "SELECT p.id, last.day FROM network_servicepoint p CROSS JOIN LATERAL ("
            " SELECT day FROM facts_daytotal t WHERE t.point_id = p.id AND t.quantity <> 0"
            " AND (%s::date IS NULL OR t.day <= %s)"
            " ORDER BY day DESC LIMIT 1) last"
            " WHERE %s::bigint[] IS NULL OR p.id = ANY(%s)",
            [up_to, up_to, only, only],
        )
        return dict(cursor.fetchall())
