"""What a reader owes and has deposited, and a day's cash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tusach.circulation.models import CashClosing, MoneyKind, MoneyLine, OpenLoan, Statement
from tusach.network.api import ServicePoint
from tusach.readers.api import Reader

_K = MoneyKind
# What a line adds to what is owed, to the deposit, and to the cash in the box.
OWED: dict[str, int] = {_K.FINE: 1, _K.COMPENSATION: 1, _K.PAID: -1, _K.WAIVED: -1}
HELD: dict[str, int] = {_K.DEPOSIT: 1, _K.DEPOSIT_BACK: -1}
CASH: dict[str, int] = {_K.PAID: 1, _K.DEPOSIT: 1, _K.DEPOSIT_BACK: -1}


@dataclass(frozen=True)
class Balance:
    """In đồng: what the reader still owes, and what the house holds of the reader's."""

    owed: int = 0
    deposit: int = 0

    @property
    def overpaid(self) -> int:
        """What the reader paid more than was owed in the end, in đồng."""
        return max(0, -self.owed)


def balance_of(reader: int) -> Balance:
    """The reader's account, over all points."""
    owed = held = 0
    rows = MoneyLine.objects.filter(reader=reader)
    for kind, amount, reverses in rows.values_list("kind", "amount", "reverses__kind"):
        sign = -1 if reverses else 1
        owed += sign * OWED.get(reverses or kind, 0) * amount
        held += sign * HELD.get(reverses or kind, 0) * amount
    return Balance(owed, held)


def deposit_needed(reader: int) -> int:
    """What the rules ask as a deposit for what a reader has at home, in đồng: of each loan by the
    rule that lent it, but of those for which it was set aside with a word, and of groups."""
    rows = OpenLoan.objects.filter(reader=reader, rule__deposit__gt=0)
    asked = dict(rows.values_list("lend", "rule__deposit"))
    lent = Statement.objects.filter(
        pk__in=list(asked), happened_at__in=list(rows.values_list("lent_at", flat=True)), note=""
    )
    return sum(asked[pk] for pk in lent.values_list("pk", flat=True))


def lines_of(reader: Reader, most: int = 200) -> list[MoneyLine]:
    """The lines of a reader's account, the latest first."""
    rows = MoneyLine.objects.filter(reader=reader)
    return list(rows.select_related("point", "reverses", "reversal")[:most])


def line_of(pk: int) -> MoneyLine | None:
    return MoneyLine.objects.select_related("point", "reader", "reverses").filter(pk=pk).first()


def cash_lines(point: ServicePoint, day: date) -> list[MoneyLine]:
    """The lines of a day by which cash came or went, first to last."""
    rows = MoneyLine.objects.filter(point=point, day=day).select_related("reader", "reverses")
    return [row for row in rows.order_by("at", "pk") if cash_of(row)]


def cash_of(line: MoneyLine) -> int:
    """What a line adds to the box: đồng, below zero for what goes out."""
    if line.reverses is not None:
        return -CASH.get(line.reverses.kind, 0) * line.amount
    return CASH.get(line.kind, 0) * line.amount


def other_lines(point: ServicePoint, day: date) -> QuerySet[MoneyLine]:
    """What fell due or was waived on a day, without cash."""
    kinds = [_K.FINE, _K.COMPENSATION, _K.WAIVED]
    return MoneyLine.objects.filter(point=point, day=day, kind__in=kinds, reversal=None)


def expected_cash(lines: Sequence[MoneyLine]) -> int:
    return sum(cash_of(line) for line in lines)


def closing_of(point: ServicePoint, day: date) -> CashClosing | None:
    return CashClosing.objects.filter(point=point, day=day).first()
