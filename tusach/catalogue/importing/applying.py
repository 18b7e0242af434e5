"""Writing accepted rows into the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.catalogue.drawn import Drawn
from tusach.catalogue.importing import bulk
from tusach.catalogue.importing.acts import write_down
from tusach.catalogue.importing.authorities import is_authority, take_authorities
from tusach.catalogue.importing.content import Source
from tusach.catalogue.importing.listeners import ImportedBatch, ImportedRow, listeners
from tusach.catalogue.importing.matching import Candidate, Known, candidate, known_records
from tusach.catalogue.importing.overwriting import overwrite
from tusach.catalogue.linking.drawing import note_undrawn
from tusach.catalogue.merging.selectors import hold
from tusach.catalogue.models import Import, ImportContent, ImportRow
from tusach.catalogue.points import points
from tusach.catalogue.services import new_control_numbers
from tusach.catalogue.working.services import needs_look, wait_for_a_cataloguer
from tusach.search.api import changed

Status = ImportRow.Status
# Rows of one transaction: a second's work, so that nobody waits longer for it.
BATCH = 1_000
# Two imports at once could each find a record missing and both make it: batches take turns.
_TURN = 0x7475_0001


def apply(imported: Import, *, batch: int = BATCH, at: datetime | None = None) -> None:
    """Writes the rows not written yet, batch by batch.

    A batch is one transaction: records, versions, origins, the rows' outcome, what listeners
    make, the change log and how far the import came. Killed at any moment, the next worker
    goes on after the last whole batch.
    """
    weights = points()
    with Source(imported) as source:
        while _apply_batch(imported, source, weights, batch=batch, at=at or timezone.now()):
            pass


@transaction.atomic
def _apply_batch(
    imported: Import, source: Source, weights: Mapping[str, int], *, batch: int, at: datetime
) -> bool:
    held = Import.objects.select_for_update().get(pk=imported.pk)
    if held.state != Import.State.APPLYING or held.applied_to != imported.applied_to:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
    rows = list(
        held.rows.filter(number__gt=held.applied_to, settled=False)
        .defer("content")
        .order_by("number")[:batch]
    )
    if not rows:
        _finish(held, at=at)
        return False
    work = _Batch(held, rows, source, weights, held.actor, at)
    work.write()
    held.applied_to = imported.applied_to = rows[-1].number
    held.made_count += work.made
    held.worked_at = at
    held.save(update_fields=["applied_to", "made_count", "worked_at"])
    return True


def _finish(held: Import, *, at: datetime) -> None:
    held.state = Import.State.DONE
    held.finished_at = held.worked_at = at
    held.save(update_fields=["state", "finished_at", "worked_at"])
    write_down("catalogue.import_done", held, by=held.actor, at=at, made=[0, held.made_count])


@dataclass
class _Batch:
    """One batch of rows on their way into the catalogue."""

    held: Import
    rows: list[ImportRow]
    source: Source
    weights: Mapping[str, int]
    by: Actor
    at: datetime
    made: int = 0
    # Rows that are an earlier row of this batch, with that row.
    twins: list[tuple[ImportRow, ImportRow]] = field(default_factory=list)

    def write(self) -> None:
        self._follow_merges()
        open_rows = self._open()
        new = self._decide(open_rows)
        self._make(new)
        for row, twin in self.twins:
            row.record_id = twin.record_id
        overwritten = overwrite(self.held, self.rows, by=self.by, at=self.at)
        note_undrawn([*(row.record_id for row in new if row.record_id), *overwritten])
        waiting = [] if self.held.is_quick else [row for row in self.rows if is_authority(row)]
        if waiting:
            take_authorities(self.held, waiting, self.source, by=self.by, at=self.at)
        for row in self.rows:
            row.settled = row.status not in (Status.DAMAGED, Status.SKIPPED, Status.OTHER)
        for row in waiting:
            row.settled = True
        self._tell({row.number for row in new})
        bulk.save_outcome(self.rows)
        changed("record", [*(row.record_id for row in new), *overwritten])
        self.made = len(new)

    def _follow_merges(self) -> None:
        """Rows whose record was merged since the preview go to the one that took it in."""
        now = hold(row.record_id for row in self.rows if row.record_id)
        for row in self.rows:
            row.record_id = now.get(row.record_id, row.record_id) if row.record_id else None

    def _open(self) -> list[ImportRow]:
        """The rows about which it is decided now: those that were new in the preview, those
        whose record was deleted since, and those that were an earlier row of the file."""
        waiting = [row for row in self.rows if row.status == Status.SAME and not row.record_id]
        earlier = {
            int(row.reason["facts"]["row"])
            for row in waiting
            if row.reason.get("code") == "same-as-row"
        }
        of_rows = dict(
            self.held.rows.filter(number__in=earlier, record__isnull=False).values_list(
                "number", "record"
            )
        )
        here = {row.number: row for row in self.rows}
        found: list[ImportRow] = []
        for row in self.rows:
            if row.status == Status.NEW:
                found.append(row)
            elif row.status in (Status.SAME, Status.DIFFERS) and not row.record_id:
                number = int(row.reason.get("facts", {}).get("row", 0))
                twin = here.get(number)
                if number in of_rows:
                    row.record_id = of_rows[number]
                elif twin is not None and twin.status == Status.NEW:
                    self.twins.append((row, twin))
                else:
                    found.append(row)
        return found

    def _decide(self, rows: Sequence[ImportRow]) -> list[ImportRow]:
        """Those that become records: the catalogue may have grown since the preview."""
        if not rows:
            return []
        drawn = dict(
            ImportContent.objects.filter(row__in=[row.pk for row in rows]).values_list(
                "row", "drawn"
            )
        )
        coming = [_candidate(row, drawn[row.pk]) for row in rows]
        there = known_records(coming, points=self.weights, sha256=self.held.sha256)
        within = Known(self.weights)
        by_number = {row.number: row for row in rows}
        new: list[ImportRow] = []
        for row, one in zip(rows, coming, strict=True):
            found = None if row.forced else there.match(one)
            if found is not None and found.is_sure:
                row.status, row.reason, row.record_id = Status.SAME, found.reason, found.key
                continue
            found = None if row.forced else within.match(one)
            if found is not None and found.is_sure:
                row.status = Status.SAME
                row.reason = {"code": "same-as-row", "facts": {"row": found.key}}
                self.twins.append((row, by_number[found.key]))
                continue
            row.status, row.made = Status.NEW, True
            within.add(one)
            new.append(row)
        return new

    def _make(self, new: Sequence[ImportRow]) -> None:
        if not new:
            return
        numbers = new_control_numbers(len(new))
        if self.held.is_quick and self.held.is_sheet:
            bulk.mark_as_partial(new)
        keys = bulk.insert_records(new, numbers, by=self.by, at=self.at, file=self.held.file_name)
        for row, key in zip(new, keys, strict=True):
            row.record_id = key
        if self.held.is_quick:
            wait_for_a_cataloguer(keys, at=self.at)
        form = "row" if self.held.is_sheet else self.held.kind
        bulk.insert_origins(
            [
                row.record_id,
                form,
                _charset(self.held, row),
                self.held.file_name,
                self.held.sha256,
                row.number,
                self.source.bytes_at(row.offset, row.length, row.cells),
            ]
            for row in new
        )
        needs_look([row.record_id for row in new if row.repair and row.record_id], at=self.at)

    def _tell(self, made_here: set[int]) -> None:
        """Says to the rooms above which record each row became."""
        told = [
            row
            for row in self.rows
            if row.record_id and row.status in (Status.NEW, Status.SAME, Status.DIFFERS)
        ]
        if not told or not listeners():
            return
        # A record made by an earlier row of this file was not there before it.
        earlier = set(
            self.held.rows.filter(
                made=True, record__in=[row.record_id for row in told]
            ).values_list("record", flat=True)
        )
        of_here = {row.record_id for row in self.rows if row.number in made_here}
        imported_rows = [
            ImportedRow(
                number=row.number,
                record=row.record_id or 0,
                was_there=row.record_id not in of_here and row.record_id not in earlier,
                values={name: text for name, text in row.values.items() if text},
                copies=tuple(row.copies),
            )
            for row in told
        ]
        by_number = {row.number: row for row in told}
        for listener in listeners():
            said = listener.apply(
                ImportedBatch(
                    imported=self.held.pk,
                    file_name=self.held.file_name,
                    rows=imported_rows,
                    choices=self.held.choices.get(listener.name, {}),
                    by=self.by,
                    at=self.at,
                )
            )
            for number, sentences in (said or {}).items():
                row = by_number[number]
                kept = [{"code": "from-listener", "facts": {"sentence": s}} for s in sentences]
                row.warnings = [*row.warnings, *kept]


def _candidate(row: ImportRow, drawn: Mapping[str, object]) -> Candidate:
    return candidate(row.number, Drawn(**drawn))  # type: ignore[arg-type]


def _charset(held: Import, row: ImportRow) -> str:
    if held.is_sheet:
        return ", ".join(sorted(set(held.charsets.values()))) or "utf-8"
    if held.kind != Import.Kind.ISO2709:
        return "utf-8"
    return str(row.repair.get("charset") or held.charset or "as-leader")
