"""Carrying a heading into the records that use it: previewed, done by a worker, undone.

A heading that was changed, and another form that a record still has, are written only into the
subfields that are the heading; what the field says of this use of it ($e, $4, $0) stays.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.catalogue.authorities.bodies import turned
from tusach.catalogue.authorities.drawing import authorities_meant, draw_headings
from tusach.catalogue.authorities.reading import (
    HEADINGS,
    PARTS,
    Used,
    fields_with_headings,
    main_heading,
)
from tusach.catalogue.authorities.services import marc_of_authority
from tusach.catalogue.compose import stamp
from tusach.catalogue.drawn import clean
from tusach.catalogue.editing.services import set_control
from tusach.catalogue.importing.overwriting import write_versions
from tusach.catalogue.importing.reading import contents_of
from tusach.catalogue.linking.drawing import draw_links
from tusach.catalogue.marc.record import DataField, Field, MarcRecord, from_json
from tusach.catalogue.models import Authority, HeadingJob, HeadingJobRow, Record
from tusach.search.api import changed
from tusach.ui.api import stopped_by_name

State = HeadingJob.State
RowState = HeadingJobRow.State
_BATCH = 200


def heading_of(one: Authority) -> DataField:
    """The 1XX of the authority."""
    found = main_heading(marc_of_authority(one))
    assert found is not None
    return found


def rewritten(
    marc: MarcRecord, one: Authority, heading: Sequence[Sequence[str]], ind1: str
) -> tuple[MarcRecord, list[list[Any]]]:
    """The record with the heading in every field that uses the authority, and [[before,
    after]…] of those fields in MARC-in-JSON."""
    made = copy.deepcopy(marc)
    pairs: list[list[Any]] = []
    used = list(fields_with_headings(made))
    meant = authorities_meant([told for _field, told in used])
    seen: list[DataField] = []
    for field, told in used:
        if meant.get(told) != one.pk or field in seen or told.kind != one.kind:
            continue
        seen.append(field)
        before = copy.deepcopy(field)
        _write(field, told, heading, ind1)
        if field != before:
            pairs.append([_json(before), _json(field)])
    return made, pairs


def _write(field: DataField, told: Used, heading: Sequence[Sequence[str]], ind1: str) -> None:
    if field.tag == "653":  # keywords have no parts: the whole heading is one
        text = " -- ".join(value for _code, value in heading)
        field.subfields = [
            (code, text if code == "a" and clean(value) == told.text else value)
            for code, value in field.subfields
        ]
        return
    codes = PARTS[told.kind]
    at = next((n for n, (code, _v) in enumerate(field.subfields) if code in codes), 0)
    rest = [pair for pair in field.subfields if pair[0] not in codes]
    before = sum(1 for code, _value in field.subfields[:at] if code not in codes)
    new = [(code, value) for code, value in heading if code in codes]
    field.subfields = [*rest[:before], *new, *rest[before:]]
    if HEADINGS[field.tag][0] in ("person", "corporate", "meeting"):
        field.ind1 = ind1


def _json(field: DataField) -> dict[str, Any]:
    found: dict[str, Any] = MarcRecord("", [field]).as_json()["fields"][0]
    return found


def field_of(form: dict[str, Any]) -> Field:
    return from_json({"leader": "", "fields": [form]}).fields[0]


def planned(job: HeadingJob, marc: MarcRecord) -> tuple[MarcRecord, list[list[Any]]]:
    """What the job makes of a record, and [[before, after]…] of the fields in MARC-in-JSON."""
    if job.kind == HeadingJob.Kind.BODIES:
        made, pairs = turned(marc, set(job.heading))
        return made, [[_json(before), _json(after)] for before, after in pairs]
    assert job.authority is not None
    return rewritten(marc, job.authority, job.heading, heading_of(job.authority).ind1)


def work(pk: int, *, batch: int = _BATCH, at: datetime | None = None) -> None:
    """The worker's side: goes on after the last whole batch until the job is done."""

    def stop(problem: dict[str, str]) -> None:
        HeadingJob.objects.filter(pk=pk).update(problem=problem, worked_at=timezone.now())

    with stopped_by_name(f"heading job {pk}", stop):
        while _work_batch(pk, batch, at or timezone.now()):
            pass


@transaction.atomic
def _work_batch(pk: int, batch: int, at: datetime) -> bool:
    job = HeadingJob.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if job is None or not job.is_under_way:
        return False
    is_undo = job.state == State.UNDOING
    wanted = RowState.DONE if is_undo else RowState.WAITING
    rows = list(job.rows.filter(pk__gt=job.done_to, state=wanted).order_by("pk")[:batch])
    if not rows:
        job.state = State.UNDONE if is_undo else State.DONE
        job.finished_at = job.worked_at = at
        job.save(update_fields=["state", "finished_at", "worked_at"])
        return False
    if job.kind == HeadingJob.Kind.APART:
        _draw_rows(rows)
    else:
        _write_rows(job, rows, is_undo=is_undo, at=at)
    job.done_to, job.worked_at = rows[-1].pk, at
    job.save(update_fields=["done_to", "worked_at"])
    return True


def _write_rows(
    job: HeadingJob, rows: Sequence[HeadingJobRow], *, is_undo: bool, at: datetime
) -> None:
    keys = [row.record_id for row in rows]
    records = {
        one.pk: one for one in Record.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    contents = contents_of(list(records))
    pairs: list[tuple[Record, MarcRecord]] = []
    for row in rows:
        record, before = records.get(row.record_id), contents.get(row.record_id)
        if record is None or before is None:
            row.state = RowState.KEPT if is_undo else RowState.NOTHING
            continue
        if is_undo:
            marc = _given_back(before, row.fields)
            row.state = RowState.UNDONE if marc != before else RowState.KEPT
        else:
            marc, row.fields = planned(job, before)
            row.state = RowState.DONE if row.fields else RowState.NOTHING
        if marc != before:
            set_control(marc, "005", stamp(at))
            record.version += 1
            pairs.append((record, marc))
    if job.kind == HeadingJob.Kind.BODIES:
        why = _("Trả lại như trước: %(what)s") % {"what": job.title} if is_undo else job.title
    else:
        sentence = _("Trả lại tiêu đề “%(heading)s”") if is_undo else _("Sửa tiêu đề “%(heading)s”")
        why = sentence % {"heading": job.title[:200]}
    write_versions(pairs, why=why, by=job.actor, at=at)
    draw_links(pairs)
    draw_headings(pairs)
    HeadingJobRow.objects.bulk_update(rows, ["state", "fields"])
    changed("record", [record.pk for record, _marc in pairs])


def _draw_rows(rows: Sequence[HeadingJobRow]) -> None:
    """Which authorities these records use, by what they say and what is there now; nothing in
    them is written."""
    keys = [row.record_id for row in rows]
    records = Record.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    contents = contents_of(keys)
    pairs = [(one, contents[one.pk]) for one in records if one.pk in contents]
    draw_headings(pairs)
    for row in rows:
        row.state = RowState.DONE
    HeadingJobRow.objects.bulk_update(rows, ["state"])
    changed("record", [one.pk for one, _marc in pairs])


def _given_back(marc: MarcRecord, fields: Sequence[Sequence[dict[str, Any]]]) -> MarcRecord:
    """The fields the job wrote as they were, where they still stand as the job wrote them."""
    made = copy.deepcopy(marc)
    for before, after in fields:
        written = field_of(after)
        if written in made.fields:
            made.fields[made.fields.index(written)] = field_of(before)
    return made
