"""Lists of another system, and their lines."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from tusach.circulation.models import MoveIn, MoveInLine
from tusach.network.api import ServicePoint

Verdict = MoveInLine.Verdict


def lists_at(points: QuerySet[ServicePoint]) -> QuerySet[MoveIn]:
    """The lists of these points, the latest first."""
    return MoveIn.objects.filter(point__in=points).select_related("point")


def move_in_of(pk: int) -> MoveIn | None:
    return MoveIn.objects.select_related("point", "default_class").filter(pk=pk).first()


def counted(sent: MoveIn) -> dict[str, int]:
    """How many lines of each verdict."""
    return dict(sent.lines.order_by().values_list("verdict").annotate(Count("pk")))


def progress_of(sent: MoveIn) -> tuple[int, int]:
    """(lines done, lines in all) of what is under way."""
    counts = counted(sent)
    written, ready = counts.get(Verdict.WRITTEN, 0), counts.get(Verdict.READY, 0)
    if sent.state == MoveIn.State.UNDOING:
        gone = counts.get(Verdict.UNDONE, 0) + counts.get(Verdict.KEPT, 0)
        return gone, gone + written
    return written, written + ready


def lines_of(sent: MoveIn, verdict: str) -> QuerySet[MoveInLine]:
    """The lines, or those of one verdict; as they stand in the file."""
    found = sent.lines.select_related("reader", "copy__record").order_by("number")
    return found.filter(verdict=verdict) if verdict else found


def samples(sent: MoveIn, most: int = 3) -> list[list[str]]:
    """What stands in each column, of the first lines that are kept."""
    rows = list(sent.lines.exclude(cells=[]).values_list("cells", flat=True)[:20])
    found = []
    for index in range(len(sent.headings)):
        values = [str(row[index]) for row in rows if index < len(row) and row[index]]
        found.append(list(dict.fromkeys(values))[:most])
    return found
