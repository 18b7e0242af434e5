"""What was entered in a period, in the whole network or in one library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, islice

from django.db.models import Count, QuerySet
from django.utils import timezone

from tusach.catalogue.api import Record
from tusach.holdings.api import Copy
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.portal.selectors import records_of
from tusach.search.api import among
from tusach.vietnamese.api import fold, sort_key

TITLES = 100
# The titles of a period that are looked at for a subject: more than any library enters in one.
ALL = 2_000
# The days a reader may choose back from today; the third unless they do.
PERIODS = (7, 30, 90, 365)
USUAL = 90


@dataclass(frozen=True)
class Sought:
    """New books of ``library`` (None: of the network) entered from ``since`` to the end of
    ``until``; ``subject``: words of a subject heading; ``audience``: one of the catalogue's."""

    library: ServicePoint | None
    since: date
    until: date
    subject: str = ""
    audience: str = ""


@dataclass(frozen=True)
class Arrival:
    """A title, the day its last copy was entered, and how many copies came in the period."""

    record: Record
    on: date
    copies: int


def lately(library: ServicePoint | None, today: date, days: int = USUAL) -> Sought:
    return Sought(library, today - timedelta(days=days), today)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def arrivals(sought: Sought, most: int = TITLES) -> list[Arrival]:
    """The titles whose copies were entered in the period, the latest first; three queries,
    whatever the length of the period. Titles of libraries of army, border guard, police and
    prisons alone are not among them, nor what is not described yet."""
    copies = Copy.objects.filter(
        accessioned_at__gte=_moment(sought.since),
        accessioned_at__lt=_moment(sought.until + timedelta(days=1)),
    )
    if sought.library is not None:
        copies = copies.filter(owner=sought.library)
    else:
        copies = copies.exclude(owner__kind__in=SECRET_KINDS)
    if sought.audience:
        copies = copies.filter(record__audience=sought.audience)
    copies = copies.filter(record__is_quick=False, record__is_suppressed=False)
    last = _latest(copies, ALL if sought.subject else most)
    words = f" {fold(sought.subject).strip()} "
    found = [
        one
        for one in records_of([str(pk) for pk in last])
        if not sought.subject or _is_about(one, words)
    ][:most]
    counted = copies.filter(record__in=among(one.pk for one in found)).order_by()
    counts = dict(counted.values_list("record_id").annotate(n=Count("pk")))
    return [Arrival(one, timezone.localdate(last[one.pk]), counts[one.pk]) for one in found]


def _latest(copies: QuerySet[Copy], most: int) -> dict[int, datetime]:
    """The titles entered last and when, the latest first: read from the end of the index, so far
    as it takes to have so many, not summed up over the whole period."""
    limit = most * 4
    rows = copies.order_by("-accessioned_at", "-record_id").values_list(
        "record_id", "accessioned_at"
    )
    while True:
        read = list(rows[:limit])
        last: dict[int, datetime] = {}
        for record, at in read:
            last.setdefault(record, at)
        if len(last) >= most or len(read) < limit:
            return dict(islice(last.items(), most))
        limit *= 4


def _is_about(record: Record, words: str) -> bool:
    """Whether a heading has these whole words, whatever their marks."""
    return any(words in f" {fold(one)} " for one in record.subjects)


def subjects_of(found: Sequence[Arrival], most: int = 30) -> list[tuple[str, int]]:
    """The commonest subjects of these titles, in the order of a Vietnamese list."""
    counts = Counter(subject for one in found for subject in dict.fromkeys(one.record.subjects))
    return sorted(counts.most_common(most), key=lambda row: sort_key(row[0]))


def by_day(found: Sequence[Arrival]) -> list[tuple[date, list[Arrival]]]:
    rows = sorted(found, key=lambda one: one.on, reverse=True)
    return [(day, list(them)) for day, them in groupby(rows, key=lambda one: one.on)]
