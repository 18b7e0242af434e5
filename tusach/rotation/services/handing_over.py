"""At the door: what is refused or added, and the signatures that move custody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.circulation.api import came, stay
from tusach.holdings.api import Copy, LedgerAct, Move, at_point, in_container, move
from tusach.holdings.api import State as CopyState
from tusach.offline.api import arrived
from tusach.rotation import errors
from tusach.rotation.models import Leg, Line, Minutes
from tusach.rotation.rules.states import Came, CameBack, LegState, LineState, RefusedBecause
from tusach.rotation.services.doing import (
    advance,
    line_step,
    lock_leg,
    one_copy,
    open_line,
    promised,
    require_in_store,
    served,
    write_down,
)
from tusach.rotation.services.drawing_up import Parties, draw_up_hand_over, latest


@dataclass(frozen=True)
class Refused:
    """A copy that stays out, and why."""

    line_id: int
    because: str = RefusedBecause.UNWANTED


@transaction.atomic
def refuse_at_door(
    *,
    leg: Leg,
    refused: Sequence[Refused],
    note: str = "",
    is_away: bool = False,
    by: Actor,
    at: datetime,
) -> int:
    """Copies that the receiver does not take. Returns how many.

    Once the boxes have left (or are ``is_away`` from the store though nobody wrote down that
    they left) such a copy is on the road, in the box it came in, until the store takes it back
    (:func:`services.coming_back.come_back`); that holds for one that was not in the box, too.
    Before that it goes back on the shelf. The printed record no longer fits: draw it up anew.
    """
    leg = lock_leg(leg.pk, "change_at_door")
    why = {one.line_id: RefusedBecause(one.because) for one in refused}
    lines = list(
        Line.objects.filter(leg=leg, pk__in=why).select_related("copy__record").order_by("copy_id")
    )
    if not lines:
        raise errors.NothingChosen()
    on_the_road = is_away or leg.state == LegState.SENT
    moves = []
    for line in lines:
        line.state = line_step(line, "refuse")
        line.refused_because, line.note = why[line.pk], note.strip()[:300]
        box, line.box = line.box_id, line.box if on_the_road else None
        if not on_the_road or box is None:
            line.came_back_at, line.came_back_as = at, CameBack.GOOD
        # What was brought along without a box moves with the hand-over only.
        if box is not None:
            moves.append(
                Move(
                    line.copy_id,
                    in_container(box) if on_the_road else at_point(leg.batch.store_id),
                    LedgerAct.SEND_BACK if on_the_road else LedgerAct.UNPACK,
                    CopyState.IN_TRANSIT if on_the_road else CopyState.IN_STORE,
                    expect_from=in_container(box),
                    note=f"{leg.batch.code}: {line.get_refused_because_display()}",
                )
            )
    move(moves, by=by, at=at)
    Line.objects.bulk_update(
        lines, ["state", "refused_because", "note", "box", "came_back_at", "came_back_as"]
    )
    stay(copies=[line.copy_id for line in lines], by=by, at=at)
    write_down("refuse_at_door", leg, by=by, at=at, changes={"copies": [0, len(lines)]})
    return len(lines)


@transaction.atomic
def add_at_door(
    *, leg: Leg, scan: str, copy_id: int | None = None, by: Actor, at: datetime
) -> Line:
    """A copy brought along and taken on the spot. It moves with the hand-over, not before.

    Refuses what packing refuses.
    """
    leg = lock_leg(leg.pk, "change_at_door")
    line = _add(leg, one_copy(scan, copy_id), Came.DOOR)
    write_down("add_at_door", leg, by=by, at=at, changes={"copies": [0, 1]})
    return line


def _add(leg: Leg, copy: Copy, came: str) -> Line:
    if (line := open_line(copy)) is not None:
        raise promised(line)
    require_in_store(copy, leg.batch.store_id)
    try:
        with transaction.atomic():
            return Line.objects.create(
                leg=leg, copy=copy, state=LineState.PACKED, came=came, price=copy.price or 0
            )
    except IntegrityError:
        other = open_line(copy)
        if other is None:
            raise
        raise promised(other) from None


@transaction.atomic
def hand_over(
    *,
    leg: Leg,
    paper: Minutes,
    signed_at: datetime,
    giver_name: str,
    receiver_name: str,
    keyed_later: bool = False,
    by: Actor,
    at: datetime,
) -> Minutes:
    """Both have signed ``paper``: every copy on it is in service at the point from then on.

    One transaction: the paper is signed, the ledger moves, the lines follow. ``keyed_later``
    says that it was signed on paper at ``signed_at`` and is entered now. Refuses a paper
    that is not the last one (:class:`errors.NotDrawnUp`) or whose list is no longer what is
    handed over (:class:`errors.ListHasChanged`), a missing signature
    (:class:`errors.NobodySigned`) and a time still to come (:class:`errors.SignedInFuture`).
    """
    leg = lock_leg(leg.pk, "hand_over")
    last = latest(leg, Minutes.Kind.HAND_OVER)
    if last is None or last.pk != paper.pk or last.signed_at is not None:
        raise errors.NotDrawnUp(point=leg.point.name)
    if not giver_name.strip() or not receiver_name.strip():
        raise errors.NobodySigned()
    if signed_at > at:
        raise errors.SignedInFuture(at=f"{signed_at:%d/%m/%Y %H:%M}")
    lines = list(Line.objects.filter(leg=leg, state=LineState.PACKED).order_by("copy_id"))
    if not lines:
        raise errors.NothingPacked(point=leg.point.name)
    if sorted(row["copy"] for row in last.content["rows"]) != [x.copy_id for x in lines]:
        raise errors.ListHasChanged(number=last.number, version=last.version)
    names = (last.giver_name, last.receiver_name)
    if names != (giver_name.strip(), receiver_name.strip()):
        last = draw_up_hand_over(
            leg=leg,
            parties=Parties.of(last, giver_name=giver_name, receiver_name=receiver_name),
            by=by,
            at=at,
        )
    _move_in(leg, lines, signed_at, by, at)
    last.signed_at, last.keyed_at = signed_at, at if keyed_later else None
    last.save(update_fields=["signed_at", "keyed_at"])
    leg.handed_over_at = signed_at
    advance(leg, "hand_over", "handed_over_at")
    write_down("hand_over", leg, by=by, at=at, changes={"copies": [0, len(lines)]})
    arrived([served(leg.pk)])
    return last


def _move_in(leg: Leg, lines: list[Line], when: datetime, by: Actor, at: datetime) -> None:
    store = at_point(leg.batch.store_id)
    move(
        [
            Move(
                line.copy_id,
                at_point(leg.point_id),
                LedgerAct.HAND_OVER,
                CopyState.IN_SERVICE,
                expect_from=in_container(line.box_id) if line.box_id else store,
                happened_at=when,
                note=leg.batch.code,
            )
            for line in lines
        ],
        by=by,
        at=at,
    )
    Line.objects.filter(pk__in=[line.pk for line in lines]).update(
        state=LineState.IN_SERVICE, handed_at=when
    )
    came(copies=[line.copy_id for line in lines], by=by, at=at)


@transaction.atomic
def receive(
    *,
    leg: Leg,
    missing: Sequence[Refused],
    added: Iterable[str],
    receiver_name: str,
    receiver_post: str = "",
    receiver_phone: str = "",
    giver_name: str = "",
    signed_at: datetime,
    by: Actor,
    at: datetime,
) -> Minutes:
    """The receiver confirms what came: with differences the record is drawn up anew first.

    ``missing`` are copies not taken, ``added`` codes of copies that came beyond the list.
    ``giver_name``: who handed over, where it is not whom the record names.
    All or nothing. Refuses when no record was drawn up (:class:`errors.NotDrawnUp`).
    """
    leg = lock_leg(leg.pk, "hand_over")
    paper = latest(leg, Minutes.Kind.HAND_OVER)
    if paper is None or paper.signed_at is not None:
        raise errors.NotDrawnUp(point=leg.point.name)
    if missing:
        refuse_at_door(leg=leg, refused=missing, is_away=True, by=by, at=at)
    extra = list(added)
    for scan in extra:
        add_at_door(leg=leg, scan=scan, by=by, at=at)
    parties = Parties.of(
        paper,
        giver_name=giver_name or paper.giver_name,
        receiver_name=receiver_name,
        receiver_post=receiver_post or paper.receiver_post,
        receiver_phone=receiver_phone or paper.receiver_phone,
    )
    if missing or parties != Parties.of(paper) or extra:
        # The version that is signed now bears the day on which it is.
        parties = replace(parties, made_on=timezone.localdate(signed_at))
    paper = draw_up_hand_over(leg=leg, parties=parties, by=by, at=at)
    return hand_over(
        leg=leg,
        paper=paper,
        signed_at=signed_at,
        giver_name=paper.giver_name,
        receiver_name=receiver_name,
        by=by,
        at=at,
    )


@transaction.atomic
def add_later(*, leg: Leg, scan: str, copy_id: int | None = None, by: Actor, at: datetime) -> Line:
    """A copy brought to the point while the box serves: it counts as handed over (D.14, 2).

    With a copy taken back it makes an exchange. Draw the record up anew to have it signed.
    """
    leg = lock_leg(leg.pk, "add_later")
    line = _add(leg, one_copy(scan, copy_id), Came.LATER)
    _move_in(leg, [line], at, by, at)
    line.refresh_from_db()
    write_down("add_later", leg, by=by, at=at, changes={"copies": [0, 1]})
    return line
