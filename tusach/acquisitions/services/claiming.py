"""Letters to suppliers for what has not come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from tusach.acquisitions import errors
from tusach.acquisitions.models import Claim, ClaimLine, Order, Supplier
from tusach.acquisitions.rules.states import OrderState
from tusach.acquisitions.selectors.funds import with_received
from tusach.acquisitions.services import numbers
from tusach.acquisitions.services.ordering import lock_order
from tusach.audit.api import Actor, record
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import day_short

# Days in which an answer is asked for.
_ANSWER = timedelta(days=10)


def start_claim(
    owner: ServicePoint,
    supplier: Supplier,
    on: date,
    content: dict[str, Any],
    *,
    note: str,
    by: Actor,
    at: datetime,
) -> Claim:
    """A letter with the next number of its year (KN-2026-002)."""
    claim = Claim.objects.create(
        code=numbers.next_code(numbers.CLAIM, on.year),
        owner=owner,
        supplier=supplier,
        made_on=on,
        answer_by=on + _ANSWER,
        note=note.strip()[:300],
        content=content,
        made_at=at,
        made_by=by.name,
    )
    record(
        "acquisitions.claim",
        by=by,
        on=("acquisitions.claim", claim.pk, claim.code),
        place=owner.pk,
        at=at,
    )
    return claim


@transaction.atomic
def claim_order(*, order: Order, on: date, note: str = "", by: Actor, at: datetime) -> Claim:
    """A letter for all that a sent order still awaits. Refuses one that awaits nothing."""
    order = lock_order(order.pk, OrderState.SENT)
    lines = list(with_received(order.lines.all()).filter(outstanding__gt=0).order_by("position"))
    if not lines:
        raise errors.NothingLate()
    content = {
        "kind": "order",
        "order": order.code,
        "sent_on": day_short(order.sent_on) if order.sent_on else "",
        "due_on": day_short(order.due_on) if order.due_on else "",
        "rows": [
            {
                "title": line.title,
                "author": line.author,
                "ordered": line.quantity - line.cancelled,
                "received": line.received,
                "missing": line.outstanding,
            }
            for line in lines
        ],
    }
    claim = start_claim(order.owner, order.supplier, on, content, note=note, by=by, at=at)
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, order_line=line, quantity=line.outstanding) for line in lines
    )
    return claim


@transaction.atomic
def answer_claim(*, claim: Claim, answer: str, on: date, by: Actor, at: datetime) -> Claim:
    """Write what the supplier said. Refuses an empty answer and a day before the letter."""
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if not answer.strip():
        raise errors.ReasonMissing()
    if on < claim.made_on:
        raise errors.PeriodTurnedRound(start=day_short(claim.made_on), end=day_short(on))
    claim.answer, claim.answered_on = answer.strip()[:300], on
    claim.save(update_fields=["answer", "answered_on"])
    record(
        "acquisitions.answer_claim",
        by=by,
        on=("acquisitions.claim", claim.pk, claim.code),
        place=claim.owner_id,
        changes={"answer": [None, claim.answer]},
        at=at,
    )
    return claim
