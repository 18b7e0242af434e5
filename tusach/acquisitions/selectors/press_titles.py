"""Titles of newspapers and magazines that libraries get in a year (R-165, R-241)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Least

from tusach.acquisitions.models import SubscriptionPlace
from tusach.network.api import PointKind, ServicePoint

# Points where newspapers lie out for readers.
LIBRARIES = (
    PointKind.PROVINCIAL_LIBRARY,
    PointKind.DISTRICT_LIBRARY,
    PointKind.COMMUNE_LIBRARY,
    PointKind.GRASSROOTS_MODEL,
    PointKind.POST_CULTURE_POINT,
    PointKind.LEARNING_CENTRE,
    PointKind.PRIVATE_LIBRARY,
    PointKind.COMMUNITY_LIBRARY,
    PointKind.SCHOOL_LIBRARY,
    PointKind.SPECIAL_LIBRARY,
)


def libraries_with_titles(points: QuerySet[ServicePoint], year: int) -> QuerySet[Any]:
    """Those of these points that are libraries and were open in a year, with ``printed``,
    ``electronic`` and ``titles``: how many different ones were subscribed to for any part of it;
    and their ``names``."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    end = Least(
        F("subscription__ends_on"),
        Coalesce(F("subscription__cancelled_on"), F("subscription__ends_on")),
    )
    running = (
        SubscriptionPlace.objects.filter(point=OuterRef("pk"), subscription__starts_on__lt=after)
        .annotate(true_end=end)
        .filter(true_end__gt=first)
        .order_by()
        .values("point")
    )
    serial = "subscription__serial"

    def count(of: Q) -> Coalesce:
        counted = running.annotate(n=Count(serial, filter=of, distinct=True)).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    electronic = Q(subscription__serial__is_electronic=True)
    named = running.annotate(
        s=StringAgg("subscription__serial__record__title", ", ", distinct=True)
    ).values("s")
    return (
        points.filter(kind__in=LIBRARIES, opened_on__lt=after)
        .filter(Q(closed_on=None) | Q(closed_on__gt=first))
        .annotate(
            printed=count(~electronic),
            electronic=count(electronic),
            titles=F("printed") + F("electronic"),
            names=Coalesce(
                Subquery(named, output_field=TextField()), Value(""), output_field=TextField()
            ),
        )
    )
