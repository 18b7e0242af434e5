"""Setting a rule anew from a day on, ending it, taking it back, comparing it with the text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.network.api import ServicePoint
from tusach.policy import errors
from tusach.policy.models import Rule, Strictness
from tusach.policy.questions import asked, question, questions
from tusach.ui.api import fitting


def _alone(key: str) -> None:
    """One writer of a question at a time: its first row has none to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"policy {key}"])


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _on(rule: Rule) -> tuple[str, int, str]:
    label = asked(rule.key)
    return "policy.rule", rule.pk, str(label.label if label else rule.key)[:300]


@transaction.atomic
def set_rule(
    *,
    key: str,
    value: int,
    basis: str,
    valid_from: date,
    strictness: str = Strictness.WARN,
    is_verified: bool = False,
    point: ServicePoint | None = None,
    point_kind: str = "",
    by: Actor,
    at: datetime,
) -> Rule:
    """Let ``value`` hold from ``valid_from`` on; the rule of the same scope before it ends that
    day.

    Refuses a question that nobody asks (:class:`errors.UnknownQuestion`), a value outside its
    range, a missing document, a scope that the question does not have, and
    (:class:`errors.RuleOverlaps`) a day not after the start of the rule in force: what was
    decided under a rule keeps it. Recorded as ``policy.set``.
    """
    about = question(key)
    if not about.least <= value <= about.most:
        raise errors.ValueOutOfRange(
            rule=about.label, least=about.least, most=about.most, value=value
        )
    basis = fitting(basis, 300, Rule._meta.get_field("basis").verbose_name)
    if not basis:
        raise errors.BasisMissing
    if (point is not None or point_kind) and not about.by_point:
        raise errors.NotByPoint(rule=about.label)
    _alone(key)
    last = (
        Rule.objects.filter(key=key, point=point, point_kind=point_kind)
        .order_by("-valid_from")
        .first()
    )
    if last is not None and (last.valid_to is None or last.valid_to > valid_from):
        if valid_from <= last.valid_from:
            raise errors.RuleOverlaps(day=_day(valid_from), since=_day(last.valid_from))
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    rule = Rule.objects.create(
        key=key,
        value=value,
        strictness=Strictness(strictness),
        basis=basis,
        is_verified=is_verified,
        valid_from=valid_from,
        point=point,
        point_kind=point_kind,
        made_at=at,
        made_by=by.name,
    )
    record(
        "policy.set",
        by=by,
        on=_on(rule),
        place=point.pk if point else None,
        changes={
            "value": [last.value if last else None, value],
            "valid_from": [None, _day(valid_from)],
            "basis": [last.basis if last else None, basis],
        },
        at=at,
    )
    return rule


def _locked(rule: Rule) -> Rule:
    _alone(rule.key)
    return Rule.objects.get(pk=rule.pk)


@transaction.atomic
def end_rule(*, rule: Rule, on: date, by: Actor, at: datetime) -> Rule:
    """Let a rule hold no longer from ``on``, with none after it. Refuses a day not after its
    first (:class:`errors.EndsBeforeItBegins`), and a rule that ended already."""
    held = _locked(rule)
    if held.valid_to is not None:
        raise errors.EndedAlready(day=_day(held.valid_to))
    if on <= held.valid_from:
        raise errors.EndsBeforeItBegins(day=_day(on), since=_day(held.valid_from))
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    changes = {"valid_to": [None, _day(on)]}
    record("policy.end", by=by, on=_on(held), place=held.point_id, changes=changes, at=at)
    return held


@transaction.atomic
def take_back(*, rule: Rule, by: Actor, at: datetime) -> None:
    """Remove a rule that has not begun, or begins today; the one before it holds on as if this
    had not been. Refuses one in force since an earlier day (:class:`errors.HasBegun`)."""
    held = _locked(rule)
    if held.valid_from < timezone.localdate(at):
        raise errors.HasBegun(since=_day(held.valid_from))
    on, changes = _on(held), {"value": [held.value, None]}
    until = held.valid_to
    same = Rule.objects.filter(key=held.key, point=held.point_id, point_kind=held.point_kind)
    held.delete()
    same.filter(valid_to=held.valid_from).update(valid_to=until)
    record("policy.take_back", by=by, on=on, place=held.point_id, changes=changes, at=at)


@transaction.atomic
def verify(*, rule: Rule, by: Actor, at: datetime) -> Rule:
    """Note that somebody of the library has compared the rule with the full text."""
    held = _locked(rule)
    if not held.is_verified:
        held.is_verified = True
        held.save(update_fields=["is_verified"])
        record("policy.verify", by=by, on=_on(held), place=held.point_id, at=at)
    return held


def lay_first_rules(**_signal: Any) -> None:
    """Add the first row of each question that has none; touches nothing else."""
    there = set(Rule.objects.values_list("key", flat=True))
    Rule.objects.bulk_create(
        Rule(
            key=one.key,
            value=one.first.value,
            basis=one.first.basis,
            valid_from=one.first.since,
            strictness=Strictness.WARN if one.warns else Strictness.REFUSE,
        )
        for one in questions()
        if one.first is not None and one.key not in there
    )
