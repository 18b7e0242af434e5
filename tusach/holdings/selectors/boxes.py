"""Boxes and how full they are."""

from __future__ import annotations

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tusach.holdings.models import Container, CopyPlace


def all_boxes() -> QuerySet[Container]:
    """Every box with the number of copies in it, as ``inside``."""
    inside = (
        CopyPlace.objects.filter(container=OuterRef("pk"))
        .order_by()
        .values("container")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Container.objects.select_related("owner").annotate(inside=Coalesce(Subquery(inside), 0))
