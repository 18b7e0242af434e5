"""Funds and what is left of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from tusach.acquisitions.models import (
    Allocation,
    Fund,
    Intake,
    IntakeLine,
    Order,
    OrderLine,
    Subscription,
)
from tusach.acquisitions.rules.money import WHOLE
from tusach.acquisitions.rules.states import ENTERED, OrderState
from tusach.network.api import ServicePoint

_NOUGHT = Value(0, output_field=BigIntegerField())


@dataclass(frozen=True)
class Balance:
    """Đồng. ``committed``: ordered and not received yet; ``spent``: received, and subscribed
    to; ``left`` may be below zero when more was received than was allocated."""

    allocated: int = 0
    committed: int = 0
    spent: int = 0

    @property
    def left(self) -> int:
        return self.allocated - self.committed - self.spent

    @property
    def used_permille(self) -> int:
        """How much of the allocation is committed or spent, at most 1000."""
        if self.allocated <= 0:
            return 1000 if self.committed + self.spent else 0
        return min(1000, (self.committed + self.spent) * 1000 // self.allocated)


# The same sum as rules.money.paid_of, in the database; whole numbers, so that it agrees.
def _paid(head: str) -> Coalesce:
    return Coalesce(
        F("paid_price"),
        (F("list_price") * (WHOLE - F(f"{head}__discount")) + WHOLE // 2) / WHOLE,
        _NOUGHT,
        output_field=BigIntegerField(),
    )


def balances(funds: Iterable[int]) -> dict[int, Balance]:
    """What was allocated, committed and spent of each fund; five queries for all."""
    ids = list(funds)
    allocated = _by_fund(
        Allocation.objects.filter(fund__in=ids).values("fund").annotate(n=Sum("amount"))
    )
    lines = IntakeLine.objects.filter(intake__fund__in=ids, intake__state__in=ENTERED)
    bought = _by_fund(
        lines.values(fund=F("intake__fund")).annotate(n=Sum(F("quantity") * _paid("intake")))
    )
    extra = _by_fund(
        Intake.objects.filter(fund__in=ids, state__in=ENTERED)
        .values("fund")
        .annotate(n=Sum("extra_cost"))
    )
    press = _by_fund(
        Subscription.objects.filter(fund__in=ids).values("fund").annotate(n=Sum("price"))
    )
    waiting = with_received(OrderLine.objects.filter(order__fund__in=ids, order__state="sent"))
    price = (F("list_price") * (WHOLE - F("order__discount")) + WHOLE // 2) / WHOLE
    committed = _by_fund(
        waiting.values(fund=F("order__fund")).annotate(
            n=Sum(F("outstanding") * Coalesce(price, _NOUGHT, output_field=BigIntegerField()))
        )
    )
    return {
        pk: Balance(
            allocated.get(pk, 0),
            committed.get(pk, 0),
            bought.get(pk, 0) + extra.get(pk, 0) + press.get(pk, 0),
        )
        for pk in ids
    }


def _by_fund(rows: Iterable[Any]) -> dict[int, int]:
    return {row["fund"]: int(row["n"] or 0) for row in rows}


def with_received(lines: QuerySet[OrderLine]) -> QuerySet[Any]:
    """Order lines with ``received`` (copies that intakes entered) and ``outstanding``."""
    received = (
        IntakeLine.objects.filter(order_line=OuterRef("pk"), intake__state__in=ENTERED)
        .order_by()
        .values("order_line")
        .annotate(n=Sum("quantity"))
        .values("n")
    )
    return lines.annotate(
        received=Coalesce(Subquery(received, output_field=BigIntegerField()), _NOUGHT)
    ).annotate(outstanding=F("quantity") - F("cancelled") - F("received"))


def funds_of(points: QuerySet[ServicePoint]) -> QuerySet[Fund]:
    """The funds of these libraries, the latest first."""
    return Fund.objects.select_related("owner", "source").filter(owner__in=points.values("pk"))


def open_on(funds: QuerySet[Fund], day: date) -> QuerySet[Fund]:
    """Those whose period holds the day."""
    return funds.filter(starts_on__lte=day, ends_on__gt=day)


def fund_by_pk(pk: int) -> Fund | None:
    return Fund.objects.select_related("owner", "source").filter(pk=pk).first()


def uses_of(fund: Fund) -> dict[str, QuerySet[Intake] | QuerySet[Order] | QuerySet[Subscription]]:
    """What a fund paid and is promised to: intakes, orders, subscriptions."""
    return {
        "intakes": Intake.objects.filter(fund=fund)
        .filter(~Q(state__in=["dropped", "undone"]))
        .order_by("-received_on", "-pk"),
        "orders": Order.objects.filter(fund=fund, state=OrderState.SENT).order_by("-pk"),
        "subscriptions": Subscription.objects.filter(fund=fund)
        .select_related("serial__record")
        .order_by("-pk"),
    }
