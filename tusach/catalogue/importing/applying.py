"""Writing accepted rows into the catalogue, and taking them back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.drawn import draw
from tusach.catalogue.importing.content import Source
from tusach.catalogue.importing.listeners import (
    ImportedBatch,
    ImportedRow,
    listeners,
    uses_of,
)
from tusach.catalogue.importing.matching import Candidate, Known, known_records
from tusach.catalogue.importing.reading import BATCH, candidate
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import Import, ImportRow, Record, RecordOrigin
from tusach.catalogue.services import drawn_record, insert, new_control_numbers
from tusach.search.api import changed

Status = ImportRow.Status
# Two imports at once could each find a record missing and both make it: batches take turns.
_TURN = 0x7475_0001


def apply(imported: Import, *, batch: int = BATCH) -> None:
    """Writes the rows not written yet, batch by batch.

    A batch is one transaction: records, versions, origins, the rows' outcome, what listeners
    make, the change log and how far the import came. Killed at any moment, the next worker
    goes on after the last whole batch.
    """
    with Source(imported) as source:
        while _apply_batch(imported, source, batch=batch, at=timezone.now()):
            pass


@transaction.atomic
def _apply_batch(imported: Import, source: Source, *, batch: int, at: datetime) -> bool:
    held = Import.objects.select_for_update().get(pk=imported.pk)
    if held.state != Import.State.APPLYING or held.applied_to != imported.applied_to:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
    rows = list(held.rows.filter(number__gt=held.applied_to).order_by("number")[:batch])
    if not rows:
        _finish(held, at=at)
        return False
    made = _write_rows(held, rows, source, at=at)
    held.applied_to = imported.applied_to = rows[-1].number
    held.made_count += made
    held.worked_at = at
    held.save(update_fields=["applied_to", "made_count", "worked_at"])
    return True


def _finish(held: Import, *, at: datetime) -> None:
    held.state = Import.State.DONE
    held.finished_at = held.worked_at = at
    held.save(update_fields=["state", "finished_at", "worked_at"])
    write_act(
        "catalogue.import_done",
        by=held.actor,
        on=("catalogue.import", held.pk, held.file_name),
        changes={"made": [0, held.made_count]},
        at=at,
    )


def _write_rows(held: Import, rows: list[ImportRow], source: Source, *, at: datetime) -> int:
    """Makes what is new; returns how many records were made."""
    by = held.actor
    # Rows found the same as an earlier row, or whose record was deleted since, are asked again.
    open_rows = [
        row
        for row in rows
        if row.status == Status.NEW or (row.status == Status.SAME and row.record_id is None)
    ]
    numbers = new_control_numbers(len(open_rows)) if open_rows else []
    marcs = [
        source.marc(row, control_number=number, at=at)
        for row, number in zip(open_rows, numbers, strict=True)
    ]
    fresh = {row.number for row in open_rows}
    made = _decide(held.pk, open_rows, numbers, marcs, by=by, at=at)
    _insert(held, made, source, by=by, at=at)
    for row in open_rows:
        if (twin := row.__dict__.pop("_twin", None)) is not None:
            row.record_id = twin.record_id
    _save_outcome(open_rows)
    made_rows = {row.record_id for row, _record, _marc in made}
    _tell(held, rows, made_here=made_rows, fresh=fresh, by=by, at=at)
    changed("record", made_rows)
    return len(made)


Made = list[tuple[ImportRow, Record, MarcRecord]]


def _decide(
    imported: int,
    rows: Sequence[ImportRow],
    numbers: Sequence[str],
    marcs: Sequence[MarcRecord],
    *,
    by: Actor,
    at: datetime,
) -> Made:
    """Which of the rows become records: the catalogue may have grown since the preview."""
    # The number given here to a composed record tells nothing apart.
    drawn = [
        replace(one, source_number="") if one.source_number == number else one
        for one, number in zip((draw(marc) for marc in marcs), numbers, strict=True)
    ]
    new = [candidate(at_, one) for at_, one in enumerate(drawn)]
    there, mine = known_records(new, imported)
    within = Known(one_file=True)
    made: Made = []
    for at_, row in enumerate(rows):
        one: Candidate = new[at_]
        if not row.forced and (found := there.match(one) or mine.match(one)):
            row.status, row.reason, row.record_id = Status.SAME, found.reason, found.record
        elif not row.forced and (found := within.match(one)):
            row.status = Status.SAME
            row.reason = {"code": "same-as-row", "facts": {"row": rows[found.record].number}}
            row._twin = rows[found.record]  # type: ignore[attr-defined]
        else:
            row.status, row.made = Status.NEW, True
            within.add(replace(one, key=at_))
            record = drawn_record(
                marcs[at_], control_number=numbers[at_], by=by, at=at, drawn=drawn[at_]
            )
            made.append((row, record, marcs[at_]))
    return made


def _insert(held: Import, made: Made, source: Source, *, by: Actor, at: datetime) -> None:
    why = _("Nhập từ tệp %(file)s") % {"file": held.file_name}
    insert([(record, marc) for _row, record, marc in made], by=by, at=at, why=why)
    RecordOrigin.objects.bulk_create(
        RecordOrigin(
            record=record,
            format="row" if held.is_sheet else held.kind,
            charset=_charset(held, marc),
            file_name=held.file_name,
            file_sha256=held.sha256,
            position=row.number,
            content=source.bytes_of(row),
        )
        for row, record, marc in made
    )
    for row, record, _marc in made:
        row.record = record


def _save_outcome(rows: Sequence[ImportRow]) -> None:
    """What became of the rows, in one statement (Django's bulk_update builds one CASE for
    each row and column, which costs more than all the rest)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE catalogue_importrow AS held
            SET status = new.status, reason = new.reason::jsonb, record_id = new.record,
                made = new.made
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::boolean[])
                AS new (id, status, reason, record, made)
            WHERE held.id = new.id
            """,
            [
                [row.pk for row in rows],
                [row.status for row in rows],
                [json.dumps(row.reason) for row in rows],
                [row.record_id for row in rows],
                [row.made for row in rows],
            ],
        )


def _charset(held: Import, marc: MarcRecord) -> str:
    if held.is_sheet or held.kind == Import.Kind.MARCXML:
        return "utf-8"
    return held.charset or ("utf-8" if marc.leader[9:10] == "a" else "marc-8")


def _tell(
    held: Import,
    rows: Sequence[ImportRow],
    *,
    made_here: set[int | None],
    fresh: set[int],
    by: Actor,
    at: datetime,
) -> None:
    told = [row for row in rows if row.record_id and row.status in (Status.NEW, Status.SAME)]
    if not told or not listeners():
        return
    # A record made by an earlier row of this file was not there before it.
    earlier = set(
        held.rows.filter(made=True, record__in=[row.record_id for row in told]).values_list(
            "record", flat=True
        )
    )
    imported_rows = [
        ImportedRow(
            number=row.number,
            record=row.record_id,  # type: ignore[arg-type]
            was_there=row.record_id not in made_here and row.record_id not in earlier,
            values={name: text for name, text in row.values.items() if text},
        )
        for row in told
    ]
    for listener in listeners():
        listener.apply(
            ImportedBatch(
                imported=held.pk,
                file_name=held.file_name,
                rows=imported_rows,
                choices=held.choices.get(listener.name, {}),
                by=by,
                at=at,
            )
        )


def undo(imported: Import, *, batch: int = BATCH) -> None:
    """Deletes the records the import made that nothing uses and nobody edited since.

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
        held.rows.filter(number__gt=held.undone_to, made=True, record__isnull=False)
        .select_related("record")
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
    held.state = Import.State.UNDONE
    held.finished_at = held.worked_at = at
    held.save(update_fields=["state", "finished_at", "worked_at"])
    kept = held.rows.filter(status=Status.KEPT).count()
    write_act(
        "catalogue.import_undone",
        by=held.actor,
        on=("catalogue.import", held.pk, held.file_name),
        changes={"kept": [0, kept]},
        at=at,
    )


def _take_back(held: Import, rows: list[ImportRow], *, at: datetime) -> None:
    by = held.actor
    free: list[ImportRow] = []
    edited = _editors([row.record for row in rows if row.record and row.record.version > 1])
    for row in rows:
        assert row.record is not None
        if who := edited.get(row.record.pk):
            row.status, row.reason = Status.KEPT, {"code": "edited", "facts": {"who": who}}
        else:
            free.append(row)
    numbers = [row.record_id for row in free if row.record_id]
    for listener in listeners():
        if listener.undo is not None:
            listener.undo(numbers, by, at)
    uses = uses_of(numbers)
    gone: list[int] = []
    for row in free:
        assert row.record is not None
        pk = row.record.pk
        if pk in uses:
            row.status, row.reason = Status.KEPT, {"code": "in-use", "facts": {"use": uses[pk]}}
            continue
        gone.append(pk)
    _delete(free, gone)
    _save_outcome(rows)
    changed("record", gone)


def _delete(rows: list[ImportRow], gone: list[int]) -> None:
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
            use = held_back[row.record_id]
            row.status, row.reason = Status.KEPT, {"code": "in-use", "facts": {"use": use}}
            gone.remove(row.record_id)
        elif row.record_id in gone:
            row.status, row.record = Status.UNDONE, None


def _editors(records: Sequence[Record]) -> dict[int, str]:
    """Record → who saved its latest version."""
    found: dict[int, str] = {}
    for one in records:
        version = one.versions.filter(number=one.version).values_list("by_name", flat=True).first()
        found[one.pk] = version or _("có người")
    return found
