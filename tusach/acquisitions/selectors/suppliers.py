"""Suppliers, and what they delivered."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from tusach.acquisitions.models import Claim, Intake, Order, Subscription, Supplier
from tusach.acquisitions.rules.states import ENTERED, OrderState
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import fold


def all_suppliers() -> QuerySet[Supplier]:
    """Every supplier, with how many open orders and entered purchases there are."""
    return Supplier.objects.annotate(
        open_orders=_count(Order.objects.filter(state=OrderState.SENT)),
        purchases=_count(Intake.objects.filter(state__in=ENTERED)),
    )


def _count(rows: QuerySet[Any]) -> Subquery:
    return Subquery(
        rows.filter(supplier=OuterRef("pk"))
        .order_by()
        .values("supplier")
        .annotate(n=Count("pk"))
        .values("n")
    )


def open_suppliers() -> QuerySet[Supplier]:
    """Those that may be chosen for something new."""
    return Supplier.objects.filter(is_closed=False).order_by("sort_key", "pk")


def search_suppliers(found: QuerySet[Supplier], words: str) -> QuerySet[Supplier]:
    for word in fold(words).split():
        found = found.filter(Q(find_text__contains=word) | Q(phone__contains=word))
    return found


def supplier_by_pk(pk: int) -> Supplier | None:
    return all_suppliers().filter(pk=pk).first()


def dealings_with(supplier: Supplier, points: QuerySet[ServicePoint]) -> dict[str, QuerySet[Any]]:
    """What these libraries have had with a supplier, the latest first."""
    mine = {"supplier": supplier, "owner__in": points.values("pk")}
    return {
        "orders": Order.objects.filter(**mine).select_related("owner").order_by("-pk")[:20],
        "intakes": Intake.objects.filter(**mine).select_related("owner").order_by("-pk")[:20],
        "subscriptions": Subscription.objects.filter(**mine)
        .select_related("serial__record", "owner")
        .order_by("-pk")[:20],
        "claims": Claim.objects.filter(**mine).select_related("owner").order_by("-pk")[:20],
    }
