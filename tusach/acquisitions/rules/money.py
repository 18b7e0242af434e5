"""Sums of a purchase. All money is in whole đồng; discounts in hundredths of a per cent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WHOLE = 10_000
# Đồng for one copy; what holdings takes into a register too.
MOST_PRICE = 100_000_000


def after_discount(list_price: int, discount: int) -> int:
    """What is paid for one copy, half a đồng rounded up: 45.000 at 2500 (25 %) is 33.750."""
    return (list_price * (WHOLE - discount) + WHOLE // 2) // WHOLE


def paid_of(list_price: int | None, paid_price: int | None, discount: int) -> int | None:
    """The price paid for one copy: as written, else the list price less the discount."""
    if paid_price is not None:
        return paid_price
    return None if list_price is None else after_discount(list_price, discount)


@dataclass(frozen=True)
class Priced:
    """What the sums need of a line."""

    quantity: int
    refused: int
    list_price: int | None
    paid_price: int | None


@dataclass(frozen=True)
class Sums:
    """``kept``: for the copies taken in. ``invoiced``: for all that the invoice names, those
    that were refused too. ``unpriced``: lines whose price nobody wrote."""

    lines: int = 0
    copies: int = 0
    refused: int = 0
    list_value: int = 0
    kept: int = 0
    invoiced: int = 0
    unpriced: int = 0


def sum_up(lines: Iterable[Priced], discount: int) -> Sums:
    """The sums of an intake at its discount."""
    count = copies = refused = list_value = kept = invoiced = unpriced = 0
    for line in lines:
        count += 1
        copies += line.quantity
        refused += line.refused
        price = paid_of(line.list_price, line.paid_price, discount)
        unpriced += price is None
        list_value += line.quantity * (line.list_price or 0)
        kept += line.quantity * (price or 0)
        invoiced += (line.quantity + line.refused) * (price or 0)
    return Sums(count, copies, refused, list_value, kept, invoiced, unpriced)


def difference(sums: Sums, extra_cost: int, invoice_total: int | None) -> int | None:
    """What the invoice asks beyond the lines and other costs; None while either is not known."""
    if invoice_total is None:
        return None
    return invoice_total - sums.invoiced - extra_cost
