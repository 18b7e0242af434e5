"""Packing and taking back many copies at once, in few statements.

For batches that were packed and returned on paper and are entered afterwards: the list is the
proof, nobody scans. The rules are those of a scan, asked for all copies together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from tusach.audit.api import Actor
from tusach.circulation.api import asked_among, ride
from tusach.holdings.api import Container, LedgerAct, Move, at_point, in_container, move
from tusach.holdings.api import State as CopyState
from tusach.rotation import errors
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.states import LineState, ReturnedAs
from tusach.rotation.services.doing import line_step, lock_leg, write_down
from tusach.rotation.services.packing import check_box
from tusach.rotation.services.returning import BACK_AS


@transaction.atomic
def pack_picked(*, leg: Leg, boxes: Mapping[int, Container], by: Actor, at: datetime) -> int:
    """Put picked copies into boxes; ``boxes`` says for the number of a copy which one.

    Returns how many. All or nothing. Refuses a box that may not be used here, copies that
    are not picked for this destination (:class:`errors.NothingChosen`), and what the ledger
    refuses where one is no longer in the store.
    """
    leg = lock_leg(leg.pk, "pack")
    for box in {box.pk: box for box in boxes.values()}.values():
        check_box(leg, box)
    lines = list(
        Line.objects.select_for_update(of=("self",))
        .filter(leg=leg, copy_id__in=boxes, state=LineState.PICKED)
        .select_related("copy__record")
        .order_by("copy_id")
    )
    if len(lines) < len(boxes) or not lines:
        raise errors.NothingChosen()
    move(
        [
            Move(
                line.copy_id,
                in_container(boxes[line.copy_id].pk),
                LedgerAct.PACK,
                CopyState.PACKED,
                expect_from=at_point(leg.batch.store_id),
                note=leg.batch.code,
            )
            for line in lines
        ],
        by=by,
        at=at,
    )
    for line in lines:
        line.state = line_step(line, "pack")
        line.box, line.packed_at, line.packed_by = boxes[line.copy_id], at, by.name
    Line.objects.bulk_update(lines, ["state", "box", "packed_at", "packed_by"], batch_size=500)
    asked = asked_among([line.copy for line in lines], leg.point)
    for line in lines:
        if line.copy_id in asked:
            ride(
                copy=line.copy, store=leg.batch.store, point=leg.point, batch=leg.batch.code,
                by=by, at=at,
            )  # fmt: skip
    write_down("pack", leg, by=by, at=at, changes={"copies": [0, len(lines)]})
    return len(lines)


@transaction.atomic
def take_back_all(
    *,
    leg: Leg,
    missing: Collection[int] = (),
    conditions: Mapping[int, str] | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Every copy in service here came back, but those ``missing`` (numbers of lines).

    ``conditions`` gives the lines that did not come back whole. Returns how many came.
    """
    leg = lock_leg(leg.pk, "take_back")
    lines = list(
        Line.objects.select_for_update(of=("self",))
        .filter(leg=leg, state=LineState.IN_SERVICE)
        .exclude(pk__in=list(missing))
        .select_related("copy__record")
        .order_by("copy_id")
    )
    if not lines:
        raise errors.NothingChosen()
    for line in lines:
        line.state = line_step(line, "take_back")
        line.condition = ReturnedAs((conditions or {}).get(line.pk, ReturnedAs.GOOD))
        line.settled_at = at
    move(
        [
            Move(
                line.copy_id,
                at_point(leg.batch.return_to_id),
                LedgerAct.TAKE_BACK,
                BACK_AS[ReturnedAs(line.condition)],
                expect_from=at_point(leg.point_id),
                note=leg.batch.code,
            )
            for line in lines
        ],
        by=by,
        at=at,
    )
    Line.objects.bulk_update(lines, ["state", "condition", "settled_at"], batch_size=500)
    write_down("take_back", leg, by=by, at=at, changes={"copies": [0, len(lines)]})
    return len(lines)
