"""Copies that a receiver did not take, on the way back to the store."""

from __future__ import annotations

from django.db.models import QuerySet

from tusach.people.api import Account
from tusach.rotation.models import Line
from tusach.rotation.rules.states import LineState


def coming_back() -> QuerySet[Line]:
    """Those the store has not taken back yet."""
    return Line.objects.filter(state=LineState.REFUSED, came_back_at__isnull=True)


def coming_back_to(user: Account, act: str = "rotation.return") -> QuerySet[Line]:
    """Those on the way to a store where this person may take them back, as lists show them."""
    return (
        coming_back()
        .filter(leg__batch__store__in=user.places_for(act).values("pk"))
        .select_related("copy__record", "box", "leg__batch__store", "leg__point")
        .order_by("leg__batch__code", "leg_id", "copy__record__title_key", "pk")
    )


def counts_coming_back(leg_ids: list[int]) -> dict[int, int]:
    """How many of each destination are on the way back; one query."""
    found: dict[int, int] = {}
    for leg in coming_back().filter(leg__in=leg_ids).values_list("leg_id", flat=True):
        found[leg] = found.get(leg, 0) + 1
    return found
