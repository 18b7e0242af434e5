"""Funds, and what decisions give to them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from tusach.acquisitions import errors
from tusach.acquisitions.models import Allocation, Fund
from tusach.acquisitions.selectors.funds import balances
from tusach.audit.api import Actor, record
from tusach.holdings.api import Source
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import day_short, grouped


@transaction.atomic
def open_fund(
    *,
    owner: ServicePoint,
    name: str,
    source: Source,
    starts_on: date,
    ends_on: date,
    amount: int = 0,
    decision: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
) -> Fund:
    """A fund of a library for a period (half-open), with its first allocation if ``amount``.

    Refuses a second one of that name and start (:class:`errors.FundExists`) and a period
    that ends before it starts.
    """
    if ends_on <= starts_on:
        raise errors.PeriodTurnedRound(start=day_short(starts_on), end=day_short(ends_on))
    try:
        with transaction.atomic():
            fund = Fund.objects.create(
                owner=owner,
                name=name.strip(),
                source=source,
                starts_on=starts_on,
                ends_on=ends_on,
                note=note.strip(),
            )
    except IntegrityError:
        raise errors.FundExists(owner=owner.name, name=name, day=day_short(starts_on)) from None
    record(
        "acquisitions.open_fund",
        by=by,
        on=("acquisitions.fund", fund.pk, fund.name),
        place=owner.pk,
        at=at,
    )
    if amount:
        allocate(fund=fund, amount=amount, decision=decision, on=starts_on, by=by, at=at)
    return fund


@transaction.atomic
def allocate(
    *, fund: Fund, amount: int, decision: str, on: date, by: Actor, at: datetime
) -> Allocation:
    """Write that a decision gave money to a fund, or took it (``amount`` below zero).

    Locks the fund. Refuses nought (:class:`errors.AmountMissing`), a decision without a name
    (:class:`errors.ReasonMissing`) and taking what is committed or spent
    (:class:`errors.NothingLeft`).
    """
    fund = Fund.objects.select_for_update().get(pk=fund.pk)
    if not amount:
        raise errors.AmountMissing()
    if not decision.strip():
        raise errors.ReasonMissing()
    if amount < 0:
        state = balances([fund.pk])[fund.pk]
        if state.left + amount < 0:
            raise errors.NothingLeft(
                amount=grouped(-amount), fund=fund.name, used=grouped(state.committed + state.spent)
            )
    made = Allocation.objects.create(
        fund=fund, amount=amount, decision=decision.strip(), on=on, made_at=at, made_by=by.name
    )
    record(
        "acquisitions.allocate",
        by=by,
        on=("acquisitions.fund", fund.pk, fund.name),
        place=fund.owner_id,
        changes={"amount": [None, amount]},
        at=at,
    )
    return made
