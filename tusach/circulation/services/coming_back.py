"""Loans of copies that come back in a box of the rotation, which nobody noted as returned."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.circulation.errors import NotUndoable
from tusach.circulation.models import OpenLoan, Statement, StatementKind
from tusach.circulation.services.lending import on_copy
from tusach.circulation.services.statements import Saying, write_at_desk
from tusach.circulation.services.undoing import undo
from tusach.holdings.api import Copy, hold_places

_TICK = timedelta(microseconds=1)


@transaction.atomic
def came_in_a_box(*, copy: Copy, by: Actor, at: datetime) -> bool:
    """A copy was scanned out of a box that came back, so nobody has it: its loan, if one stands
    open, is closed at the place that lent it, and remarked for whoever works there. Returns
    whether there was one.

    No fine is written: nobody knows on which day the reader brought it. A return that a device
    noted before and sends later takes its own place and its own fine. The custody is the caller's.
    """
    hold_places([copy.pk])
    loan = OpenLoan.objects.select_related("point").filter(copy=copy).first()
    if loan is None:
        return False
    saying = Saying(
        StatementKind.BACK, copy, loan.point_id, loan.audience,
        max(at, loan.changed_at + _TICK), rule=loan.rule_id,
    )  # fmt: skip
    write_at_desk(saying, loan, by=by)
    record(
        "circulation.came_in_a_box", by=by, on=on_copy(copy), place=loan.point_id, changes={}, at=at
    )
    return True


@transaction.atomic
def not_in_the_box(*, copy: Copy, by: Actor, at: datetime) -> bool:
    """The scan was a mistake: a loan that it closed is open again, and the copy out by the
    ledger. Returns whether there was one; nothing is done where more was said of the copy since, or
    the reader was unlinked.
    """
    hold_places([copy.pk])
    last = (
        Statement.objects.filter(copy=copy)
        .select_related("point")
        .order_by("-happened_at", "-id")
        .first()
    )
    if last is None or last.kind != StatementKind.BACK:
        return False
    try:
        undo(statement=last, point=last.point, by=by, at=at)
    except NotUndoable:
        return False
    return True
