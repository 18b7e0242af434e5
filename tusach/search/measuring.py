"""How good the order of results is by a judged set: nDCG@10, in force and as drafted."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Avg
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.search import changing, looking_up, reading, selectors
from tusach.search.errors import NothingJudged
from tusach.search.finding import find
from tusach.search.models import JudgedQuery, JudgedSet, MeasuredQuery, Measurement, RankingDraft
from tusach.search.ranking import Ranking
from tusach.ui.api import note_asked, stopped_by_name

AT = 10
# What a page may take; the rest is the worker's.
_A_MOMENT = 0.8
_BATCH_SECONDS = 2.0
# What is kept of earlier ones.
_KEPT = 20


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Discounted gain (2^grade - 1, over log2 of the place + 1) of the first ten against the
    best order there could be: 0 to 1. What comes twice counts once; without anything that
    answers, 1 (nothing better could be found)."""

    def gain(grades_: Sequence[int]) -> float:
        return sum((2.0**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades_[:AT]))

    seen: set[str] = set()
    got = []
    for one in found:
        got.append(0 if one in seen else grades.get(one, 0))
        seen.add(one)
    best = gain(sorted(grades.values(), reverse=True))
    return float(gain(got) / best) if best else 1.0


def ordered(query: str, ranking: Ranking) -> list[str]:
    return find(query, size=AT, ranking=ranking).keys


def grades_of(query: JudgedQuery) -> dict[str, int]:
    """Grade by number of what is in the index."""
    return looking_up.living((one.key, one.title, one.grade) for one in query.judgements.all())


@transaction.atomic
def begin(
    judged: JudgedSet, draft: RankingDraft | None = None, *, by: Actor, at: datetime
) -> Measurement:
    """Measure the order in force and, with a draft, as it would be. Refuses a set without
    queries. A small set is measured when this returns; else the worker goes on."""
    from tusach.search.tasks import ask_for_measurement

    count = judged.queries.count()
    if not count:
        raise NothingJudged(name=judged.name)
    version = draft.version if draft else None
    work = Measurement(
        judged_set=judged, draft=draft, draft_version=version, queries=count, made_at=at
    )
    work.actor = by
    work.save()
    old = Measurement.objects.filter(judged_set=judged).order_by("-pk").values("pk")[_KEPT:]
    Measurement.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    _measure(work, _A_MOMENT)
    if work.is_under_way:
        note_asked(work, at)
        ask_for_measurement(work.pk)
    return work


@transaction.atomic
def ask_again(number: int, *, at: datetime) -> None:
    """Ask the worker once more for a measurement that is under way."""
    from tusach.search.tasks import ask_for_measurement

    work = Measurement.objects.select_for_update().filter(pk=number).first()
    if work is not None and work.is_under_way:
        note_asked(work, at)
        ask_for_measurement(number)


def work_on(number: int, *, seconds: float = _BATCH_SECONDS) -> None:
    """Moves a measurement on until it is done; each batch is a transaction of its own."""

    def stop(problem: dict[str, str]) -> None:
        Measurement.objects.filter(pk=number, state__in=Measurement.UNDER_WAY).update(
            state=Measurement.State.STOPPED, problem=problem, finished_at=timezone.now()
        )

    with stopped_by_name(f"measurement {number}", stop):
        while _step(number, seconds):
            pass


@transaction.atomic
def _step(number: int, seconds: float) -> bool:
    work = Measurement.objects.select_for_update().filter(pk=number).first()
    if work is None or not work.is_under_way:
        return False
    _measure(work, seconds)
    return work.is_under_way


def _measure(work: Measurement, seconds: float) -> None:
    """Measure queries until the time is over or all are done, at least one."""
    until = time.monotonic() + seconds
    force = selectors.ranking()
    drafted = (
        changing.ranking_with(changing.read(work.draft.changes), force) if work.draft else None
    )
    waiting = work.judged_set.queries.filter(pk__gt=work.reached).order_by("pk")
    rows: list[MeasuredQuery] = []
    is_over = True
    try:
        for query in waiting.prefetch_related("judgements").iterator(chunk_size=100):
            if rows and time.monotonic() > until:
                is_over = False
                break
            work.reached, work.looked_at = query.pk, work.looked_at + 1
            if (row := _measured(work, query, force, drafted)) is not None:
                rows.append(row)
    except reading.NotReady:
        work.state, work.finished_at = Measurement.State.STOPPED, timezone.now()
        work.problem = {"code": "no_index", "sentence": ""}
        work.save()
        return
    MeasuredQuery.objects.bulk_create(rows)
    work.worked_at = timezone.now()
    if is_over:
        told = work.rows.aggregate(before=Avg("before"), after=Avg("after"))
        work.measured = work.rows.count()
        work.before, work.after = told["before"], told["after"]
        work.state, work.finished_at = Measurement.State.DONE, timezone.now()
    work.save()


def _measured(
    work: Measurement, query: JudgedQuery, force: Ranking, drafted: Ranking | None
) -> MeasuredQuery | None:
    grades = grades_of(query)
    if not any(grades.values()):
        return None
    before = ndcg(ordered(query.text, force), grades)
    row = MeasuredQuery(measurement=work, text=query.text, before=before)
    if drafted is not None:
        row.after = ndcg(ordered(query.text, drafted), grades)
        row.gained = row.after - before
    return row
