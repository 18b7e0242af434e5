"""Reading condition and repair: what waits, what is out and late, what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from tusach.network.api import ServicePoint
from tusach.upkeep.models import Grade, Inspection, Repair, Trip
from tusach.vietnamese.api import fold

R = Repair.State


def grades() -> QuerySet[Grade]:
    return Grade.objects.filter(is_used=True)


def all_repairs() -> QuerySet[Repair]:
    """With what a list shows."""
    return Repair.objects.select_related(
        "copy__record", "copy__place", "owner", "inspection__grade", "trip"
    )


def search_repairs(found: QuerySet[Repair], words: str) -> QuerySet[Repair]:
    """By title, author, accession number, barcode or workshop."""
    text = words.strip()
    named = Q()
    for word in fold(text).split():
        named &= Q(copy__record__find_text__contains=word)
    return found.filter(
        named | Q(copy__accession_no=text) | Q(copy__barcode=text) | Q(trip__holder__icontains=text)
    )


def is_late(found: QuerySet[Repair], today: date) -> QuerySet[Repair]:
    return found.filter(state=R.OUT, trip__due_on__lt=today)


@dataclass(frozen=True)
class Counts:
    """Copies that wait, are out, of these late; since the first of January mended, beyond
    repair, and what that cost in đồng."""

    waiting: int
    out: int
    late: int
    mended: int
    beyond: int
    cost: int


def counts(points: QuerySet[ServicePoint], today: date) -> Counts:
    """Of these libraries; one query."""
    this_year = Q(back_on__year=today.year)
    found = Repair.objects.filter(owner__in=points.values("pk")).aggregate(
        waiting=Count("pk", filter=Q(state=R.WAITING)),
        out=Count("pk", filter=Q(state=R.OUT)),
        late=Count("pk", filter=Q(state=R.OUT, trip__due_on__lt=today)),
        mended=Count("pk", filter=Q(state=R.MENDED) & this_year),
        beyond=Count("pk", filter=Q(state=R.BEYOND) & this_year),
        cost=Coalesce(Sum("cost", filter=this_year), 0),
    )
    return Counts(**{key: int(value) for key, value in found.items()})


def waiting_at(owner: int) -> QuerySet[Repair]:
    """What waits at a library, in the order of its registers."""
    found = all_repairs().filter(owner=owner, state=R.WAITING)
    return found.order_by("copy__register_id", "copy__number")


def trip_of(pk: int) -> Trip | None:
    return Trip.objects.select_related("owner").filter(pk=pk).first()


def lines_of_trip(trip: Trip) -> list[Repair]:
    return list(all_repairs().filter(trip=trip).order_by("copy__register_id", "copy__number"))


def repair_of(pk: int) -> Repair | None:
    return all_repairs().filter(pk=pk).first()


def inspections_of(copy: int) -> list[Inspection]:
    """What was found of a copy, newest first."""
    return list(Inspection.objects.filter(copy=copy).select_related("grade").order_by("-pk"))


def repairs_of_copy(copy: int) -> list[Repair]:
    return list(all_repairs().filter(copy=copy).order_by("-pk"))
