"""What a person does with a transfer: draw it up, list copies, decide, drop, take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.holdings.errors import (
    DecisionMissing,
    LibraryClosedThen,
    RegisterClosed,
    RegisterOfAnother,
    SameLibrary,
    TransferIsElsewhere,
    TransferIsEmpty,
    TransferIsLeanedOn,
)
from tusach.holdings.models import Copy, Register, Transfer, TransferLine
from tusach.holdings.rules import State as CopyState
from tusach.holdings.selectors.transfers import leaning
from tusach.holdings.services.stock import insert_stock
from tusach.holdings.tasks import ask_for
from tusach.network.api import Reorganisation, ServicePoint, is_open
from tusach.ui.api import note_asked

State = Transfer.State
# What may be changed of a draft by ``change_head``, and of any by ``write_record``.
HEAD = ("decision", "decided_on", "on", "reason", "register", "with_custody")
RECORD = (
    "record_number", "record_on", "record_place",
    "giver_name", "giver_post", "taker_name", "taker_post",
)  # fmt: skip


def _refuse_head(transfer: Transfer) -> None:
    if not transfer.decision.strip():
        raise DecisionMissing
    if transfer.giver_id == transfer.taker_id:
        raise SameLibrary(library=transfer.giver.name)
    if not is_open(transfer.taker, transfer.on):
        raise LibraryClosedThen(library=transfer.taker.name, day=f"{transfer.on:%d/%m/%Y}")
    register = transfer.register
    if register is not None:
        if register.owner_id != transfer.taker_id:
            raise RegisterOfAnother(
                register=register.name, owner=register.owner.name, asked=transfer.taker.name
            )
        if register.closed_on is not None:
            raise RegisterClosed(register=register.name, day=f"{register.closed_on:%d/%m/%Y}")


def _locked(transfer: Transfer, *states: str) -> Transfer:
    held = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("giver", "taker")
        .get(pk=transfer.pk)
    )
    if held.state not in states:
        raise TransferIsElsewhere(decision=held.decision, state=held.get_state_display())
    return held


def _on(transfer: Transfer) -> tuple[str, int, str]:
    return "holdings.transfer", transfer.pk, transfer.decision[:300]


@transaction.atomic
def draw_up(
    *,
    giver: ServicePoint,
    taker: ServicePoint,
    decision: str,
    on: date,
    by: Actor,
    at: datetime,
    decided_on: date | None = None,
    reason: str = "",
    register: Register | None = None,
    with_custody: bool = True,
) -> Transfer:
    """Begin a transfer: a draft, to which copies are added.

    ``on`` is the first day on which they are the taker's. Without ``register`` they keep
    their numbers. Refuses a missing decision (:class:`DecisionMissing`), a library that takes
    from itself (:class:`SameLibrary`), a taker that is closed on that day
    (:class:`LibraryClosedThen`), a closed register and one of another library. Recorded as
    ``holdings.draw_up_transfer``.
    """
    drawn = Transfer(
        giver=giver,
        taker=taker,
        decision=decision.strip(),
        decided_on=decided_on,
        on=on,
        reason=reason.strip(),
        register=register,
        with_custody=with_custody,
        made_at=at,
    )
    drawn.actor = by
    _refuse_head(drawn)
    drawn.save()
    record(
        "holdings.draw_up_transfer",
        by=by,
        on=_on(drawn),
        place=giver.pk,
        changes={"from": [None, giver.name], "to": [None, taker.name]},
        at=at,
    )
    return drawn


@transaction.atomic
def change_head(
    *, transfer: Transfer, values: Mapping[str, Any], by: Actor, at: datetime
) -> Transfer:
    """Change what a draft says beside its list; refuses what ``draw_up`` refuses."""
    held = _locked(transfer, State.DRAFT)
    for name in HEAD:
        if name in values:
            setattr(held, name, values[name])
    _refuse_head(held)
    held.actor = by
    held.save()
    return held


@transaction.atomic
def write_record(*, transfer: Transfer, values: Mapping[str, Any]) -> Transfer:
    """What the printed record says beside the list: its number and day, who signs."""
    held = _locked(transfer, *set(State.values) - {State.DROPPED})
    for name in RECORD:
        if name in values:
            setattr(held, name, values[name])
    held.save(update_fields=RECORD)
    return held


@dataclass(frozen=True)
class NotAdded:
    """A copy that cannot be on the list: ``code`` is ``withdrawn`` or ``not-theirs``."""

    copy: Copy
    code: str


@transaction.atomic
def add_copies(
    *, transfer: Transfer, copies: Sequence[Copy], at: datetime
) -> tuple[int, list[NotAdded]]:
    """Put copies on the list of a draft: (how many came new, those that cannot be on it).

    Copies on it already are passed over.
    """
    held = _locked(transfer, State.DRAFT)
    wrong = [NotAdded(one, code) for one in copies if (code := why_not(one, held.giver_id))]
    bad = {one.copy.pk for one in wrong}
    lines = [
        TransferLine(transfer=held, copy=one, position=0, price=one.price, condition=one.condition)
        for one in copies
        if one.pk not in bad
    ]
    before = held.lines.count()
    TransferLine.objects.bulk_create(lines, ignore_conflicts=True)
    return held.lines.count() - before, wrong


def why_not(copy: Copy, giver: int) -> str:
    """Why a copy cannot pass from this library; "" if it can."""
    if copy.place.state == CopyState.WITHDRAWN:
        return "withdrawn"
    return "" if copy.owner_id == giver else "not-theirs"


@transaction.atomic
def add_stock(*, transfer: Transfer, collections: Sequence[str] = ()) -> int:
    """Put all that the giver owns on the list of a draft, or all of these collections;
    returns how many came new."""
    held = _locked(transfer, State.DRAFT)
    return insert_stock(held, collections)


@transaction.atomic
def take_off(*, transfer: Transfer, lines: Sequence[int]) -> int:
    """Take lines off the list of a draft; returns how many."""
    held = _locked(transfer, State.DRAFT)
    return held.lines.filter(pk__in=lines).delete()[0]


@transaction.atomic
def clear(*, transfer: Transfer) -> int:
    """Take every line off the list of a draft; returns how many."""
    return _locked(transfer, State.DRAFT).lines.all().delete()[0]


@transaction.atomic
def decide(*, transfer: Transfer, by: Actor, at: datetime) -> Transfer:
    """Have what is on the list pass to the taker, in the name of ``by``.

    A worker writes it; before the day on which the decision takes effect it waits. Refuses
    an empty list (:class:`TransferIsEmpty`) and what ``draw_up`` refuses. Recorded as
    ``holdings.transfer``.
    """
    held = _locked(transfer, State.DRAFT)
    _refuse_head(held)
    count = held.lines.count()
    if not count:
        raise TransferIsEmpty
    begin(held, by=by, at=at)
    record(
        "holdings.transfer",
        by=by,
        on=_on(held),
        place=held.giver_id,
        changes={
            "from": [None, held.giver.name],
            "to": [None, held.taker.name],
            "copies": [None, count],
        },
        at=at,
    )
    return held


def begin(transfer: Transfer, *, by: Actor, at: datetime) -> None:
    """Set a transfer going, or let it wait for its day."""
    transfer.actor = by
    transfer.problem = {}
    due = transfer.on <= timezone.localdate(at)
    transfer.state = State.APPLYING if due else State.WAITING
    transfer.save()
    if due:
        note_asked(transfer, at)
        ask_for(transfer.pk)


@dataclass(frozen=True)
class Share:
    """What one library gets of another's stock: all of it or of some collections, and copies
    named one by one. ``boxes``: the giver's boxes go along. ``closes``: the giver ends, its
    registers are closed."""

    taker: ServicePoint
    whole: bool = False
    collections: tuple[str, ...] = ()
    copies: tuple[int, ...] = ()
    register: Register | None = None
    boxes: bool = False
    closes: bool = False


@transaction.atomic
def share_out(
    *,
    giver: ServicePoint,
    shares: Sequence[Share],
    done: Reorganisation,
    by: Actor,
    at: datetime,
) -> list[Transfer]:
    """One transfer for each share, by the decision of a reorganisation, set going at once.

    What is named copy by copy goes where it is named, whatever the collections say. Refuses
    what ``draw_up`` refuses. Which copies "whole" and the collections mean is settled when
    the worker begins, on the day of the decision or later.
    """
    made = []
    for share in shares:
        one = draw_up(
            giver=giver,
            taker=share.taker,
            decision=done.legal_basis[:200],
            on=done.on,
            reason=done.title[:300],
            register=share.register,
            by=by,
            at=at,
        )
        one.reorganisation, one.whole = done, share.whole
        one.takes_boxes, one.closes = share.boxes, share.closes
        one.collections = list(share.collections)
        one.save()
        chosen = Copy.objects.filter(pk__in=share.copies).select_related("place")
        add_copies(transfer=one, copies=list(chosen), at=at)
        made.append(one)
    # All lists stand before any begins: what one names, no other takes with the rest.
    for one in made:
        begin(one, by=by, at=at)
    return made


@transaction.atomic
def drop(*, transfer: Transfer, by: Actor, at: datetime) -> Transfer:
    """Leave a draft. Nothing was moved."""
    held = _locked(transfer, State.DRAFT)
    held.state, held.finished_at = State.DROPPED, at
    held.save(update_fields=["state", "finished_at"])
    record("holdings.drop_transfer", by=by, on=_on(held), place=held.giver_id, at=at)
    return held


@transaction.atomic
def take_back(*, transfer: Transfer, by: Actor, at: datetime) -> Transfer:
    """Have the copies be the giver's again, as if the decision had not been: by rows that
    take the rows of the transfer back. A copy that was moved since stays where it is.

    Refuses (:class:`TransferIsLeanedOn`) when a copy was transferred on or withdrawn since.
    Recorded as ``holdings.undo_transfer``.
    """
    held = _locked(transfer, State.WAITING, State.APPLYING, State.DONE)
    count, example = leaning(held)
    if count:
        raise TransferIsLeanedOn(count=count, accession_no=example)
    held.actor = by
    held.problem = {}
    if held.state == State.WAITING:
        held.state, held.finished_at = State.UNDONE, at
        held.save()
    else:
        held.state, held.undone_to = State.UNDOING, 0
        held.save()
        note_asked(held, at)
        ask_for(held.pk)
    record("holdings.undo_transfer", by=by, on=_on(held), place=held.giver_id, at=at)
    return held


@transaction.atomic
def ask_again(*, transfer: Transfer, at: datetime) -> Transfer:
    """Put a transfer under way into the queue again, for when its worker is gone or was
    stopped by something that has been mended since."""
    held = _locked(transfer, State.APPLYING, State.UNDOING)
    held.problem = {}
    held.save(update_fields=["problem"])
    note_asked(held, at)
    ask_for(held.pk)
    return held
