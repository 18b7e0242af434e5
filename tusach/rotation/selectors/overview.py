"""The director's questions, for any day: what is out too long, silent, lost, due.

Where copies were on the day is read from the custody ledger; the batch a copy went out with
and its day of return are read as they stood on that day, later extensions left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from tusach.facts.api import last_day_by_point
from tusach.holdings.api import Copy, LedgerEntry, balance, copies_at
from tusach.holdings.api import State as CopyState
from tusach.people.api import Account
from tusach.rotation.models import Extension, Leg, Line
from tusach.rotation.rules.dated import RuleKind, add_months
from tusach.rotation.selectors.rules import rules_on


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
    last_sign: date | None = None

    @property
    def days_over(self) -> int:
        """Days past the day of return, or past what the rule allows if that came first."""
        last = min(self.due_on, self.limit) if self.limit else self.due_on
        return max(0, (self.day - last).days)

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
        """Due in the month of the day."""
        month = (self.day.year, self.day.month)
        return sorted(
            (o for o in self.out if (o.due_on.year, o.due_on.month) == month),
            key=lambda o: o.due_on,
        )


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
        for row in Line.objects.filter(leg__in=ids, handed_at__lte=moment)
        .filter(Q(settled_at__isnull=True) | Q(settled_at__gt=moment))
        .order_by()
        .values("leg")
        .annotate(n=Count("pk"), value=Sum("price"))
    }
    due: dict[int, date] = {}
    for leg_id, was in (
        Extension.objects.filter(leg__in=ids, at__gt=moment)
        .order_by("-pk")
        .values_list("leg_id", "was_due_on")
    ):
        due[leg_id] = was  # the earliest one made after the day says what held on it
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
                signs.get(leg.point_id),
            )
        )
    at_points = {o.leg.point_id for o in found.out}
    found.copies_in_service = sum(
        count for holder, count in balance(moment).items() if holder.point in at_points
    )
    lost = lost_copies(user, day)
    found.loss = Loss(lost.count(), lost.aggregate(all=Sum("price"))["all"] or 0, _paid(lost))
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


def lost_copies(user: Account, day: date) -> QuerySet[Copy]:
    """The copies that were lost at the end of ``day`` by the ledger and ever went out."""
    places = user.places_for("rotation.overview").values("pk")
    went = Line.objects.filter(
        Q(leg__batch__store__in=places) | Q(leg__point__in=places),
        copy=OuterRef("pk"),
        handed_at__isnull=False,
    )
    return copies_at(end_of(day), state=CopyState.LOST).filter(Exists(went))


def _paid(lost: QuerySet[Copy]) -> int:
    found = Line.objects.filter(copy__in=lost.values("pk"), state="lost")
    return int(found.aggregate(all=Sum("compensation"))["all"] or 0)


def months_out(rows: list[Out]) -> list[dict[str, Any]]:
    """Copies by how many months they have been out, for the bars: 0–1, 1–2 … over 6."""
    bands = [0] * 8
    for one in rows:
        months = 0
        while months < 7 and add_months(one.since, months + 1) <= one.day:
            months += 1
        bands[months] += one.copies
    top = max(bands) or 1
    return [
        {"months": n, "copies": count, "share": round(100 * count / top)}
        for n, count in enumerate(bands)
    ]
