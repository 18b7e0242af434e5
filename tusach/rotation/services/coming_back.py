"""What a receiver did not take comes back to the store, or is not found there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tusach.audit.api import Actor
from tusach.holdings.api import LedgerAct, Move, at_point, move, place_of
from tusach.holdings.api import State as CopyState
from tusach.rotation import errors
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.states import CameBack
from tusach.rotation.selectors.coming_back import coming_back
from tusach.rotation.services.doing import one_copy, write_down

_INTO = {
    CameBack.GOOD: CopyState.IN_STORE,
    CameBack.DAMAGED: CopyState.DAMAGED,
    CameBack.QUARANTINE: CopyState.QUARANTINE,
    CameBack.LOST: CopyState.LOST,
}


def line_coming_back(scan: str, copy_id: int | None = None) -> Line:
    """The line of a scanned copy that is on the way back.

    Refuses what a scan refuses (:func:`one_copy`), and any other copy
    (:class:`errors.NotComingBack`).
    """
    copy = one_copy(scan, copy_id)
    line = coming_back().filter(copy=copy).select_related("leg__batch__store").first()
    if line is None:
        raise errors.NotComingBack(title=copy.record.shown_title, barcode=copy.barcode)
    line.copy = copy
    return line


@transaction.atomic
def come_back(
    *, line_ids: Iterable[int], found: str = CameBack.GOOD, by: Actor, at: datetime
) -> list[Line]:
    """The store has these copies in its hands again, or has looked for them in vain.

    ``found`` says in what condition; one that is not found counts as lost at the store until a
    decision withdraws it. Copies may be of several batches of a store. Locks the lines.
    Refuses (:class:`errors.NothingChosen`) when none of them is on the way back.
    """
    lines = list(
        coming_back()
        .select_for_update(of=("self",))
        .filter(pk__in=list(line_ids))
        .select_related("copy__record", "leg__batch", "leg__point")
        .order_by("copy_id")
    )
    if not lines:
        raise errors.NothingChosen()
    as_ = CameBack(found)
    places = place_of([line.copy_id for line in lines])
    gone = {CopyState.LOST, CopyState.WITHDRAWN}
    legs: dict[int, Leg] = {}
    numbers: dict[int, int] = {}
    moves = []
    for line in lines:
        line.came_back_at, line.came_back_as = at, as_
        legs[line.leg_id] = line.leg
        numbers[line.leg_id] = numbers.get(line.leg_id, 0) + 1
        # Reported lost on its own page meanwhile: the ledger has it already.
        if as_ == CameBack.LOST and places[line.copy_id].state in gone:
            continue
        moves.append(
            Move(
                line.copy_id,
                at_point(line.leg.batch.store_id),
                LedgerAct.LOSE if as_ == CameBack.LOST else LedgerAct.TAKE_BACK,
                _INTO[as_],
                note=f"{line.leg.batch.code}: {line.get_refused_because_display()}",
            )
        )
    move(moves, by=by, at=at)
    Line.objects.bulk_update(lines, ["came_back_at", "came_back_as"])
    for pk, leg in legs.items():
        write_down(
            "come_back", leg, by=by, at=at, changes={"copies": [0, numbers[pk]], "as": [None, as_]}
        )
    return lines
