"""Onward rotation (R-078, R-079): a point hands copies on to another, and a batch answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.holdings.api import LedgerAct, Move, at_point, move
from tusach.holdings.api import State as CopyState
from tusach.network.api import ServicePoint
from tusach.rotation import errors
from tusach.rotation.models import Batch, Leg, Line, Minutes
from tusach.rotation.rules.states import Came, LegState, LineState
from tusach.rotation.services.doing import chosen_lines, line_step, lock_leg, write_down
from tusach.rotation.services.drawing_up import Parties, draw_up_hand_over
from tusach.rotation.services.planning import Destination, plan_batch


@dataclass(frozen=True)
class Onward:
    """The batch that answers now, and the slip to be signed."""

    batch: Batch
    paper: Minutes


@transaction.atomic
def pass_on(
    *,
    leg: Leg,
    line_ids: Sequence[int],
    to: ServicePoint,
    due_on: date,
    signed_at: datetime,
    giver_name: str,
    receiver_name: str,
    giver_post: str = "",
    receiver_post: str = "",
    by: Actor,
    at: datetime,
) -> Onward:
    """Copies go from a point straight on to another, by a signed slip.

    A new batch from this point to the other answers for them; they come back to the library
    that sent them first. One transaction: the new batch, its record, the ledger, both sides'
    lines. Refuses a closed point and all else that a new batch refuses, and copies that are
    not in service here.
    """
    leg = lock_leg(leg.pk, "pass_on")
    if signed_at > at:
        raise errors.SignedInFuture(at=f"{signed_at:%d/%m/%Y %H:%M}")
    lines = chosen_lines(leg, line_ids)
    after = [line_step(line, "pass_on") for line in lines]
    batch = plan_batch(
        store=leg.point,
        destinations=[Destination(to, due_on)],
        leaves_on=timezone.localdate(signed_at),
        purpose=f"{leg.batch.code} → {to.name}",
        plan_reference=leg.batch.plan_reference,
        return_to=leg.batch.return_to,
        by=by,
        at=at,
    )
    there = batch.legs.select_related("point", "batch").get()
    for line, state in zip(lines, after, strict=True):
        line.state, line.settled_at = state, signed_at
    # The old lines let go of their copies before the new ones take them: unique index.
    Line.objects.filter(pk__in=[line.pk for line in lines]).update(
        state=LineState.RELEASED, handed_at=None
    )
    made = Line.objects.bulk_create(
        Line(
            leg=there,
            copy=line.copy,
            state=LineState.PACKED,
            came=Came.PASSED,
            price=line.price,
            packed_at=signed_at,
        )
        for line in lines
    )
    for line, answers in zip(lines, made, strict=True):
        line.answered_by = answers
    Line.objects.bulk_update(lines, ["state", "settled_at", "answered_by", "handed_at"])
    there.state = LegState.PACKED
    there.save(update_fields=["state"])
    paper = draw_up_hand_over(
        leg=there,
        parties=Parties(
            timezone.localdate(signed_at),
            place=leg.point.name,
            giver_name=giver_name,
            giver_post=giver_post,
            receiver_name=receiver_name,
            receiver_post=receiver_post,
        ),
        by=by,
        at=at,
    )
    _signed(there, paper, made, signed_at, by, at)
    write_down(
        "pass_on", leg, by=by, at=at, changes={"copies": [0, len(lines)], "to": [None, batch.code]}
    )
    batch.refresh_from_db()
    return Onward(batch, paper)


def _signed(
    there: Leg, paper: Minutes, lines: list[Line], when: datetime, by: Actor, at: datetime
) -> None:
    if not paper.giver_name or not paper.receiver_name:
        raise errors.NobodySigned()
    move(
        [
            Move(
                line.copy_id,
                at_point(there.point_id),
                LedgerAct.PASS_ON,
                CopyState.IN_SERVICE,
                expect_from=at_point(there.batch.store_id),
                happened_at=when,
                note=there.batch.code,
            )
            for line in lines
        ],
        by=by,
        at=at,
    )
    Line.objects.filter(pk__in=[line.pk for line in lines]).update(
        state=LineState.IN_SERVICE, handed_at=when
    )
    paper.signed_at = when
    paper.save(update_fields=["signed_at"])
    there.handed_over_at = when
    there.state = LegState.IN_SERVICE
    there.save(update_fields=["state", "handed_over_at"])
    Batch.objects.filter(pk=there.batch_id).update(state=LegState.IN_SERVICE)
    write_down("hand_over", there, by=by, at=at, changes={"copies": [0, len(lines)]})
