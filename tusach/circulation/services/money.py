"""A reader's account: what falls due, is paid, waived, deposited and given back, reversed; and the
close of a day's cash. No card, no bank: cash at the counter, with a numbered receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tusach.audit.api import Actor, record
from tusach.circulation import money_errors as errors
from tusach.circulation.asked_rules import DISPUTE_DAYS
from tusach.circulation.models import CashClosing, MoneyKind, MoneyLine
from tusach.circulation.selectors.money import CASH, balance_of, cash_lines, expected_cash
from tusach.network.api import ServicePoint
from tusach.policy.api import number_on
from tusach.readers.api import Reader
from tusach.ui.api import dong, fitting

# Receipts of a point are numbered, and its day closed, by one at a time.
_LOCK = 7417


def _alone(point: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, point % 2**31])


def hold_account(reader: Reader) -> None:
    """Two desks that take a reader's money wait for each other, until the end of the
    transaction."""
    Reader.objects.select_for_update().get(pk=reader.pk)


@transaction.atomic
def charge(
    *,
    reader: Reader,
    point: ServicePoint,
    kind: str,
    amount: int,
    statement: int | None = None,
    reckoning: int = 0,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> MoneyLine:
    """Write that a reader owes a fine or a compensation; for one act once, ``reckoning`` says how
    often it was reckoned anew."""
    return _write(
        reader, point, kind, amount, by, at,
        reason=reason, statement=statement, reckoning=reckoning,
    )  # fmt: skip


@transaction.atomic
def drop_charge(*, statement: int, by: Actor, at: datetime) -> None:
    """The act for which something was owed is undone: so is what was owed."""
    for line in charges([statement]):
        drop_line(line=line, reason=_("Việc mượn trả đã hoàn tác"), by=by, at=at)


def charges(statements: Sequence[int]) -> list[MoneyLine]:
    """What is owed for these acts, as far as it stands and is still known for which act."""
    return list(
        MoneyLine.objects.filter(statement__in=statements, reversal=None)
        .select_related("point", "reader")
        .order_by("pk")
    )


def drop_line(*, line: MoneyLine, reason: str, by: Actor, at: datetime) -> MoneyLine:
    """What is owed by a line is owed no longer: a line that takes it back."""
    return _reverse(line, reason, by, at)


@transaction.atomic
def pay(
    *, reader: Reader, point: ServicePoint, amount: int | None, by: Actor, at: datetime
) -> MoneyLine:
    """Take cash for what a reader owes, with a receipt. Refuses nothing, more than is owed, and a
    day that is closed."""
    hold_account(reader)
    _within(reader, amount)
    return _cash(reader, point, MoneyKind.PAID, amount, "", by, at)


@transaction.atomic
def waive(
    *,
    reader: Reader,
    point: ServicePoint,
    amount: int | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> MoneyLine:
    """Forgo what a reader owes, with a reason. Refuses more than is owed, and no reason."""
    reason = fitting(reason, 300, _("Lý do"))
    if not reason:
        raise errors.WhyMissing
    hold_account(reader)
    amount = _within(reader, amount)
    return _write(reader, point, MoneyKind.WAIVED, amount, by, at, reason=reason)


@transaction.atomic
def take_deposit(
    *, reader: Reader, point: ServicePoint, amount: int | None, by: Actor, at: datetime
) -> MoneyLine:
    """Take a deposit in cash, with a receipt."""
    hold_account(reader)
    return _cash(reader, point, MoneyKind.DEPOSIT, amount, "", by, at)


@transaction.atomic
def give_back_deposit(
    *, reader: Reader, point: ServicePoint, amount: int | None, by: Actor, at: datetime
) -> MoneyLine:
    """Give a deposit back in cash, with a receipt. Refuses more than is held."""
    hold_account(reader)
    held = balance_of(reader.pk).deposit
    if amount and amount > held:
        raise errors.MoreThanDeposited(reader=reader.name, held=dong(held))
    return _cash(reader, point, MoneyKind.DEPOSIT_BACK, amount, "", by, at)


@transaction.atomic
def reverse_line(*, line: MoneyLine, reason: str, by: Actor, at: datetime) -> MoneyLine:
    """A line was a mistake: another one takes it back, today. Refuses no reason, a line reversed
    before, and cash on a day that is closed."""
    reason = fitting(reason, 300, _("Lý do"))
    if not reason:
        raise errors.WhyMissing
    if line.reader is not None:
        hold_account(line.reader)
    if line.reverses is not None or MoneyLine.objects.filter(reverses=line).exists():
        raise errors.ReversedAlready
    return _reverse(line, reason, by, at)


@transaction.atomic
def close_day(
    *, point: ServicePoint, day: date, counted: int, reason: str = "", by: Actor, at: datetime
) -> CashClosing:
    """Close a day's cash: nothing in cash is written for it any more. Refuses a day to come, one
    closed before, and a difference without a reason."""
    reason = fitting(reason, 300, _("Lý do"))
    if day > timezone.localdate(at):
        raise errors.DayToCome(day=f"{day:%d/%m/%Y}")
    _alone(point.pk)
    _check_open(point, day)
    expected = expected_cash(cash_lines(point, day))
    if expected != counted and not reason:
        raise errors.DifferenceUnexplained(expected=dong(expected), counted=dong(counted))
    made = CashClosing.objects.create(
        point=point, day=day, expected=expected, counted=counted, reason=reason, at=at,
        by_name=by.name,
    )  # fmt: skip
    record(
        "circulation.close_day", by=by, on=("network.point", point.pk, point.name),
        place=point.pk, at=at, changes={"amount": [expected, counted], "reason": [None, reason]},
    )  # fmt: skip
    return made


def part_from_loans(*, at: datetime) -> int:
    """After the time for disputes a line no longer says for which loan it was owed."""
    days = number_on(DISPUTE_DAYS, timezone.localdate(at), 30)
    old = MoneyLine.objects.filter(statement__isnull=False, at__lt=at - timedelta(days=days))
    return old.update(statement=None)


def _within(reader: Reader, amount: int | None) -> int:
    if not amount or amount < 0:
        raise errors.SumMissing
    owed = balance_of(reader.pk).owed
    if amount > owed:
        raise errors.MoreThanOwed(reader=reader.name, owed=dong(owed))
    return amount


def _check_open(point: ServicePoint, day: date) -> None:
    if CashClosing.objects.filter(point=point, day=day).exists():
        raise errors.DayIsClosed(day=f"{day:%d/%m/%Y}", point=point.name)


def _cash(
    reader: Reader,
    point: ServicePoint,
    kind: str,
    amount: int | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> MoneyLine:
    if not amount or amount < 0:
        raise errors.SumMissing
    return _write(reader, point, kind, amount, by, at, reason=reason, receipt=True)


def _reverse(line: MoneyLine, reason: str, by: Actor, at: datetime) -> MoneyLine:
    cash = line.kind in CASH
    return _write(
        line.reader, line.point, MoneyKind.REVERSED, line.amount, by, at,
        reason=reason, reverses=line, receipt=cash,
    )  # fmt: skip


def _write(
    reader: Reader | None,
    point: ServicePoint,
    kind: str,
    amount: int,
    by: Actor,
    at: datetime,
    *,
    receipt: bool = False,
    **more: Any,
) -> MoneyLine:
    day = timezone.localdate(at)
    if receipt:
        _alone(point.pk)
        _check_open(point, day)
        last = MoneyLine.objects.filter(point=point, year=day.year).aggregate(n=Max("number"))
        more |= {"year": day.year, "number": (last["n"] or 0) + 1}
    made = MoneyLine.objects.create(
        reader=reader, point=point, kind=kind, amount=amount, day=day, at=at,
        by_account=by.account, by_name=by.name, **more,
    )  # fmt: skip
    record(
        f"circulation.money_{kind}", by=by, place=point.pk, at=at,
        on=("readers.reader", reader.pk, f"#{reader.number}") if reader is not None else None,
        changes={"amount": [None, amount]},
    )  # fmt: skip
    return made


# What the registry of readers asks


def hand_over(reader: int) -> list[dict[str, Any]]:
    rows = MoneyLine.objects.filter(reader=reader).select_related("point")
    return [
        {
            _("Ngày"): f"{one.day:%d/%m/%Y}",
            pgettext("money", "Khoản"): one.get_kind_display(),
            _("Số tiền"): dong(one.amount),
            _("Lý do"): one.reason,
            _("Nơi ghi"): one.point.public_name,
        }
        for one in rows
    ]


def erase(reader: int) -> int:
    """The lines stay for the books, without the name; who still owes is named by :func:`blocks`."""
    if blocks(reader):
        return 0
    return MoneyLine.objects.filter(reader=reader).update(reader=None, statement=None)


def blocks(reader: int) -> list[str]:
    found = balance_of(reader)
    said = []
    if found.owed > 0:
        said.append(_("Còn phải trả %(sum)s.") % {"sum": dong(found.owed)})
    if found.deposit > 0:
        said.append(_("Thư viện còn giữ tiền cược %(sum)s.") % {"sum": dong(found.deposit)})
    return said


def merged(gone: int, kept: int) -> list[int]:
    rows = list(MoneyLine.objects.filter(reader=gone).values_list("pk", flat=True))
    MoneyLine.objects.filter(pk__in=rows).update(reader=kept)
    return rows


def parted(gone: int, kept: int, moved: Any) -> None:
    MoneyLine.objects.filter(pk__in=list(moved), reader=kept).update(reader=gone)
