"""Dissolving, merging and splitting organisations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.network.dependents import Dependent, dependents_of, in_one_line
from tusach.network.errors import (
    DependentsBlock,
    NothingToReorganise,
    PointIsClosedThen,
)
from tusach.network.models import Reorganisation, ServicePoint, Succession, Topic
from tusach.network.parts import Plan, parts
from tusach.network.selectors.labels import point_label
from tusach.network.selectors.points import is_open, points_on
from tusach.network.services.current import refresh
from tusach.network.services.facts import bump, changed_meanwhile, put, refuse_unfit
from tusach.network.services.undoing import snapshot, versions


@dataclass(frozen=True)
class Moving:
    """What a plan touches at one source."""

    source: ServicePoint
    closes: bool
    children: list[tuple[ServicePoint, ServicePoint | None]]
    dependents: list[Dependent]


def children_of(plan: Plan) -> dict[int, list[ServicePoint]]:
    found: dict[int, list[ServicePoint]] = {source.pk: [] for source in plan.sources}
    taken = {point.pk for point in (*plan.sources, *plan.targets)}
    for child in points_on(plan.on).filter(parent__in=plan.sources).order_by("sort_key", "pk"):
        if child.pk not in taken and child.parent_id is not None:
            found[child.parent_id].append(child)
    return found


def look(plan: Plan) -> list[Moving]:
    """What would move, writing nothing. Refuses what :func:`reorganise` refuses, but for
    what other rooms say blocks: that is shown."""
    _refuse(plan)
    below = children_of(plan)
    first = plan.targets[0] if plan.targets else None
    return [
        Moving(
            source=source,
            closes=source.pk not in plan.stays,
            children=[(c, plan.children.get(c.pk, first)) for c in below[source.pk]],
            dependents=dependents_of(source, plan.on),
        )
        for source in plan.sources
    ]


def _refuse(plan: Plan) -> None:
    kinds = Reorganisation.Kind
    if not plan.sources:
        raise NothingToReorganise(why=_("Hãy chọn điểm cần tổ chức lại."))
    if plan.kind == kinds.MERGE and len(plan.targets) != 1:
        raise NothingToReorganise(why=_("Sáp nhập cần đúng một điểm nhận."))
    if plan.kind == kinds.SPLIT and (len(plan.sources) != 1 or not plan.targets):
        raise NothingToReorganise(why=_("Chia tách cần một điểm và các điểm nhận từng phần."))
    both = {p.pk for p in plan.sources} & {p.pk for p in plan.targets}
    if both:
        name = next(p.name for p in plan.sources if p.pk in both)
        raise NothingToReorganise(
            why=_("%(point)s không thể vừa thôi hoạt động vừa nhận lại chính mình.")
            % {"point": name}
        )
    for point in (*plan.sources, *plan.targets):
        if not is_open(point, plan.on):
            raise PointIsClosedThen(point=point.name, day=f"{plan.on:%d/%m/%Y}")


@transaction.atomic
def reorganise(plan: Plan, *, by: Actor, at: datetime) -> Reorganisation:
    """Apply a decision: close the sources, set what was below them under its new superior,
    write who succeeded whom. Nothing is deleted.

    Locks every point concerned, by number, and looks at them again under the lock. Refuses
    :class:`NothingToReorganise`, :class:`PointIsClosedThen` (also when another decision was
    quicker), :class:`ChangedMeanwhile`, :class:`DependentsBlock`, :class:`ParentsInACircle`.
    The rooms that take part (``parts.py``) do theirs in the same transaction. Recorded as
    ``network.reorganise``.
    """
    plan, below, held = _hold(plan)
    moved = [child for children in below.values() for child in children]
    touched = sorted({p.pk for p in (*plan.sources, *moved)})
    before = snapshot((held[pk] for pk in touched), Topic.PARENT)
    first = plan.targets[0] if plan.targets else None
    lines = []
    for source in plan.sources:
        for child in below[source.pk]:
            parent = plan.children.get(child.pk, first)
            point = held[child.pk]
            refuse_unfit(point, Topic.PARENT, parent)
            put(
                point,
                Topic.PARENT,
                parent,
                since=plan.on,
                legal_basis=plan.legal_basis,
                by=by,
                at=at,
            )
            bump(point)
            lines.append(
                {
                    "point": child.pk,
                    "name": point_label(child),
                    "to": point_label(parent) if parent else "",
                }
            )
    done = Reorganisation.objects.create(
        kind=plan.kind,
        title=plan.title[:300] or _title(plan)[:300],
        legal_basis=plan.legal_basis,
        on=plan.on,
        province=plan.sources[0].province,
        applied_at=at,
        applied_by=by.name,
        before=before,
        lines=lines,
    )
    for source in plan.sources:
        if source.pk not in plan.stays:
            _close(held[source.pk], plan, done)
        Succession.objects.bulk_create(
            Succession(from_point=source, to_point=target, on=plan.on, by=done)
            for target in plan.targets
        )
    for part in parts():
        part.apply(done, plan, plan.choices.get(part.name), by, at)
    refresh(held[pk] for pk in touched)
    done.after = versions(touched)
    done.save(update_fields=["after"])
    record(
        "network.reorganise",
        by=by,
        on=("network.reorganisation", done.pk, done.title),
        changes={
            "sources": [point_label(p) for p in plan.sources],
            "targets": [point_label(p) for p in plan.targets],
            "moved": len(lines),
        },
        at=at,
    )
    return done


def _hold(
    plan: Plan,
) -> tuple[Plan, dict[int, list[ServicePoint]], dict[int, ServicePoint]]:
    """The plan and what is below its sources, as they are once all of it is locked."""
    below = children_of(plan)
    found = {p.pk for children in below.values() for p in children}
    named = {p.pk for p in (*plan.sources, *plan.targets)}
    held = {
        p.pk: p
        for p in ServicePoint.objects.select_for_update()
        .filter(pk__in=found | named)
        .order_by("pk")
    }
    plan = replace(
        plan,
        sources=[held[p.pk] for p in plan.sources],
        targets=[held[p.pk] for p in plan.targets],
    )
    _refuse(plan)
    below = children_of(plan)
    if {p.pk for children in below.values() for p in children} != found:
        raise changed_meanwhile(plan.sources[0])
    return plan, below, held


def _close(point: ServicePoint, plan: Plan, done: Reorganisation) -> None:
    blocking = [one for one in dependents_of(point, plan.on) if one.blocks]
    if blocking:
        raise DependentsBlock(point=point.name, what=in_one_line(blocking))
    point.closed_on = plan.on
    point.closed_reason, point.closed_basis = done.title, plan.legal_basis
    point.version += 1
    point.save(update_fields=["closed_on", "closed_reason", "closed_basis", "version"])


def _title(plan: Plan) -> str:
    names = ", ".join(p.name for p in plan.sources)
    targets = ", ".join(p.name for p in plan.targets)
    if plan.kind == Reorganisation.Kind.MERGE:
        return _("Sáp nhập %(sources)s vào %(targets)s") % {"sources": names, "targets": targets}
    if plan.kind == Reorganisation.Kind.SPLIT:
        return _("Chia %(sources)s cho %(targets)s") % {"sources": names, "targets": targets}
    return _("Giải thể %(sources)s") % {"sources": names}
