"""What stands in a register: every number it ever gave."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from tusach.holdings.models import Copy, Ownership, Register, RegisterLine
from tusach.holdings.selectors.copies import search_copies


def lines_in(register: Register) -> QuerySet[RegisterLine]:
    """Every number with the copy it was given to, withdrawn and transferred ones too."""
    return RegisterLine.objects.filter(register=register).select_related(
        "copy__record", "copy__owner", "copy__place__point", "copy__place__container"
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


def takings_back(copies: Iterable[int], register: int) -> dict[int, Ownership]:
    """Transfers since taken back that gave these copies a number of this register."""
    rows = Ownership.objects.filter(
        copy__in=list(copies), register=register, undoes=None, undone_by__isnull=False
    ).exclude(old_register=register)
    return {row.copy_id: row for row in rows.select_related("undone_by").order_by("id")}
