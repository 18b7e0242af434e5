"""What came in lately, in the whole network or in one library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone

from tusach.catalogue.api import Record
from tusach.holdings.api import Copy
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.portal.selectors import records_of

# The copies looked through for their titles: bounds the page of a library that entered a whole
# stock yesterday.
_COPIES = 5_000
TITLES = 100


@dataclass(frozen=True)
class Arrival:
    """A title, the day its last copy was entered, and how many copies came lately."""

    record: Record
    on: date
    copies: int


def arrivals(library: ServicePoint | None = None, most: int = TITLES) -> list[Arrival]:
    """The titles whose copies were entered last, the latest first; two queries. Titles of
    libraries of army, border guard, police and prisons alone are not among them."""
    copies = Copy.objects.exclude(owner__kind__in=SECRET_KINDS).order_by("-pk")
    if library is not None:
        copies = copies.filter(owner=library)
    entered: dict[int, date] = {}
    counts: dict[int, int] = {}
    for record, at in copies.values_list("record_id", "accessioned_at")[:_COPIES]:
        if record not in entered and len(entered) == most:
            continue
        entered.setdefault(record, timezone.localdate(at))
        counts[record] = counts.get(record, 0) + 1
    records = records_of([str(record) for record in entered])
    return [Arrival(one, entered[one.pk], counts[one.pk]) for one in records if not one.is_quick]


def by_day(found: Sequence[Arrival]) -> list[tuple[date, list[Arrival]]]:
    rows = sorted(found, key=lambda one: one.on, reverse=True)
    return [(day, list(them)) for day, them in groupby(rows, key=lambda one: one.on)]
