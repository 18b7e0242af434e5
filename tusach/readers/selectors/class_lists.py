"""Class lists and turns of the school year."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from tusach.network.api import ServicePoint
from tusach.readers.models import ClassList, ClassListLine, Promotion


def lists_at(points: QuerySet[ServicePoint]) -> QuerySet[ClassList]:
    """The lists of these schools, the latest first."""
    return ClassList.objects.filter(point__in=points).select_related("point")


def list_of(pk: int) -> ClassList | None:
    return ClassList.objects.select_related("point").filter(pk=pk).first()


def counted(sent: ClassList) -> dict[str, int]:
    """How many lines of each verdict."""
    rows = sent.lines.order_by().values_list("verdict").annotate(Count("pk"))
    return dict(rows)


def lines_of(sent: ClassList, verdict: str) -> QuerySet[ClassListLine]:
    """The lines, or those of one verdict; what is wrong first."""
    found = sent.lines.select_related("reader")
    return found.filter(verdict=verdict) if verdict else found.order_by("-verdict", "number")


def promotions_at(points: QuerySet[ServicePoint]) -> QuerySet[Promotion]:
    return Promotion.objects.filter(point__in=points).select_related("point")


def promotion_of(pk: int) -> Promotion | None:
    return Promotion.objects.select_related("point").filter(pk=pk).first()
