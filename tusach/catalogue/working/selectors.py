"""Reading the list of work, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from tusach.catalogue.models import Record, Work


def open_work() -> QuerySet[Work]:
    """What waits, with its records; of records that were merged away nothing."""
    return (
        Work.objects.filter(done_at=None, record__merged_into=None)
        .select_related("record")
        .defer("record__summary", "record__find_text", "record__responsibility")
    )


def counts() -> dict[str, int]:
    """Reason → how much waits."""
    rows = open_work().order_by().values("reason").annotate(n=Count("pk"))
    return {row["reason"]: row["n"] for row in rows}


@dataclass(frozen=True)
class Processed:
    """R-088: titles processed by the rules of librarianship, and those that are not yet."""

    processed: int
    unprocessed: int

    @property
    def total(self) -> int:
        return self.processed + self.unprocessed


def processed_titles(found: QuerySet[Record] | None = None) -> Processed:
    """Of ``found`` (all records when not given): how many are processed; one query."""
    records = Record.objects.all() if found is None else found
    row = records.order_by().aggregate(quick=Count("pk", filter=Q(is_quick=True)), all=Count("pk"))
    return Processed(row["all"] - row["quick"], row["quick"])


@dataclass(frozen=True)
class DayOfWork:
    day: date
    who: str
    reason: str
    count: int


def done_by_day(since: datetime) -> list[DayOfWork]:
    """What was finished from ``since`` on, by day (the province's), person and reason; latest
    day first. The day is that of closing."""
    rows = (
        Work.objects.filter(done_at__gte=since)
        .annotate(day=TruncDate("done_at", tzinfo=timezone.get_current_timezone()))
        .order_by()
        .values("day", "done_by", "reason")
        .annotate(n=Count("pk"))
    )
    found = [DayOfWork(row["day"], row["done_by"], row["reason"], row["n"]) for row in rows]
    return sorted(found, key=lambda one: (-one.day.toordinal(), one.who, one.reason))


def done_today(account: int | None, at: datetime) -> int:
    """How much this person finished on the province's day of ``at``."""
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return Work.objects.filter(
        done_account=account, done_at__gte=day, done_at__lt=day + timedelta(days=1)
    ).count()


def work_of(record: Record) -> list[Work]:
    """What is open for one record."""
    return list(Work.objects.filter(record=record, done_at=None).order_by("since", "pk"))
