"""Readers and open loans of another system come in: a list is looked at, written by the worker
in batches that a kill cannot double, tried again, and undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import HOUSE, Actor, record
from tusach.circulation import moving_errors as errors
from tusach.circulation.asked_rules import MOVING_DAYS
from tusach.circulation.models import KnownHeadings, MoveIn, MoveInLine
from tusach.circulation.moving_columns import LABELS, READERS, lacking, meanings, signature
from tusach.circulation.services import moving_lines
from tusach.circulation.tasks import ask_for_move_in
from tusach.network.api import ServicePoint, read_table
from tusach.policy.api import number_on
from tusach.readers.api import ReaderClass, check_home, class_of
from tusach.ui.api import note_asked, stopped_by_name

State = MoveIn.State
Verdict = MoveInLine.Verdict
MOST = 10_000
# Lines written in one transaction: it holds their copies and takes a second or two.
LINES = 50
# Lines that may still be judged anew.
_OPEN = (Verdict.READY, Verdict.WRONG, Verdict.SAME, Verdict.PAST)


@transaction.atomic
def take_file(
    *,
    kind: str,
    point: ServicePoint,
    name: str,
    content: bytes,
    default_class: ReaderClass | None = None,
    by: Actor,
    at: datetime,
) -> MoveIn:
    """Read a spreadsheet of readers or of open loans of ``point`` and say of each line what would
    become of it; nothing is entered yet. Headings that were explained before are known again.
    ``default_class`` is that of readers whose line names none.

    Refuses what is no spreadsheet, more than 10,000 lines, and a point that keeps no readers.
    """
    day = timezone.localdate(at)
    check_home(point, day)
    table = read_table(name, content)
    if len(table.rows) > MOST:
        raise errors.TooManyLines(count=len(table.rows), most=MOST)
    if kind == READERS:
        default_class = default_class or class_of("adult", day)
    known = KnownHeadings.objects.filter(kind=kind, signature=signature(table.headings)).first()
    made = MoveIn.objects.create(
        kind=kind,
        point=point,
        file=name[:200],
        headings=table.headings,
        columns=known.columns if known else meanings(table.headings, kind),
        classes=known.classes if known else {},
        default_class=default_class,
        sent_at=at,
        sent_by=by.name,
    )
    MoveInLine.objects.bulk_create(
        [MoveInLine(move_in=made, number=number, cells=cells) for number, cells in table.rows],
        batch_size=1000,
    )
    _judge(made, at)
    _note("move_in_send", made, by, at, len(table.rows))
    return made


@transaction.atomic
def explain(
    *, sent: MoveIn, columns: Mapping[str, int], classes: Mapping[str, str], by: Actor, at: datetime
) -> MoveIn:
    """Say what the columns of a list hold, and which class of ours each class of it is; its lines
    are judged anew and the headings remembered. Refuses a list that is under way or over."""
    held = _held(sent, State.LOOKED_AT, State.WRITTEN)
    held.columns, held.classes = dict(columns), dict(classes)
    held.save(update_fields=["columns", "classes"])
    KnownHeadings.objects.update_or_create(
        kind=held.kind,
        signature=signature(held.headings),
        defaults={"columns": held.columns, "classes": held.classes, "said_at": at},
    )
    _judge(held, at)
    return held


@transaction.atomic
def look_again(*, sent: MoveIn, by: Actor, at: datetime) -> MoveIn:
    """Judge once more what is not written: meanwhile its readers or copies may have come."""
    held = _held(sent, State.LOOKED_AT, State.WRITTEN)
    _judge(held, at)
    return held


@transaction.atomic
def begin(*, sent: MoveIn, by: Actor, at: datetime) -> MoveIn:
    """Ask the worker to write what is ready. Refuses a list that does not say what it must
    (:class:`errors.ColumnsMissing`) and one without a line that is ready."""
    held = _held(sent, State.LOOKED_AT, State.WRITTEN)
    if missing := lacking(held.columns, held.kind):
        raise errors.ColumnsMissing(missing=", ".join(missing))
    count = held.lines.filter(verdict=Verdict.READY).count()
    if not count:
        raise errors.NothingReady
    return _ask(held, State.WRITING, "move_in_begin", count, by, at)


@transaction.atomic
def undo_move_in(*, sent: MoveIn, by: Actor, at: datetime) -> MoveIn:
    """Ask the worker to take back what a list brought. A loan that went on since (renewed,
    returned) and a reader with whom something was done since stay, each named in its line."""
    held = _held(sent, State.WRITTEN)
    count = held.lines.filter(verdict=Verdict.WRITTEN).count()
    return _ask(held, State.UNDOING, "move_in_undo", count, by, at)


@transaction.atomic
def forget(*, sent: MoveIn, by: Actor, at: datetime) -> MoveIn:
    """Drop the lines that were not written, and what they say of people; a list of which nothing
    was written is thereby dropped."""
    held = _held(sent, State.LOOKED_AT, State.WRITTEN, State.UNDONE)
    gone, _each = held.lines.filter(verdict__in=_OPEN).delete()
    if held.state == State.LOOKED_AT:
        held.state, held.finished_at = State.DROPPED, at
        held.save(update_fields=["state", "finished_at"])
    _note("move_in_forget", held, by, at, gone)
    return held


@transaction.atomic
def ask_again(*, sent: MoveIn, at: datetime) -> MoveIn:
    """Put a list that stands still or was stopped into the queue again; twice changes nothing."""
    held = _held(sent, State.WRITING, State.UNDOING, State.STOPPED)
    if held.state == State.STOPPED:
        held.state = held.stopped_in
    held.problem = {}
    held.save(update_fields=["state", "problem"])
    note_asked(held, at)
    ask_for_move_in(held.pk)
    return held


def forget_old(*, at: datetime) -> int:
    """Drop the unwritten lines of lists that were sent longer ago than the rule says."""
    days = number_on(MOVING_DAYS, timezone.localdate(at), 90)
    old = MoveIn.objects.filter(
        sent_at__lt=at - timedelta(days=days),
        lines__verdict__in=_OPEN,
        state__in=[State.LOOKED_AT, State.WRITTEN, State.UNDONE],
    ).distinct()
    for one in old:
        forget(sent=one, by=HOUSE, at=at)
    return len(old)


def work(move_in: int, *, lines: int = LINES) -> None:
    """Write or take back what waits, batch by batch. What stops it is kept and shown."""
    with stopped_by_name(f"move in {move_in}", lambda problem: _stop(move_in, problem)):
        while step(move_in, lines=lines):
            pass


def _stop(move_in: int, problem: dict[str, str]) -> None:
    for state in (State.WRITING, State.UNDOING):
        MoveIn.objects.filter(pk=move_in, state=state).update(
            state=State.STOPPED, stopped_in=state, problem=problem, worked_at=timezone.now()
        )


@transaction.atomic
def step(move_in: int, *, lines: int = LINES) -> bool:
    """Do the next lines; True while there are more. Locks the list, so that two workers take
    turns; what a line became is written in the transaction that made it."""
    held = (
        MoveIn.objects.select_for_update(of=("self",)).select_related("point", "default_class")
    ).get(pk=move_in)
    if not held.is_under_way:
        return False
    writing = held.state == State.WRITING
    waits = Verdict.READY if writing else Verdict.WRITTEN
    rows = list(
        held.lines.filter(verdict=waits).select_related("reader").order_by("number")[:lines]
    )
    at = timezone.now()
    if writing:
        moving_lines.write(held, rows, by=held.actor, at=at)
    else:
        moving_lines.take_back(held, rows, by=held.actor, at=at)
    MoveInLine.objects.bulk_update(rows, ["verdict", "why", "cells", "reader", "copy", "statement"])
    held.worked_at, held.problem = at, {}
    more = held.lines.filter(verdict=waits).exists()
    if not more:
        held.state = State.WRITTEN if writing else State.UNDONE
        held.finished_at = at
    held.save()
    return more


def _judge(held: MoveIn, at: datetime) -> None:
    rows = list(held.lines.filter(verdict__in=_OPEN).order_by("number"))
    moving_lines.judge(held, rows, at)
    MoveInLine.objects.bulk_update(rows, ["verdict", "why", "reader", "copy"], batch_size=1000)


def check_columns(kind: str, chosen: Mapping[int, str]) -> dict[str, int]:
    """Column → meaning turned round; refuses a meaning chosen twice."""
    found: dict[str, int] = {}
    for index, meaning in chosen.items():
        if meaning in found:
            raise errors.ColumnTwice(meaning=LABELS[kind][meaning])
        found[meaning] = index
    return found


def _held(sent: MoveIn, *states: str) -> MoveIn:
    held = (
        MoveIn.objects.select_for_update(of=("self",))
        .select_related("point", "default_class")
        .get(pk=sent.pk)
    )
    if held.state not in states:
        raise errors.NotNow(file=held.file, state=held.get_state_display())
    return held


def _ask(held: MoveIn, state: str, act: str, count: int, by: Actor, at: datetime) -> MoveIn:
    held.state, held.actor, held.asked_at, held.problem = state, by, at, {}
    held.finished_at = None
    held.save()
    note_asked(held, at)
    ask_for_move_in(held.pk)
    _note(act, held, by, at, count)
    return held


def _note(act: str, held: MoveIn, by: Actor, at: datetime, rows: int) -> None:
    record(
        f"circulation.{act}", by=by, on=("circulation.move_in", held.pk, held.file),
        place=held.point_id, changes={"rows": [None, rows]}, at=at,
    )  # fmt: skip
