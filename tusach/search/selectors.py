"""Reading what administrators set: other names, weights, what is lifted."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from tusach.search.models import RankingLift, Synonym
from tusach.search.ranking import STANDARD, Lift, Ranking
from tusach.vietnamese.api import fold

# The words of the longest other name.
LONGEST_NAME = 6


def synonyms_in(words: Sequence[str]) -> list[Synonym]:
    """The synonyms whose words (folded) stand side by side in ``words``, longest first."""
    runs = {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + LONGEST_NAME) + 1)
    }
    if not runs:
        return []
    found = list(Synonym.objects.filter(folded__in=runs).order_by("id"))
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


def lifts() -> list[RankingLift]:
    return list(RankingLift.objects.all())


def lift_or_404(pk: int) -> RankingLift:
    return get_object_or_404(RankingLift, pk=pk)
