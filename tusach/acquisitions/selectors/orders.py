"""Orders and claims."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from tusach.acquisitions.models import Claim, Intake, IntakeLine, Order, OrderLine
from tusach.acquisitions.rules.money import Priced, Sums, sum_up
from tusach.acquisitions.rules.states import ENTERED, OrderState
from tusach.acquisitions.selectors.funds import with_received
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import fold

_NOUGHT = Value(0, output_field=BigIntegerField())


def _or_nought(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows), _NOUGHT, output_field=BigIntegerField())


def orders_of(points: QuerySet[ServicePoint]) -> QuerySet[Any]:
    """The orders of these libraries, with ``titles``, ``copies`` and ``received``."""
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    received = (
        IntakeLine.objects.filter(order_line__order=OuterRef("pk"), intake__state__in=ENTERED)
        .order_by()
        .values("order_line__order")
        .annotate(n=Sum("quantity"))
        .values("n")
    )
    return (
        Order.objects.filter(owner__in=points.values("pk"))
        .select_related("owner", "supplier", "fund")
        .annotate(
            titles=_or_nought(lines.annotate(n=Count("pk")).values("n")),
            copies=_or_nought(lines.annotate(n=Sum(F("quantity") - F("cancelled"))).values("n")),
            received=_or_nought(received),
        )
    )


def late(found: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Sent orders past the day they were promised for."""
    return found.filter(state=OrderState.SENT, due_on__lt=today)


def search_orders(found: QuerySet[Any], words: str) -> QuerySet[Any]:
    text = words.strip()
    by_title = OrderLine.objects.all()
    for word in fold(text).split():
        by_title = by_title.filter(find_text__contains=word)
    return found.filter(
        Q(code__iexact=text)
        | Q(supplier__find_text__contains=fold(text))
        | Q(pk__in=by_title.values("order"))
    )


def order_by_pk(pk: int) -> Order | None:
    return Order.objects.select_related("owner", "supplier", "fund").filter(pk=pk).first()


def lines_of(order: Order) -> QuerySet[Any]:
    """The lines with ``received`` and ``outstanding``."""
    found = with_received(order.lines.all()).select_related("record")
    shown: QuerySet[Any] = found.annotate(wished=Count("wishes")).order_by("position", "pk")
    return shown


def line_by_pk(order: Order, pk: int) -> Any:
    return lines_of(order).filter(pk=pk).first()


def sums_of(order: Order) -> Sums:
    """What an order comes to at its discount, cancelled copies left out."""
    rows = order.lines.values_list("quantity", "cancelled", "list_price")
    return sum_up(
        (Priced(quantity - cancelled, 0, price, None) for quantity, cancelled, price in rows),
        order.discount,
    )


def intakes_of_order(order: Order) -> QuerySet[Any]:
    """The intakes by which its copies came or are coming."""
    return Intake.objects.filter(lines__order_line__order=order).distinct().order_by("received_on")


def claims_of(points: QuerySet[ServicePoint]) -> QuerySet[Claim]:
    return (
        Claim.objects.filter(owner__in=points.values("pk"))
        .select_related("owner", "supplier")
        .annotate(things=Count("lines"))
    )


def claim_by_pk(pk: int) -> Claim | None:
    return Claim.objects.select_related("owner", "supplier").filter(pk=pk).first()


def claims_of_order(order: Order) -> QuerySet[Claim]:
    return Claim.objects.filter(lines__order_line__order=order).distinct().order_by("-pk")
