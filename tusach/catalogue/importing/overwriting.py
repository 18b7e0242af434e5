"""Bringing what a file says into records that are there, and putting them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.catalogue.drawn import Drawn, draw
from tusach.catalogue.importing import profiles
from tusach.catalogue.importing.bulk import dumped
from tusach.catalogue.importing.differences import filled, from_sheet, taken, told_by_sheet
from tusach.catalogue.importing.reading import contents_of
from tusach.catalogue.marc.record import MarcRecord, from_json
from tusach.catalogue.models import (
    Difference,
    Import,
    ImportContent,
    ImportRow,
    Record,
    RecordVersion,
)
from tusach.catalogue.services import version_of

Status = ImportRow.Status


def decision_of(imported: Import, row: ImportRow) -> str:
    """What becomes of a row that differs: as said for it, else as for the whole import."""
    if imported.is_quick:
        return Difference.KEEP
    return row.decision or imported.on_difference


def overwrite(imported: Import, rows: Sequence[ImportRow], *, by: Actor, at: datetime) -> list[int]:
    """Writes a new version of those records for which a person chose so.

    Rows get the number of the version they made. Returns the records changed. A record that
    two rows speak of is taken from the last.
    """
    chosen = [
        row
        for row in rows
        if row.status == Status.DIFFERS
        and row.record_id
        and decision_of(imported, row) != Difference.KEEP
    ]
    if not chosen:
        return []
    records = {row.record_id: row for row in chosen if row.record_id is not None}
    held = Record.objects.select_for_update().in_bulk(list(records))
    ours = contents_of(list(held))
    theirs = dict(
        ImportContent.objects.filter(row__in=[row.pk for row in records.values()]).values_list(
            "row", "marc"
        )
    )
    after: list[tuple[Record, MarcRecord]] = []
    for pk, row in sorted(records.items()):
        if pk not in held or row.pk not in theirs:
            continue
        now = together(imported, row, ours[pk], from_json(theirs[row.pk]), at=at)
        if now != ours[pk]:
            held[pk].version += 1
            row.version_made = held[pk].version
            after.append((held[pk], now))
    why = _("Nhập từ tệp %(file)s") % {"file": imported.file_name}
    write_versions(after, why=why, by=by, at=at)
    return [record.pk for record, _marc in after]


def together(
    imported: Import, row: ImportRow, ours: MarcRecord, theirs: MarcRecord, *, at: datetime
) -> MarcRecord:
    """The content of the record once the decision about the row is carried out."""
    decision = decision_of(imported, row)
    if decision == Difference.KEEP:
        return ours
    fill = decision == Difference.FILL
    if imported.is_sheet:
        told = told_by_sheet(theirs, row.values)
        return from_sheet(ours, told, values=row.values, fill=fill, at=at)
    ignored = profiles.tags_of(imported.rules)
    return filled(ours, theirs, ignored=ignored) if fill else taken(ours, theirs, ignored=ignored)


_NAMES = tuple(Drawn.__dataclass_fields__)


def write_versions(
    pairs: Sequence[tuple[Record, MarcRecord]], *, why: str, by: Actor, at: datetime
) -> None:
    """The content of each record (locked, its ``version`` counted up already) as a new version,
    and the keys drawn from it. Two statements for any number."""
    if not pairs:
        return
    RecordVersion.objects.bulk_create(
        version_of(record, marc, by=by, at=at, why=why) for record, marc in pairs
    )
    drawn = []
    for record, marc in pairs:
        keys = dict(vars(draw(marc)))
        if keys["source_number"] == record.control_number:
            keys["source_number"] = ""
        drawn.append(dumped(keys))
    columns = [connection.ops.quote_name(name) for name in _NAMES]
    sets = ", ".join(f"{name} = drawn.{name}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE catalogue_record AS held SET version = new.version, changed_at = %s, {sets}
            FROM unnest(%s::bigint[], %s::integer[], %s::jsonb[]) AS new (id, version, keys)
            CROSS JOIN LATERAL jsonb_populate_record(null::catalogue_record, new.keys) AS drawn
            WHERE held.id = new.id
            """,  # noqa: S608 - the names of our own columns
            [
                at,
                [record.pk for record, _marc in pairs],
                [record.version for record, _marc in pairs],
                drawn,
            ],
        )


def put_back(imported: Import, rows: Sequence[ImportRow], *, by: Actor, at: datetime) -> list[int]:
    """Gives the records that these rows wrote over their content before it, as a new version.

    A record that somebody saved since keeps what was saved; its row says so. Returns the
    records put back.
    """
    held = Record.objects.select_for_update().in_bulk([row.record_id for row in rows])
    before = {
        (pk, number): marc
        for pk, number, marc in RecordVersion.objects.filter(
            record__in=list(held), number__in={(row.version_made or 1) - 1 for row in rows}
        ).values_list("record", "number", "marc")
    }
    pairs: list[tuple[Record, MarcRecord]] = []
    for row in rows:
        record = held.get(row.record_id or 0)
        if record is None or row.version_made is None:
            continue
        if record.version != row.version_made:
            last = RecordVersion.objects.get(record=record, number=record.version)
            row.status = Status.KEPT
            row.reason = {"code": "edited", "facts": {"who": last.by_name or _("có người")}}
            continue
        record.version += 1
        pairs.append((record, from_json(before[record.pk, row.version_made - 1])))
        row.status, row.version_made = Status.UNDONE, None
    why = _("Rút lại lần nhập tệp %(file)s") % {"file": imported.file_name}
    write_versions(pairs, why=why, by=by, at=at)
    return [record.pk for record, _marc in pairs]
