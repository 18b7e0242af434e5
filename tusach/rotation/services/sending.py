"""On the road: boxes leave the store, or turn back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tusach.audit.api import Actor
from tusach.holdings.api import LedgerAct, Move, in_container, move
from tusach.holdings.api import State as CopyState
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.states import LineState
from tusach.rotation.services.doing import advance, lock_leg, write_down


def _move_in_boxes(leg: Leg, act: str, state: str, *, by: Actor, at: datetime) -> None:
    """Every packed copy is written as so moved; it stays in its box."""
    lines = Line.objects.filter(leg=leg, state=LineState.PACKED, box__isnull=False)
    moves = [
        Move(
            line.copy_id,
            in_container(line.box_id or 0),
            act,
            state,
            expect_from=in_container(line.box_id or 0),
            note=leg.batch.code,
        )
        for line in lines.order_by("copy_id")
    ]
    move(moves, by=by, at=at)


@transaction.atomic
def send(*, leg: Leg, by: Actor, at: datetime) -> Leg:
    """The boxes leave: every copy is on the road from this moment."""
    leg = lock_leg(leg.pk, "send")
    _move_in_boxes(leg, LedgerAct.SEND, CopyState.IN_TRANSIT, by=by, at=at)
    leg.sent_at = at
    advance(leg, "send", "sent_at")
    write_down("send", leg, by=by, at=at)
    return leg


@transaction.atomic
def turn_back(*, leg: Leg, by: Actor, at: datetime) -> Leg:
    """The road is cut: the boxes come back to the store unopened, ready to be sent again."""
    leg = lock_leg(leg.pk, "turn_back")
    _move_in_boxes(leg, LedgerAct.SEND_BACK, CopyState.PACKED, by=by, at=at)
    leg.sent_at = None
    advance(leg, "turn_back", "sent_at")
    write_down("turn_back", leg, by=by, at=at)
    return leg
