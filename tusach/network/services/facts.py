"""Dated facts of a point: a change begins on a day, a correction mends what was written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, last_act_on, record
from tusach.network.errors import (
    BadFact,
    ChangedMeanwhile,
    FactIsGone,
    ParentsInACircle,
    UnitNotThen,
)
from tusach.network.models import AdminUnit, PointFact, ServicePoint, Topic, UnitFact
from tusach.network.rules.topics import clean
from tusach.network.selectors.dates import during, holds
from tusach.network.selectors.points import value_of
from tusach.network.services.current import refresh


def lock(point: ServicePoint, version: int | None = None) -> ServicePoint:
    """The point, locked; refuses :class:`ChangedMeanwhile` if another has saved it since."""
    held = ServicePoint.objects.select_for_update().get(pk=point.pk)
    if version is not None and held.version != version:
        raise changed_meanwhile(held)
    return held


def changed_meanwhile(point: ServicePoint) -> ChangedMeanwhile:
    """The refusal that says who changed the point last, and when."""
    last = last_act_on("network.point", point.pk)
    return ChangedMeanwhile(
        point=point.name,
        who=last.name if last else _("Một người khác"),
        when=f"{timezone.localtime(last.at if last else None):%d/%m/%Y %H:%M}",
    )


def same(fact: PointFact, value: Any) -> bool:
    return bool(value_of(fact) == value)


def plain(value: Any) -> Any:
    """A value as the record of acts keeps it."""
    if isinstance(value, AdminUnit):
        return f"{value.name} ({value.pk})"
    if isinstance(value, ServicePoint):
        return value.code
    return value


def build(
    point: ServicePoint,
    topic: str,
    value: Any,
    *,
    since: date | None,
    until: date | None,
    legal_basis: str,
    by: Actor,
    at: datetime,
) -> PointFact:
    """A fact, not yet saved, of an already cleaned value."""
    return PointFact(
        point=point,
        topic=topic,
        valid=during(since, until),
        value=None if isinstance(value, AdminUnit | ServicePoint) else value,
        unit=value if topic == Topic.COMMUNE else None,
        other=value if topic == Topic.PARENT else None,
        legal_basis=legal_basis,
        recorded_at=at,
        recorded_by=by.name,
    )


def put(
    point: ServicePoint,
    topic: str,
    value: Any,
    *,
    since: date | None,
    legal_basis: str,
    by: Actor,
    at: datetime,
) -> PointFact | None:
    """Write that from ``since`` the topic has this value, until the next change known.

    The fact that held on that day ends there; where none did, the new one runs up to the
    next. None ends the topic. The caller holds the point's lock. Returns the new fact, or
    the one that said so already.
    """
    facts = PointFact.objects.filter(point=point, topic=topic)
    held = (
        facts.filter(holds(since)).first()
        if since
        else facts.filter(valid__startswith=None).first()
    )
    if held and same(held, value):
        return held
    later = (
        facts.filter(valid__startswith__gt=since)
        if since
        else facts.filter(valid__startswith__isnull=False)
    )
    if held is not None:
        until = held.valid.upper
        if held.valid.lower == since:
            held.delete()
        else:
            held.valid = during(held.valid.lower, since)
            held.save(update_fields=["valid"])
    else:
        nearest = later.order_by("valid").first()
        until = nearest.valid.lower if nearest else None
    if value is None:
        return None
    fact = build(
        point, topic, value, since=since, until=until, legal_basis=legal_basis, by=by, at=at
    )
    fact.save()
    return fact


@transaction.atomic
def change_fact(
    *,
    point: ServicePoint,
    topic: str,
    value: Any,
    since: date,
    by: Actor,
    at: datetime,
    legal_basis: str = "",
    version: int | None = None,
) -> ServicePoint:
    """From ``since`` on the topic has a new value; what was true before stays written.

    ``value`` None says that it has none from then on. Locks the point. Refuses
    :class:`BadFact`, :class:`ChangedMeanwhile`, :class:`ParentsInACircle`. Recorded as
    ``network.change_fact``.
    """
    return change_facts(
        point=point,
        values={topic: value},
        since=since,
        by=by,
        at=at,
        legal_basis=legal_basis,
        version=version,
    )


@transaction.atomic
def change_facts(
    *,
    point: ServicePoint,
    values: dict[str, Any],
    since: date | None,
    by: Actor,
    at: datetime,
    legal_basis: str = "",
    version: int | None = None,
) -> ServicePoint:
    """:func:`change_fact` for several topics at once, from one day."""
    held = lock(point, version)
    changes: dict[str, Any] = {}
    for topic, raw in values.items():
        value = clean(topic, raw)
        refuse_unfit(held, topic, value, since)
        before = PointFact.objects.filter(point=held, topic=topic)
        old = before.filter(holds(since)).first() if since else before.first()
        if (old is None and value is None) or (old is not None and same(old, value)):
            continue
        put(held, topic, value, since=since, legal_basis=legal_basis, by=by, at=at)
        changes[topic] = [plain(value_of(old)) if old else None, plain(value)]
    if changes:
        refresh([held])
        bump(held)
        changes["since"] = since.isoformat() if since else None
        record(
            "network.change_fact",
            by=by,
            on=("network.point", held.pk, held.name),
            place=held.pk,
            changes=changes,
            at=at,
        )
    return held


@transaction.atomic
def correct_fact(
    *,
    point: ServicePoint,
    fact_id: int,
    value: Any,
    since: date | None,
    until: date | None,
    by: Actor,
    at: datetime,
    legal_basis: str = "",
    version: int | None = None,
) -> ServicePoint:
    """Mend a fact that was written wrongly: its value, its days, or (value None) all of it.

    Locks the point. Refuses :class:`FactIsGone`, :class:`BadFact` (also where the days run
    into those of another fact of the topic). Recorded as ``network.correct_fact``.
    """
    held = lock(point, version)
    fact = PointFact.objects.filter(point=held, pk=fact_id).select_related("unit", "other").first()
    if fact is None:
        raise FactIsGone
    topic = Topic(fact.topic)
    value = clean(topic, value)
    before = [plain(value_of(fact)), str(fact.valid.lower), str(fact.valid.upper)]
    if value is None:
        refuse_unfit(held, topic, None)
        fact.delete()
        after = None
    else:
        refuse_unfit(held, topic, value, since)
        _refuse_days(fact, since, until)
        mended = build(
            held, topic, value, since=since, until=until, legal_basis=legal_basis, by=by, at=at
        )
        mended.pk = fact.pk
        mended.save(force_update=True)
        after = [plain(value), str(since), str(until)]
    refresh([held])
    bump(held)
    record(
        "network.correct_fact",
        by=by,
        on=("network.point", held.pk, held.name),
        place=held.pk,
        changes={topic.value: [before, after]},
        at=at,
    )
    return held


def _refuse_days(fact: PointFact, since: date | None, until: date | None) -> None:
    topic = Topic(fact.topic)
    if since and until and until <= since:
        raise BadFact(topic=topic.label, why=_("ngày kết thúc phải sau ngày bắt đầu"))
    others = PointFact.objects.filter(point=fact.point_id, topic=topic).exclude(pk=fact.pk)
    if others.filter(valid__overlap=during(since, until)).exists():
        raise BadFact(topic=topic.label, why=_("thời gian này chồng lên một giá trị khác đã ghi"))


def refuse_unfit(point: ServicePoint, topic: str, value: Any, since: date | None = None) -> None:
    """What no value of the topic may be at this point from ``since`` on."""
    if topic in {Topic.NAME, Topic.KIND} and value is None:
        raise BadFact(topic=Topic(topic).label, why=_("không thể bỏ trống"))
    if topic == Topic.COMMUNE and value is not None and since is not None:
        there = UnitFact.objects.filter(holds(since), unit=value).exists()
        if not there:
            raise UnitNotThen(unit=value.name, day=f"{since:%d/%m/%Y}")
    if topic == Topic.PARENT and value is not None:
        above: ServicePoint | None = value
        while above is not None:
            if above.pk == point.pk:
                raise ParentsInACircle(point=point.name, parent=value.name)
            above = above.parent


def bump(point: ServicePoint) -> None:
    point.version += 1
    point.save(update_fields=["version"])
