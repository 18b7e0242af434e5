"""Pairs that hang together make a group: what may be one title under several records.

``Pair.group`` is the least record of the group; the likeliest pair of each open group ``leads``
and stands for it in the list. Open is a pair that waits and whose records both live.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q, QuerySet

from tusach.catalogue.models import Pair

_AT_ONCE = 5_000
# (pair, first, second, score, is_certain)
_Row = tuple[int, int, int, int, bool]


def open_pairs() -> QuerySet[Pair]:
    return Pair.objects.filter(
        state=Pair.State.OPEN, first__merged_into=None, second__merged_into=None
    )


def regroup_all() -> int:
    """Anew, for the whole list; how many groups there are. Memory grows with the pairs found."""
    Pair.objects.filter(leads=True).update(leads=False)
    rows = open_pairs().values_list("pk", "first", "second", "score", "is_certain")
    return _write(list(rows.iterator(chunk_size=_AT_ONCE)))


def regroup(records: Iterable[int]) -> None:
    """Anew, for the groups in which these records stand. Called inside a transaction."""
    here = list(records)
    touching = Pair.objects.filter(Q(first__in=here) | Q(second__in=here))
    groups = set(touching.values_list("group", flat=True))
    Pair.objects.filter(group__in=groups, leads=True).update(leads=False)
    rows = open_pairs().filter(Q(group__in=groups) | Q(first__in=here) | Q(second__in=here))
    _write(list(rows.values_list("pk", "first", "second", "score", "is_certain")))


def _write(rows: Sequence[_Row]) -> int:
    roots: dict[int, int] = {}

    def root(one: int) -> int:
        while (above := roots.setdefault(one, one)) != one:
            roots[one] = roots[above]
            one = above
        return one

    for _pk, first, second, _score, _certain in rows:
        low, high = sorted((root(first), root(second)))
        roots[high] = low
    sizes: dict[int, int] = {}
    for one in list(roots):
        sizes[root(one)] = sizes.get(root(one), 0) + 1
    best: dict[int, _Row] = {}
    certain: dict[int, bool] = {}
    for row in rows:
        group = root(row[1])
        certain[group] = certain.get(group, True) and row[4]
        held = best.get(group)
        if held is None or (row[3], -row[0]) > (held[3], -held[0]):
            best[group] = row
    leading = {row[0] for row in best.values()}
    with connection.cursor() as cursor:
        for begin in range(0, len(rows), _AT_ONCE):
            some = rows[begin : begin + _AT_ONCE]
            groups = [root(row[1]) for row in some]
            cursor.execute(
                'UPDATE catalogue_pair SET "group" = new.grp, leads = new.leads,'
                " size = new.size, all_certain = new.certain"
                " FROM unnest(%s::bigint[], %s::bigint[], %s::bool[], %s::int[], %s::bool[])"
                " AS new (id, grp, leads, size, certain) WHERE catalogue_pair.id = new.id",
                [
                    [row[0] for row in some],
                    groups,
                    [row[0] in leading for row in some],
                    [sizes[group] for group in groups],
                    [certain[group] for group in groups],
                ],
            )
    return len(best)
