"""The worker's side of a transfer: copies pass, batch by batch, and pass back.

A batch is one transaction: ownership, the copies' owner and number, the ledger, the outcome of
the lines, the change log, and how far the transfer came. Killed at any moment, the next worker
goes on after the last whole batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tusach.audit.api import record
from tusach.holdings.documents import announce
from tusach.holdings.holder import at_point
from tusach.holdings.models import Container, Copy, Register, Transfer, TransferLine
from tusach.holdings.owners import counts_sql
from tusach.holdings.rules import LedgerAct
from tusach.holdings.rules import State as CopyState
from tusach.holdings.services.custody import Move, Place, lock_places, move, writing
from tusach.holdings.services.registers import take_numbers
from tusach.holdings.services.stock import insert_stock
from tusach.ui.api import note_asked, stalled, stopped_by_name

State = Transfer.State
Status = TransferLine.Status
# Copies of one transaction: short enough that nobody at a desk waits for it.
BATCH = 500


def work(number: int, *, batch: int = BATCH) -> None:
    """Moves one transfer on, whatever it stands at.

    What stops it (a register closed meanwhile, an error nobody foresaw) is written where a
    person sees it and can have it go on; what is written stays written.
    """
    transfer = Transfer.objects.filter(pk=number).first()
    if transfer is None:
        return
    with stopped_by_name(f"transfer {number}", lambda problem: _stop(transfer, problem)):
        if transfer.state == State.APPLYING:
            fill(transfer)
            while _apply_batch(transfer, batch=batch, at=timezone.now()):
                pass
        elif transfer.state == State.UNDOING:
            while _undo_batch(transfer, batch=batch, at=timezone.now()):
                pass


def _stop(transfer: Transfer, problem: dict[str, str]) -> None:
    Transfer.objects.filter(pk=transfer.pk).update(problem=problem, worked_at=timezone.now())


def left_lying(now: datetime) -> list[int]:
    """Transfers under way that nobody moves, but for those that something stopped."""
    found = Transfer.objects.filter(pk__in=stalled(Transfer, now), problem={})
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def begin_due(now: datetime) -> list[int]:
    """Set going what waits for a day that has come; returns which a worker must be asked for."""
    due = Transfer.objects.select_for_update().filter(
        state=State.WAITING, on__lte=timezone.localdate(now)
    )
    begun = []
    for held in due:
        held.state = State.APPLYING
        held.save(update_fields=["state"])
        note_asked(held, now)
        begun.append(held.pk)
    return begun


@transaction.atomic
def fill(transfer: Transfer) -> None:
    """Adds what "whole" and the collections mean, and numbers the lines in the order of the
    registers, once."""
    held = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if held.filled_at is not None or held.state != State.APPLYING:
        return
    if held.whole or held.collections:
        insert_stock(held, () if held.whole else held.collections)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE holdings_transferline l SET position = n.position
            FROM (SELECT l.id, row_number() OVER (ORDER BY c.register_id, c.number) AS position
                  FROM holdings_transferline l JOIN holdings_copy c ON c.id = l.copy_id
                  WHERE l.transfer_id = %s) n
            WHERE n.id = l.id
            """,
            [held.pk],
        )
    held.filled_at = timezone.now()
    held.save(update_fields=["filled_at"])


@dataclass
class _Passing:
    """One copy of a batch: its line, the copy, where it is, and from when it is the taker's."""

    line: TransferLine
    copy: Copy
    place: Place
    since: date


@transaction.atomic
def _apply_batch(transfer: Transfer, *, batch: int, at: datetime) -> bool:
    held = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("giver", "taker")
        .get(pk=transfer.pk)
    )
    if held.state != State.APPLYING or held.applied_to != transfer.applied_to:
        return False
    lines = list(held.lines.filter(position__gt=held.applied_to).order_by("position")[:batch])
    if not lines:
        _finish(held, at=at)
        return False
    writing()
    if held.register_id is not None:  # before any place: as accession does
        Register.objects.select_for_update().get(pk=held.register_id)
    passing = _passing(held, lines)
    if passing:
        _pass(held, passing, at=at)
    _save_lines(lines)
    held.applied_to = transfer.applied_to = lines[-1].position
    held.moved_count += len(passing)
    held.moved_value += sum(one.copy.price or 0 for one in passing)
    held.worked_at = at
    held.save(update_fields=["applied_to", "moved_count", "moved_value", "worked_at"])
    return True


def _passing(held: Transfer, lines: Sequence[TransferLine]) -> list[_Passing]:
    """Those that still can pass, their places locked; the others are marked with the reason."""
    ids = [line.copy_id for line in lines]
    places = lock_places(sorted(ids))
    copies = Copy.objects.in_bulk(ids)
    earliest = _earliest(ids)
    found = []
    for line in lines:
        copy, place = copies[line.copy_id], places[line.copy_id]
        if place.state == CopyState.WITHDRAWN:
            line.status, line.reason = Status.REFUSED, {"code": "withdrawn", "facts": {}}
        elif copy.owner_id != held.giver_id:
            line.status, line.reason = Status.REFUSED, {"code": "not-theirs", "facts": {}}
        else:
            line.status, line.reason = Status.MOVED, {}
            line.price, line.condition = copy.price, copy.condition
            entered = timezone.localdate(copy.accessioned_at)
            since = max(held.on, entered, earliest.get(copy.pk, entered))
            found.append(_Passing(line, copy, place, since))
    return found


def _earliest(ids: list[int]) -> dict[int, date]:
    """Since when each of these copies has been the giver's, where it came by a transfer."""
    counts, parameters = counts_sql("o", None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.copy_id, max(o.since) FROM holdings_ownership o"  # noqa: S608
            f" WHERE o.copy_id = ANY(%s) AND {counts} GROUP BY 1",
            [ids, *parameters],
        )
        return dict(cursor.fetchall())


def _pass(held: Transfer, passing: Sequence[_Passing], *, at: datetime) -> None:
    new = [(one.copy.register_id, one.copy.number, one.copy.accession_no) for one in passing]
    if held.register is not None:
        register, numbers = take_numbers(held.register, held.taker, len(passing))
        new = [(register.pk, number, register.accession_no(number)) for number in numbers]
    rows = [
        [
            one.copy.pk, held.taker_id, held.giver_id, one.since, *numbered,
            one.copy.register_id, one.copy.number, one.copy.accession_no, held.pk, None,
        ]
        for one, numbered in zip(passing, new, strict=True)
    ]  # fmt: skip
    written = _write(held, rows)
    for one in passing:
        one.line.ownership_id = written[one.copy.pk]
    if held.with_custody:
        _hand_over(held, passing, at=at)
    announce(sorted({one.place.record_id for one in passing}))


_INSERT = """
INSERT INTO holdings_ownership
    (copy_id, owner_id, former_id, since, register_id, number, accession_no, old_register_id,
     old_number, old_accession_no, transfer_id, undoes_id, by_account, by_name)
SELECT g.*, %s, %s
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[], %s::bigint[], %s::bigint[],
            %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[]) g
RETURNING copy_id, id
"""
_FOLLOW = """
UPDATE holdings_copy c SET owner_id = o.owner_id, register_id = o.register_id,
    number = o.number, accession_no = o.accession_no
FROM holdings_ownership o WHERE o.id = ANY(%s) AND c.id = o.copy_id
"""


def _write(held: Transfer, rows: Sequence[list[Any]]) -> dict[int, int]:
    """Rows of ownership, and the copies after them; returns the number of each copy's row."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [held.by_account, held.by_name, *columns])
        written = dict(cursor.fetchall())
        cursor.execute(_FOLLOW, [list(written.values())])
    return written


def _hand_over(held: Transfer, passing: Sequence[_Passing], *, at: datetime) -> None:
    """Custody of what stands at the giver's own place goes to the taker's, in the state it is
    in; lent and lost copies too, which the giver answered for."""
    there = [one for one in passing if one.place.holder == at_point(held.giver_id)]
    outcomes = move(
        [
            Move(
                one.copy.pk,
                at_point(held.taker_id),
                LedgerAct.TRANSFER,
                one.place.state,
                expect_from=one.place.holder,
                happened_at=min(_morning(one.since), at),
                note=held.decision,
            )
            for one in there
        ],
        by=held.actor,
        at=at,
    )
    for one, outcome in zip(there, outcomes, strict=True):
        one.line.entry_id = outcome.entry_id


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _save_lines(lines: Sequence[TransferLine]) -> None:
    TransferLine.objects.bulk_update(
        lines, ["status", "reason", "price", "condition", "ownership", "entry"], batch_size=BATCH
    )


def _finish(held: Transfer, *, at: datetime) -> None:
    if held.takes_boxes:
        boxes = Container.objects.filter(owner=held.giver, discarded_at=None)
        held.along["boxes"] = list(boxes.values_list("pk", flat=True))
        boxes.update(owner=held.taker)
    if held.closes:
        registers = Register.objects.filter(owner=held.giver, closed_on=None)
        held.along["registers"] = list(registers.values_list("pk", flat=True))
        registers.update(closed_on=held.on)
    held.state = State.DONE
    held.finished_at = held.worked_at = at
    held.save(update_fields=["state", "finished_at", "worked_at", "along"])
    record(
        "holdings.transfer_done",
        by=held.actor,
        on=("holdings.transfer", held.pk, held.decision[:300]),
        place=held.taker_id,
        changes={"copies": [0, held.moved_count], "value": [0, held.moved_value]},
        at=at,
    )


@transaction.atomic
def _undo_batch(transfer: Transfer, *, batch: int, at: datetime) -> bool:
    held = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("giver", "taker")
        .get(pk=transfer.pk)
    )
    if held.state != State.UNDOING or held.undone_to != transfer.undone_to:
        return False
    lines = list(
        held.lines.filter(position__gt=held.undone_to, status=Status.MOVED)
        .select_related("ownership")
        .order_by("position")[:batch]
    )
    if not lines:
        _finish_undo(held, at=at)
        return False
    writing()
    back = _pass_back(held, lines, at=at)
    _save_lines(lines)
    held.undone_to = transfer.undone_to = lines[-1].position
    held.moved_count -= back
    held.moved_value -= sum(line.price or 0 for line in lines if line.status == Status.BACK)
    held.worked_at = at
    held.save(update_fields=["undone_to", "moved_count", "moved_value", "worked_at"])
    return True


def _pass_back(held: Transfer, lines: Sequence[TransferLine], *, at: datetime) -> int:
    ids = [line.copy_id for line in lines]
    places = lock_places(sorted(ids))
    last = _last_rows(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT copy_id, entry_id FROM holdings_copyplace WHERE copy_id = ANY(%s)", [ids]
        )
        entries = dict(cursor.fetchall())
    rows, moves = [], []
    for line in lines:
        said = line.ownership
        assert said is not None, f"line {line.pk} passed without ownership"
        place = places[line.copy_id]
        if last.get(line.copy_id) != said.pk or place.state == CopyState.WITHDRAWN:
            line.status, line.reason = Status.KEPT, {"code": "leaned-on", "facts": {}}
            continue
        line.status = Status.BACK
        rows.append([
            said.copy_id, said.former_id, said.owner_id, said.since,
            said.old_register_id, said.old_number, said.old_accession_no,
            said.register_id, said.number, said.accession_no, held.pk, said.pk,
        ])  # fmt: skip
        # A copy that has moved since stays where it is: what was seen there stays true.
        if line.entry_id is not None and entries[line.copy_id] == line.entry_id:
            moves.append(
                Move(
                    line.copy_id,
                    at_point(held.giver_id),
                    LedgerAct.TRANSFER,
                    place.state,
                    expect_from=place.holder,
                    note=held.decision,
                )
            )
    if rows:
        _write(held, rows)
    move(moves, by=held.actor, at=at)
    announce(sorted({places[pk].record_id for pk in ids}))
    return len(rows)


def _last_rows(ids: list[int]) -> dict[int, int]:
    """The number of the last row of ownership that counts, for each of these copies."""
    counts, parameters = counts_sql("o", None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (o.copy_id) o.copy_id, o.id FROM holdings_ownership o"  # noqa: S608
            f" WHERE o.copy_id = ANY(%s) AND {counts} ORDER BY o.copy_id, o.since DESC, o.id DESC",
            [ids, *parameters],
        )
        return dict(cursor.fetchall())


def _finish_undo(held: Transfer, *, at: datetime) -> None:
    # What was given on since, or closed for another reason, is left as it is.
    Container.objects.filter(pk__in=held.along.get("boxes", []), owner=held.taker).update(
        owner=held.giver
    )
    Register.objects.filter(pk__in=held.along.get("registers", []), closed_on=held.on).update(
        closed_on=None
    )
    held.state = State.UNDONE
    held.finished_at = held.worked_at = at
    held.save(update_fields=["state", "finished_at", "worked_at"])
    record(
        "holdings.transfer_undone",
        by=held.actor,
        on=("holdings.transfer", held.pk, held.decision[:300]),
        place=held.giver_id,
        changes={"kept": [0, held.lines.filter(status=Status.KEPT).count()]},
        at=at,
    )
