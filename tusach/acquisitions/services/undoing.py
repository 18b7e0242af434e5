"""Taking back an intake that was entered by mistake, while nobody has used its copies."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tusach.acquisitions import errors
from tusach.acquisitions.models import Intake, IntakeLine, LineCopy, Wish
from tusach.acquisitions.rules.states import IntakeState, WishState
from tusach.acquisitions.services import numbers
from tusach.acquisitions.services.settling import settle_orders
from tusach.audit.api import Actor, record
from tusach.holdings.api import Copy, CopyPlace, LedgerAct, State, withdraw


@transaction.atomic
def undo_intake(*, intake: Intake, reason: str, by: Actor, at: datetime) -> Intake:
    """Strike all copies of an intake out of the register; returns it as undone.

    Their numbers stay taken: a register knows no erasure. Records made for it stay too.
    Refuses an empty reason, an intake that is not entered or is still being entered
    (:class:`errors.NotNow`), and one of which a copy was moved, lent, lost or struck out
    since (:class:`errors.CopiesWereTouched`).
    """
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.state not in (IntakeState.ACCEPTED, IntakeState.STOPPED):
        raise errors.NotNow(what=intake.code, state=IntakeState(intake.state).label)
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing()
    copies = list(
        Copy.objects.filter(pk__in=_copy_ids(intake)).select_related("record").order_by("pk")
    )
    ids = [copy.pk for copy in copies]
    list(CopyPlace.objects.select_for_update().filter(copy__in=ids).order_by("copy_id"))
    touched = CopyPlace.objects.filter(copy__in=ids).exclude(
        entry__act=LedgerAct.ACCESSION, state=State.IN_STORE, point=intake.owner_id
    )
    if first := touched.select_related("copy__record").order_by("copy_id").first():
        raise errors.CopiesWereTouched(
            code=intake.code,
            count=touched.count(),
            accession_no=first.copy.accession_no,
            title=first.copy.record.shown_title,
        )
    if copies:
        withdraw(copies=copies, decision=intake.code, reason=reason, by=by, at=at)
    intake.state = IntakeState.UNDONE
    intake.undone_because = reason[:300]
    intake.problem = {}
    intake.version += 1
    intake.save()
    answered = intake.lines.exclude(order_line=None).values_list("order_line", flat=True)
    settle_orders(list(answered), by=by, at=at)
    Wish.objects.filter(
        point=intake.owner_id,
        record__in=intake.lines.values("record"),
        state=WishState.RECEIVED,
        order_line=None,
    ).update(state=WishState.APPROVED)
    record(
        "acquisitions.undo_intake",
        by=by,
        on=("acquisitions.intake", intake.pk, intake.code),
        place=intake.owner_id,
        changes={"reason": [None, reason], "copies": [len(copies), 0]},
        at=at,
    )
    return intake


def _copy_ids(intake: Intake) -> list[int]:
    return list(LineCopy.objects.filter(line__intake=intake).values_list("copy", flat=True))


_HEAD = (
    "kind", "owner_id", "received_on", "register_id", "source_id", "collection", "decision",
    "note", "supplier_id", "fund_id", "invoice_no", "invoice_date", "invoice_total",
    "extra_cost", "discount", "register_price", "donor_name", "donor_kind", "donor_address",
    "donor_hidden",
)  # fmt: skip
_LINE = (
    "record_id", "title", "author", "publisher", "year", "isbn", "more", "find_text", "position",
    "quantity", "refused", "refused_why", "list_price", "paid_price", "collection",
    "shelf_mark", "note", "is_described", "order_line_id",
)  # fmt: skip


@transaction.atomic
def draft_again(*, intake: Intake, by: Actor, at: datetime) -> Intake:
    """A new draft with the head and lines of an undone or dropped intake, to be corrected.

    Refuses any other (:class:`errors.NotNow`).
    """
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.state not in (IntakeState.UNDONE, IntakeState.DROPPED):
        raise errors.NotNow(what=intake.code, state=IntakeState(intake.state).label)
    letters = numbers.GIFT if intake.is_gift else numbers.PURCHASE
    new = Intake.objects.create(
        code=numbers.next_code(letters, intake.received_on.year),
        made_at=at,
        made_by=by.name,
        **{name: getattr(intake, name) for name in _HEAD},
    )
    IntakeLine.objects.bulk_create(
        IntakeLine(intake=new, changed_by=by.name, **{name: getattr(line, name) for name in _LINE})
        for line in intake.lines.order_by("position")
    )
    record(
        "acquisitions.start_intake",
        by=by,
        on=("acquisitions.intake", new.pk, new.code),
        place=new.owner_id,
        changes={"again": [intake.code, new.code]},
        at=at,
    )
    return new
