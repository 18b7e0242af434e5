"""What was counted, by whom; what is missing; where two speak of the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from tusach.circulation.counting import SYSTEM
from tusach.circulation.models import (
    CountingRule,
    Family,
    OverlapChoice,
    Tally,
    TallyLine,
    TallyPhoto,
    TallySource,
    TallyState,
)
from tusach.circulation.services.settling import groups_of
from tusach.facts.api import Measure
from tusach.network.api import PointKind, ServicePoint, is_open_q, search_points
from tusach.policy.api import add_months

# Stores and pages serve nobody at a door; nobody counts there.
NOT_COUNTING = (PointKind.ROTATION_STORE, PointKind.ONLINE)


def counting_points(points: QuerySet[ServicePoint]) -> QuerySet[ServicePoint]:
    """Of these, the points whose readers are counted."""
    return points.exclude(kind__in=NOT_COUNTING)


def tallies_of(points: QuerySet[ServicePoint]) -> QuerySet[Tally]:
    """What was entered for these points, with the sums of visits, in-house use and loans."""

    def sum_of(measure: str) -> Sum:
        return Sum("lines__quantity", filter=Q(lines__measure=measure), default=0)

    return (
        Tally.objects.filter(point__in=points.values("pk"))
        .select_related("point")
        .annotate(
            visits=sum_of(Measure.VISIT),
            in_house=sum_of(Measure.IN_HOUSE),
            loans=sum_of(Measure.LOAN),
            computers=sum_of(Measure.COMPUTER),
            aside=Sum("lines__quantity", filter=Q(lines__live=True, lines__counts=False)),
        )
    )


def search_tallies(found: QuerySet[Tally], words: str) -> QuerySet[Tally]:
    return found.filter(
        Q(point__in=points_named(words).values("pk"))
        | Q(reference__icontains=words)
        | Q(made_by__icontains=words)
    )


def points_named(words: str) -> QuerySet[ServicePoint]:
    return search_points(ServicePoint.objects.all(), words)


def tally_by_pk(pk: int) -> Tally | None:
    return Tally.objects.select_related("point", "replaces", "copy__record").filter(pk=pk).first()


def lines_of(tally: Tally) -> list[TallyLine]:
    return list(tally.lines.order_by("day", "measure", "audience"))


def versions_of(tally: Tally) -> list[Tally]:
    """What was said before and after, the first first: one row for each correction."""
    first = tally
    while first.replaces is not None:
        first = first.replaces
    chain = [first]
    while (later := Tally.objects.filter(replaces=chain[-1]).first()) is not None:
        chain.append(later)
    return chain


def photos_of(tally: Tally) -> list[TallyPhoto]:
    """The pictures of the paper, also those sent before it was corrected."""
    versions = versions_of(tally)
    return list(TallyPhoto.objects.filter(tally__in=versions).order_by("pk"))


@dataclass(frozen=True)
class Tapped:
    """How often one kind of thing was counted on a day."""

    measure: str
    audience: str
    quantity: int


def counted_on(point: ServicePoint, day: date) -> list[Tapped]:
    """What was counted while serving on a day, whatever way it came in."""
    rows = (
        TallyLine.objects.filter(
            point=point, month=day.replace(day=1), day=day, live=True, family=Family.RUNNING
        )
        .order_by()
        .values_list("measure", "audience")
        .annotate(all=Sum("quantity"))
    )
    return [Tapped(*row) for row in rows]


def last_taps(point: ServicePoint, account: int | None, at: datetime) -> list[TallyLine]:
    """The last taps of this person at the point today, the latest first."""
    begun = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return list(
        TallyLine.objects.filter(
            tally__point=point, tally__source=TallySource.TAP, tally__state=TallyState.LIVE,
            tally__by_account=account, tally__made_at__gte=begun,
        )
        .exclude(measure=Measure.COMPUTER)
        .select_related("tally")
        .order_by("-tally__made_at", "-pk")[:5]
    )  # fmt: skip


@dataclass
class Missing:
    """A point and the months for which nobody counted a visit."""

    point: ServicePoint
    months: list[date] = field(default_factory=list)


def missing_months(points: QuerySet[ServicePoint], since: date, until: date) -> list[Missing]:
    """Of the months from ``since`` up to but not with ``until``, those without any visit, by
    point; points that did not serve all of a month are not asked for it. Two queries."""
    there = set(
        TallyLine.objects.filter(
            point__in=points.values("pk"), month__gte=since, month__lt=until, live=True,
            measure=Measure.VISIT,
        )
        .order_by()
        .values_list("point", "month")
        .distinct()
    )  # fmt: skip
    found = []
    for point in counting_points(points).filter(is_open_q(since) | Q(opened_on__gte=since)):
        one, month = Missing(point), since
        while month < until:
            ends = add_months(month, 1)
            began = point.opened_on is None or point.opened_on <= month
            served = began and (point.closed_on is None or point.closed_on >= ends)
            if served and (point.pk, month) not in there:
                one.months.append(month)
            month = ends
        if one.months:
            found.append(one)
    return found


@dataclass(frozen=True)
class Side:
    """What one family says of a month, and whether it counts."""

    family: str
    label: str
    quantity: int
    counted: int
    tallies: tuple[int, ...] = ()

    @property
    def counts(self) -> bool:
        return self.counted > 0

    @property
    def in_part(self) -> bool:
        return 0 < self.counted < self.quantity


@dataclass
class Overlap:
    """A point, month and measure of which more than one family speaks."""

    point: ServicePoint
    month: date
    measure: str
    sides: list[Side]
    choice: OverlapChoice | None = None

    @property
    def measure_label(self) -> str:
        return str(Measure(self.measure).label)

    @property
    def key(self) -> str:
        return f"{self.point.pk}-{self.month:%Y-%m}-{self.measure}"


def overlaps(points: QuerySet[ServicePoint], *, most: int = 200) -> list[Overlap]:
    """Where something was left out of the sums, or two were said to count both; the latest month
    first. Three queries."""
    places = points.values("pk")
    chosen: dict[tuple[int, date, str], OverlapChoice] = {}
    for choice in OverlapChoice.objects.filter(point__in=places).order_by("pk"):
        chosen[choice.point_id, choice.month, choice.measure] = choice
    aside = (
        TallyLine.objects.filter(point__in=places, live=True, counts=False)
        .order_by("-month", "point", "measure")
        .values_list("point", "month", "measure")
        .distinct()[:most]
    )
    keys = sorted({*aside, *chosen}, key=lambda k: (-k[1].toordinal(), k[0], k[2]))[:most]
    if not keys:
        return []
    rows = (
        TallyLine.objects.filter(
            point__in={k[0] for k in keys}, month__in={k[1] for k in keys}, live=True
        )
        .order_by()
        .values_list("point", "month", "measure", "family")
        .annotate(all=Sum("quantity"), counted=Sum("quantity", filter=Q(counts=True), default=0))
    )
    sides: dict[tuple[int, date, str], list[Side]] = {}
    for point, month, measure, family, quantity, counted in rows:
        side = Side(family, str(Family(family).label), quantity, counted)
        sides.setdefault((point, month, measure), []).append(side)
    named = ServicePoint.objects.in_bulk({k[0] for k in keys})
    return [
        Overlap(named[k[0]], k[1], k[2], sorted(sides[k], key=lambda s: s.family), chosen.get(k))
        for k in keys
        if k in sides
    ]


def overlap_of(point: ServicePoint, month: date, measure: str) -> Overlap | None:
    """The families that speak of one month and measure; None where there is but one."""
    groups = [g for g in groups_of(point.pk, month) if g.measure == measure]
    if len({g.family for g in groups}) < 2:
        return None
    rows = (
        TallyLine.objects.filter(point=point, month=month, measure=measure, live=True)
        .order_by()
        .values_list("family")
        .annotate(all=Sum("quantity"), counted=Sum("quantity", filter=Q(counts=True), default=0))
    )
    sides = [Side(f, str(Family(f).label), n, c) for f, n, c in rows]
    choice = OverlapChoice.objects.filter(point=point, month=month, measure=measure).first()
    return Overlap(point, month, measure, sorted(sides, key=lambda s: s.family), choice)


def system_speaks(point: ServicePoint, month: date, measure: str) -> bool:
    """Whether loans of the month were counted one by one by the house."""
    return any(g.family == SYSTEM and g.measure == measure for g in groups_of(point.pk, month))


def choices_made(overlap: Overlap) -> Sequence[OverlapChoice]:
    """Every decision about it, the latest first."""
    return list(
        OverlapChoice.objects.filter(
            point=overlap.point, month=overlap.month, measure=overlap.measure
        )
    )


def counting_rules(points: QuerySet[ServicePoint]) -> QuerySet[CountingRule]:
    return CountingRule.objects.filter(point__in=points.values("pk")).select_related("point")
