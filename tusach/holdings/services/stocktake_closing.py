"""The worker's side of a stocktake: what the count found goes into the ledger, and back.

A batch is one transaction: the entries, the outcome of the lines, and how far the work came.
Killed at any moment, the next worker goes on after the last whole batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from tusach.audit.api import record
from tusach.holdings.holder import at_point
from tusach.holdings.models import CopyPlace, Finding, Stocktake, StocktakeLine
from tusach.holdings.rules import LedgerAct, may_follow
from tusach.holdings.rules import State as CopyState
from tusach.holdings.services.acts import resting_state, undo
from tusach.holdings.services.custody import Move, lock_places, move, writing
from tusach.ui.api import Refusal, stalled, stopped_by_name

State = Stocktake.State
BATCH = 500


def work(number: int, *, batch: int = BATCH) -> None:
    """Moves one stocktake on, whatever it stands at. What stops it is written where a person
    sees it and can have it go on; what is written stays written."""
    stocktake = Stocktake.objects.filter(pk=number).first()
    if stocktake is None:
        return
    step = {State.CLOSING: _close_batch, State.REOPENING: _reopen_batch}.get(State(stocktake.state))
    if step is None:
        return
    with stopped_by_name(f"stocktake {number}", lambda problem: _stop(number, problem)):
        while step(number, batch=batch, at=timezone.now()):
            pass


def _stop(number: int, problem: dict[str, str]) -> None:
    Stocktake.objects.filter(pk=number).update(problem=problem, worked_at=timezone.now())


def left_lying(now: datetime) -> list[int]:
    """Stocktakes under way that nobody moves, but for those that something stopped."""
    found = Stocktake.objects.filter(pk__in=stalled(Stocktake, now), problem={})
    return list(found.values_list("pk", flat=True))


def _next(number: int, state: str, batch: int) -> tuple[Stocktake, list[StocktakeLine]] | None:
    """The stocktake, locked, and its next lines; none if it is not in this state any more."""
    held = Stocktake.objects.select_for_update(of=("self",)).select_related("point").get(pk=number)
    if held.state != state:
        return None
    lines = held.lines.filter(pk__gt=held.worked_to).select_related("copy").order_by("pk")
    return held, list(lines[:batch])


@transaction.atomic
def _close_batch(number: int, *, batch: int, at: datetime) -> bool:
    found = _next(number, State.CLOSING, batch)
    if found is None:
        return False
    held, lines = found
    if not lines:
        held.state, held.finished_at = State.CLOSED, at
        held.save(update_fields=["state", "finished_at"])
        record(
            "holdings.stocktake_closed",
            by=held.actor,
            on=("holdings.stocktake", held.pk, held.name[:300]),
            place=held.point_id,
            changes={
                "lost": [None, held.lines.filter(entry__act=LedgerAct.LOSE).count()],
                "found": [None, held.lines.filter(entry__act=LedgerAct.FIND).count()],
            },
            at=at,
        )
        return False
    writing()
    lock_places(sorted(line.copy_id for line in lines))
    places = CopyPlace.objects.in_bulk([line.copy_id for line in lines], field_name="copy_id")
    moving = []
    for line in lines:
        place = places[line.copy_id]
        untouched = place.entry_id == line.entry_then
        line.finding = _finding(line, place, untouched=untouched)
        one = _follows(held, line, place) if untouched else None
        if one is not None:
            moving.append((line, one))
    outcomes = move([one for _line, one in moving], by=held.actor, at=at)
    for (line, _one), outcome in zip(moving, outcomes, strict=True):
        line.entry_id = line.entry_then = outcome.entry_id
    _save(held, lines, at=at)
    return True


def _finding(line: StocktakeLine, place: CopyPlace, *, untouched: bool) -> str:
    if not line.expected:
        return Finding.REGAINED if place.state == CopyState.LOST else Finding.STRAY
    if line.seen_at is not None:
        return Finding.FOUND
    return Finding.MISSING if untouched else Finding.MEANWHILE


def _follows(held: Stocktake, line: StocktakeLine, place: CopyPlace) -> Move | None:
    """The entry that follows from the count, for a copy nothing has happened to since."""
    here, now = at_point(held.point_id), place.holder
    note = held.name
    if line.seen_at is None:
        if not held.lose_missing:
            return None
        return Move(line.copy_id, now, LedgerAct.LOSE, CopyState.LOST, now, note=note)
    if place.state == CopyState.WITHDRAWN:
        return None  # it can only be entered anew
    fit = CopyState.DAMAGED if line.damaged else resting_state(line.copy, here)
    if place.state == CopyState.LOST:
        return Move(line.copy_id, here, LedgerAct.FIND, fit, now, note=note)
    if now != here and held.keep_strays and may_follow(LedgerAct.MOVE, place.state):
        act = LedgerAct.MOVE if now.container is None else LedgerAct.UNPACK
        if may_follow(act, place.state):
            return Move(line.copy_id, here, act, fit, now, note=note)
    if now == here and line.damaged and place.state != CopyState.DAMAGED:
        return Move(line.copy_id, here, LedgerAct.DAMAGE, CopyState.DAMAGED, now, note=note)
    return None


_SAVE = """
UPDATE holdings_stocktakeline l
SET finding = g.finding, entry_id = g.entry, entry_then = g.entry_then
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[])
    AS g(id, finding, entry, entry_then)
WHERE l.id = g.id
"""


def _save(held: Stocktake, lines: Sequence[StocktakeLine], *, at: datetime) -> None:
    rows = [(line.pk, line.finding, line.entry_id, line.entry_then) for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [list(column) for column in zip(*rows, strict=True)])
    held.worked_to, held.worked_at = lines[-1].pk, at
    held.save(update_fields=["worked_to", "worked_at"])


@transaction.atomic
def _reopen_batch(number: int, *, batch: int, at: datetime) -> bool:
    found = _next(number, State.REOPENING, batch)
    if found is None:
        return False
    held, lines = found
    if not lines:
        held.state = State.COUNTING
        held.save(update_fields=["state"])
        return False
    writing()
    lock_places(sorted(line.copy_id for line in lines))
    for line in lines:
        if line.entry_id is not None:
            _take_back(held, line, at=at)
        line.entry_id = None
    places = CopyPlace.objects.in_bulk([line.copy_id for line in lines], field_name="copy_id")
    for line in lines:
        place = places[line.copy_id]
        line.finding = _finding(line, place, untouched=place.entry_id == line.entry_then)
    _save(held, lines, at=at)
    return True


def _take_back(held: Stocktake, line: StocktakeLine, *, at: datetime) -> None:
    """Put a copy back as it was before the close, if nothing has happened to it since."""
    assert line.entry_id is not None
    try:
        with transaction.atomic():
            undo(copy=line.copy, entry_id=line.entry_id, note=held.name, by=held.actor, at=at)
    except Refusal:
        return
    line.entry_then = CopyPlace.objects.values_list("entry_id", flat=True).get(copy=line.copy)
