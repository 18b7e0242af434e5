"""Reading what administrators set: other names, weights, what is lifted."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from tusach.search.models import (
    JudgedQuery,
    JudgedSet,
    Judgement,
    MeasuredQuery,
    Measurement,
    RankingDraft,
    RankingLift,
    RankingVersion,
    Synonym,
)
from tusach.search.ranking import NONE_TRIED, STANDARD, Lift, NamesTried, Ranking
from tusach.search.saying import SEEN
from tusach.vietnamese.api import fold, nfc

# The words of the longest other name.
LONGEST_NAME = 6


def synonyms_in(words: Sequence[str], tried: NamesTried = NONE_TRIED) -> list[Synonym]:
    """The synonyms whose words (folded) stand side by side in ``words``, longest first; of
    those ``tried`` the new ones have no number."""
    runs = {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + LONGEST_NAME) + 1)
    }
    if not runs:
        return []
    found = [
        one
        for one in Synonym.objects.filter(folded__in=runs).order_by("id")
        if (one.folded, one.also) not in tried.without
    ]
    found += [
        Synonym(text=folded, folded=folded, also=also, note=note)
        for folded, also, note in tried.more
        if folded in runs
    ]
    return sorted(found, key=lambda one: -len(one.folded))


def ranking(near: Sequence[str] = ()) -> Ranking:
    """The ranking in force; one plain query, since every search asks for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT '', name, value FROM search_rankingweight"
            " UNION ALL SELECT facet, value, weight FROM search_rankinglift ORDER BY 1, 2"
        )
        rows = cursor.fetchall()
    return Ranking(
        STANDARD.changed({name: value for facet, name, value in rows if not facet}),
        tuple(Lift(*row) for row in rows if row[0]),
        tuple(near),
    )


def synonyms() -> QuerySet[Synonym]:
    return Synonym.objects.all()


def synonyms_with(rows: QuerySet[Synonym], words: str) -> QuerySet[Synonym]:
    """Those with these words on either side, with or without marks."""
    return rows.filter(Q(folded__contains=fold(words)) | Q(also__icontains=words.strip()))


def synonym_or_404(pk: int) -> Synonym:
    return get_object_or_404(Synonym, pk=pk)


def synonym_named(text: str, also: str) -> Synonym | None:
    """The other name with these words on both sides; marks of what is typed do not count."""
    return Synonym.objects.filter(folded=" ".join(fold(text).split()), also=nfc(also)).first()


def lifts() -> list[RankingLift]:
    return list(RankingLift.objects.all())


def lift_or_404(pk: int) -> RankingLift:
    return get_object_or_404(RankingLift, pk=pk)


def judged_sets() -> QuerySet[JudgedSet]:
    """Every set with how many queries it has, and what the order in force last measured."""
    done = Measurement.objects.filter(
        judged_set=OuterRef("pk"), state=Measurement.State.DONE
    ).order_by("-pk")
    return JudgedSet.objects.annotate(
        count=Count("queries"),
        ndcg=Subquery(done.values("before")[:1]),
        measured_at=Subquery(done.values("made_at")[:1]),
    )


def judged_set_or_404(pk: int) -> JudgedSet:
    return get_object_or_404(JudgedSet, pk=pk)


def judged_set_of(pk: int | None) -> JudgedSet | None:
    """The set of this number, or the first there is."""
    found = JudgedSet.objects.all()
    return (found.filter(pk=pk).first() if pk is not None else None) or found.first()


def last_measurement(judged: JudgedSet) -> Measurement | None:
    return judged.measurements.filter(state=Measurement.State.DONE).first()


def judged_queries(judged: JudgedSet) -> QuerySet[JudgedQuery]:
    """The queries of a set with how many records were judged how, and nDCG as last measured."""
    grades = Judgement.Grade
    last = last_measurement(judged)
    measured = MeasuredQuery.objects.filter(measurement=last, text=OuterRef("text"))
    return judged.queries.annotate(
        right=Count("judgements", filter=Q(judgements__grade__gte=grades.GOOD)),
        partly=Count("judgements", filter=Q(judgements__grade=grades.PARTLY)),
        wrong=Count("judgements", filter=Q(judgements__grade=grades.WRONG)),
        ndcg=Subquery(measured.values("before")[:1]),
    )


def judged_with(rows: QuerySet[JudgedQuery], words: str) -> QuerySet[JudgedQuery]:
    return rows.filter(text__icontains=words)


def judged_query_or_404(pk: int) -> JudgedQuery:
    return get_object_or_404(JudgedQuery.objects.select_related("judged_set"), pk=pk)


def judgements_of(
    judged: JudgedSet | None, query: str
) -> tuple[JudgedQuery | None, dict[str, int]]:
    """The query in this set, and what was said of it: grade by number."""
    text = " ".join(nfc(query).split())[:400]
    if judged is None or not text:
        return None, {}
    row = judged.queries.filter(text=text).prefetch_related("judgements").first()
    return row, {one.key: one.grade for one in row.judgements.all()} if row else {}


def measurement_or_404(pk: int) -> Measurement:
    return get_object_or_404(Measurement.objects.select_related("judged_set", "draft"), pk=pk)


def moved(work: Measurement) -> dict[str, int]:
    """How many queries got better, worse, or stayed."""
    return work.rows.aggregate(
        better=Count("pk", filter=Q(gained__gt=SEEN)),
        worse=Count("pk", filter=Q(gained__lt=-SEEN)),
        same=Count("pk", filter=Q(gained__range=(-SEEN, SEEN))),
    )


def drafts() -> QuerySet[RankingDraft]:
    return RankingDraft.objects.all()


def draft_or_404(pk: int) -> RankingDraft:
    return get_object_or_404(RankingDraft, pk=pk)


def last_measured(draft: RankingDraft) -> Measurement | None:
    return draft.measurements.select_related("judged_set").first()


def versions() -> QuerySet[RankingVersion]:
    return RankingVersion.objects.select_related("draft")


def version_or_404(pk: int) -> RankingVersion:
    return get_object_or_404(RankingVersion, pk=pk)
