"""Decisions entered, and what came before and after a point."""

from __future__ import annotations

from django.db.models import QuerySet

from tusach.network.models import Reorganisation, ServicePoint, Succession


def reorganisations(places: QuerySet[ServicePoint]) -> QuerySet[Reorganisation]:
    """The decisions in the provinces where these points lie."""
    found = Reorganisation.objects.filter(province__in=places.order_by().values("province"))
    return found.defer("before", "after", "lines")


def reorganisation_by_number(pk: int, places: QuerySet[ServicePoint]) -> Reorganisation | None:
    """The decision, if it is among :func:`reorganisations`."""
    return reorganisations(places).defer(None).filter(pk=pk).first()


def successors_of(point: ServicePoint) -> list[Succession]:
    """Who took this point over, and when."""
    return list(
        Succession.objects.filter(from_point=point).select_related("to_point", "by").order_by("on")
    )


def predecessors_of(point: ServicePoint) -> list[Succession]:
    """Whom this point took over, and when."""
    return list(
        Succession.objects.filter(to_point=point).select_related("from_point", "by").order_by("on")
    )


def successions_of(done: Reorganisation) -> list[Succession]:
    return list(done.successions.select_related("from_point", "to_point").order_by("pk"))
