"""The worker's side of an import of points.

Checking goes row after row and writes how far it came; killed, it begins again, for it makes
nothing. Applying is one transaction: killed at any moment it leaves nothing behind, and the next
worker does the whole.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone, translation

from tusach.audit.api import record
from tusach.network.models import AdminUnit, PointImport, PointImportRow
from tusach.network.selectors.imports import in_batches
from tusach.network.services.checking import CheckedRow, Desk
from tusach.network.services.creating import create_points
from tusach.ui.api import stopped_by_name

State = PointImport.State
# Rows between two signs of life; about half a second.
BATCH = 250
# One import makes its points at a time, so that two files cannot make the same.
_TURN = 7_305_001


class _RegistryChanged(Exception):
    """A row that was right when it was checked is so no longer."""


def work(number: int, *, batch: int = BATCH) -> None:
    """Checks or applies, whatever the import stands at; for one that waits, nothing.

    What nobody foresaw is written where a person sees it and can have it done again.
    """
    sent = PointImport.objects.filter(pk=number).first()
    if sent is None:
        return

    def stop(problem: dict[str, str]) -> None:
        _stop(sent, problem)

    with translation.override(sent.language), stopped_by_name(f"import {number} of points", stop):
        try:
            if sent.state == State.CHECKING:
                _check(sent, batch)
            elif sent.state == State.APPLYING:
                _apply(sent, batch)
        except _RegistryChanged:
            _check_anew(sent)
            _check(sent, batch)


def _may_place(sent: PointImport) -> Callable[[AdminUnit], bool] | None:
    """What the sender may do now; the house itself may everything."""
    if sent.by_account is None:
        return None
    account = get_user_model().objects.filter(pk=sent.by_account, is_active=True).first()

    def may(unit: AdminUnit) -> bool:
        return account is not None and account.has_perm("network.import_points", unit)

    return may


def _check(sent: PointImport, batch: int) -> None:
    desk = Desk(sent, may_place=_may_place(sent))
    done = bad = 0
    for rows in in_batches(sent, batch):
        for row in rows:
            _note(row, desk.check(row.number, row.cells))
        done += len(rows)
        bad += sum(bool(row.errors) for row in rows)
        if not _note_checked(sent, rows, done, bad):
            return
    _end(sent, State.CHECKED)


def _note(row: PointImportRow, checked: CheckedRow) -> None:
    row.name, row.kind = checked.name, checked.kind
    row.commune = checked.commune.name if checked.commune else ""
    row.errors = [list(error) for error in checked.errors]


@transaction.atomic
def _note_checked(sent: PointImport, rows: list[PointImportRow], done: int, bad: int) -> bool:
    """Write what was found. False when somebody has chosen other columns meanwhile."""
    held = PointImport.objects.select_for_update().get(pk=sent.pk)
    if (held.state, held.check_number) != (State.CHECKING, sent.check_number):
        return False
    PointImportRow.objects.bulk_create(  # bulk_update takes ten times as long
        rows,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["name", "kind", "commune", "errors"],
    )
    held.checked_to, held.bad_count, held.worked_at = done, bad, timezone.now()
    held.save(update_fields=["checked_to", "bad_count", "worked_at"])
    return True


def _apply(sent: PointImport, batch: int) -> None:
    PointImport.objects.filter(pk=sent.pk).update(worked_at=timezone.now())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
        held = PointImport.objects.select_for_update().get(pk=sent.pk)
        if held.state != State.APPLYING:
            return
        at = timezone.now()
        desk = Desk(held, may_place=_may_place(held))
        for rows in in_batches(held, batch):
            checked = [desk.check(row.number, row.cells) for row in rows]
            if any(row.errors for row in checked):
                raise _RegistryChanged
            made = create_points(new=[row.new for row in checked], by=held.actor, at=at)
            held.made += len(made)
        held.state, held.worked_at, held.finished_at = State.DONE, at, timezone.now()
        held.save(update_fields=["made", "state", "worked_at", "finished_at"])
        record(
            "network.import_points",
            by=held.actor,
            on=("network.import", held.pk, held.file_name),
            changes={"made": [0, held.made]},
            at=at,
        )


@transaction.atomic
def _check_anew(sent: PointImport) -> None:
    """The registry is not what it was when the rows were checked: tell which they are now."""
    held = PointImport.objects.select_for_update().get(pk=sent.pk)
    if held.state != State.APPLYING:
        return
    held.check_number += 1
    held.state, held.checked_to, held.bad_count = State.CHECKING, 0, 0
    held.problem = {"code": "changed"}
    held.save(update_fields=["check_number", "state", "checked_to", "bad_count", "problem"])
    sent.check_number, sent.state = held.check_number, held.state


def _end(sent: PointImport, state: str) -> None:
    PointImport.objects.filter(
        pk=sent.pk, state=State.CHECKING, check_number=sent.check_number
    ).update(state=state, worked_at=timezone.now())


def _stop(sent: PointImport, problem: dict[str, str]) -> None:
    back = State.CHECKED if sent.state == State.APPLYING else State.COLUMNS
    PointImport.objects.filter(pk=sent.pk, state=sent.state).update(
        state=back, problem=problem, worked_at=timezone.now()
    )
