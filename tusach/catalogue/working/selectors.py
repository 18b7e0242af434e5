"""Reading the list of work, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from tusach.catalogue.keys import plain_words
from tusach.catalogue.models import Import, ImportRow, Record, RecordVersion, Work
from tusach.catalogue.working.listeners import wanted


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


def worklist() -> QuerySet[Work]:
    """What waits; ``wanted_by`` is the name of what waits for the title, or "". Sort by
    ``is_wanted`` first."""
    cases = [When(record__in=one.records(), then=Value(one.name)) for one in wanted()]
    return open_work().annotate(
        wanted_by=Case(*cases, default=Value("")),
        is_wanted=Case(
            *[When(record__in=one.records(), then=Value(1)) for one in wanted()], default=Value(0)
        ),
    )


FIRST = ("-is_wanted", "since", "pk")


def with_words(found: QuerySet[Work], text: str) -> QuerySet[Work]:
    for word in plain_words(text).split()[:12]:
        found = found.filter(record__find_text__contains=word)
    return found


def work(number: int) -> Work | None:
    return Work.objects.select_related("record").filter(pk=number).first()


def mine(account: int | None) -> QuerySet[Work]:
    return open_work().filter(account=account) if account else Work.objects.none()


def free(found: QuerySet[Work]) -> QuerySet[Work]:
    return found.filter(account=None)


def asked_by(account: int) -> list[Work]:
    """What this person asked for, latest first, answered or not."""
    found = Work.objects.filter(asked_account=account).select_related("record")
    return list(found.order_by("-since", "-pk")[:50])


def answered(record: Record) -> list[Work]:
    """What libraries asked about the record and what was answered, latest first."""
    done = Work.objects.filter(record=record, reason=Work.Reason.ASKED, done_at__isnull=False)
    return list(done.order_by("-done_at")[:5])


@dataclass(frozen=True)
class Damaged:
    imported: Import
    rows: int


def damaged_rows(imports: QuerySet[Import]) -> list[Damaged]:
    """Of these imports, those with rows that could not be read and nobody mended, latest
    first."""
    counted = (
        ImportRow.objects.filter(status=ImportRow.Status.DAMAGED, imported__in=imports)
        .exclude(imported__state=Import.State.DROPPED)
        .order_by()
        .values("imported")
        .annotate(n=Count("pk"))
    )
    rows = {row["imported"]: row["n"] for row in counted}
    found = Import.objects.filter(pk__in=rows).order_by("-pk")[:10]
    return [Damaged(one, rows[one.pk]) for one in found]


@dataclass(frozen=True)
class Changes:
    who: str
    records: int
    saves: int


def changed_since(since: datetime) -> list[Changes]:
    """Who saved how many records, and how often, from ``since`` on; the busiest first."""
    rows = (
        RecordVersion.objects.filter(record__changed_at__gte=since, at__gte=since)
        .order_by()
        .values("by_name")
        .annotate(saves=Count("pk"), records=Count(F("record"), distinct=True))
    )
    found = [Changes(row["by_name"], row["records"], row["saves"]) for row in rows]
    return sorted(found, key=lambda one: (-one.records, one.who))
