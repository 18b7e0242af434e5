"""The rules in force on a day, and all that ever were."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from tusach.network.api import ServicePoint
from tusach.policy.models import Rule, Strictness
from tusach.policy.questions import questions
from tusach.ui.api import Prepared
from tusach.vietnamese.api import fold


@dataclass(frozen=True)
class InForce:
    """One rule in force on the day asked for; ``basis`` is what the user may look up."""

    key: str
    value: int
    strictness: str = Strictness.WARN
    basis: str = ""

    @property
    def is_limit(self) -> bool:
        return self.strictness == Strictness.REFUSE


def in_force(day: date) -> QuerySet[Rule]:
    """The rows that hold on ``day``, of every scope."""
    return Rule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def rules_on(
    day: date, prefix: str = "", *, point: ServicePoint | None = None
) -> dict[str, InForce]:
    """The rules in force on ``day``, by key, of those whose key begins with ``prefix``; one
    query. For ``point`` its own row answers, then that of its kind, then the one for all; a
    question without a row is left out."""
    rows = _widest_first(day, point.pk if point else None, point.kind if point else "")
    rows = rows.filter(key__startswith=prefix)
    return {row.key: InForce(row.key, row.value, row.strictness, row.basis) for row in rows}


def _widest_first(day: date, point: int | None, kind: str) -> QuerySet[Rule]:
    """The rows for everywhere and for a point, so that a narrower one takes the place of a
    wider."""
    scope = Q(point=None, point_kind="")
    if point is not None:
        scope |= Q(point=point) | Q(point=None, point_kind=kind)
    return in_force(day).filter(scope).order_by(F("point").asc(nulls_first=True), "point_kind")


_FOR_ALL = Prepared(lambda key, day: _widest_first(day, None, "").filter(key=key), str, date)
_AT_POINT = Prepared(
    lambda key, day, point, kind: _widest_first(day, point, kind).filter(key=key),
    str,
    date,
    int,
    str,
)


def rule_on(key: str, day: date, *, point: ServicePoint | None = None) -> InForce | None:
    """The rule that answers ``key`` on ``day``; None where there is none."""
    if point is None:
        rows = _FOR_ALL.rows(key, day)
    else:
        rows = _AT_POINT.rows(key, day, point.pk, point.kind)
    if not rows:
        return None
    row = rows[-1]
    return InForce(row.key, row.value, row.strictness, row.basis)


def number_on(key: str, day: date, default: int, *, point: ServicePoint | None = None) -> int:
    """The number a rule gives on ``day``; ``default`` where none is set."""
    rule = rule_on(key, day, point=point)
    return rule.value if rule else default


def all_rules() -> QuerySet[Rule]:
    """Every row there ever was, by key, the latest first."""
    return Rule.objects.select_related("point").order_by(
        "key", "point", "point_kind", "-valid_from"
    )


def history(key: str) -> QuerySet[Rule]:
    """Every row of one question, the latest first."""
    return all_rules().filter(key=key).order_by("-valid_from", "pk")


def search_rules(found: QuerySet[Rule], words: str) -> QuerySet[Rule]:
    """By a part of the question or of the document."""
    text = fold(words)
    keys = [one.key for one in questions() if text in fold(f"{one.label} {one.group}")]
    return found.filter(Q(key__in=keys) | Q(basis__icontains=words))


def rule_of(pk: int) -> Rule | None:
    return Rule.objects.select_related("point").filter(pk=pk).first()


def may_set(user: Any, point: ServicePoint | None) -> bool:
    """Whether this person may set a rule: for ``point`` whoever may there; for all, and for a
    kind of point, whoever may at a provincial library or store (where there is none: anywhere)."""
    if point is not None:
        return bool(user.has_perm("policy.set", point))
    if not user.has_perm("policy.set"):
        return False
    over_all = ["provincial_library", "rotation_store"]
    if user.places_for("policy.set").filter(kind__in=over_all).exists():
        return True
    return not ServicePoint.objects.filter(kind__in=over_all).exists()


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of a shorter month; earlier for fewer."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
