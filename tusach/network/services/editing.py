"""Saving the form of a point: a change from a day on, or the mending of what was mistyped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.network.errors import ClosesBeforeItOpens
from tusach.network.models import PointFact, ServicePoint
from tusach.network.rules.topics import clean
from tusach.network.selectors.dates import holds, today
from tusach.network.selectors.points import value_of
from tusach.network.services.current import refresh
from tusach.network.services.facts import build, bump, lock, plain, put, refuse_unfit, same

How = Literal["change", "correct"]
STANDING = ("opened_on", "founded_on", "founding_basis", "note")


@transaction.atomic
def edit_point(
    *,
    point: ServicePoint,
    values: Mapping[str, Any],
    how: How,
    by: Actor,
    at: datetime,
    since: date | None = None,
    standing: Mapping[str, Any] | None = None,
    legal_basis: str = "",
    version: int | None = None,
) -> ServicePoint:
    """Save several topics and what is not dated (``standing``: opening and founding day…).

    ``change``: the new values hold from ``since``; those before stay. ``correct``: what
    stands written for today was wrong and is replaced where it stands, its days kept.
    Values equal to what is written are passed over. Locks the point; refuses
    :class:`ChangedMeanwhile`, :class:`BadFact`, :class:`UnitNotThen`,
    :class:`ParentsInACircle`, :class:`ClosesBeforeItOpens`. Recorded as
    ``network.edit_point`` with every field before and after.
    """
    held = lock(point, version)
    changes: dict[str, Any] = {}
    for topic, raw in values.items():
        value = clean(topic, raw)
        if how == "change":
            moved = _change(held, topic, value, since, legal_basis, by, at)
        else:
            moved = _correct(held, topic, value, legal_basis, by, at)
        if moved is not None:
            changes[topic] = moved
    changes |= _stand(held, standing or {})
    if not changes:
        return held
    refresh([held])
    bump(held)
    record(
        "network.edit_point",
        by=by,
        on=("network.point", held.pk, held.name),
        place=held.pk,
        changes={**changes, "how": how, "since": since.isoformat() if since else None},
        at=at,
    )
    return held


def _change(
    point: ServicePoint,
    topic: str,
    value: Any,
    since: date | None,
    legal_basis: str,
    by: Actor,
    at: datetime,
) -> list[Any] | None:
    old = PointFact.objects.filter(holds(since or today()), point=point, topic=topic).first()
    if (old is None and value is None) or (old is not None and same(old, value)):
        return None
    refuse_unfit(point, topic, value, since)
    put(point, topic, value, since=since, legal_basis=legal_basis, by=by, at=at)
    return [plain(value_of(old)) if old else None, plain(value)]


def _correct(
    point: ServicePoint, topic: str, value: Any, legal_basis: str, by: Actor, at: datetime
) -> list[Any] | None:
    old = PointFact.objects.filter(holds(today()), point=point, topic=topic).first()
    if (old is None and value is None) or (old is not None and same(old, value)):
        return None
    if old is None:
        refuse_unfit(point, topic, value, point.opened_on)
        put(point, topic, value, since=point.opened_on, legal_basis=legal_basis, by=by, at=at)
        return [None, plain(value)]
    before = plain(value_of(old))
    refuse_unfit(point, topic, value, old.valid.lower)
    if value is None:
        old.delete()
    else:
        mended = build(
            point,
            topic,
            value,
            since=old.valid.lower,
            until=old.valid.upper,
            legal_basis=legal_basis or old.legal_basis,
            by=by,
            at=at,
        )
        mended.pk = old.pk
        mended.save(force_update=True)
    return [before, plain(value)]


def _stand(point: ServicePoint, standing: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name in STANDING:
        if name not in standing or getattr(point, name) == standing[name]:
            continue
        before = getattr(point, name)
        setattr(point, name, standing[name])
        changes[name] = [str(before or ""), str(standing[name] or "")]
    if point.opened_on and point.closed_on and point.closed_on < point.opened_on:
        raise ClosesBeforeItOpens(
            point=point.name,
            opened=f"{point.opened_on:%d/%m/%Y}",
            closed=f"{point.closed_on:%d/%m/%Y}",
        )
    if changes:
        point.save(update_fields=list(changes))
    return changes
