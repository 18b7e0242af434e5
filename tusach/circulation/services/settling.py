"""Deciding again which figures of a point's month count, and setting the facts to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor, record
from tusach.circulation import tally_errors as errors
from tusach.circulation.counting import SYSTEM, Group, counting
from tusach.circulation.models import CountingRule, OverlapChoice, Span, TallyLine
from tusach.facts.api import Fact, Measure, behind, reverse, write
from tusach.network.api import ServicePoint
from tusach.policy.api import add_months
from tusach.ui.api import fitting

SOURCE = "circulation.tally"
# The source kinds under which the house counts each loan by itself.
LOAN_SOURCES = ("circulation.loan", "circulation.renewal")
_LOANS = (Measure.LOAN, Measure.RENEWAL)
# One writer of a point's tallies at a time, or two families would not see each other.
_LOCK = 7411


def hold_point(point_id: int) -> None:
    """Wait for whoever writes tallies of this point; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, point_id % 2**31])


def count_lines(lines: Iterable[TallyLine], *, exact: dict[int, bool], by: Actor) -> None:
    """Write the facts of these lines; ``exact`` by the number of their tally."""
    facts, changed = [], []
    for line in lines:
        line.counts, line.times = True, line.times + 1
        changed.append(line)
        facts.append(
            Fact(
                line.point_id, line.day, line.mode, line.audience, line.measure, line.quantity,
                SOURCE, line.fact_key, exact=exact[line.tally_id],
            )
        )  # fmt: skip
    TallyLine.objects.bulk_update(changed, ["counts", "times"])
    write(facts, by=by)


def uncount_lines(lines: Iterable[TallyLine], *, by: Actor) -> None:
    """Reverse the facts of these lines."""
    changed = list(lines)
    if not changed:
        return
    for line in changed:
        line.counts = False
    reverse(SOURCE, [line.fact_key for line in changed], by=by)
    TallyLine.objects.bulk_update(changed, ["counts"])


def rules_of(point_id: int, month: date) -> dict[str, str]:
    """Mode → family, of the dated rows that hold at the end of the month."""
    last = date.fromordinal(add_months(month, 1).toordinal() - 1)
    rows = CountingRule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=last), point=point_id, valid_from__lte=last
    )
    return {row.mode: row.counts for row in rows}


def choices_of(point_id: int, month: date) -> dict[str, str]:
    """Measure → what was last decided of it for the month."""
    rows = OverlapChoice.objects.filter(point=point_id, month=month).order_by("pk")
    return {row.measure: row.counts for row in rows}


def groups_of(point_id: int, month: date) -> set[Group]:
    """What speaks of the point's month: its tallies, and the loans counted one by one."""
    rows = (
        TallyLine.objects.filter(point=point_id, month=month, live=True)
        .order_by()
        .values_list("family", "mode", "measure", "span", "day")
        .distinct()
    )
    groups = {
        Group(family, mode, measure, span, day if span == Span.DAY else None)
        for family, mode, measure, span, day in rows
    }
    for measure in _LOANS:
        if any(group.measure == measure for group in groups):
            lent = (
                behind(measure, month, add_months(month, 1), points=[point_id])
                .filter(source_kind__in=LOAN_SOURCES)
                .order_by()
                .values("day", "mode")
                .annotate(all=Sum("quantity"))
                .filter(all__gt=0)
            )
            groups |= {Group(SYSTEM, row["mode"], measure, Span.DAY, row["day"]) for row in lent}
    return groups


def settle(point_id: int, month: date, *, by: Actor) -> int:
    """Decide anew which figures of the month count; returns how many lines changed.

    The same lines, rows and choices give the same figures whatever came first. The caller
    holds the point (:func:`hold_point`).
    """
    counts = counting(
        groups_of(point_id, month),
        rules=rules_of(point_id, month),
        choices=choices_of(point_id, month),
    )
    lines = list(
        TallyLine.objects.filter(point=point_id, month=month, live=True).select_related("tally")
    )
    begin, end = [], []
    for line in lines:
        day = line.day if line.span == Span.DAY else None
        holds = Group(line.family, line.mode, line.measure, line.span, day) in counts
        if holds and not line.counts:
            begin.append(line)
        elif line.counts and not holds:
            end.append(line)
    uncount_lines(end, by=by)
    count_lines(begin, exact={line.tally_id: line.tally.exact for line in begin}, by=by)
    return len(begin) + len(end)


@transaction.atomic
def settle_month(*, point: ServicePoint, month: date, by: Actor) -> int:
    """:func:`settle` by itself: after loans were counted, or every night."""
    hold_point(point.pk)
    return settle(point.pk, month.replace(day=1), by=by)


def settle_late_loans(*, since: date, by: Actor) -> int:
    """:func:`settle_month` for every point and month from ``since`` on whose sheets speak of
    loans: a device may bring its own weeks after the sheet was keyed. One transaction each;
    returns how many lines changed."""
    months = (
        TallyLine.objects.filter(live=True, measure__in=_LOANS, month__gte=since.replace(day=1))
        .order_by("point", "month")
        .values_list("point", "month")
        .distinct()
    )
    points = ServicePoint.objects.in_bulk({point for point, _month in months})
    return sum(settle_month(point=points[point], month=month, by=by) for point, month in months)


@transaction.atomic
def choose(
    *,
    point: ServicePoint,
    month: date,
    measure: str,
    counts: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> OverlapChoice:
    """Decide whose figure of a month counts, or that both do; with a reason.

    Refuses (:class:`errors.NoOverlap`) where fewer than two families speak.
    """
    hold_point(point.pk)
    month = month.replace(day=1)
    reason = fitting(reason, 300, _("Lý do"))
    if not reason:
        raise errors.WhyMissing
    families = {g.family for g in groups_of(point.pk, month) if g.measure == measure}
    if len(families) < 2 or counts not in families | {OverlapChoice.BOTH}:
        raise errors.NoOverlap(month=f"{month:%m/%Y}")
    made = OverlapChoice.objects.create(
        point=point, month=month, measure=measure, counts=counts, reason=reason,
        made_at=at, made_by=by.name,
    )  # fmt: skip
    settle(point.pk, month, by=by)
    record(
        "circulation.choose_count",
        by=by,
        on=("network.point", point.pk, point.name),
        place=point.pk,
        changes={
            "month": [None, f"{month:%m/%Y}"],
            "measure": [None, str(Measure(measure).label)],
            "counts": [None, str(dict(OverlapChoice.CHOICES)[counts])],
            "reason": [None, reason],
        },
        at=at,
    )
    return made


@transaction.atomic
def set_counting_rule(
    *,
    point: ServicePoint,
    mode: str,
    counts: str,
    basis: str,
    valid_from: date,
    by: Actor,
    at: datetime,
) -> CountingRule:
    """Say whose figures hold at a point from a day on; the row before it ends that day.

    Months from then on are decided anew. Refuses a missing basis and a day not after the start
    of the row in force.
    """
    hold_point(point.pk)
    basis = fitting(basis, 300, _("Căn cứ"))
    if not basis:
        raise errors.BasisMissing
    last = (
        CountingRule.objects.select_for_update()
        .filter(point=point, mode=mode)
        .order_by("-valid_from")
        .first()
    )
    if last is not None and (last.valid_to is None or last.valid_to > valid_from):
        if valid_from <= last.valid_from:
            raise errors.CountingRuleOverlaps(since=f"{last.valid_from:%d/%m/%Y}")
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    made = CountingRule.objects.create(
        point=point, mode=mode, counts=counts, basis=basis, valid_from=valid_from,
        made_at=at, made_by=by.name,
    )  # fmt: skip
    _settle_from(point.pk, valid_from, by)
    record(
        "circulation.set_counting_rule",
        by=by,
        on=("network.point", point.pk, point.name),
        place=point.pk,
        changes={
            "counts": [last.get_counts_display() if last else None, made.get_counts_display()],
            "basis": [last.basis if last else None, basis],
            "valid_from": [None, f"{valid_from:%d/%m/%Y}"],
        },
        at=at,
    )
    return made


def _settle_from(point_id: int, day: date, by: Actor) -> None:
    months = (
        TallyLine.objects.filter(point=point_id, live=True, month__gte=day.replace(day=1))
        .order_by("month")
        .values_list("month", flat=True)
        .distinct()
    )
    for month in list(months):
        settle(point_id, month, by=by)
