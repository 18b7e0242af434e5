"""Setting a rule anew from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.rotation import errors
from tusach.rotation.models import RotationRule
from tusach.rotation.rules.dated import RuleKind


@transaction.atomic
def set_rule(
    *,
    kind: str,
    value: int,
    strictness: str,
    basis: str,
    valid_from: date,
    is_verified: bool = False,
    by: Actor,
    at: datetime,
) -> RotationRule:
    """Let ``value`` hold from ``valid_from`` on; the rule before it ends that day.

    Refuses (:class:`errors.RuleOverlaps`) a day not after the start of the rule in force:
    what was decided under a rule keeps it.
    """
    last = (
        RotationRule.objects.select_for_update()
        .filter(kind=RuleKind(kind))
        .order_by("-valid_from")
        .first()
    )
    if last is not None and (last.valid_to is None or last.valid_to > valid_from):
        if valid_from <= last.valid_from:
            raise errors.RuleOverlaps(
                day=f"{valid_from:%d/%m/%Y}", since=f"{last.valid_from:%d/%m/%Y}"
            )
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    rule = RotationRule.objects.create(
        kind=RuleKind(kind),
        value=value,
        strictness=strictness,
        basis=basis.strip(),
        is_verified=is_verified,
        valid_from=valid_from,
        made_by=by.name,
    )
    record(
        "rotation.rule",
        by=by,
        on=("rotation.rule", rule.pk, f"{rule.kind} {valid_from:%Y-%m-%d}"),
        changes={"value": [last.value if last else None, value]},
        at=at,
    )
    return rule
