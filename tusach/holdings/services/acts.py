"""What happens to single copies at a desk: lost, found, damaged, mended, moved, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.holdings.errors import (
    ChangedMeanwhile,
    DecisionMissing,
    NothingUnsettled,
    NotLost,
    NotUndoable,
    ReasonMissing,
)
from tusach.holdings.holder import OUTSIDE, Holder
from tusach.holdings.models import Copy, CopyPlace
from tusach.holdings.rules import LedgerAct, State
from tusach.holdings.selectors.ledger import Link, chain
from tusach.holdings.services.custody import Move, move


def _act(
    copies: Sequence[Copy], moves: Sequence[Move], *, note: str, by: Actor, at: datetime
) -> None:
    """Write the moves and one line for each copy in the record of acts."""
    move(moves, by=by, at=at)
    for copy, one in zip(copies, moves, strict=True):
        record(
            f"holdings.{one.act}",
            by=by,
            on=("holdings.copy", copy.pk, f"{copy.accession_no} {copy.barcode}"),
            place=one.to.point or (one.expect_from.point if one.expect_from else None),
            changes={"note": [None, note]},
            at=at,
        )


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise ReasonMissing
    return text


def resting_state(copy: Copy, holder: Holder) -> str:
    """In store at its own library, in service at any other point."""
    if holder.container is not None:
        return State.PACKED
    return State.IN_STORE if holder.point == copy.owner_id else State.IN_SERVICE


@transaction.atomic
def lose(
    *, copy: Copy, reason: str, by: Actor, at: datetime, happened_at: datetime | None = None
) -> None:
    """Say that a copy cannot be found. It still counts at its place until it is withdrawn.

    Refuses an empty reason (:class:`ReasonMissing`) and a copy already lost or withdrawn.
    """
    note, place = _reason(reason), CopyPlace.objects.get(copy=copy)
    one = Move(
        copy.pk, place.holder, LedgerAct.LOSE, State.LOST, place.holder, happened_at, note=note
    )
    _act([copy], [one], note=note, by=by, at=at)


@transaction.atomic
def find(*, copy: Copy, to: Holder | None = None, note: str = "", by: Actor, at: datetime) -> None:
    """A lost copy is there again: where it was lost, or at ``to``."""
    place = CopyPlace.objects.get(copy=copy)
    holder = to or place.holder
    one = Move(
        copy.pk, holder, LedgerAct.FIND, resting_state(copy, holder), place.holder, note=note
    )
    _act([copy], [one], note=note, by=by, at=at)


@transaction.atomic
def damage(*, copy: Copy, reason: str, by: Actor, at: datetime) -> None:
    """Take a copy out of use until it is mended or withdrawn, saying what is broken."""
    note, place = _reason(reason), CopyPlace.objects.get(copy=copy)
    one = Move(copy.pk, place.holder, LedgerAct.DAMAGE, State.DAMAGED, place.holder, note=note)
    _act([copy], [one], note=note, by=by, at=at)


@transaction.atomic
def mend(*, copy: Copy, note: str = "", by: Actor, at: datetime) -> None:
    """A damaged copy, or one that was held for inspection, is fit to be used again."""
    place = CopyPlace.objects.get(copy=copy)
    one = Move(
        copy.pk,
        place.holder,
        LedgerAct.MEND,
        resting_state(copy, place.holder),
        place.holder,
        note=note,
    )
    _act([copy], [one], note=note, by=by, at=at)


@transaction.atomic
def relocate(
    *, copies: Sequence[Copy], to: Holder, note: str = "", by: Actor, at: datetime
) -> None:
    """Write that copies stand somewhere else now, without a rotation."""
    places = {p.copy_id: p for p in CopyPlace.objects.filter(copy__in=copies)}
    moves = []
    for copy in copies:
        act = LedgerAct.MOVE
        if to.container is not None:
            act = LedgerAct.PACK
        elif places[copy.pk].container_id is not None:
            act = LedgerAct.UNPACK
        moves.append(
            Move(copy.pk, to, act, resting_state(copy, to), places[copy.pk].holder, note=note)
        )
    _act(copies, moves, note=note, by=by, at=at)


@transaction.atomic
def withdraw(
    *,
    copies: Sequence[Copy],
    decision: str,
    reason: str,
    by: Actor,
    at: datetime,
    happened_at: datetime | None = None,
) -> None:
    """Strike copies out of the register by a decision with a number (Circular 02/2020), for the
    rooms that know why: a weeding, a rotation's loss, an intake taken back.

    Final: a book that turns up afterwards is entered anew, under a new number. Refuses a
    missing decision (:class:`DecisionMissing`) or reason and a copy withdrawn before.
    """
    decision = decision.strip()
    if not decision:
        raise DecisionMissing
    note = f"{decision}: {_reason(reason)}"
    places = {p.copy_id: p for p in CopyPlace.objects.filter(copy__in=copies)}
    moves = [
        Move(
            copy.pk,
            OUTSIDE,
            LedgerAct.WITHDRAW,
            State.WITHDRAWN,
            None if places[copy.pk].holder.is_outside else places[copy.pk].holder,
            happened_at,
            note=note,
        )
        for copy in copies
    ]
    _act(copies, moves, note=note, by=by, at=at)


@transaction.atomic
def strike_lost(
    *,
    copies: Sequence[Copy],
    decision: str,
    reason: str,
    by: Actor,
    at: datetime,
    happened_at: datetime | None = None,
) -> None:
    """:func:`withdraw` at a desk: of copies that are lost, and of no others.

    What is worn, dated or there too often leaves through a round of weeding, where a council
    looks at it and the share of the stock is limited (Circular 02/2020; decision 25). Refuses a
    copy not noted as lost (:class:`NotLost`), all or none.
    """
    keys = sorted(copy.pk for copy in copies)
    held = CopyPlace.objects.select_for_update().filter(copy__in=keys).order_by("copy_id")
    states = {one.copy_id: one.state for one in held}
    for copy in copies:
        state = states[copy.pk]
        # One withdrawn before is refused by that name.
        if state not in (State.LOST, State.WITHDRAWN):
            raise NotLost(barcode=copy.barcode, state=State(state).label)
    withdraw(copies=copies, decision=decision, reason=reason, by=by, at=at, happened_at=happened_at)


def unsettled(copy_id: int) -> list[Link]:
    """The entries of a copy that do not fit and wait for a decision."""
    return [link for link in chain(copy_id) if link.is_unsettled]


@transaction.atomic
def settle(*, copy: Copy, to: Holder, state: str, note: str, by: Actor, at: datetime) -> int:
    """Decide where a copy with entries that do not fit really is; returns how many it settled.

    Each of them is answered by a new entry that names it; nothing is changed or removed. A
    copy withdrawn before stays withdrawn. Refuses a copy with nothing to settle
    (:class:`NothingUnsettled`) and an empty note (:class:`ReasonMissing`).
    """
    note = _reason(note)
    place = CopyPlace.objects.select_for_update().get(copy=copy)
    links = unsettled(copy.pk)
    if not links:
        raise NothingUnsettled(barcode=copy.barcode)
    moves = []
    here = place.holder
    for link in links:
        if place.state == State.WITHDRAWN:
            seen = link.entry.holder
            one = Move(copy.pk, seen, LedgerAct.SETTLE, link.entry.state, seen)
        else:
            one = Move(copy.pk, to, LedgerAct.SETTLE, state, here)
            here = to
        moves.append(
            Move(
                one.copy_id,
                one.to,
                one.act,
                one.state,
                one.expect_from,
                note=note,
                settles=link.entry.pk,
            )
        )
    _act([copy] * len(moves), moves, note=note, by=by, at=at)
    return len(moves)


UNDOABLE = {
    LedgerAct.LOSE,
    LedgerAct.FIND,
    LedgerAct.DAMAGE,
    LedgerAct.MEND,
    LedgerAct.MOVE,
    LedgerAct.PACK,
    LedgerAct.UNPACK,
}


def undoable(links: Sequence[Link]) -> Link | None:
    """The last entry of a chain, if a counter-entry may take it back: an act of this room
    made at a desk, with another entry before it."""
    if len(links) < 2 or any(link.is_unsettled for link in links):
        return None
    last = links[-1]
    return last if last.entry.act in UNDOABLE and last.entry.device_id is None else None


@transaction.atomic
def undo(*, copy: Copy, entry_id: int, note: str, by: Actor, at: datetime) -> None:
    """Take back the last act by a counter-entry, which puts the copy back as it was.

    Refuses when something has happened since (:class:`ChangedMeanwhile`) and acts that
    cannot be taken back (:class:`NotUndoable`: accession, withdrawal, a rotation's acts).
    """
    place = CopyPlace.objects.select_for_update().get(copy=copy)
    links = chain(copy.pk)
    last = undoable(links)
    if place.entry_id != entry_id:
        raise ChangedMeanwhile(barcode=copy.barcode)
    if last is None:
        raise NotUndoable(act=links[-1].entry.get_act_display(), barcode=copy.barcode)
    before = links[-2].entry
    act = {LedgerAct.LOSE: LedgerAct.FIND, LedgerAct.DAMAGE: LedgerAct.MEND}.get(
        LedgerAct(last.entry.act), LedgerAct.MOVE
    )
    if before.state == State.LOST:
        act = LedgerAct.LOSE
    elif before.state == State.DAMAGED:
        act = LedgerAct.DAMAGE
    elif before.holder.container is not None:
        act = LedgerAct.PACK if place.container_id is None else LedgerAct.MOVE
    elif place.container_id is not None:
        act = LedgerAct.UNPACK
    one = Move(copy.pk, before.holder, act, before.state, place.holder, note=note)
    _act([copy], [one], note=note, by=by, at=at)
