"""What stands in a register: every number it ever gave."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from tusach.holdings.models import (
    Copy,
    Finding,
    Ownership,
    Register,
    RegisterLine,
    Stocktake,
    StocktakeLine,
)
from tusach.holdings.selectors.copies import search_copies


def lines_in(register: Register) -> QuerySet[RegisterLine]:
    """Every number with the copy it was given to, withdrawn and transferred ones too."""
    return RegisterLine.objects.filter(register=register).select_related(
        "copy__record", "copy__owner", "copy__place__point", "copy__place__container"
    )


def lines_between(register: Register, first: int, last: int) -> QuerySet[RegisterLine]:
    """The numbers of a register from the first to the last, with what its printed page shows."""
    return (
        lines_in(register)
        .filter(number__gte=first, number__lte=last)
        .select_related("copy__source", "copy__place__entry")
        .order_by("number", "pk")
    )


def search_in(lines: QuerySet[RegisterLine], words: str) -> QuerySet[RegisterLine]:
    return lines.filter(copy__in=search_copies(Copy.objects.all(), words).values("pk"))


def transferred(lines: QuerySet[RegisterLine], yes: bool) -> QuerySet[RegisterLine]:
    """Those whose copy belongs to another library than the register's, or those that do not."""
    away = lines.exclude(copy__owner=F("register__owner"))
    return away if yes else lines.filter(copy__owner=F("register__owner"))


def leavings(copies: Iterable[int], library: int) -> dict[int, Ownership]:
    """How each of these copies last left a library, by the number of the copy."""
    rows = (
        Ownership.objects.filter(copy__in=list(copies), former=library, undoes=None, undone_by=None)
        .select_related("owner", "transfer")
        .order_by("since", "id")
    )
    return {row.copy_id: row for row in rows}


def arrivals(copies: Iterable[int], register: int) -> dict[int, Ownership]:
    """The transfers that gave these copies the number they have in this register."""
    rows = Ownership.objects.filter(
        copy__in=list(copies), register=register, undoes=None, undone_by=None
    ).exclude(old_register=register)
    return {row.copy_id: row for row in rows.select_related("former", "transfer").order_by("id")}


def takings_back(copies: Iterable[int], register: int) -> dict[int, Ownership]:
    """Transfers since taken back that gave these copies a number of this register."""
    rows = Ownership.objects.filter(
        copy__in=list(copies), register=register, undoes=None, undone_by__isnull=False
    ).exclude(old_register=register)
    return {row.copy_id: row for row in rows.select_related("undone_by").order_by("id")}


def counts_of(copies: Iterable[int], library: int, most: int) -> dict[int, dict[int, str]]:
    """What the last ``most`` closed stocktakes of a library that counted any of these copies
    found: stocktake → copy → :class:`Finding`; the stocktakes from the oldest on."""
    wanted = list(copies)
    lines = StocktakeLine.objects.filter(
        copy__in=wanted, stocktake__point=library, stocktake__state=Stocktake.State.CLOSED
    )
    last = lines.values_list("stocktake", flat=True).distinct().order_by("-stocktake")[:most]
    found: dict[int, dict[int, str]] = {number: {} for number in sorted(last)}
    for number, copy, finding in lines.filter(stocktake__in=found).values_list(
        "stocktake", "copy", "finding"
    ):
        found[number][copy] = finding
    return found


# How a register marks what a count found: there (còn), or missing (mất).
COUNT_MARKS = {Finding.FOUND: "C", Finding.REGAINED: "C", Finding.STRAY: "C", Finding.MISSING: "M"}


def years_of(stocktakes: Iterable[int]) -> dict[int, int]:
    """The year in which each of these counts began."""
    rows = Stocktake.objects.filter(pk__in=list(stocktakes)).values_list("pk", "opened_at__year")
    return dict(rows)
