"""Taking an import back: what it made goes, what it wrote over returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.catalogue.importing.acts import write_down
from tusach.catalogue.importing.applying import BATCH
from tusach.catalogue.importing.authorities import take_back as take_authorities_back
from tusach.catalogue.importing.bulk import save_outcome
from tusach.catalogue.importing.listeners import listeners, uses_of
from tusach.catalogue.importing.overwriting import put_back
from tusach.catalogue.linking.drawing import note_undrawn
from tusach.catalogue.models import Import, ImportRow, Record, RecordVersion
from tusach.search.api import changed

Status = ImportRow.Status


def undo(imported: Import, *, batch: int = BATCH) -> None:
    """Deletes the records the import made that nothing uses and nobody edited since, and gives
    those it wrote over their content back.

    The others stay, each row with the reason. Batches and interruptions as for applying.
    """
    while _undo_batch(imported, batch=batch, at=timezone.now()):
        pass


@transaction.atomic
def _undo_batch(imported: Import, *, batch: int, at: datetime) -> bool:
    held = Import.objects.select_for_update().get(pk=imported.pk)
    if held.state != Import.State.UNDOING or held.undone_to != imported.undone_to:
        return False
    rows = list(
        held.rows.filter(number__gt=held.undone_to, record__isnull=False, settled=True)
        .select_related("record")
        .defer("content")
        .order_by("number")[:batch]
    )
    if not rows:
        _finish_undo(held, at=at)
        return False
    _take_back(held, rows, at=at)
    held.undone_to = imported.undone_to = rows[-1].number
    held.worked_at = at
    held.save(update_fields=["undone_to", "worked_at"])
    return True


def _finish_undo(held: Import, *, at: datetime) -> None:
    take_authorities_back(held)
    held.state = Import.State.UNDONE
    held.finished_at = held.worked_at = at
    held.save(update_fields=["state", "finished_at", "worked_at"])
    kept = held.rows.filter(status=Status.KEPT).count()
    write_down("catalogue.import_undone", held, by=held.actor, at=at, kept=[0, kept])


def _take_back(held: Import, rows: list[ImportRow], *, at: datetime) -> None:
    by = held.actor
    numbers = sorted({row.record_id for row in rows if row.record_id})
    stays: dict[int, str] = {}
    for listener in listeners():
        if listener.undo is not None:
            stays.update(listener.undo(held.pk, [row.number for row in rows], by, at))
    for row in rows:
        if row.number in stays:
            row.status, row.reason = Status.KEPT, _kept(stays[row.number])
    written = [row for row in rows if row.version_made is not None and row.status != Status.KEPT]
    back = put_back(held, written, by=by, at=at)
    note_undrawn(back)
    made = [row for row in rows if row.made and row.status != Status.KEPT]
    gone = _unmake(made)
    for row in rows:
        if row.record_id in gone:
            row.record = None
    save_outcome(rows)
    changed("record", sorted({*numbers, *back, *gone}))


def _kept(use: str) -> dict[str, object]:
    return {"code": "in-use", "facts": {"use": use}}


def _unmake(rows: Sequence[ImportRow]) -> list[int]:
    """Deletes the records of these rows that are free; returns which."""
    edited = _editors([row.record for row in rows if row.record and row.record.version > 1])
    free: list[ImportRow] = []
    for row in rows:
        assert row.record is not None
        if who := edited.get(row.record.pk):
            row.status, row.reason = Status.KEPT, {"code": "edited", "facts": {"who": who}}
        else:
            free.append(row)
    uses = uses_of([row.record_id for row in free if row.record_id])
    gone: list[int] = []
    for row in free:
        assert row.record_id is not None
        if row.record_id in uses:
            row.status, row.reason = Status.KEPT, _kept(uses[row.record_id])
        else:
            gone.append(row.record_id)
    _delete(free, gone)
    return gone


def _delete(rows: Sequence[ImportRow], gone: list[int]) -> None:
    """Deletes together; when something unforeseen holds one, each by itself."""
    try:
        with transaction.atomic():
            Record.objects.filter(pk__in=gone).delete()
        held_back: dict[int, str] = {}
    except ProtectedError:
        held_back = {}
        for pk in gone:
            try:
                with transaction.atomic():
                    Record.objects.filter(pk=pk).delete()
            except ProtectedError as error:
                names = {str(one._meta.verbose_name) for one in error.protected_objects}
                held_back[pk] = ", ".join(sorted(names))
    for row in rows:
        if row.record_id in held_back:
            row.status, row.reason = Status.KEPT, _kept(held_back[row.record_id])
            gone.remove(row.record_id)
        elif row.record_id in gone:
            row.status, row.record = Status.UNDONE, None


def _editors(records: Sequence[Record]) -> dict[int, str]:
    """Record → who saved its latest version."""
    wanted = Q()
    for one in records:
        wanted |= Q(record=one, number=one.version)
    if not records:
        return {}
    found = RecordVersion.objects.filter(wanted).values_list("record", "by_name")
    return {pk: name or _("có người") for pk, name in found}
