"""Reading a file into the rows of its preview: new, there, there and different, damaged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import pymarc
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tusach.catalogue.compose import compose
from tusach.catalogue.drawn import clean, draw
from tusach.catalogue.importing import columns, items, profiles
from tusach.catalogue.importing.bulk import Read, write_rows
from tusach.catalogue.importing.content import Entry, entries, names_of
from tusach.catalogue.importing.differences import brought, told_by_sheet
from tusach.catalogue.importing.matching import (
    Candidate,
    Known,
    candidate,
    known_records,
    known_rows,
)
from tusach.catalogue.importing.sheets import LONGEST_CELL
from tusach.catalogue.marc.record import MarcRecord, from_json
from tusach.catalogue.models import Import, ImportRow, RecordVersion
from tusach.catalogue.points import points

Status = ImportRow.Status
# Rows of one transaction: short enough that nobody waits for it.
BATCH = 500
# Records looked at to tell in which fields a file keeps its copies.
_SAMPLE = 60


def read(imported: Import, *, batch: int = BATCH) -> None:
    """Reads what is left of the file and puts it forward for acceptance.

    Stops when the import was dropped or another worker took over. Each batch is written
    together with how far the reading came.
    """
    weights = points()
    if imported.items_key and imported.read_to == 0:
        items.load(imported)
    coming = entries(imported)
    while taken := list(islice(coming, batch)):
        if imported.read_to == 0 and not imported.is_sheet:
            _find_items(imported, taken[:_SAMPLE])
        if not _write(imported, taken, weights, at=timezone.now()):
            return
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=imported.pk)
        if held.state == Import.State.READING and held.read_to == imported.read_to:
            held.state = Import.State.READ
            held.worked_at = timezone.now()
            held.save(update_fields=["state", "worked_at"])


def _find_items(imported: Import, first: Sequence[Entry]) -> None:
    """How the file tells of copies, unless a person said so already."""
    if imported.profile_id is not None or imported.rules:
        return
    found = profiles.likely_items([one.record for one in first if one.record is not None])
    if found is not None:
        imported.profile, imported.rules = found, found.rules
        Import.objects.filter(pk=imported.pk).update(profile=found, rules=found.rules)


def _write(
    imported: Import, taken: Sequence[Entry], weights: Mapping[str, int], *, at: datetime
) -> bool:
    """One batch. False when this worker has nothing more to do here."""
    made = [row_of(imported, entry, at=at) for entry in taken]
    if imported.items_key:
        items.join(imported, made)
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=imported.pk)
        if held.state != Import.State.READING or held.read_to != imported.read_to:
            return False
        find_same(imported, [one for one in made if one.row.status == Status.NEW], weights)
        write_rows(made)
        imported.read_to = held.read_to = taken[-1].number
        held.next_offset = taken[-1].offset + taken[-1].length
        held.worked_at = at
        held.save(update_fields=["read_to", "next_offset", "worked_at"])
    return True


def row_of(imported: Import, entry: Entry, *, at: datetime) -> Read:
    """The row of one entry, new or damaged; whether it is there already is asked later."""
    row = ImportRow(
        imported=imported,
        number=entry.number,
        offset=entry.offset,
        length=entry.length,
        cells=entry.cells,
        status=Status.NEW,
    )
    if entry.fault is not None:
        row.status = Status.DAMAGED
        row.reason = {"code": entry.fault.code, "facts": entry.fault.facts}
        row.content = entry.content
        row.title = title_guessed(entry.content)
        return Read(row)
    if imported.is_sheet:
        return from_cells(row, imported, at=at)
    assert entry.record is not None
    return from_marc(row, entry.record, imported)


def from_marc(row: ImportRow, marc: MarcRecord, imported: Import) -> Read:
    """What the record of a row is: new, or nothing this import takes."""
    if marc.is_authority:
        row.status = Status.OTHER
        row.reason = {"code": "authority", "facts": {}}
        row.title = clean(marc.first("100", "a") or _heading(marc))[:300]
        return Read(row)
    row.status, row.reason = Status.NEW, {}
    row.copies = profiles.copies_of(marc, imported.rules) if imported.rules else []
    return shown(row, marc)


def _heading(marc: MarcRecord) -> str:
    heading = next(marc.data("110", "111", "130", "150", "151", "155"), None)
    return heading.first("a") if heading is not None else ""


_XML_TITLE = re.compile(rb"tag=.245.[^$]*?code=.a.>([^<]{1,300})")
_JSON_TITLE = re.compile(rb'"245"\s*:\s*\{[^\]]*?"a"\s*:\s*"([^"]{1,300})')


def title_guessed(content: bytes) -> str:
    """Words by which a person may know a record that cannot be read; only ever shown.

    pymarc reads leniently what a strict reading refuses; of what it guesses only the title
    is taken, and only for the eye.
    """
    head = content[:100_000]
    if found := _XML_TITLE.search(head) or _JSON_TITLE.search(head):
        return clean(found.group(1).decode("utf-8", "replace"))[:300]
    try:
        title = pymarc.Record(head, to_unicode=True, utf8_handling="replace").title
    except Exception:  # it lets many kinds through for broken bytes
        return ""
    return clean("".join(one if one >= " " else " " for one in title or ""))[:300]


def from_cells(row: ImportRow, imported: Import, *, at: datetime) -> Read:
    """Reads (again) what the row's cells hold under the mapping of its import."""
    row.values = columns.values_of(row.cells, imported.mapping)
    parsed = columns.parse(
        row.values,
        names_of(imported),
        this_year=timezone.localtime(at).year,
        lenient=imported.kind == Import.Kind.ISIS,
    )
    row.warnings = parsed.warnings = [*_cut(row, imported), *parsed.warnings]
    row.title = row.values.get("title", "")[:300]
    if parsed.fields is None:
        row.status = Status.DAMAGED
        row.reason = {"code": parsed.errors[0]["code"], "facts": parsed.errors[0]["facts"]}
        row.warnings = [*parsed.errors[1:], *parsed.warnings]
        return Read(row)
    row.status, row.reason = Status.NEW, {}
    if columns.is_total(row.values):
        row.status, row.reason = Status.SKIPPED, {"code": "total-row", "facts": {}}
    return shown(row, compose(parsed.fields, control_number="", at=at))


def _cut(row: ImportRow, imported: Import) -> list[dict[str, Any]]:
    """Says of which cells only the beginning was read."""
    return [
        {
            "code": "cell-cut",
            "facts": {
                "column": str(imported.header[at]) if at < len(imported.header) else str(at + 1),
                "most": LONGEST_CELL,
            },
        }
        for at, text in enumerate(row.cells)
        if len(text) >= LONGEST_CELL
    ]


def shown(row: ImportRow, marc: MarcRecord) -> Read:
    """The row with what a list shows of the record, and the keys it is matched by."""
    drawn = draw(marc)
    row.title = drawn.title[:300]
    row.author = drawn.author[:200]
    row.year = drawn.year
    row.match_key = drawn.match_key
    row.isbn = drawn.isbn
    row.source = f"{drawn.source_agency}|{drawn.source_number}"[:250]
    return Read(row, marc, drawn)


def find_same(imported: Import, read: Sequence[Read], weights: Mapping[str, int]) -> None:
    """Marks those rows that are in the catalogue or earlier in the file, and those of them that
    say something else than the record that is there. Six queries."""
    new: list[Candidate] = []
    for one in read:
        assert one.drawn is not None
        new.append(candidate(one.row.number, one.drawn))
    there = known_records(new, points=weights, sha256=imported.sha256)
    earlier = known_rows(imported.pk, new, points=weights)
    within = Known(weights)
    for one, coming in zip(read, new, strict=True):
        _judge(one.row, coming, there, earlier, within)
    tell_different(imported, [one for one in read if one.row.record_id is not None])


def _judge(row: ImportRow, coming: Candidate, there: Known, earlier: Known, within: Known) -> None:
    if row.forced:
        return
    found = there.match(coming)
    if found is not None and found.is_sure:
        row.status, row.reason, row.record_id = Status.SAME, found.reason, found.key
        return
    twin = earlier.match(coming) or within.match(coming)
    if twin is not None and twin.is_sure:
        row.status = Status.SAME
        row.reason = {**twin.reason, "code": "same-as-row", "facts": {"row": twin.key}}
        return
    like = earlier.like(coming) or within.like(coming)
    if like is not None:
        row.warnings = [*row.warnings, {"code": "like-row", "facts": {"row": like}}]
    if found is not None:
        row.warnings = [*row.warnings, {**found.reason, "record": found.key}]
    within.add(coming)


def contents_of(records: Sequence[int]) -> dict[int, MarcRecord]:
    """The MARC content of records as they now stand. One query."""
    versions = RecordVersion.objects.filter(
        record__in=records, number=F("record__version")
    ).values_list("record", "marc")
    return {pk: from_json(marc) for pk, marc in versions}


def tell_different(imported: Import, read: Sequence[Read]) -> None:
    """Marks those rows that bring something the record they are does not hold. Two queries."""
    if not read:
        return
    ours = contents_of([one.row.record_id for one in read if one.row.record_id])
    ignored = profiles.tags_of(imported.rules)
    for one in read:
        held = ours.get(one.row.record_id or 0)
        if held is None or one.marc is None:
            continue
        theirs = told_by_sheet(one.marc, one.row.values) if imported.is_sheet else one.marc
        if brought(held, theirs, ignored=ignored):
            one.row.status = Status.DIFFERS
