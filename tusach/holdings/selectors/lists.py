"""What became of the copies of imported lists."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tusach.holdings.models import Copy, ListLine
from tusach.holdings.rules import State

Status = ListLine.Status


@dataclass(frozen=True)
class ListCounts:
    """Of one import: copies it entered, those of them struck out again, and lines by what
    became of them."""

    copies: int
    struck: int
    entered: int
    refused: int
    kept: int


def counts_of(imported: int) -> ListCounts:
    lines = ListLine.objects.filter(imported=imported).order_by()
    by_status = dict(lines.values("status").annotate(n=Count("pk")).values_list("status", "n"))
    copies = Copy.objects.filter(list_line__imported=imported)
    return ListCounts(
        copies=copies.count(),
        struck=copies.filter(place__state=State.WITHDRAWN).count(),
        entered=by_status.get(Status.ENTERED, 0),
        refused=lines.filter(status__in=[Status.REFUSED, Status.ENTERED])
        .exclude(reasons=[])
        .count(),
        kept=by_status.get(Status.KEPT, 0),
    )


def lines_not_entered(imported: int) -> QuerySet[ListLine]:
    """The lines of which not all copies were entered, and those whose copies were kept when the
    import was taken back, in the order of the file."""
    return (
        ListLine.objects.filter(imported=imported)
        .exclude(reasons=[])
        .select_related("record")
        .order_by("number")
    )
