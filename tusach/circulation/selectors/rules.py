"""The rules of lending in force, as the decisions take them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from tusach.circulation.models import ClosedDays, Grace, LoanRule
from tusach.circulation.rules import Closed, Forgiven, Rule
from tusach.network.api import ServicePoint

# As far ahead as a due day may be moved.
_AHEAD = timedelta(days=800)


def in_force(day: date) -> QuerySet[LoanRule]:
    """The rows that hold on ``day``, of every scope."""
    return LoanRule.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day
    )


def here(point: ServicePoint) -> Q:
    """Rows for everywhere, for the kind of a point, or for itself."""
    return Q(point=point) | Q(point=None, point_kind__in=["", point.kind])


def rules_at(point: ServicePoint, first: date, last: date | None = None) -> list[Rule]:
    """Every rule that may answer at ``point`` on a day from ``first`` to ``last``; one query."""
    rows = LoanRule.objects.filter(
        here(point), Q(valid_to__isnull=True) | Q(valid_to__gt=first), valid_from__lte=last or first
    )
    return [plain(row, point) for row in rows]


def plain(row: LoanRule, point: ServicePoint) -> Rule:
    """A row as the decisions take it, at ``point``."""
    return Rule(
        id=row.pk,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        point=point.code if row.point_id is not None else "",
        point_kind=row.point_kind,
        reader_class=row.reader_class,
        collection=row.collection,
        most_copies=row.most_copies,
        days=row.days,
        renewals=row.renewals,
        renewal_days=row.renewal_days,
        in_house_only=row.in_house_only,
        other_libraries=row.other_libraries,
        deposit=row.deposit,
        fine_per_day=row.fine_per_day,
        fine_most=row.fine_most,
        grace_days=row.grace_days,
        lost_percent=row.lost_percent,
    )


def closed_at(point: ServicePoint, first: date, last: date | None = None) -> list[Closed]:
    """The days without service at ``point`` from ``first`` on; one query."""
    rows = ClosedDays.objects.filter(
        Q(point=None) | Q(point=point), last__gte=first, first__lte=last or first + _AHEAD
    )
    return [Closed(one.first, one.last, point.code if one.point_id else "") for one in rows]


def forgiven_at(point: ServicePoint, days: Iterable[date]) -> list[Forgiven]:
    """The grace for what was due at ``point`` on these days; one query."""
    due = sorted(days)
    if not due:
        return []
    rows = Grace.objects.filter(
        Q(point=None) | Q(point=point), first__lte=due[-1], last__gte=due[0]
    )
    return [
        Forgiven(one.first, one.last, point.code if one.point_id else "", one.days) for one in rows
    ]
