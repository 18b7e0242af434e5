"""How many readers and how many cards: figures without names."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from tusach.network.api import ServicePoint
from tusach.readers.models import Card, CardAct
from tusach.readers.selectors.readers import readers_at


def card_acts(points: QuerySet[ServicePoint], first: date, last: date) -> dict[int, dict[str, int]]:
    """By point, how many cards were new, renewed, exchanged, reported lost … from ``first`` to
    ``last``, both included (R-094, R-290). What was undone counts nowhere."""
    rows = (
        CardAct.objects.filter(
            place__in=points, on__gte=first, on__lte=last, undone_at__isnull=True
        )
        .values_list("place", "kind")
        .annotate(count=Count("pk"))
        .order_by()
    )
    found: dict[int, dict[str, int]] = {}
    for place, kind, count in rows:
        found.setdefault(place, {})[kind] = count
    return found


def readers_counted(points: QuerySet[ServicePoint], day: date) -> dict[int, tuple[int, int]]:
    """By point, how many readers there are, and how many of them have a card that is valid on
    ``day`` (active is neither new nor renewed)."""
    valid = Q(
        cards__state=Card.State.ACTIVE,
        cards__issued_on__lte=day,
        cards__valid_until__gte=day,
    )
    rows = (
        readers_at(points)
        .values_list("home")
        .annotate(
            people=Count("pk", distinct=True), bearers=Count("pk", filter=valid, distinct=True)
        )
        .order_by()
    )
    return {home: (readers, cards) for home, readers, cards in rows}
