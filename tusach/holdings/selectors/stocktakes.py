"""Reading stocktakes: what should be there, what was found, what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from tusach.holdings.models import Copy, Finding, Stocktake, StocktakeLine
from tusach.holdings.rules import State
from tusach.holdings.selectors.copies import search_copies
from tusach.vietnamese.api import fold

# In these states a copy stands at the place where the ledger has it.
ON_SHELF = (State.IN_STORE, State.IN_SERVICE, State.DAMAGED, State.QUARANTINE)

# These were seen; the others were not.
SEEN = (Finding.FOUND, Finding.REGAINED, Finding.STRAY)


@dataclass(frozen=True)
class Tally:
    """Copies of one finding: how many, their value in đồng, how many of them damaged."""

    finding: str
    copies: int
    value: int
    damaged: int

    @property
    def label(self) -> str:
        return str(Finding(self.finding).label)


def all_stocktakes() -> QuerySet[Stocktake]:
    return Stocktake.objects.select_related("point")


def search_stocktakes(found: QuerySet[Stocktake], words: str) -> QuerySet[Stocktake]:
    """By a part of the name or of the place's, with or without marks."""
    text = fold(words)
    return found.filter(Q(name__folded__contains=text) | Q(point__folded__contains=text))


def lines_of(stocktake: Stocktake) -> QuerySet[StocktakeLine]:
    """The lines of a stocktake, with what a page shows of each copy."""
    return StocktakeLine.objects.filter(stocktake=stocktake).select_related(
        "copy__record", "copy__owner", "copy__place"
    )


@dataclass(frozen=True)
class Kind:
    """So many lines of one collection and finding, damaged or not, seen by somebody (nobody:
    empty), and what the copies are worth in đồng."""

    collection: str
    finding: str
    damaged: bool
    seen_name: str
    n: int
    value: int


class Figures:
    """What a stocktake has found, in sums that cost the same for any number of copies."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.kinds = [one for one in kinds if one.n]

    def by_finding(self, collection: str = "") -> dict[str, Tally]:
        """Every finding with its sum, of one collection or of all."""
        found = {one: Tally(one, 0, 0, 0) for one in Finding.values}
        for one in self.kinds:
            if collection in ("", one.collection):
                so_far = found[one.finding]
                found[one.finding] = Tally(
                    one.finding,
                    so_far.copies + one.n,
                    so_far.value + one.value,
                    so_far.damaged + one.n * one.damaged,
                )
        return found

    def by_collection(self) -> dict[str, dict[str, Tally]]:
        """Collection → finding → sum, of those collections that were counted."""
        return {key: self.by_finding(key) for key in sorted({k.collection for k in self.kinds})}

    def count(self, *, finding: str = "", collection: str = "") -> int:
        return sum(
            one.n
            for one in self.kinds
            if finding in ("", one.finding) and collection in ("", one.collection)
        )

    def counters(self) -> list[tuple[str, int]]:
        """Who scanned how many, the busiest first."""
        seen: dict[str, int] = {}
        for one in self.kinds:
            if one.finding in SEEN:
                seen[one.seen_name] = seen.get(one.seen_name, 0) + one.n
        return sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))


# On a larger shelf too many lines would be read for every page; several owners share small ones.
MOST_BY_OWNER = 1000


@dataclass(frozen=True)
class OfOwner:
    """What a count says of one library's copies: how many should be there, how many of these are,
    and how many are missing."""

    name: str
    expected: int
    found: int
    missing: int


def by_owner(stocktake: Stocktake, figures: Figures) -> list[OfOwner]:
    """Each library whose copies should stand here; [] where they are all of one, or very many."""
    if figures.count() > MOST_BY_OWNER:
        return []
    rows = (
        StocktakeLine.objects.filter(stocktake=stocktake, expected=True)
        .order_by("copy__owner__sort_key", "copy__owner")
        .values_list("copy__owner__name", "copy__owner")
        .annotate(
            n=Count("pk"),
            found=Count("pk", Q(finding=Finding.FOUND)),
            missing=Count("pk", Q(finding=Finding.MISSING)),
        )
    )
    made = [OfOwner(name, n, found, missing) for name, _pk, n, found, missing in rows]
    return made if len(made) > 1 else []


def figures_of(stocktake: Stocktake) -> Figures:
    """The sums as the triggers of migration 0014 keep them, one query."""
    return Figures(_kinds(_KEPT, stocktake))


def counted_anew(stocktake: Stocktake) -> Figures:
    """The same sums out of the lines, the ledger and the copies: reads all of them, and proves
    ``figures_of``."""
    return Figures(_kinds(_ANEW, stocktake))


_KEPT = """
SELECT collection, finding, damaged, seen_name, sum(n)::bigint, sum(value)::bigint
FROM holdings_stocktakesum WHERE stocktake_id = %s GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
_ANEW = """
SELECT (CASE WHEN open THEN c.collection ELSE l.collection END) COLLATE "C",
       (CASE WHEN NOT open THEN l.finding
             WHEN NOT l.expected THEN CASE WHEN p.state = 'lost' THEN 'regained' ELSE 'stray' END
             WHEN l.seen_at IS NOT NULL THEN 'found'
             WHEN p.entry_id = l.entry_then THEN 'missing' ELSE 'meanwhile' END) COLLATE "C",
       l.damaged, l.seen_name, count(*),
       sum(coalesce(CASE WHEN open THEN c.price ELSE l.price END, 0))::bigint
FROM holdings_stocktakeline l
JOIN holdings_copy c ON c.id = l.copy_id JOIN holdings_copyplace p ON p.copy_id = c.id
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM holdings_openline o WHERE o.id = l.id)) o (open)
WHERE l.stocktake_id = %s GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def _kinds(query: str, stocktake: Stocktake) -> list[Kind]:
    with connection.cursor() as cursor:
        cursor.execute(query, [stocktake.pk])
        return [Kind(*row) for row in cursor.fetchall()]


def tallies(stocktake: Stocktake) -> dict[str, Tally]:
    """Every finding with its sum, one query."""
    return figures_of(stocktake).by_finding()


def unlabelled(stocktake: Stocktake) -> QuerySet[StocktakeLine]:
    """The lines of copies that needed a label when they were seen, in the order of the shelves;
    those that wait for one have no ``labelled_at``."""
    return lines_of(stocktake).filter(needs_label=True).order_by("pk")


def likely_lines(stocktake: Stocktake, words: str, most: int) -> list[StocktakeLine]:
    """Lines of the copies that a title, an author or an accession number may mean, those not
    seen yet first: for a book in the hand whose label says nothing."""
    found = search_lines(lines_of(stocktake), words)
    return list(found.order_by(F("seen_at").asc(nulls_first=True), "pk")[:most])


def search_lines(lines: QuerySet[StocktakeLine], words: str) -> QuerySet[StocktakeLine]:
    """Lines whose copy ``search_copies`` finds."""
    return lines.filter(copy__in=search_copies(Copy.objects.all(), words).values("pk"))


def last_seen(
    stocktake: Stocktake, account: int | None, count: int = 8
) -> list[tuple[StocktakeLine, str]]:
    """What this person scanned last, the newest first: the line, and its finding in words if
    it is not simply there."""
    found = (
        lines_of(stocktake)
        .filter(seen_at__isnull=False, seen_account=account)
        .order_by("-seen_at", "-pk")[:count]
    )
    return [
        (line, "" if line.finding == Finding.FOUND else str(Finding(line.finding).label))
        for line in found
    ]
