"""Setting a rule of lending anew from a day on, ending it, taking it back; closed days, grace."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.circulation import errors
from tusach.circulation.models import ClosedDays, Grace, LoanRule
from tusach.network.api import ServicePoint
from tusach.ui.api import fitting

_SCOPE = ("reader_class", "collection", "point", "point_kind")
_LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class RuleValues:
    """What a rule says and for whom; the columns of :class:`LoanRule`."""

    reader_class: str = ""
    collection: str = ""
    point: ServicePoint | None = None
    point_kind: str = ""
    most_copies: int = 3
    days: int = 15
    renewals: int = 1
    renewal_days: int = 7
    in_house_only: bool = False
    other_libraries: bool = True
    deposit: int = 0
    fine_per_day: int = 0
    fine_most: int = 0
    grace_days: int = 0
    lost_percent: int = 100

    @property
    def columns(self) -> dict[str, Any]:
        return {**asdict(self), "point": self.point}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _alone() -> None:
    """One writer of the rules at a time: the first of a scope has no row to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('circulation rules'))")


def on_rule(rule: LoanRule) -> tuple[str, int, str]:
    return "circulation.rule", rule.pk, str(rule)


@transaction.atomic
def set_rule(
    *,
    values: RuleValues,
    valid_from: date,
    basis: str,
    is_verified: bool = False,
    by: Actor,
    at: datetime,
) -> LoanRule:
    """Let a rule hold from ``valid_from`` on; the one of the same scope before it ends that day.

    Refuses a missing document (:class:`errors.BasisMissing`), a point together with a kind
    (:class:`errors.ScopeTwice`), and a day not after the start of the rule in force
    (:class:`errors.RuleOverlaps`): what was lent under a rule keeps it.
    """
    basis = fitting(basis, 300, LoanRule._meta.get_field("basis").verbose_name)
    if not basis:
        raise errors.BasisMissing
    if values.point is not None and values.point_kind:
        raise errors.ScopeTwice
    _alone()
    columns = values.columns
    same = LoanRule.objects.filter(**{key: columns[key] for key in _SCOPE})
    last = same.order_by("-valid_from").first()
    if last is not None and (last.valid_to is None or last.valid_to > valid_from):
        if valid_from <= last.valid_from:
            raise errors.RuleOverlaps(day=_day(valid_from), since=_day(last.valid_from))
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    rule = LoanRule.objects.create(
        **columns,
        basis=basis,
        is_verified=is_verified,
        valid_from=valid_from,
        made_at=at,
        made_by=by.name,
    )
    changes: dict[str, Any] = {
        key: [getattr(last, key) if last is not None else None, value]
        for key, value in columns.items()
        if key not in _SCOPE and (last is None or getattr(last, key) != value)
    }
    changes |= {
        "basis": [last.basis if last else None, basis],
        "valid_from": [None, _day(valid_from)],
    }
    place = values.point.pk if values.point is not None else None
    record("circulation.set_rule", by=by, on=on_rule(rule), place=place, changes=changes, at=at)
    return rule


@transaction.atomic
def end_rule(*, rule: LoanRule, on: date, by: Actor, at: datetime) -> LoanRule:
    """Let a rule hold no longer from ``on``. Refuses (:class:`errors.RuleEndsTooSoon`) a day not
    after its first, and a rule that has an end."""
    _alone()
    held = LoanRule.objects.get(pk=rule.pk)
    if held.valid_to is not None or on <= held.valid_from:
        raise errors.RuleEndsTooSoon(day=_day(on), since=_day(held.valid_from))
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    record(
        "circulation.end_rule", by=by, on=on_rule(held), place=held.point_id,
        changes={"valid_to": [None, _day(on)]}, at=at,
    )  # fmt: skip
    return held


@transaction.atomic
def withdraw_rule(*, rule: LoanRule, by: Actor, at: datetime) -> None:
    """Remove a rule that has not begun; the one before it holds on as if this had not been.
    Refuses one in force (:class:`errors.RuleHasBegun`)."""
    _alone()
    held = LoanRule.objects.get(pk=rule.pk)
    if held.valid_from <= timezone.localdate(at):
        raise errors.RuleHasBegun(since=_day(held.valid_from))
    on, place = on_rule(held), held.point_id
    before = LoanRule.objects.filter(
        **{key: getattr(held, key) for key in _SCOPE}, valid_to=held.valid_from
    )
    until = held.valid_to
    held.delete()
    before.update(valid_to=until)
    record("circulation.withdraw_rule", by=by, on=on, place=place, at=at)


@transaction.atomic
def close_days(
    *, first: date, last: date, reason: str, point: ServicePoint | None, by: Actor, at: datetime
) -> ClosedDays:
    """Note days without service, first and last counted, at a point or everywhere. Loans that
    are out keep their due day; none is given out that falls on these days."""
    made = ClosedDays.objects.create(
        **_span(first, last, reason, ClosedDays), point=point, made_at=at, made_by=by.name
    )
    _note_span("close_days", made, by, at)
    return made


@transaction.atomic
def grant_grace(
    *,
    first: date,
    last: date,
    days: int,
    reason: str,
    point: ServicePoint | None,
    by: Actor,
    at: datetime,
) -> Grace:
    """Forgive so many days to whatever was due from ``first`` to ``last`` at a point or
    everywhere."""
    made = Grace.objects.create(
        **_span(first, last, reason, Grace), days=days, point=point, made_at=at, made_by=by.name
    )
    _note_span("grant_grace", made, by, at)
    return made


@transaction.atomic
def drop_days(*, days: ClosedDays | Grace, by: Actor, at: datetime) -> None:
    """Take closed days or a grace back."""
    _note_span("drop_days", days, by, at)
    days.delete()


def _span(first: date, last: date, reason: str, model: Any) -> dict[str, Any]:
    if not first <= last <= first + _LONGEST:
        raise errors.BadSpan(first=_day(first), last=_day(last))
    reason = fitting(reason, 200, model._meta.get_field("reason").verbose_name)
    if not reason:
        raise errors.ReasonMissing
    return {"first": first, "last": last, "reason": reason}


def _note_span(act: str, days: ClosedDays | Grace, by: Actor, at: datetime) -> None:
    record(
        f"circulation.{act}", by=by, on=("circulation.days", days.pk, str(days)),
        place=days.point_id, at=at,
    )  # fmt: skip
