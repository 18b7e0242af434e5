"""Coming back: what is scanned is back; what is missing is lost only when somebody says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.circulation.api import came_in_a_box, not_in_the_box
from tusach.holdings.api import OUTSIDE, LedgerAct, Move, at_point, move
from tusach.holdings.api import State as CopyState
from tusach.rotation import errors
from tusach.rotation.documents import content as documents
from tusach.rotation.models import Inspection, Leg, Line, Minutes
from tusach.rotation.rules.dated import RuleKind
from tusach.rotation.rules.states import LegState, LineState, ReturnedAs
from tusach.rotation.selectors.rules import rules_on
from tusach.rotation.selectors.sums import figures_of, sums_of
from tusach.rotation.services.doing import (
    advance,
    chosen_lines,
    line_step,
    lines_of,
    lock_leg,
    not_of_batch,
    one_copy,
    write_down,
)
from tusach.rotation.services.drawing_up import Parties, latest, number_of, store_paper

BACK_AS = {
    ReturnedAs.GOOD: CopyState.IN_STORE,
    ReturnedAs.DAMAGED: CopyState.DAMAGED,
    ReturnedAs.QUARANTINE: CopyState.QUARANTINE,
}


@dataclass(frozen=True)
class Loss:
    """A copy confirmed lost; ``compensation`` in đồng, nought if nothing is asked."""

    line_id: int
    compensation: int = 0


@transaction.atomic
def take_back(
    *,
    leg: Leg,
    scan: str,
    condition: str = ReturnedAs.GOOD,
    copy_id: int | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Line:
    """A scanned copy is back where it belongs, in the state its condition asks for.

    A copy already confirmed lost that turns up before the batch is closed comes back too. A loan
    that nobody noted as returned is closed: the copy is in the hand (``loan_closed`` on the line).
    Refuses a copy of another batch (:class:`errors.CopyNotOfBatch`) and one already scanned
    (:class:`errors.AlreadyBack`).
    """
    leg = lock_leg(leg.pk, "take_back")
    copy = one_copy(scan, copy_id)
    line = (
        Line.objects.select_for_update(of=("self",))
        .filter(leg=leg, copy=copy, handed_at__isnull=False)
        .select_related("copy__record")
        .order_by("-pk")
        .first()
    )
    if line is None:
        raise not_of_batch(copy, leg)
    if line.state == LineState.RETURNED:
        back_at = timezone.localtime(line.settled_at)
        raise errors.AlreadyBack(
            title=copy.record.shown_title, barcode=copy.barcode, at=f"{back_at:%H:%M %d/%m/%Y}"
        )
    was_lost = line.state == LineState.LOST
    line.state = line_step(line, "find" if was_lost else "take_back")
    line.loan_closed = came_in_a_box(copy=copy, by=by, at=at)  # type: ignore[attr-defined]
    line.condition, line.note = ReturnedAs(condition), note.strip()[:300]
    line.settled_at = at
    if was_lost:
        line.compensation = 0
    move(
        [
            Move(
                copy.pk,
                at_point(leg.batch.return_to_id),
                LedgerAct.FIND if was_lost else LedgerAct.TAKE_BACK,
                BACK_AS[ReturnedAs(condition)],
                note=leg.batch.code,
            )
        ],
        by=by,
        at=at,
    )
    line.save(update_fields=["state", "condition", "note", "settled_at", "compensation"])
    return line


@transaction.atomic
def undo_take_back(*, leg: Leg, by: Actor, at: datetime) -> Line:
    """Take back the last return scan: the copy is at the point again, or lent from it if the scan
    closed a loan. Returns its line."""
    leg = lock_leg(leg.pk, "take_back")
    line = (
        Line.objects.select_for_update(of=("self",))
        .filter(leg=leg, state=LineState.RETURNED)
        .select_related("copy__record")
        .order_by("-settled_at", "-pk")
        .first()
    )
    if line is None:
        raise errors.NothingToUndo()
    line.state = line_step(line, "undo_take_back")
    line.condition, line.settled_at, line.note = "", None, ""
    move(
        [
            Move(
                line.copy_id,
                at_point(leg.point_id),
                LedgerAct.RECEIVE,
                CopyState.IN_SERVICE,
                expect_from=at_point(leg.batch.return_to_id),
                note=leg.batch.code,
            )
        ],
        by=by,
        at=at,
    )
    not_in_the_box(copy=line.copy, by=by, at=at)
    line.save(update_fields=["state", "condition", "settled_at", "note"])
    return line


@transaction.atomic
def confirm_lost(*, leg: Leg, losses: Sequence[Loss], by: Actor, at: datetime) -> list[Line]:
    """Somebody says that these copies are lost; they count until withdrawn by decision.

    They stay at the point in the ledger, in state lost.
    """
    leg = lock_leg(leg.pk, "lose")
    paid: Mapping[int, int] = {loss.line_id: loss.compensation for loss in losses}
    lines = chosen_lines(leg, list(paid))
    for line in lines:
        line.state = line_step(line, "lose")
        line.settled_at, line.compensation = at, paid[line.pk]
    move(
        [
            Move(
                line.copy_id,
                at_point(leg.point_id),
                LedgerAct.LOSE,
                CopyState.LOST,
                note=leg.batch.code,
            )
            for line in lines
        ],
        by=by,
        at=at,
    )
    Line.objects.bulk_update(lines, ["state", "settled_at", "compensation"])
    write_down(
        "lose",
        leg,
        by=by,
        at=at,
        changes={"copies": [0, len(lines)], "dong": [0, sum(x.price for x in lines)]},
    )
    return lines


@transaction.atomic
def withdraw(
    *, leg: Leg, line_ids: Sequence[int], decision: str, by: Actor, at: datetime
) -> list[Line]:
    """Copies taken off the register by a decision while they were out (worn to pieces)."""
    leg = lock_leg(leg.pk, "withdraw")
    if not decision.strip():
        raise errors.NoDecision()
    lines = chosen_lines(leg, line_ids)
    for line in lines:
        line.state = line_step(line, "withdraw")
        line.settled_at, line.note = at, decision.strip()[:300]
    move(
        [
            Move(line.copy_id, OUTSIDE, LedgerAct.WITHDRAW, CopyState.WITHDRAWN, note=line.note)
            for line in lines
        ],
        by=by,
        at=at,
    )
    Line.objects.bulk_update(lines, ["state", "settled_at", "note"])
    write_down("withdraw", leg, by=by, at=at, changes={"copies": [0, len(lines)]})
    return lines


@transaction.atomic
def finish_return(*, leg: Leg, parties: Parties | None = None, by: Actor, at: datetime) -> Minutes:
    """Everything has come back or is answered for; draws up the record of the return.

    Refuses (:class:`errors.StillOut`) while a copy is neither.
    """
    leg = lock_leg(leg.pk, "finish_return")
    out = Line.objects.filter(leg=leg, state=LineState.IN_SERVICE).count()
    if out:
        raise errors.StillOut(point=leg.point.name, count=out)
    leg.returned_at = at
    advance(leg, "finish_return", "returned_at")
    write_down("finish_return", leg, by=by, at=at)
    return _return_paper(leg, parties or Parties(timezone.localdate(at)), by, at)


def _return_paper(leg: Leg, parties: Parties, by: Actor, at: datetime) -> Minutes:
    last = latest(leg, Minutes.Kind.RETURN)
    rule = rules_on(parties.made_on).get(RuleKind.STAY_MONTHS)
    content = documents.return_content(
        leg,
        lines_of(leg),
        number=number_of(leg, "BBNT"),
        version=last.version + 1 if last else 1,
        made_on=parties.made_on,
        place=parties.place.strip(),
        giver=parties.side("giver"),
        receiver=parties.side("receiver"),
        legal=rule.basis if rule else "",
        figures=figures_of(sums_of([leg.pk])),
    )
    return store_paper(
        kind=Minutes.Kind.RETURN,
        batch=leg.batch,
        leg=leg,
        number=content["number"],
        version=content["version"],
        replaces=last,
        parties=parties,
        content=content,
        by=by,
        at=at,
    )


@transaction.atomic
def reopen_return(*, leg: Leg, by: Actor, at: datetime) -> Leg:
    """Something was scanned wrong: take the return up again before the inspection."""
    leg = lock_leg(leg.pk, "reopen_return")
    leg.returned_at = None
    advance(leg, "reopen_return", "returned_at")
    write_down("reopen_return", leg, by=by, at=at)
    return leg


@transaction.atomic
def inspect(
    *, leg: Leg, made_on: date, inspectors: Sequence[str], finding: str, by: Actor, at: datetime
) -> Inspection:
    """What came back was looked through: who did, and what was found."""
    leg = lock_leg(leg.pk, "inspect")
    made = Inspection.objects.create(
        leg=leg,
        made_on=made_on,
        inspectors=[name.strip() for name in inspectors if name.strip()],
        finding=finding.strip(),
        made_at=at,
        made_by=by.name,
    )
    advance(leg, "inspect")
    write_down("inspect", leg, by=by, at=at)
    return made


@transaction.atomic
def find_lost(*, line: Line, condition: str = ReturnedAs.GOOD, by: Actor, at: datetime) -> Line:
    """A copy lost in a batch turned up after that batch was closed.

    The batch's sums stay as signed; the ledger gets a new entry and the copy is in the
    store again; a loan that was still open is closed. Refuses
    (:class:`errors.NotALostCopy`) anything else.
    """
    line = (
        Line.objects.select_for_update(of=("self",))
        .select_related("copy__record", "leg__batch__store", "leg__point")
        .get(pk=line.pk)
    )
    leg = line.leg
    if (
        line.state != LineState.LOST
        or line.found_at
        or leg.state
        in {
            LegState.IN_SERVICE,
            LegState.RECALLED,
        }
    ):
        raise errors.NotALostCopy(title=line.copy.record.shown_title, barcode=line.copy.barcode)
    came_in_a_box(copy=line.copy, by=by, at=at)
    move(
        [
            Move(
                line.copy_id,
                at_point(leg.batch.return_to_id),
                LedgerAct.FIND,
                BACK_AS[ReturnedAs(condition)],
                note=leg.batch.code,
            )
        ],
        by=by,
        at=at,
    )
    line.found_at = at
    line.save(update_fields=["found_at"])
    write_down("find_lost", leg, by=by, at=at, changes={"copy": [None, line.copy.barcode]})
    return line
