"""What devices say of boxes: it is done as at a desk where it fits, and kept where it does not.

A device tells what happened; nothing that it says is lost. Where a box was received before, is on
its way back, or holds other copies than were listed, the word stays beside the others (``Told``)
for a person to read, and what does fit is done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.holdings.api import Copy, LedgerAct, Move, at_point, move, place_of
from tusach.holdings.api import State as CopyState
from tusach.network.api import ServicePoint
from tusach.rotation import errors
from tusach.rotation.models import Leg, Line, Told
from tusach.rotation.rules.states import (
    AT_POINT,
    HANDED_LINES,
    LegState,
    LineState,
    RefusedBecause,
)
from tusach.rotation.services.doing import lock_batch, write_down
from tusach.rotation.services.handing_over import Refused, add_at_door, receive
from tusach.rotation.services.onward import pass_on
from tusach.ui.api import Refusal


@dataclass(frozen=True)
class Word:
    """Which event of which device says it, and when it happened by our clock."""

    device: int
    seq: int
    at: datetime
    stated_at: datetime
    by: Actor


@dataclass(frozen=True)
class Opened:
    """A box as its receiver found it, by barcodes. ``refused`` says why each is not taken,
    ``damaged`` what is torn of one that is."""

    present: Sequence[str]
    missing: Sequence[str] = ()
    extra: Sequence[str] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    damaged: Mapping[str, str] = field(default_factory=dict)

    @property
    def came(self) -> set[str]:
        return {*self.present, *self.damaged, *self.extra}

    def told(self) -> dict[str, Any]:
        return {
            "present": len(set(self.present)),
            "missing": sorted(set(self.missing)),
            "extra": sorted(set(self.extra)),
            "refused": dict(self.refused),
            "damaged": dict(self.damaged),
        }


@dataclass(frozen=True)
class Names:
    """Who signed on both sides; on the paper alone."""

    giver: str
    receiver: str
    giver_post: str = ""
    receiver_post: str = ""


def locked(leg_id: int) -> Leg:
    """The destination with its batch, locked."""
    batch = lock_batch(Leg.objects.values_list("batch_id", flat=True).get(pk=leg_id))
    leg = Leg.objects.select_related("point").get(pk=leg_id)
    leg.batch = batch
    return leg


def word_before(word: Word) -> Told | None:
    """What the same event wrote when it came before."""
    return Told.objects.filter(device=word.device, seq=word.seq).first()


@transaction.atomic
def opened(*, leg: Leg, box: Opened, names: Names, word: Word) -> Told:
    """A device says that the box was received; returns what is kept of it.

    ``why`` is empty where it was done, ``received-before`` where another had said the same,
    ``received-otherwise`` where another had said something else, ``box-gone-back`` where it is
    past serving, ``copies-differ`` where all but the copies in ``odd`` were received, and
    ``not-received`` with a sentence where the hand-over itself was refused.
    """
    leg = locked(leg.pk)
    if leg.state in (LegState.PACKED, LegState.SENT):
        return _receive(leg, box, names, word)
    handed = set(
        Line.objects.filter(leg=leg, state__in=HANDED_LINES).values_list("copy__barcode", flat=True)
    )
    odd = sorted(handed ^ box.came)
    if leg.handed_over_at is not None and not odd:
        why = "received-before"
    elif leg.state == LegState.IN_SERVICE:
        why = "received-otherwise"
    elif leg.handed_over_at is not None:
        why = "box-gone-back"
    else:
        why = "not-received"
    sentence = ""
    if why != "received-before":
        sentence = str(
            errors.NotNow(
                what=_("Nhận thùng"), point=leg.point.name, state=LegState(leg.state).label
            )
        )
    return _keep(
        Told.Kind.RECEIVE, leg, word, box.told(), why=why, odd=odd, sentence=sentence,
        waits=why != "received-before",
    )  # fmt: skip


def _receive(leg: Leg, box: Opened, names: Names, word: Word) -> Told:
    lines = {
        line.copy.barcode: line
        for line in Line.objects.filter(leg=leg, state=LineState.PACKED).select_related("copy")
    }
    spoken = {*box.present, *box.damaged, *box.missing, *box.refused}
    # Not a word on it: the device's list was older than the box. It is looked for as missing.
    odd = sorted(set(lines) - spoken) + sorted({*box.missing, *box.refused} - set(lines))
    away = [
        Refused(
            line.pk,
            box.refused.get(code, RefusedBecause.NOT_IN_BOX)
            if code in box.refused
            else RefusedBecause.NOT_IN_BOX,
        )
        for code, line in lines.items()
        if code not in box.came
    ]
    sentence = ""
    try:
        with transaction.atomic():
            for code in sorted(box.came - set(lines)):
                try:
                    with transaction.atomic():
                        add_at_door(leg=leg, scan=code, by=word.by, at=word.at)
                except Refusal as refusal:
                    odd.append(code)
                    sentence = sentence or str(refusal)
            receive(
                leg=leg,
                missing=away,
                added=[],
                receiver_name=names.receiver,
                receiver_post=names.receiver_post,
                giver_name=names.giver,
                signed_at=word.at,
                by=word.by,
                at=word.at,
            )
            _damaged(leg, box, word)
    except Refusal as refusal:
        return _keep(
            Told.Kind.RECEIVE, leg, word, box.told(), why="not-received", sentence=str(refusal),
            odd=[], waits=True,
        )  # fmt: skip
    why = "copies-differ" if odd else ""
    return _keep(
        Told.Kind.RECEIVE, leg, word, box.told(), why=why, odd=odd, sentence=sentence,
        waits=bool(odd),
    )  # fmt: skip


def _damaged(leg: Leg, box: Opened, word: Word) -> None:
    """What came torn and was taken all the same is noted as such, by the device's own word."""
    here = at_point(leg.point_id)
    copies = Line.objects.filter(
        leg=leg, state=LineState.IN_SERVICE, copy__barcode__in=list(box.damaged)
    ).values_list("copy_id", "copy__barcode")
    move(
        [
            Move(
                copy,
                here,
                LedgerAct.DAMAGE,
                CopyState.DAMAGED,
                expect_from=here,
                happened_at=word.at,
                note=box.damaged[code],
                device=word.device,
                seq=word.seq,
                stated_at=word.stated_at,
            )
            for copy, code in copies
        ],
        by=word.by,
        at=word.at,
    )


@transaction.atomic
def handed_on(
    *,
    leg: Leg,
    copies: Collection[str],
    to: ServicePoint,
    due_on: date | None,
    names: Names,
    word: Word,
) -> Told:
    """A device says that copies went straight on to another point; a batch answers for them.

    ``why`` is empty where all went, ``handed-on-before`` where they had gone there already,
    ``copies-differ`` where all but those in ``odd`` went, and ``not-handed-on`` with a sentence
    where none could.
    """
    leg = locked(leg.pk)
    codes = set(copies)
    said = {"copies": len(codes), "to": to.code, "due": str(due_on or leg.due_on)}
    lines = {
        line.copy.barcode: line
        for line in Line.objects.filter(
            leg=leg, copy__barcode__in=codes, state=LineState.IN_SERVICE
        ).select_related("copy")
    }
    places = place_of([line.copy_id for line in lines.values()])
    going = {
        code: line
        for code, line in lines.items()
        if places[line.copy_id].point_id == leg.point_id
        and places[line.copy_id].state != CopyState.ON_LOAN
    }
    gone = set(
        Line.objects.filter(
            leg=leg, copy__barcode__in=codes, state=LineState.PASSED_ON,
            answered_by__leg__point=to,
        ).values_list("copy__barcode", flat=True)
    )  # fmt: skip
    odd = sorted(codes - set(going) - gone)
    if not going:
        if not odd:
            return _keep(Told.Kind.HAND_ON, leg, word, said, why="handed-on-before", odd=[])
        why = "box-gone-back" if leg.state not in AT_POINT else "not-handed-on"
        return _keep(Told.Kind.HAND_ON, leg, word, said, why=why, odd=odd, waits=True)
    try:
        with transaction.atomic():
            batch = pass_on(
                leg=leg,
                line_ids=[line.pk for line in going.values()],
                to=to,
                due_on=due_on or leg.due_on,
                signed_at=word.at,
                giver_name=names.giver,
                receiver_name=names.receiver,
                giver_post=names.giver_post,
                receiver_post=names.receiver_post,
                by=word.by,
                at=word.at,
            ).batch
    except Refusal as refusal:
        return _keep(
            Told.Kind.HAND_ON, leg, word, said, why="not-handed-on", odd=sorted(codes - gone),
            sentence=str(refusal), waits=True,
        )  # fmt: skip
    why = "copies-differ" if odd else ""
    return _keep(
        Told.Kind.HAND_ON, leg, word, {**said, "batch": batch.code}, why=why, odd=odd,
        waits=bool(odd),
    )  # fmt: skip


@transaction.atomic
def wished_longer(*, leg: Leg, due_on: date, reason: str, word: Word) -> Told:
    """A device notes that a longer stay was asked for by telephone; the store answers it.

    ``why`` is ``extended-already`` where the box may stay as long anyway and ``box-gone-back``
    where it no longer serves.
    """
    leg = locked(leg.pk)
    said = {"due": str(due_on), "reason": reason.strip()[:300]}
    why = ""
    if leg.state not in AT_POINT:
        why = "box-gone-back"
    elif due_on <= leg.due_on and leg.state == LegState.IN_SERVICE:
        why = "extended-already"
    return _keep(
        Told.Kind.EXTEND, leg, word, said, why=why, odd=[], waits=why != "extended-already"
    )


@transaction.atomic
def settle_told(*, told: Told, answer: str, by: Actor, at: datetime) -> Told:
    """A person has looked at what a device said; her answer stays beside it.

    Refuses (:class:`errors.SettledAlready`) what waits no longer.
    """
    told = Told.objects.select_for_update(of=("self",)).select_related(
        "leg__batch", "leg__point"
    ).get(pk=told.pk)  # fmt: skip
    if not told.waits:
        raise errors.SettledAlready()
    told.waits, told.settled_at, told.settled_by = False, at, by.name
    told.answer = answer.strip()[:300]
    told.save(update_fields=["waits", "settled_at", "settled_by", "answer"])
    write_down("settle_told", told.leg, by=by, at=at, changes={"reason": [None, told.answer]})
    return told


def copies_named(codes: Collection[str]) -> dict[str, Copy]:
    """Copies by barcode, with their titles: for lists of what does not fit."""
    found = Copy.objects.filter(barcode__in=list(codes)).select_related("record")
    return {copy.barcode: copy for copy in found}


def _keep(
    kind: str,
    leg: Leg,
    word: Word,
    said: Mapping[str, Any],
    *,
    why: str,
    odd: Sequence[str],
    sentence: str = "",
    waits: bool = False,
) -> Told:
    return Told.objects.create(
        leg=leg,
        device_id=word.device,
        seq=word.seq,
        kind=kind,
        happened_at=word.at,
        said=dict(said),
        why=why,
        odd=list(odd),
        sentence=sentence[:500],
        waits=waits,
    )
