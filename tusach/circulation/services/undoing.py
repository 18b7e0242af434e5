"""Taking a statement back, at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.circulation import errors
from tusach.circulation.fold import order
from tusach.circulation.models import OpenLoan, Statement, StatementKind
from tusach.circulation.services.lending import on_copy
from tusach.circulation.services.money import drop_charge
from tusach.circulation.services.promised import after_undoing
from tusach.circulation.services.statements import Saying, chains, write
from tusach.holdings.api import (
    Copy,
    LedgerAct,
    Move,
    State,
    at_point,
    hold_places,
    move,
    place_of,
    resting_state,
)
from tusach.network.api import ServicePoint

_TICK = timedelta(microseconds=1)
_LENDINGS = (StatementKind.LEND, StatementKind.BRING)


@transaction.atomic
def undo(*, statement: Statement, point: ServicePoint, by: Actor, at: datetime) -> int:
    """Say that a statement was a mistake: the loan stands as if it had not been made, the copy's
    custody follows, and what was counted is taken back. Returns the number of the undoing.

    Only the last statement of a copy can be taken back at the desk; refuses
    (:class:`errors.NotUndoable`) another one, one undone before, and a return whose reader was
    unlinked since.
    """
    copy = Copy.objects.select_related("record", "owner").get(pk=statement.copy_id)
    hold_places([copy.pk])
    said = sorted(chains([copy.pk])[copy.pk], key=order)
    undone = {one.undoes for one in said if one.kind == StatementKind.UNDO}
    standing = [one for one in said if one.kind != StatementKind.UNDO and one.id not in undone]
    lent = [one for one in standing if one.kind in _LENDINGS]
    if (
        not standing
        or standing[-1].id != statement.pk
        or (statement.kind not in _LENDINGS and lent and lent[-1].unlinked)
    ):
        raise errors.NotUndoable(barcode=copy.barcode)
    place = place_of([copy.pk])[copy.pk]
    at = max(at, place.since + _TICK)
    [written] = write(
        [
            Saying(
                StatementKind.UNDO, copy, statement.point_id, statement.audience, at,
                undoes=statement.pk,
            )
        ],
        by=by,
    )  # fmt: skip
    _follow(copy, by, at)
    after_undoing(
        copy=copy, point=statement.point, statement=statement.pk, lent_to=statement.reader_id,
        by=by, at=at,
    )  # fmt: skip
    drop_charge(statement=statement.pk, by=by, at=at)
    record(
        "circulation.undo", by=by, on=on_copy(copy), place=point.pk,
        changes={"act": [statement.get_kind_display(), None]}, at=at,
    )  # fmt: skip
    return written.statement


def _follow(copy: Copy, by: Actor, at: datetime) -> None:
    """Bring the custody of a copy to what its loan says now."""
    place = place_of([copy.pk])[copy.pk]
    loan = OpenLoan.objects.filter(copy=copy).first()
    if loan is None and place.state == State.ON_LOAN:
        rest = resting_state(copy, place.holder)
        move([Move(copy.pk, place.holder, LedgerAct.RETURN, rest, None, at)], by=by, at=at)
    elif loan is not None and place.state != State.ON_LOAN:
        act = LedgerAct.FIND if place.state == State.LOST else LedgerAct.LEND
        lent_at = at_point(loan.point_id)
        move([Move(copy.pk, lent_at, act, State.ON_LOAN, None, at)], by=by, at=at)
