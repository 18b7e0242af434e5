"""Reading transfers: what would pass, what passed, what leans on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from tusach.holdings.models import Copy, Transfer, TransferLine
from tusach.holdings.rules import State
from tusach.holdings.selectors.copies import search_copies
from tusach.vietnamese.api import fold


@dataclass(frozen=True)
class Amount:
    """Copies of one collection: how many titles and copies, their value in đồng, how many
    have no price."""

    key: str
    titles: int
    copies: int
    value: int
    unpriced: int


def all_transfers() -> QuerySet[Transfer]:
    return Transfer.objects.select_related("giver", "taker", "register", "reorganisation")


def transfers_of(reorganisation: int) -> list[Transfer]:
    """What a reorganisation made pass, in the order in which it was written."""
    return list(all_transfers().filter(reorganisation=reorganisation).order_by("pk"))


def lines_of(transfer: Transfer) -> QuerySet[TransferLine]:
    """The lines with what a list shows."""
    return (
        TransferLine.objects.filter(transfer=transfer)
        .select_related("copy__record", "copy__owner", "copy__place", "ownership")
        .order_by("position", "-pk")
    )


def stock_of(library: int) -> QuerySet[Copy]:
    """What a library owns and has not withdrawn, wherever it is."""
    return Copy.objects.filter(owner=library).exclude(place__state=State.WITHDRAWN)


def amounts(copies: QuerySet[Copy]) -> list[Amount]:
    """Titles, copies and value by collection, one query."""
    rows = (
        copies.order_by("collection")
        .values("collection")
        .annotate(
            titles=Count("record", distinct=True),
            copies=Count("pk"),
            value=Coalesce(Sum("price"), 0),
            unpriced=Count("pk") - Count("price"),
        )
    )
    return [
        Amount(r["collection"], r["titles"], r["copies"], r["value"], r["unpriced"]) for r in rows
    ]


def _listed(transfer: Transfer) -> QuerySet[TransferLine]:
    """The lines that pass, or passed."""
    shown = [TransferLine.Status.WAITING, TransferLine.Status.MOVED]
    return TransferLine.objects.filter(transfer=transfer, status__in=shown)


def amounts_listed(transfer: Transfer) -> list[Amount]:
    """:func:`amounts` of what is on a transfer's list, with the prices written there."""
    rows = (
        _listed(transfer)
        .order_by("copy__collection")
        .values("copy__collection")
        .annotate(
            titles=Count("copy__record", distinct=True),
            copies=Count("pk"),
            value=Coalesce(Sum("price"), 0),
            unpriced=Count("pk") - Count("price"),
        )
    )
    return [
        Amount(r["copy__collection"], r["titles"], r["copies"], r["value"], r["unpriced"])
        for r in rows
    ]


def titles_listed(transfer: Transfer) -> int:
    """How many titles the list holds, each once."""
    return _listed(transfer).aggregate(n=Count("copy__record", distinct=True))["n"] or 0


def line_of_copy(transfer: Transfer, copy: int) -> int | None:
    """The number of a copy's line."""
    return _listed(transfer).filter(copy=copy).values_list("pk", flat=True).first()


def search_lines(lines: QuerySet[TransferLine], words: str) -> QuerySet[TransferLine]:
    """Lines whose copy ``search_copies`` finds."""
    return lines.filter(copy__in=search_copies(Copy.objects.all(), words).values("pk"))


def search_transfers(transfers: QuerySet[Transfer], words: str) -> QuerySet[Transfer]:
    """By a part of the decision or of either library's name, with or without marks."""
    text = fold(words)
    return transfers.filter(
        Q(decision__folded__contains=text)
        | Q(giver__folded__contains=text)
        | Q(taker__folded__contains=text)
    )


def total(found: Iterable[Amount]) -> Amount:
    """The sum of amounts. Titles are summed as they stand: one in two collections is two."""
    found = list(found)
    return Amount(
        "",
        sum(one.titles for one in found),
        sum(one.copies for one in found),
        sum(one.value for one in found),
        sum(one.unpriced for one in found),
    )


def leaning(transfer: Transfer) -> tuple[int, str]:
    """How many copies of a transfer were transferred on or withdrawn since, and the number
    of one of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), min(c.accession_no)
            FROM holdings_transferline l
            JOIN holdings_copyplace p ON p.copy_id = l.copy_id
            JOIN holdings_copy c ON c.id = l.copy_id
            WHERE l.transfer_id = %s AND l.status = 'moved' AND (
                p.state = 'withdrawn' OR EXISTS (
                    SELECT 1 FROM holdings_ownership o
                    WHERE o.copy_id = l.copy_id AND o.id > l.ownership_id
                      AND o.undoes_id IS NULL AND NOT EXISTS (
                          SELECT 1 FROM holdings_ownership u WHERE u.undoes_id = o.id)))
            """,
            [transfer.pk],
        )
        count, example = cursor.fetchone()
        return int(count), str(example or "")
