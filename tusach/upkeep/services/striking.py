"""The worker's side of a round: copies are struck, batch by batch, or entered anew.

A batch is one transaction: the entries of the ledger, the outcome of the lines, and how far the
work came. Killed at any moment, the next worker goes on after the last whole batch.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import record
from tusach.holdings.api import (
    OUTSIDE,
    Copy,
    LedgerAct,
    Move,
    State,
    accession,
    all_copies,
    hold_places,
    move,
)
from tusach.ui.api import in_vietnamese, stalled, stopped_by_name
from tusach.upkeep.models import Weeding, WeedingLine
from tusach.upkeep.selectors.candidates import why_not_each

Status = WeedingLine.Status
BATCH = 500


def work(number: int, *, batch: int = BATCH) -> None:
    """Moves one round on, whatever it stands at. What stops it is written where a person sees
    it and can have it go on; what is written stays written."""
    weeding = Weeding.objects.filter(pk=number).first()
    if weeding is None:
        return
    steps = {Weeding.State.CARRYING_OUT: _strike, Weeding.State.CANCELLING: _enter_anew}
    step = steps.get(Weeding.State(weeding.state))
    if step is None:
        return
    with stopped_by_name(f"weeding {number}", lambda problem: _stop(number, problem)):
        while step(number, batch=batch, at=timezone.now()):
            pass


def _stop(number: int, problem: dict[str, str]) -> None:
    Weeding.objects.filter(pk=number).update(problem=problem, worked_at=timezone.now())


def left_lying(now: datetime) -> list[int]:
    """Rounds under way that nobody moves, but for those that something stopped."""
    found = Weeding.objects.filter(pk__in=stalled(Weeding, now), problem={})
    return list(found.values_list("pk", flat=True))


def _next(
    number: int, state: str, status: str, batch: int
) -> tuple[Weeding, list[WeedingLine]] | None:
    held = Weeding.objects.select_for_update(of=("self",)).select_related("owner").get(pk=number)
    if held.state != state:
        return None
    lines = held.lines.filter(pk__gt=held.worked_to, status=status)
    if status == Status.STRUCK:
        lines = lines.filter(disposal=None)
    return held, list(lines.select_related("criterion").order_by("pk")[:batch])


@transaction.atomic
@in_vietnamese
def _strike(number: int, *, batch: int, at: datetime) -> bool:
    found = _next(number, Weeding.State.CARRYING_OUT, Status.LISTED, batch)
    if found is None:
        return False
    held, lines = found
    if not lines:
        held.state = Weeding.State.CARRIED_OUT
        held.carried_out_at = held.finished_at = held.worked_at = at
        held.save(update_fields=["state", "carried_out_at", "finished_at", "worked_at"])
        held.lines.exclude(status=Status.STRUCK).update(is_open=False)
        changes = {"copies": [0, held.struck_count], "value": [0, held.struck_value]}
        record(
            "upkeep.weeding_struck",
            by=held.actor,
            on=("upkeep.weeding", held.pk, held.name[:300]),
            place=held.owner_id,
            changes=changes,
            at=at,
        )
        return False
    ids = [line.copy_id for line in lines]
    hold_places(ids)
    copies = {one.pk: one for one in all_copies().filter(pk__in=ids)}
    wrong = why_not_each(list(copies.values()), held.owner_id, but=held.pk)
    passing = []
    for line in lines:
        line.why = wrong.get(line.copy_id, "")
        line.status = Status.REFUSED if line.why else Status.STRUCK
        line.is_open = not line.why
        if not line.why:
            passing.append(line)
    outcomes = move(
        [_out(held, line, copies[line.copy_id]) for line in passing], by=held.actor, at=at
    )
    for line, outcome in zip(passing, outcomes, strict=True):
        line.entry_id = outcome.entry_id
    WeedingLine.objects.bulk_update(lines, ["status", "why", "is_open", "entry"])
    held.struck_count += len(passing)
    held.struck_value += sum(line.price or 0 for line in passing)
    held.worked_to, held.worked_at = lines[-1].pk, at
    held.save(update_fields=["struck_count", "struck_value", "worked_to", "worked_at"])
    return True


def _out(held: Weeding, line: WeedingLine, copy: Copy) -> Move:
    # What stands before the colon goes into the register's column of decisions.
    note = f"{held.decision}: {line.criterion.name}"
    here = copy.place.holder
    return Move(line.copy_id, OUTSIDE, LedgerAct.WITHDRAW, State.WITHDRAWN, here, note=note)


@transaction.atomic
@in_vietnamese
def _enter_anew(number: int, *, batch: int, at: datetime) -> bool:
    found = _next(number, Weeding.State.CANCELLING, Status.STRUCK, min(batch, 100))
    if found is None:
        return False
    held, lines = found
    if not lines:
        held.state = Weeding.State.CANCELLED
        held.finished_at = held.worked_at = at
        held.save(update_fields=["state", "finished_at", "worked_at"])
        back = held.lines.filter(status=Status.BACK).count()
        record(
            "upkeep.weeding_cancelled",
            by=held.actor,
            on=("upkeep.weeding", held.pk, held.name[:300]),
            place=held.owner_id,
            changes={"copies": [0, back]},
            at=at,
        )
        return False
    assert held.register is not None
    copies = all_copies().select_related("source").in_bulk([line.copy_id for line in lines])
    for line in lines:
        old = copies[line.copy_id]
        (line.again,) = accession(
            old.record,
            held.owner,
            held.register,
            1,
            old.price,
            old.source,
            old.collection,
            by=held.actor,
            at=at,
            fund=held.cancel_decision,
            condition=old.condition,
            shelf_mark=old.shelf_mark,
            note=_("Trước là số %(number)s, thanh lọc theo %(decision)s")
            % {"number": old.accession_no, "decision": held.decision},
        )
        line.status, line.is_open = Status.BACK, False
    WeedingLine.objects.bulk_update(lines, ["status", "is_open", "again"])
    held.worked_to, held.worked_at = lines[-1].pk, at
    held.save(update_fields=["worked_to", "worked_at"])
    return True
