"""Orders: drawn up, sent, cancelled in part or whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from tusach.acquisitions import errors
from tusach.acquisitions.models import Fund, Order, OrderLine, Supplier, Wish
from tusach.acquisitions.rules.money import MOST_PRICE
from tusach.acquisitions.rules.states import OrderState, WishState
from tusach.acquisitions.selectors.funds import balances, with_received
from tusach.acquisitions.selectors.orders import sums_of
from tusach.acquisitions.services import numbers
from tusach.acquisitions.services.settling import settle_orders
from tusach.acquisitions.titles import Title, columns_of, fields_of
from tusach.audit.api import Actor, record
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import day_short, grouped

MOST_COPIES = 5000
HEAD = ("supplier", "fund", "discount", "decision", "note", "due_on")
LINE = ("quantity", "list_price", "note")


def lock_order(pk: int, *states: str) -> Order:
    """The order, locked. Refuses (:class:`errors.NotNow`) one in another state."""
    order = Order.objects.select_for_update().get(pk=pk)
    if order.state not in states:
        raise errors.NotNow(what=order.code, state=OrderState(order.state).label)
    return order


def _check(supplier: Supplier) -> None:
    if supplier.is_closed:
        raise errors.SupplierIsClosed(name=supplier.name)


@transaction.atomic
def start_order(
    *, owner: ServicePoint, supplier: Supplier, by: Actor, at: datetime, **values: Any
) -> Order:
    """A new draft with the next number of its year (DH-2026-007). ``values``: columns of
    ``HEAD``. Refuses a supplier that is no longer ordered from."""
    _check(supplier)
    order = Order(owner=owner, supplier=supplier, made_at=at, made_by=by.name)
    for name in HEAD:
        if name in values:
            setattr(order, name, values[name])
    order.code = numbers.next_code(numbers.ORDER, at.year)
    order.save()
    _write("start_order", order, by, at)
    return order


def _write(act: str, order: Order, by: Actor, at: datetime, **changes: Any) -> None:
    record(
        f"acquisitions.{act}",
        by=by,
        on=("acquisitions.order", order.pk, order.code),
        place=order.owner_id,
        changes=changes,
        at=at,
    )


@transaction.atomic
def change_order(*, order: Order, version: int, by: Actor, at: datetime, **values: Any) -> Order:
    """Correct the head of a draft; of a sent order only the day it is promised for.

    Refuses an older ``version``.
    """
    order = lock_order(order.pk, OrderState.DRAFT, OrderState.SENT)
    if order.version != version:
        raise errors.ChangedMeanwhile(what=order.code, name=order.changed_by or order.made_by)
    names = HEAD if order.state == OrderState.DRAFT else ("due_on",)
    for name in names:
        if name in values:
            setattr(order, name, values[name])
    _check(order.supplier)
    if order.sent_on and order.due_on and order.due_on < order.sent_on:
        raise errors.DueTooEarly(due=day_short(order.due_on), sent=day_short(order.sent_on))
    order.version += 1
    order.changed_by = by.name
    order.save()
    _write("change_order", order, by, at)
    return order


def _check_line(line: OrderLine) -> None:
    if not 1 <= line.quantity <= MOST_COPIES:
        raise errors.BadQuantity(title=line.title, most=MOST_COPIES, count=line.quantity)
    if line.list_price is not None and not 0 <= line.list_price <= MOST_PRICE:
        raise errors.BadMoney(title=line.title, price=line.list_price, most=grouped(MOST_PRICE))


@transaction.atomic
def add_order_line(
    *,
    order: Order,
    title: Title,
    quantity: int = 1,
    list_price: int | None = None,
    join: bool = False,
    note: str = "",
    by: Actor,
    at: datetime,
) -> OrderLine:
    """One more title of a draft; ``join`` adds the copies to a line of the same record."""
    order = lock_order(order.pk, OrderState.DRAFT)
    values = columns_of(title)
    line = None
    if join and title.record is not None:
        line = order.lines.select_for_update().filter(record=title.record).first()
    if line is not None:
        line.quantity += quantity
        line.version += 1
    else:
        last: int | None = order.lines.aggregate(last=Max("position"))["last"]
        line = OrderLine(order=order, position=(last or 0) + 1, quantity=quantity, **values)
    if list_price is not None:
        line.list_price = list_price
    elif line.list_price is None and title.record is not None:
        line.list_price = title.record.price
    line.note = note or line.note
    _check_line(line)
    line.save()
    return line


@transaction.atomic
def change_order_line(
    *,
    line: OrderLine,
    version: int,
    title: Title | None = None,
    by: Actor,
    at: datetime,
    **values: Any,
) -> OrderLine:
    """Correct a line of a draft. Refuses an older ``version``."""
    lock_order(line.order_id, OrderState.DRAFT)
    line = OrderLine.objects.select_for_update().get(pk=line.pk)
    if line.version != version:
        raise errors.ChangedMeanwhile(what=line.title, name="")
    if title is not None:
        for name, value in columns_of(title).items():
            setattr(line, name, value)
    for name in LINE:
        if name in values:
            setattr(line, name, values[name])
    _check_line(line)
    line.version += 1
    line.save()
    return line


@transaction.atomic
def remove_order_line(*, line: OrderLine, by: Actor, at: datetime) -> None:
    """Take a line out of a draft; its suggestions are approved again and wait."""
    order = lock_order(line.order_id, OrderState.DRAFT)
    Wish.objects.filter(order_line=line).update(order_line=None, state=WishState.APPROVED)
    _write("remove_order_line", order, by, at, title=[line.title, None])
    line.delete()


@transaction.atomic
def order_wishes(*, order: Order, wishes: Sequence[Wish], by: Actor, at: datetime) -> int:
    """Put approved suggestions on a draft, one line for each title; returns how many lines.

    Suggestions of several libraries for one record share a line. Refuses nothing chosen, and
    one that is not approved or is on an order already (:class:`errors.WishAnswered`).
    """
    order = lock_order(order.pk, OrderState.DRAFT)
    if not wishes:
        raise errors.NothingChosen()
    lines: dict[Any, OrderLine] = {}
    for wish in sorted(wishes, key=lambda one: one.pk):
        locked = (
            Wish.objects.select_for_update(of=("self",)).select_related("record").get(pk=wish.pk)
        )
        if locked.state != WishState.APPROVED or locked.order_line_id is not None:
            raise errors.WishAnswered(title=locked.title, state=WishState(locked.state).label)
        key = locked.record_id or (locked.match_key, locked.author)
        title = Title(record=locked.record, fields=fields_of(locked))
        line = lines.get(key)
        if line is None:
            line = add_order_line(
                order=order,
                title=title,
                quantity=locked.quantity,
                list_price=locked.price,
                join=True,
                by=by,
                at=at,
            )
        else:
            line.quantity += locked.quantity
            line.version += 1
            _check_line(line)
            line.save()
        lines[key] = line
        locked.order_line, locked.state = line, WishState.ORDERED
        locked.version += 1
        locked.save()
    _write("order_wishes", order, by, at, wishes=[None, len(wishes)])
    return len(lines)


@transaction.atomic
def send_order(
    *, order: Order, version: int, on: date, over_budget_why: str = "", by: Actor, at: datetime
) -> Order:
    """Say that the order went to the supplier: from now on its lines stay, and its money is
    committed.

    Locks the fund, so that two orders cannot both spend the last of it. Refuses an order
    without lines, a promised day before ``on``, a day outside the fund's period, and more
    than the fund has left unless ``over_budget_why`` says why (:class:`errors.OverBudget`).
    """
    order = lock_order(order.pk, OrderState.DRAFT)
    if order.version != version:
        raise errors.ChangedMeanwhile(what=order.code, name=order.changed_by or order.made_by)
    _check(order.supplier)
    if not order.lines.exists():
        raise errors.NothingToOrder(code=order.code)
    if order.due_on is not None and order.due_on < on:
        raise errors.DueTooEarly(due=day_short(order.due_on), sent=day_short(on))
    if order.fund_id is not None:
        _check_fund(order, on, over_budget_why)
    order.state, order.sent_on = OrderState.SENT, on
    order.over_budget_why = over_budget_why.strip()[:300]
    order.version += 1
    order.save()
    _write("send_order", order, by, at, copies=[None, sums_of(order).copies])
    return order


def _check_fund(order: Order, on: date, why: str) -> None:
    fund = Fund.objects.select_for_update().get(pk=order.fund_id or 0)
    if not fund.starts_on <= on < fund.ends_on:
        raise errors.FundNotThen(
            fund=fund.name,
            start=day_short(fund.starts_on),
            end=day_short(fund.ends_on),
            day=day_short(on),
        )
    cost, left = sums_of(order).kept, balances([fund.pk])[fund.pk].left
    if cost > left and not why.strip():
        raise errors.OverBudget(cost=grouped(cost), fund=fund.name, left=grouped(left))


@transaction.atomic
def cancel_lines(
    *, order: Order, counts: Mapping[int, int], reason: str, by: Actor, at: datetime
) -> Order:
    """Give up copies that will not come: line → how many. Frees their money.

    Suggestions behind a line that is wholly given up are approved again. Refuses more than is
    outstanding (:class:`errors.CancelTooMany`) and no reason.
    """
    order = lock_order(order.pk, OrderState.SENT)
    if not reason.strip():
        raise errors.ReasonMissing()
    if not counts:
        raise errors.NothingChosen()
    lines = {one.pk: one for one in with_received(order.lines.filter(pk__in=counts))}
    for pk, count in counts.items():
        line = lines[pk]
        if not 1 <= count <= line.outstanding:
            raise errors.CancelTooMany(title=line.title, open=line.outstanding, count=count)
        OrderLine.objects.filter(pk=pk).update(
            cancelled=line.cancelled + count,
            cancelled_why=reason.strip()[:200],
            version=line.version + 1,
        )
        if line.cancelled + count == line.quantity:
            Wish.objects.filter(order_line=pk, state=WishState.ORDERED).update(
                order_line=None, state=WishState.APPROVED
            )
    _write(
        "cancel_lines", order, by, at, reason=[None, reason], copies=[None, sum(counts.values())]
    )
    settle_orders(list(counts), by=by, at=at)
    order.refresh_from_db()
    return order


@transaction.atomic
def cancel_order(*, order: Order, reason: str, by: Actor, at: datetime) -> Order:
    """Give up a draft, or all that a sent order still awaits. An order of which something
    came is closed, not cancelled: what came stays ordered."""
    order = lock_order(order.pk, OrderState.DRAFT, OrderState.SENT)
    if not reason.strip():
        raise errors.ReasonMissing()
    received = False
    if order.state == OrderState.SENT:
        lines = list(with_received(order.lines.all()))
        received = any(line.received for line in lines)
        counts = {line.pk: line.outstanding for line in lines if line.outstanding > 0}
        if counts:
            order = cancel_lines(order=order, counts=counts, reason=reason, by=by, at=at)
    else:
        Wish.objects.filter(order_line__order=order).update(
            order_line=None, state=WishState.APPROVED
        )
    if not received:
        order.state = OrderState.CANCELLED
    order.cancelled_because = reason.strip()[:300]
    order.version += 1
    order.save()
    _write("cancel_order", order, by, at, reason=[None, reason])
    return order
