"""Changes of headings as a person orders them: previewed, accepted, undone, dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.authorities.carrying import field_of, heading_of, planned
from tusach.catalogue.errors import HeadingJobIsElsewhere, NothingToCarry, NothingToUndo
from tusach.catalogue.importing.reading import contents_of
from tusach.catalogue.marc.record import DataField
from tusach.catalogue.models import Authority, HeadingJob, Record
from tusach.catalogue.tasks import ask_for_headings
from tusach.ui.api import note_asked

State = HeadingJob.State


@transaction.atomic
def preview(pk: int, *, by: Actor, at: datetime) -> HeadingJob:
    """Puts forward the records that use the authority and have another form of its heading.
    Refuses when there are none (:class:`NothingToCarry`)."""
    one = Authority.objects.select_for_update().get(pk=pk)
    field = heading_of(one)
    HeadingJob.objects.filter(authority=one, state=State.PREVIEW).update(state=State.DROPPED)
    job = HeadingJob(
        authority=one,
        kind=HeadingJob.Kind.RENAME,
        heading=[list(pair) for pair in field.subfields if not pair[0].isdigit()],
        authority_version=one.version,
        made_at=at,
    )
    job.actor = by
    job.save()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO catalogue_headingjobrow (job_id, record_id, state, fields)
            SELECT DISTINCT %s, linked.record_id, 'waiting', '[]'::jsonb
            FROM catalogue_authoritylink linked
            JOIN catalogue_record held ON held.id = linked.record_id
            WHERE linked.authority_id = %s AND linked.written <> %s AND held.merged_into_id IS NULL
            """,
            [job.pk, one.pk, one.exact_key],
        )
        if not cursor.rowcount:
            raise NothingToCarry(heading=one.heading)
    return job


def draw_again(one: Authority, records: Sequence[int], *, by: Actor, at: datetime) -> HeadingJob:
    """Has a worker look anew which authorities these records use, after ``one`` was taken out of
    another. Called inside the transaction that took it out."""
    job = HeadingJob(
        authority=one,
        kind=HeadingJob.Kind.APART,
        state=State.APPLYING,
        heading=[],
        authority_version=one.version,
        made_at=at,
    )
    job.actor = by
    job.save()
    with connection.cursor() as cursor:
        # Those that are still there, in one statement: they may be tens of thousands.
        cursor.execute(
            """
            INSERT INTO catalogue_headingjobrow (job_id, record_id, state, fields)
            SELECT %s, id, 'waiting', '[]'::jsonb FROM catalogue_record
            WHERE id = ANY(%s) ORDER BY id
            """,
            [job.pk, list(records)],
        )
    ask_again(job, at=at)
    return job


@dataclass(frozen=True)
class Example:
    """A record of a job, and what it would change: fields as lines, before and after."""

    record: Record
    changes: list[tuple[str, str]]


def examples(job: HeadingJob, count: int = 10) -> list[Example]:
    """The first records of a job that waits, with what would become of them."""
    rows = job.rows.select_related("record").order_by("pk")[:count]
    contents = contents_of([row.record_id for row in rows])
    found = []
    for row in rows:
        if row.record_id in contents:
            _marc, pairs = planned(job, contents[row.record_id])
            found.append(Example(row.record, [(_line(a), _line(b)) for a, b in pairs]))
    return found


def _line(form: dict[str, Any]) -> str:
    field = field_of(form)
    assert isinstance(field, DataField)
    indicators = (field.ind1 + field.ind2).replace(" ", "#")
    return f"{field.tag} {indicators} " + " ".join(
        f"${code} {text}" for code, text in field.subfields
    )


def _in_state(pk: int, *wanted: str) -> HeadingJob:
    job = HeadingJob.objects.select_for_update().get(pk=pk)
    if job.state not in wanted:
        raise HeadingJobIsElsewhere(heading=job.title, state=job.get_state_display().lower())
    return job


@transaction.atomic
def accept(pk: int, *, by: Actor, at: datetime) -> HeadingJob:
    """Has a worker write the heading into the records of the preview."""
    return _begin(pk, State.PREVIEW, State.APPLYING, "catalogue.carry_heading", by=by, at=at)


@transaction.atomic
def undo(pk: int, *, by: Actor, at: datetime) -> HeadingJob:
    """Has a worker give the fields back that the job wrote, where nobody changed them since. A
    job that wrote none has nothing to give back."""
    if _in_state(pk, State.DONE).kind == HeadingJob.Kind.APART:
        raise NothingToUndo()
    return _begin(pk, State.DONE, State.UNDOING, "catalogue.undo_carrying", by=by, at=at)


def _begin(pk: int, before: str, state: str, act: str, *, by: Actor, at: datetime) -> HeadingJob:
    job = _in_state(pk, before)
    job.state, job.done_to, job.problem, job.finished_at = state, 0, {}, None
    job.actor = by
    job.save()
    write_act(
        act,
        by=by,
        on=(
            ("catalogue.authority", job.authority_id, job.title)
            if job.authority_id
            else ("catalogue.headingjob", job.pk, job.title)
        ),
        changes={"rows": [0, job.rows.count()]},
        at=at,
    )
    ask_again(job, at=at)
    return job


@transaction.atomic
def drop(pk: int, *, by: Actor, at: datetime) -> HeadingJob:
    """Leaves the records as they are."""
    job = _in_state(pk, State.PREVIEW)
    job.state = State.DROPPED
    job.save(update_fields=["state"])
    return job


def ask_again(job: HeadingJob, *, at: datetime) -> None:
    """Asks a worker for the job, in the caller's transaction."""
    note_asked(job, at)
    ask_for_headings(job.pk)


def job(pk: int) -> HeadingJob | None:
    return HeadingJob.objects.select_related("authority").filter(pk=pk).first()


def turned_before(count: int = 5) -> list[HeadingJob]:
    """The latest jobs that turned bodies, or wait to."""
    found = HeadingJob.objects.filter(kind=HeadingJob.Kind.BODIES).exclude(state=State.DROPPED)
    return list(found.select_related("authority")[:count])


def drawing_again(one: Authority) -> HeadingJob | None:
    """The job that looks anew which records use this authority, while it is under way."""
    found = one.jobs.filter(kind=HeadingJob.Kind.APART, state=State.APPLYING)
    return found.first()


def how_far(one: HeadingJob) -> tuple[int, int]:
    """(records of the job, records done or looked at)"""
    total = one.rows.count()
    return total, one.rows.filter(pk__lte=one.done_to).count()
