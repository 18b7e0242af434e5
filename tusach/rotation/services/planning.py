"""Making, changing and cancelling a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.circulation.api import stay
from tusach.holdings.api import LedgerAct, Move, at_point, in_container, move
from tusach.holdings.api import State as CopyState
from tusach.network.api import ServicePoint, is_open
from tusach.rotation import errors
from tusach.rotation.models import Batch, Leg, Line
from tusach.rotation.models.batch import YearSerial
from tusach.rotation.rules.dated import Caution
from tusach.rotation.rules.states import LegState, LineState
from tusach.rotation.rules.steps import batch_state
from tusach.rotation.selectors.rules import cautions_of_plan
from tusach.rotation.services.doing import ACTS, advance, lock_batch, near, require, write_down


@dataclass(frozen=True)
class Destination:
    """Where to, until when, and what the point asked for."""

    point: ServicePoint
    due_on: date
    needs: str = ""


def _next_code(year: int) -> tuple[int, str]:
    YearSerial.objects.get_or_create(year=year)
    row = YearSerial.objects.select_for_update().get(year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last, f"LC-{year}-{row.last:03d}"


def check_plan(
    store: ServicePoint,
    destinations: Sequence[Destination],
    leaves_on: date,
    staff: Sequence[str],
    at: datetime,
) -> list[Caution]:
    """The warnings of the rules in force on ``leaves_on``; nothing is written.

    Refuses no point (:class:`errors.NoPoint`), a point twice, the store itself, a point not
    open that day (:class:`errors.PointIsClosed`), a return not after the start, a date years
    away, and what a rule set as a limit forbids (:class:`errors.RuleForbids`).
    """
    near(leaves_on, at)
    if not destinations:
        raise errors.NoPoint()
    counted = Counter(d.point.pk for d in destinations)
    for one in destinations:
        if counted[one.point.pk] > 1:
            raise errors.PointTwice(point=one.point.name)
        if one.point.pk == store.pk:
            raise errors.PointIsTheStore(point=one.point.name)
        if not is_open(one.point, leaves_on):
            raise errors.PointIsClosed(point=one.point.name, day=f"{leaves_on:%d/%m/%Y}")
        if one.due_on <= leaves_on:
            raise errors.DueTooEarly(
                point=one.point.name, due=f"{one.due_on:%d/%m/%Y}", start=f"{leaves_on:%d/%m/%Y}"
            )
        near(one.due_on, at)
    found = cautions_of_plan(
        store, [(d.point.name, d.due_on) for d in destinations], leaves_on, len(staff)
    )
    for caution in found:
        if caution.is_limit:
            raise errors.RuleForbids(text=caution.text, basis=caution.basis)
    return found


@transaction.atomic
def plan_batch(
    *,
    store: ServicePoint,
    destinations: Sequence[Destination],
    leaves_on: date,
    staff: Sequence[str] = (),
    purpose: str = "",
    plan_reference: str = "",
    note: str = "",
    return_to: ServicePoint | None = None,
    by: Actor,
    at: datetime,
) -> Batch:
    """A new batch with the next number of its year (LC-2026-014); returns it.

    ``return_to``: where the copies come back to (default: the store). Locks the year's
    number. Refuses what :func:`check_plan` refuses.
    """
    check_plan(store, destinations, leaves_on, staff, at)
    serial, code = _next_code(leaves_on.year)
    batch = Batch.objects.create(
        year=leaves_on.year,
        serial=serial,
        code=code,
        store=store,
        return_to=return_to or store,
        purpose=purpose.strip(),
        plan_reference=plan_reference.strip(),
        leaves_on=leaves_on,
        staff=[name.strip() for name in staff if name.strip()],
        note=note.strip(),
        made_at=at,
        made_by=by.name,
    )
    Leg.objects.bulk_create(
        Leg(batch=batch, point=d.point, due_on=d.due_on, needs=d.needs.strip())
        for d in destinations
    )
    record(
        "rotation.plan",
        by=by,
        on=("rotation.batch", batch.pk, batch.code),
        place=store.pk,
        changes={"points": [None, [d.point.name for d in destinations]]},
        at=at,
    )
    return batch


@transaction.atomic
def change_batch(
    *,
    batch: Batch,
    version: int,
    destinations: Sequence[Destination],
    leaves_on: date,
    staff: Sequence[str],
    purpose: str,
    plan_reference: str,
    note: str,
    by: Actor,
    at: datetime,
) -> Batch:
    """Correct a batch none of whose destinations has been handed over.

    A destination may be added at any time, taken away only while it holds no copies.
    Refuses an older ``version`` (:class:`errors.ChangedMeanwhile`), what
    :func:`check_plan` refuses, and a batch that is already serving.
    """
    batch = lock_batch(batch.pk)
    if batch.version != version:
        raise errors.ChangedMeanwhile(code=batch.code, name=batch.changed_by or batch.made_by)
    legs = {leg.point_id: leg for leg in batch.legs.select_related("point")}
    for leg in legs.values():
        if leg.state != LegState.CANCELLED:
            require(leg, "edit")
    check_plan(batch.store, destinations, leaves_on, staff, at)
    before = {"leaves_on": str(batch.leaves_on), "points": [x.point.name for x in legs.values()]}
    for one in destinations:
        leg = legs.pop(one.point.pk) if one.point.pk in legs else Leg(batch=batch, point=one.point)
        if leg.state == LegState.CANCELLED:
            leg.state = LegState.PLANNED
        leg.due_on, leg.needs = one.due_on, one.needs.strip()
        leg.save()
    for leg in legs.values():
        if leg.state == LegState.CANCELLED:
            continue
        held = Line.objects.filter(leg=leg, state__in=[LineState.PICKED, LineState.PACKED])
        if held.exists():
            raise errors.NotNow(
                what=_("Bỏ điểm còn sách đã chọn"),
                point=leg.point.name,
                state=LegState(leg.state).label,
            )
        leg.batch = batch
        advance(leg, "cancel")
    batch.refresh_from_db()
    batch.state = batch_state(list(batch.legs.values_list("state", flat=True)))
    batch.leaves_on, batch.staff = leaves_on, [name.strip() for name in staff if name.strip()]
    batch.purpose, batch.plan_reference = purpose.strip(), plan_reference.strip()
    batch.note = note.strip()
    batch.version += 1
    batch.changed_by = by.name
    batch.save()
    record(
        "rotation.change",
        by=by,
        on=("rotation.batch", batch.pk, batch.code),
        place=batch.store_id,
        changes={
            "leaves_on": [before["leaves_on"], str(leaves_on)],
            "points": [before["points"], [d.point.name for d in destinations]],
        },
        at=at,
    )
    return batch


@transaction.atomic
def cancel_batch(*, batch: Batch, reason: str, by: Actor, at: datetime) -> Batch:
    """Cancel before any hand-over; copies in boxes go back on the shelf.

    Refuses (:class:`errors.NotNow`) once a destination has been handed over.
    """
    batch = lock_batch(batch.pk)
    legs = [leg for leg in batch.legs.select_related("point") if leg.state != LegState.CANCELLED]
    for leg in legs:
        require(leg, "cancel")
    packed = list(Line.objects.filter(leg__in=legs, state=LineState.PACKED).order_by("copy_id"))
    # Copies that were added at the door without a box never left the store's shelf.
    move(
        [
            Move(
                line.copy_id,
                at_point(batch.store_id),
                LedgerAct.UNPACK,
                CopyState.IN_STORE,
                expect_from=in_container(line.box_id),
                note=batch.code,
            )
            for line in packed
            if line.box_id is not None
        ],
        by=by,
        at=at,
    )
    Line.objects.filter(leg__in=legs, state__in=[LineState.PICKED, LineState.PACKED]).update(
        state=LineState.RELEASED, box=None
    )
    stay(copies=[line.copy_id for line in packed], by=by, at=at)
    for leg in legs:
        leg.batch = batch
        advance(leg, "cancel")
        write_down("cancel", leg, by=by, at=at, changes={"reason": [None, reason]})
    batch.cancelled_because = reason.strip()[:300]
    batch.version += 1
    batch.save(update_fields=["cancelled_because", "version"])
    return batch


def describe(act: str) -> str:
    """What an act is called on pages."""
    return str(ACTS[act])
