"""The rules of lending in force, as the decisions take them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tusach.circulation.models import ClosedDays, Grace, LoanRule
from tusach.circulation.rules import Closed, Forgiven, Rule, days_late, fine
from tusach.network.api import ServicePoint
from tusach.ui.api import Prepared

# As far ahead as a due day may be moved.
_AHEAD = timedelta(days=800)


def in_force(day: date) -> QuerySet[LoanRule]:
    """The rows that hold on ``day``, of every scope."""
    return LoanRule.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day
    )


def here(point: ServicePoint) -> Q:
    """Rows for everywhere, for the kind of a point, or for itself."""
    return _here(point.pk, point.kind)


def _here(point: int, kind: str) -> Q:
    return Q(point=point) | Q(point=None, point_kind__in=["", kind])


def _rules(point: int, kind: str, first: date, last: date) -> QuerySet[LoanRule]:
    return LoanRule.objects.filter(
        _here(point, kind), Q(valid_to__isnull=True) | Q(valid_to__gt=first), valid_from__lte=last
    )


def _closed(point: int, first: date, last: date) -> QuerySet[ClosedDays]:
    return ClosedDays.objects.filter(
        Q(point=None) | Q(point=point), last__gte=first, first__lte=last
    )


_RULES = Prepared(_rules, int, str, date, date)
_CLOSED = Prepared(_closed, int, date, date)


def rules_at(point: ServicePoint, first: date, last: date | None = None) -> list[Rule]:
    """Every rule that may answer at ``point`` on a day from ``first`` to ``last``; one query."""
    rows = _RULES.rows(point.pk, point.kind, first, last or first)
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
    rows = _CLOSED.rows(point.pk, first, last or first + _AHEAD)
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


def late_by(rule: LoanRule | None, point: ServicePoint, due: date, day: date) -> tuple[int, int]:
    """How many days late a book that was due on ``due`` comes on ``day``, and the fine, in đồng: by
    the rule that lent it, the closed days and the grace of the place that lent it; two queries."""
    if due >= day:
        return 0, 0
    late = days_late(
        due,
        day,
        rule.grace_days if rule is not None else 0,
        forgiven_at(point, [due]),
        closed_at(point, due, day),
        point.code,
    )
    return late, fine(plain(rule, point) if rule is not None else None, late)


def all_closed() -> list[Closed]:
    """The days without service everywhere and at each point; one query."""
    rows = ClosedDays.objects.values_list("first", "last", "point__code")
    return [Closed(first, last, code or "") for first, last, code in rows]


def all_graces() -> list[Forgiven]:
    """Every grace there was; one query."""
    rows = Grace.objects.values_list("first", "last", "point__code", "days")
    return [Forgiven(first, last, code or "", days) for first, last, code, days in rows]


def all_rules() -> QuerySet[LoanRule]:
    """Every rule there ever was."""
    return LoanRule.objects.select_related("point")


def rule_of(pk: int) -> LoanRule | None:
    return all_rules().filter(pk=pk).first()


def all_days() -> tuple[QuerySet[ClosedDays], QuerySet[Grace]]:
    """Closed days and graces, the latest first."""
    return (
        ClosedDays.objects.select_related("point").order_by("-first", "pk"),
        Grace.objects.select_related("point").order_by("-first", "pk"),
    )


# Whose word holds for every point of a province.
_OVER_ALL = ("provincial_library", "rotation_store")


def may_rule(user: Any, point: ServicePoint | None) -> bool:
    """Whether this person may set a rule of lending: for ``point`` whoever may there; for all, and
    for a kind of point, whoever may at a provincial library or store (where there is none:
    anywhere)."""
    if point is not None:
        return bool(user.has_perm("circulation.rules", point))
    return may_over_all(user, "circulation.rules")


def may_over_all(user: Any, act: str) -> bool:
    """Whether this person may do ``act`` at a provincial library or store (where there is none:
    anywhere), and so speak for every point."""
    if not user.has_perm(act):
        return False
    if user.places_for(act).filter(kind__in=_OVER_ALL).exists():
        return True
    return not _has_over_all()


def speaks_for_all_alone(user: Any, act: str) -> bool:
    """Whether there is neither a provincial library nor a store, so that whoever may do ``act``
    anywhere speaks for every point."""
    return bool(user.has_perm(act)) and not _has_over_all()


def _has_over_all() -> bool:
    return ServicePoint.objects.filter(kind__in=_OVER_ALL).exists()


def days_of(kind: str, pk: int) -> ClosedDays | Grace | None:
    """Closed days ("nghi") or a grace ("cham-chuoc") by number."""
    model: Any = ClosedDays if kind == "nghi" else Grace
    found: ClosedDays | Grace | None = model.objects.select_related("point").filter(pk=pk).first()
    return found
