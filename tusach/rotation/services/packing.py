"""Packing boxes by scanning. Each scan is a transaction of its own: a power cut loses none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tusach.audit.api import Actor
from tusach.catalogue.api import quick_record
from tusach.circulation.api import ride, stay
from tusach.holdings.api import (
    Collection,
    Container,
    Copy,
    LedgerAct,
    Move,
    Register,
    accession,
    at_point,
    find_box,
    in_container,
    make_box,
    move,
)
from tusach.holdings.api import State as CopyState
from tusach.rotation import errors
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.states import Came, LegState, LineState
from tusach.rotation.selectors.coming_back import coming_back
from tusach.rotation.services.doing import (
    advance,
    line_step,
    lock_leg,
    one_copy,
    open_line,
    promised,
    require_in_store,
    write_down,
)


@dataclass(frozen=True)
class Packed:
    """What a scan did: the line, and whether the copy had been picked for this destination."""

    line: Line
    was_picked: bool
    # Somebody at the point asked for it and is told that it comes.
    was_asked: bool = False


def box_for(leg: Leg, scan: str) -> Container:
    """The box whose label was scanned, if it may be used for this destination.

    Refuses an unknown or discarded box (:class:`errors.UnknownBox`), another library's
    (:class:`errors.BoxNotOfStore`) and one that holds copies of another destination
    (:class:`errors.BoxIsAway`).
    """
    box = find_box(scan)
    if box is None or box.discarded_at is not None:
        raise errors.UnknownBox(scan=scan.strip()[:60])
    check_box(leg, box)
    return box


def check_box(leg: Leg, box: Container) -> None:
    store = leg.batch.store
    if box.owner_id not in {store.pk, store.parent_id, leg.batch.return_to_id}:
        raise errors.BoxNotOfStore(box=box.code, store=store.name)
    other = (
        Line.objects.filter(box=box, state=LineState.PACKED)
        .exclude(leg=leg)
        .select_related("leg__batch", "leg__point")
        .first()
    )
    if other is not None:
        raise errors.BoxIsAway(box=box.code, batch=other.leg.batch.code, point=other.leg.point.name)
    refused = coming_back().filter(box=box).select_related("leg__batch")
    if held := list(refused):
        raise errors.BoxHoldsRefused(box=box.code, count=len(held), batch=held[0].leg.batch.code)


@transaction.atomic
def new_box(*, leg: Leg, by: Actor, at: datetime) -> Container:
    """A new box of the store, with the next number, for this destination."""
    leg = lock_leg(leg.pk, "pack")
    return make_box(owner=leg.batch.store, name=leg.batch.code, by=by, at=at)


@transaction.atomic
def pack(
    *, leg: Leg, box: Container, scan: str, copy_id: int | None = None, by: Actor, at: datetime
) -> Packed:
    """Put the scanned copy into the box, in the ledger and in the batch.

    Locks the batch and the copy's place. Refuses an unknown or ambiguous code, a copy that is
    in this box already (:class:`errors.AlreadyInThisBox`), in another box or batch
    (:class:`errors.CopyIsPromised`, which names it), not in the store
    (:class:`errors.CopyNotInStore`), or rare (:class:`errors.CopyIsRare`). When two people
    pack the same copy at once, the second is told where it is.
    """
    leg = lock_leg(leg.pk, "pack")
    check_box(leg, box)
    return _pack(leg, box, one_copy(scan, copy_id), by, at)


def _pack(leg: Leg, box: Container, copy: Copy, by: Actor, at: datetime) -> Packed:
    line = open_line(copy)
    if line is not None and line.state == LineState.PACKED and line.box_id == box.pk:
        raise errors.AlreadyInThisBox(
            title=copy.record.shown_title, barcode=copy.barcode, box=box.code
        )
    if line is not None and (line.leg_id != leg.pk or line.state != LineState.PICKED):
        raise promised(line)
    require_in_store(copy, leg.batch.store_id)
    if copy.collection == Collection.RARE:
        raise errors.CopyIsRare(title=copy.record.shown_title, barcode=copy.barcode)
    move(
        [
            Move(
                copy.pk,
                in_container(box.pk),
                LedgerAct.PACK,
                CopyState.PACKED,
                expect_from=at_point(leg.batch.store_id),
                note=leg.batch.code,
            )
        ],
        by=by,
        at=at,
    )
    was_picked = line is not None
    if line is None:
        line = Line(leg=leg, copy=copy, came=Came.SCANNED, price=copy.price or 0)
    line.state = LineState.PACKED
    line.box, line.packed_at, line.packed_by = box, at, by.name
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError:
        other = open_line(copy)
        if other is None:
            raise
        raise promised(other) from None
    if leg.state == LegState.PLANNED:
        advance(leg, "pack")
    asked = ride(
        copy=copy, store=leg.batch.store, point=leg.point, batch=leg.batch.code, by=by, at=at
    )
    return Packed(line, was_picked, asked is not None)


@transaction.atomic
def pack_unlabelled(
    *,
    leg: Leg,
    box: Container,
    title: str,
    author: str,
    register: Register,
    price: int | None,
    source: str,
    by: Actor,
    at: datetime,
) -> Packed:
    """A book without a barcode: a quick record and a copy with a new barcode, packed at once.

    The cataloguer finds the record among those "chưa biên mục"; its label is printed by
    holdings. Refuses what accession refuses.
    """
    leg = lock_leg(leg.pk, "pack")
    check_box(leg, box)
    record = quick_record(title, author, by=by, at=at)
    (copy,) = accession(
        record,
        register.owner,
        register,
        1,
        price,
        source,
        Collection.ROTATION,
        by=by,
        at=at,
        to=at_point(leg.batch.store_id),
    )
    return _pack(leg, box, copy, by, at)


@transaction.atomic
def unpack(*, leg: Leg, line: Line, by: Actor, at: datetime) -> Line:
    """Take a copy out of its box again: back on the shelf, and still picked if it was."""
    leg = lock_leg(leg.pk, "pack")
    line = (
        Line.objects.select_for_update(of=("self",))
        .select_related("copy__record")
        .get(pk=line.pk, leg=leg)
    )
    after = line_step(line, "unpack")
    if line.came != Came.PICKED:
        after = LineState.RELEASED
    move(
        [
            Move(
                line.copy_id,
                at_point(leg.batch.store_id),
                LedgerAct.UNPACK,
                CopyState.IN_STORE,
                expect_from=in_container(line.box_id or 0),
                note=leg.batch.code,
            )
        ],
        by=by,
        at=at,
    )
    line.state, line.box, line.packed_at, line.packed_by = after, None, None, ""
    line.save(update_fields=["state", "box", "packed_at", "packed_by"])
    stay(copies=[line.copy_id], by=by, at=at)
    return line


@transaction.atomic
def undo_pack(*, leg: Leg, box: Container | None = None, by: Actor, at: datetime) -> Line:
    """Take back the last scan (into this box): one key. Returns the line that was undone."""
    leg = lock_leg(leg.pk, "pack")
    found = Line.objects.filter(leg=leg, state=LineState.PACKED, box__isnull=False)
    if box is not None:
        found = found.filter(box=box)
    last = found.order_by("-packed_at", "-pk").first()
    if last is None:
        raise errors.NothingToUndo()
    return unpack(leg=leg, line=last, by=by, at=at)


@transaction.atomic
def finish_packing(*, leg: Leg, drop_unpacked: bool = False, by: Actor, at: datetime) -> Leg:
    """All boxes of a destination are closed.

    Refuses an empty one (:class:`errors.NothingPacked`) and, unless ``drop_unpacked`` lets
    them go, picked copies that are in no box (:class:`errors.StillUnpacked`).
    """
    leg = lock_leg(leg.pk, "finish_packing")
    if not Line.objects.filter(leg=leg, state=LineState.PACKED).exists():
        raise errors.NothingPacked(point=leg.point.name)
    unpacked = Line.objects.filter(leg=leg, state=LineState.PICKED)
    if count := unpacked.count():
        if not drop_unpacked:
            raise errors.StillUnpacked(point=leg.point.name, count=count)
        unpacked.update(state=LineState.RELEASED)
    advance(leg, "finish_packing")
    write_down("finish_packing", leg, by=by, at=at)
    return leg


@transaction.atomic
def reopen_packing(*, leg: Leg, by: Actor, at: datetime) -> Leg:
    """Open the boxes again before they leave."""
    leg = lock_leg(leg.pk, "reopen_packing")
    advance(leg, "reopen_packing")
    write_down("reopen_packing", leg, by=by, at=at)
    return leg
