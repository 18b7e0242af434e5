"""Agreements: all, those in force, and as the queue asks for them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tusach.circulation.models import Agreement
from tusach.circulation.request_queue import Pact


def all_agreements() -> QuerySet[Agreement]:
    return Agreement.objects.prefetch_related("parties__point")


def in_force(day: date) -> Q:
    """The condition on an agreement that it holds on ``day``."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def pacts_on(day: date) -> list[Pact]:
    """The agreements of a day, as the queue reads them."""
    return [
        Pact(
            frozenset(p.point_id for p in one.parties.all() if p.point_id is not None),
            frozenset(p.kind for p in one.parties.all() if p.kind),
            frozenset(one.collections),
        )
        for one in Agreement.objects.filter(in_force(day)).prefetch_related("parties")
    ]


def agreement_by_pk(pk: int) -> Agreement | None:
    return all_agreements().filter(pk=pk).first()


def search_agreements(found: QuerySet[Agreement], words: str) -> QuerySet[Agreement]:
    return found.filter(Q(name__icontains=words) | Q(document__icontains=words))
