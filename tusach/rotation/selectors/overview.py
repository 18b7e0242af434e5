"""The director's questions, for any day: what is out too long, silent, lost, due.

Where copies were on the day is read from the custody ledger; the batch a copy went out with
and its day of return are read as they stood on that day, later extensions left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.facts.api import last_day_by_point
from tusach.holdings.api import Copy, LedgerEntry, balance, copies_at
from tusach.holdings.api import State as CopyState
from tusach.people.api import Account
from tusach.rotation.models import Extension, Leg, Line
from tusach.rotation.rules.dated import RuleKind, add_months
from tusach.rotation.selectors.rules import rules_on

# Seven months and longer stand in one bar.
LAST_BAND = 7


class Ruling(models.TextChoices):
    """What says until when a box may stay at a point."""

    DUE = "due", _("hạn trả")
    LIMIT = "limit", _("hạn theo quy định")
    EXTENSION = "extension", _("đã gia hạn")


@dataclass
class Out:
    """One destination that held copies on the day."""

    leg: Leg
    due_on: date
    copies: int
    value: int
    since: date
    # The last day the rule allows; None where no rule was in force.
    limit: date | None
    day: date
    is_extended: bool = False
    last_sign: date | None = None

    @property
    def ruling(self) -> Ruling:
        """An extension was decided for this box: its day rules, also past the limit. Without
        one the day of return rules, or the last day of the rule if that is earlier."""
        if self.is_extended:
            return Ruling.EXTENSION
        return Ruling.LIMIT if self.limit and self.limit < self.due_on else Ruling.DUE

    @property
    def last_day(self) -> date:
        """The day by the end of which the box should be back."""
        if self.ruling == Ruling.LIMIT and self.limit:
            return self.limit
        return self.due_on

    @property
    def days_over(self) -> int:
        """Days past :attr:`last_day`."""
        return max(0, (self.day - self.last_day).days)

    @property
    def months(self) -> int:
        """Whole months at the point."""
        months = 0
        while add_months(self.since, months + 1) <= self.day:
            months += 1
        return months

    @property
    def days_silent(self) -> int:
        return (self.day - (self.last_sign or self.since)).days


@dataclass
class Loss:
    """Copies lost as the ledger has it on the day, in đồng by the price in the register."""

    copies: int = 0
    value: int = 0
    compensation: int = 0


@dataclass
class Overview:
    """What was so at the end of ``day``."""

    day: date
    out: list[Out] = field(default_factory=list)
    copies_in_service: int = 0
    silent_days: int = 0
    loss: Loss = field(default_factory=Loss)

    @property
    def too_long(self) -> list[Out]:
        return sorted((o for o in self.out if o.days_over), key=lambda o: -o.days_over)

    @property
    def silent(self) -> list[Out]:
        """Each point once, by its longest silence."""
        if not self.silent_days:
            return []
        points: dict[int, Out] = {}
        for one in self.out:
            if one.days_silent > self.silent_days:
                points.setdefault(one.leg.point_id, one)
        return sorted(points.values(), key=lambda o: -o.days_silent)

    @property
    def due(self) -> list[Out]:
        """Whose last day lies in the month of the day."""
        month = (self.day.year, self.day.month)
        return sorted(
            (o for o in self.out if (o.last_day.year, o.last_day.month) == month),
            key=lambda o: o.last_day,
        )

    def of_months(self, months: int) -> list[Out]:
        """Out for so many whole months; the last band holds all longer ones."""
        return [o for o in self.out if min(o.months, LAST_BAND) == months]


def end_of(day: date) -> datetime:
    """The last moment of a day in the province's time."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _legs(user: Account, moment: datetime) -> list[Leg]:
    places = user.places_for("rotation.overview").values("pk")
    return list(
        Leg.objects.filter(
            Q(batch__store__in=places) | Q(point__in=places), handed_over_at__lte=moment
        )
        .filter(Q(returned_at__isnull=True) | Q(returned_at__gt=moment))
        .select_related("batch__store", "point")
        .order_by("pk")
    )


def overview(user: Account, day: date) -> Overview:
    """The director's page for the end of ``day``; a dozen queries whatever the number."""
    moment = end_of(day)
    legs = _legs(user, moment)
    ids = [leg.pk for leg in legs]
    held = {
        row["leg"]: row
        for row in _held(ids, moment)
        .order_by()
        .values("leg")
        .annotate(n=Count("pk"), value=Sum("price"))
    }
    due: dict[int, date] = {}
    extended: set[int] = set()
    for leg_id, was, at in (
        Extension.objects.filter(leg__in=ids)
        .order_by("-pk")
        .values_list("leg_id", "was_due_on", "at")
    ):
        if at > moment:
            due[leg_id] = was  # the earliest one made after the day says what held on it
        else:
            extended.add(leg_id)
    rules = rules_on(day)
    stay = rules.get(RuleKind.STAY_MONTHS)
    found = Overview(
        day, silent_days=rules[RuleKind.SILENT_DAYS].value if RuleKind.SILENT_DAYS in rules else 0
    )
    signs = last_signs([leg.point_id for leg in legs], moment)
    for leg in legs:
        if leg.pk not in held or leg.handed_over_at is None:
            continue
        since = timezone.localdate(leg.handed_over_at)
        found.out.append(
            Out(
                leg,
                due.get(leg.pk, leg.due_on),
                held[leg.pk]["n"],
                held[leg.pk]["value"] or 0,
                since,
                add_months(since, stay.value) if stay else None,
                day,
                leg.pk in extended,
                signs.get(leg.point_id),
            )
        )
    at_points = {o.leg.point_id for o in found.out}
    found.copies_in_service = sum(
        count for holder, count in balance(moment).items() if holder.point in at_points
    )
    lost = lost_copies(user, day)
    found.loss = Loss(
        lost.count(), lost.aggregate(all=Sum("price"))["all"] or 0, sum(paid_for(lost).values())
    )
    return found


def last_signs(point_ids: list[int], moment: datetime) -> dict[int, date]:
    """The last sign of life of each point up to the moment: served, or in the ledger."""
    wanted = set(point_ids)
    signs = last_day_by_point(wanted, timezone.localdate(moment))
    # By the index on where copies went; what left a point is known from the batches.
    came = (
        LedgerEntry.objects.filter(to_point__in=wanted, happened_at__lte=moment)
        .order_by()
        .values_list("to_point")
        .annotate(last=Max("happened_at"))
    )
    left = (
        Line.objects.filter(leg__point__in=wanted, settled_at__lte=moment)
        .order_by()
        .values_list("leg__point")
        .annotate(last=Max("settled_at"))
    )
    for point, last in [*came, *left]:
        day = timezone.localdate(last)
        signs[point] = max(signs.get(point, day), day)
    return signs


def _held(leg_ids: list[int], moment: datetime) -> QuerySet[Line]:
    """The copies these destinations held at the moment."""
    return Line.objects.filter(leg__in=leg_ids, handed_at__lte=moment).filter(
        Q(settled_at__isnull=True) | Q(settled_at__gt=moment)
    )


def held_lines(user: Account, day: date, leg_id: int | None = None) -> QuerySet[Line]:
    """The copies that were at points at the end of ``day``, of one destination or of all."""
    moment = end_of(day)
    ids = [leg.pk for leg in _legs(user, moment) if leg_id in {None, leg.pk}]
    return _held(ids, moment).select_related("copy__record", "leg__batch", "leg__point")


def lost_copies(user: Account, day: date) -> QuerySet[Copy]:
    """The copies that were lost at the end of ``day`` by the ledger and ever went out."""
    places = user.places_for("rotation.overview").values("pk")
    went = Line.objects.filter(
        Q(leg__batch__store__in=places) | Q(leg__point__in=places),
        copy=OuterRef("pk"),
        handed_at__isnull=False,
    )
    return copies_at(end_of(day), state=CopyState.LOST).filter(Exists(went))


def paid_for(lost: QuerySet[Copy]) -> dict[int, int]:
    """What was paid for each of these lost copies, in đồng, where anything was."""
    return dict(
        Line.objects.filter(copy__in=lost.values("pk"), state="lost", compensation__gt=0)
        .order_by()
        .values_list("copy_id")
        .annotate(all=Sum("compensation"))
    )


def months_out(rows: list[Out]) -> list[dict[str, Any]]:
    """Copies by how many months they have been out, for the bars; ``over`` are past their day."""
    bands, over = [0] * (LAST_BAND + 1), [0] * (LAST_BAND + 1)
    for one in rows:
        months = min(one.months, LAST_BAND)
        bands[months] += one.copies
        over[months] += one.copies if one.days_over else 0
    top = max(bands) or 1
    return [
        {
            "months": n,
            "copies": count,
            "over": over[n],
            "share": round(100 * (count - over[n]) / top, 1),
            "share_over": round(100 * over[n] / top, 1),
        }
        for n, count in enumerate(bands)
    ]
