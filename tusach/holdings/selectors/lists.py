"""What became of the copies of imported lists."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Min, QuerySet

from tusach.holdings.models import Copy, ListLine, Register
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


@dataclass(frozen=True)
class Stretch:
    """From which number to which of a register the copies of a list lie; what was entered at
    the same time by others may lie between."""

    register: Register
    low: int
    high: int

    @property
    def first(self) -> str:
        return self.register.accession_no(self.low)

    @property
    def last(self) -> str:
        return self.register.accession_no(self.high)


def stretches_of(imported: int) -> list[Stretch]:
    """Where the copies of an import that still stand lie in the registers. Two queries."""
    rows = (
        Copy.objects.filter(list_line__imported=imported)
        .exclude(place__state=State.WITHDRAWN)
        .order_by()
        .values("register")
        .annotate(low=Min("number"), high=Max("number"))
    )
    found = {row["register"]: row for row in rows}
    registers = Register.objects.filter(pk__in=found)
    return [Stretch(one, found[one.pk]["low"], found[one.pk]["high"]) for one in registers]


def lines_not_entered(imported: int) -> QuerySet[ListLine]:
    """The lines of which not all copies were entered, and those whose copies were kept when the
    import was taken back, in the order of the file."""
    return (
        ListLine.objects.filter(imported=imported)
        .exclude(reasons=[])
        .select_related("record")
        .order_by("number")
    )
