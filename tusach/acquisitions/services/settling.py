"""What follows for orders and wishes when copies were received, or taken back again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tusach.acquisitions.models import Order, OrderLine, Wish
from tusach.acquisitions.rules.states import OrderState, WishState
from tusach.acquisitions.selectors.funds import with_received
from tusach.audit.api import Actor, record


def settle_orders(line_ids: Iterable[int], *, by: Actor, at: datetime) -> None:
    """Close the orders of these lines that await nothing more, and open again those that do.

    Wishes behind a line are fulfilled when a copy of it came. Called inside the transaction
    that changed what was received or cancelled.
    """
    ids = sorted({one for one in line_ids if one})
    if not ids:
        return
    lines = with_received(OrderLine.objects.filter(pk__in=ids))
    came = [one.pk for one in lines if one.received]
    Wish.objects.filter(order_line__in=came, state=WishState.ORDERED).update(
        state=WishState.RECEIVED
    )
    Wish.objects.filter(order_line__in=set(ids) - set(came), state=WishState.RECEIVED).update(
        state=WishState.ORDERED
    )
    orders = Order.objects.select_for_update().filter(
        pk__in=OrderLine.objects.filter(pk__in=ids).values("order"),
        state__in=[OrderState.SENT, OrderState.CLOSED],
    )
    for order in orders.order_by("pk"):
        waits = with_received(order.lines.all()).filter(outstanding__gt=0).exists()
        state = OrderState.SENT if waits else OrderState.CLOSED
        if order.state == state:
            continue
        order.state = state
        order.version += 1
        order.save(update_fields=["state", "version"])
        record(
            "acquisitions.close_order" if state == OrderState.CLOSED else "acquisitions.open_order",
            by=by,
            on=("acquisitions.order", order.pk, order.code),
            place=order.owner_id,
            at=at,
        )
