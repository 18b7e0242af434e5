"""Bodies and meetings that stand in records as persons (100, 700): found by how their names begin,
turned into 110, 111, 710 and 711 by a job that is previewed and can be undone.

A name under control as a person was decided by somebody; it is left as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from datetime import datetime
from typing import Literal

from django.db import connection, transaction
from django.db.models import Q

from tusach.audit.api import Actor
from tusach.catalogue.entries import beginnings, entry, kind_of_name, name_in
from tusach.catalogue.errors import NothingToTurn
from tusach.catalogue.keys import plain_words
from tusach.catalogue.marc.record import DataField, MarcRecord
from tusach.catalogue.models import Heading, HeadingJob

# Names looked through and offered at a time; the rest comes when these are turned.
_MOST_NAMES = 5000
OFFERED = 200


def bodies_as_persons(count: int = OFFERED) -> list[Heading]:
    """Names that stand as persons' and begin as bodies' do, those of most records first."""
    # "Việt Nam. Quốc hội": under a place, which may be any.
    begins = Q(text__contains=". ")
    for words in sorted({plain_words(one) for one in beginnings()}):
        begins |= Q(plain__startswith=f"{words} ") | Q(plain=words)
    found = Heading.objects.filter(
        begins, index="author", kind="person", authority=None, records__gt=0
    ).order_by("-records", "sort_key")
    return [one for one in found[:_MOST_NAMES] if kind_of_name(one.text) != "person"][:count]


@transaction.atomic
def preview_bodies(names: Collection[int], *, by: Actor, at: datetime) -> HeadingJob:
    """Puts forward the records that have these names (keys of headings). Refuses when none of
    them stands as a person's any more (:class:`NothingToTurn`)."""
    meant = [one for one in bodies_as_persons() if one.pk in names]
    if not meant:
        raise NothingToTurn()
    waiting = HeadingJob.objects.filter(kind=HeadingJob.Kind.BODIES, state=HeadingJob.State.PREVIEW)
    waiting.update(state=HeadingJob.State.DROPPED)
    job = HeadingJob(
        kind=HeadingJob.Kind.BODIES,
        heading=[one.text for one in meant],
        authority_version=0,
        made_at=at,
    )
    job.actor = by
    job.save()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO catalogue_headingjobrow (job_id, record_id, state, fields)
            SELECT DISTINCT %s, used.record_id, 'waiting', '[]'::jsonb
            FROM catalogue_headinguse used
            JOIN catalogue_record held ON held.id = used.record_id
            WHERE used.heading_id = ANY(%s) AND held.merged_into_id IS NULL
            """,
            [job.pk, [one.pk for one in meant]],
        )
    return job


def turned(
    marc: MarcRecord, names: Collection[str]
) -> tuple[MarcRecord, list[tuple[DataField, DataField]]]:
    """The record with each of these names in the field of what it is, and (before, after) of
    those fields. What the field says besides of the name ($e, $4) stays; one with $0 or a title
    is left."""
    made = copy.deepcopy(marc)
    pairs = []
    for at, one in enumerate(made.fields):
        if not isinstance(one, DataField) or one.tag not in ("100", "700"):
            continue
        name = name_in(one)
        if name not in names or one.first("0") or one.first("t"):
            continue
        first: Literal["1", "7"] = "1" if one.tag == "100" else "7"
        new = entry(first, name)
        if new.tag == one.tag:
            continue
        new.subfields += [pair for pair in one.subfields if pair[0] not in "abc"]
        new.ind2 = one.ind2
        made.fields[at] = new
        pairs.append((one, new))
    return made, pairs
