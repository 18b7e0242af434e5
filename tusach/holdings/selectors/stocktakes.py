"""Reading stocktakes: what should be there, what was found, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from tusach.holdings.models import Copy, Finding, Stocktake, StocktakeLine
from tusach.holdings.rules import State
from tusach.holdings.selectors.copies import search_copies
from tusach.vietnamese.api import fold

# In these states a copy stands at the place where the ledger has it.
ON_SHELF = (State.IN_STORE, State.IN_SERVICE, State.DAMAGED, State.QUARANTINE)

_UNTOUCHED = Q(copy__place__entry=F("entry_then"))


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


def lines_of(stocktake: Stocktake) -> QuerySet[Any]:
    """The lines of a stocktake with ``found_as``: what the close wrote, or would write now."""
    now = Case(
        When(~Q(finding=""), then=F("finding")),
        When(expected=False, copy__place__state=State.LOST, then=Value(Finding.REGAINED)),
        When(expected=False, then=Value(Finding.STRAY)),
        When(seen_at__isnull=False, then=Value(Finding.FOUND)),
        When(_UNTOUCHED, then=Value(Finding.MISSING)),
        default=Value(Finding.MEANWHILE),
    )
    return (
        StocktakeLine.objects.filter(stocktake=stocktake)
        .select_related("copy__record", "copy__owner", "copy__place")
        .annotate(found_as=now)
    )


def tallies(stocktake: Stocktake) -> dict[str, Tally]:
    """Every finding with its sum, one query."""
    rows = (
        lines_of(stocktake)
        .order_by()
        .values("found_as")
        .annotate(
            n=Count("pk"),
            value=Coalesce(Sum("copy__price"), 0),
            broken=Count("pk", filter=Q(damaged=True)),
        )
    )
    found = {r["found_as"]: Tally(r["found_as"], r["n"], r["value"], r["broken"]) for r in rows}
    return {one: found.get(one, Tally(one, 0, 0, 0)) for one in Finding.values}


def tallies_by_collection(stocktake: Stocktake) -> dict[str, dict[str, Tally]]:
    """Collection → finding → sum."""
    rows = (
        lines_of(stocktake)
        .order_by("copy__collection")
        .values("copy__collection", "found_as")
        .annotate(
            n=Count("pk"),
            value=Coalesce(Sum("copy__price"), 0),
            broken=Count("pk", filter=Q(damaged=True)),
        )
    )
    found: dict[str, dict[str, Tally]] = {}
    for r in rows:
        found.setdefault(r["copy__collection"], {})[r["found_as"]] = Tally(
            r["found_as"], r["n"], r["value"], r["broken"]
        )
    return found


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
        (line, "" if line.found_as == Finding.FOUND else str(Finding(line.found_as).label))
        for line in found
    ]


def counters(stocktake: Stocktake) -> list[tuple[str, int]]:
    """Who scanned how many, the busiest first."""
    rows = (
        StocktakeLine.objects.filter(stocktake=stocktake, seen_at__isnull=False)
        .values("seen_name")
        .annotate(n=Count("pk"))
        .order_by("-n", "seen_name")
    )
    return [(r["seen_name"], r["n"]) for r in rows]
