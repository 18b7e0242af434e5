"""Subscriptions: taken out, renewed, stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tusach.acquisitions import errors
from tusach.acquisitions.models import Fund, Serial, Subscription, SubscriptionPlace, Supplier
from tusach.acquisitions.selectors.funds import balances
from tusach.acquisitions.services import numbers
from tusach.acquisitions.services.serials import ensure_issues
from tusach.audit.api import Actor, record
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import day_short, grouped

MOST_COPIES = 200


@dataclass(frozen=True)
class Place:
    """Where issues go, how many copies of each, and the days the post takes."""

    point: ServicePoint
    copies: int = 1
    delay: int = 3


@transaction.atomic
def subscribe(
    *,
    serial: Serial,
    owner: ServicePoint,
    starts_on: date,
    ends_on: date,
    places: Sequence[Place],
    way: str = Subscription.Way.BOUGHT,
    supplier: Supplier | None = None,
    fund: Fund | None = None,
    price: int = 0,
    over_budget_why: str = "",
    note: str = "",
    renews: Subscription | None = None,
    by: Actor,
    at: datetime,
) -> Subscription:
    """A subscription for a term (half-open) with its places (DM-2026-004); its issues are
    predicted up to the end of the term.

    Locks the fund. Refuses no place, a place twice, copies outside 1 to 200, a term turned
    round, one that is bought without a supplier, a fund of another time, and more than the
    fund has left unless ``over_budget_why`` says why.
    """
    if ends_on <= starts_on:
        raise errors.PeriodTurnedRound(start=day_short(starts_on), end=day_short(ends_on))
    if not places:
        raise errors.NoPlace()
    seen: set[int] = set()
    for one in places:
        if one.point.pk in seen:
            raise errors.PlaceTwice(point=one.point.name)
        seen.add(one.point.pk)
        if not 1 <= one.copies <= MOST_COPIES:
            raise errors.BadCopies(most=MOST_COPIES, count=one.copies)
    if way == Subscription.Way.FREE:
        fund, price = None, 0
    elif supplier is None:
        raise errors.SupplierMissing()
    if fund is not None:
        _check_fund(fund, price, starts_on, over_budget_why)
    made = Subscription.objects.create(
        code=numbers.next_code(numbers.SUBSCRIPTION, starts_on.year),
        serial=serial,
        owner=owner,
        way=way,
        supplier=supplier,
        fund=fund,
        starts_on=starts_on,
        ends_on=ends_on,
        price=price,
        note="; ".join(part for part in (note.strip(), over_budget_why.strip()) if part)[:300],
        renews=renews,
        made_at=at,
        made_by=by.name,
    )
    SubscriptionPlace.objects.bulk_create(
        SubscriptionPlace(subscription=made, point=one.point, copies=one.copies, delay=one.delay)
        for one in places
    )
    record(
        "acquisitions.subscribe",
        by=by,
        on=("acquisitions.subscription", made.pk, made.code),
        place=owner.pk,
        at=at,
    )
    if not serial.is_electronic:
        ensure_issues(serial, ends_on)
    return made


def _check_fund(fund: Fund, price: int, starts_on: date, why: str) -> None:
    fund = Fund.objects.select_for_update().get(pk=fund.pk)
    if starts_on >= fund.ends_on:
        raise errors.FundNotThen(
            fund=fund.name,
            start=day_short(fund.starts_on),
            end=day_short(fund.ends_on),
            day=day_short(starts_on),
        )
    left = balances([fund.pk])[fund.pk].left
    if price > left and not why.strip():
        raise errors.OverBudget(cost=grouped(price), fund=fund.name, left=grouped(left))


@transaction.atomic
def stop_subscription(
    *, subscription: Subscription, on: date, reason: str, by: Actor, at: datetime
) -> Subscription:
    """No issue is awaited from ``on``. Refuses no reason, a day outside the term, and one
    that was stopped before."""
    found = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if not reason.strip():
        raise errors.ReasonMissing()
    if found.cancelled_on is not None:
        raise errors.NotNow(what=found.code, state=day_short(found.cancelled_on))
    if not found.starts_on <= on < found.ends_on:
        raise errors.PeriodTurnedRound(start=day_short(found.starts_on), end=day_short(on))
    found.cancelled_on, found.cancelled_because = on, reason.strip()[:300]
    found.version += 1
    found.save()
    record(
        "acquisitions.stop_subscription",
        by=by,
        on=("acquisitions.subscription", found.pk, found.code),
        place=found.owner_id,
        changes={"reason": [None, reason]},
        at=at,
    )
    return found
