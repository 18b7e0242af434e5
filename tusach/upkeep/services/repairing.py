"""Condition and repair: a copy is looked at, waits, goes to a workshop, comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.holdings.api import (
    Condition,
    Copy,
    Holder,
    LedgerAct,
    Move,
    State,
    all_copies,
    at_point,
    change_details,
    hold_places,
    move,
    with_post,
)
from tusach.network.api import ServicePoint
from tusach.ui.api import fitting
from tusach.upkeep import errors
from tusach.upkeep.models import Criterion, Grade, Inspection, Repair, Trip, Weeding, WeedingLine
from tusach.upkeep.rules import AT_HAND, WHY_NOT, why_not
from tusach.upkeep.services.weeding import add_copies

R = Repair.State
_OPEN = (R.WAITING, R.OUT)


def _note(act: str, copy: Copy, by: Actor, at: datetime, **changes: object) -> None:
    record(
        f"upkeep.{act}",
        by=by,
        on=("holdings.copy", copy.pk, copy.accession_no),
        place=copy.owner_id,
        changes={key: [None, value] for key, value in changes.items()},
        at=at,
    )


def _look(copy: Copy, grade: Grade, note: str, by: Actor, at: datetime) -> Inspection:
    made = Inspection.objects.create(copy=copy, grade=grade, note=note, at=at, by_name=by.name)
    change_details(
        copy=copy, version=copy.version, values={"condition": grade.condition}, by=by, at=at
    )
    return made


@transaction.atomic
def inspect(*, copy: Copy, grade: Grade, note: str = "", by: Actor, at: datetime) -> Inspection:
    """Note in what condition a copy is. A grade that asks for repair puts it among those that
    wait, and out of service where it stands at its library; one that does not takes it from
    there. Refuses (:class:`errors.CannotBeRepaired`) a copy struck out or at a workshop."""
    note = fitting(note, 300, _("Ghi chú"))
    hold_places([copy.pk])
    copy = all_copies().get(pk=copy.pk)
    held = Repair.objects.select_for_update().filter(copy=copy, state__in=_OPEN).first()
    if copy.place.state == State.WITHDRAWN or (held is not None and held.state == R.OUT):
        raise errors.CannotBeRepaired(
            title=copy.record.shown_title,
            number=copy.accession_no,
            why=WHY_NOT["withdrawn"] if held is None else R.OUT.label.lower(),
        )
    made = _look(copy, grade, note, by, at)
    if grade.repairs and held is None:
        Repair.objects.create(copy=copy, owner=copy.owner, inspection=made, state=R.WAITING)
        if copy.place.state in AT_HAND - {State.DAMAGED, State.LOST}:
            words = f"{grade.name}: {note}" if note else grade.name
            here = copy.place.holder
            _move([copy], here, LedgerAct.DAMAGE, State.DAMAGED, words, by, at)
    elif not grade.repairs and held is not None:
        held.state, held.outcome = R.DROPPED, note
        held.save(update_fields=["state", "outcome"])
        if grade.condition != Condition.UNUSABLE and copy.place.state == State.DAMAGED:
            _move([copy], copy.place.holder, LedgerAct.MEND, State.IN_STORE, grade.name, by, at)
    _note("inspect", copy, by, at, condition=str(grade))
    return made


def _move(
    copies: Sequence[Copy], to: Holder, act: str, state: str, note: str, by: Actor, at: datetime
) -> None:
    move(
        [Move(one.pk, to, act, state, one.place.holder, note=note[:500]) for one in copies],
        by=by,
        at=at,
    )


@transaction.atomic
def send(
    *,
    owner: ServicePoint,
    copies: Sequence[int],
    holder: str,
    in_house: bool,
    sent_on: date,
    due_on: date | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Trip:
    """Give copies that wait to a workshop, which has them in custody until they are back.

    Refuses no copies, a workshop without a name, a day to come, a due day before it, and
    (:class:`errors.CannotBeRepaired`) a copy that does not wait or is not at its library.
    """
    holder = fitting(holder, 120, _("Nơi sửa"))
    note = fitting(note, 300, _("Yêu cầu, ghi chú"))
    if not holder:
        raise errors.Missing(what=_("nơi sửa"))
    if sent_on > timezone.localdate(at):
        raise errors.DayToCome(day=f"{sent_on:%d/%m/%Y}")
    if due_on is not None and due_on < sent_on:
        raise errors.OutOfOrder(
            later=f"{due_on:%d/%m/%Y}", what=_("hẹn trả"), earlier=f"{sent_on:%d/%m/%Y}"
        )
    hold_places(sorted(copies))
    waiting = {
        one.copy_id: one
        for one in Repair.objects.select_for_update().filter(
            copy__in=copies, owner=owner, state=R.WAITING
        )
    }
    chosen = list(all_copies().filter(pk__in=copies))
    if not chosen:
        raise errors.NothingListed
    for one in chosen:
        why = why_not(
            owner=owner.pk, copy_owner=one.owner_id, collection="", state=one.place.state,
            point=one.place.point_id,
        )  # fmt: skip
        words = WHY_NOT["lost"] if one.place.state == State.LOST else WHY_NOT.get(why, "")
        if one.pk not in waiting or words:
            raise errors.CannotBeRepaired(
                title=one.record.shown_title,
                number=one.accession_no,
                why=words or _("không có trong danh sách chờ sửa"),
            )
    made = Trip.objects.create(
        owner=owner, in_house=in_house, holder=holder, sent_on=sent_on, due_on=due_on, note=note,
        made_at=at, made_by=by.name,
    )  # fmt: skip
    Repair.objects.filter(pk__in=[one.pk for one in waiting.values()]).update(
        state=R.OUT, trip=made
    )
    _move(chosen, with_post(holder), LedgerAct.DAMAGE, State.DAMAGED, note or holder, by, at)
    record(
        "upkeep.send_to_repair", by=by, on=("upkeep.trip", made.pk, str(made)), place=owner.pk,
        changes={"to": [None, holder], "copies": [None, len(chosen)]}, at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def take_back(
    *,
    trip: Trip,
    copies: Sequence[int],
    mended: bool,
    grade: Grade,
    on: date,
    cost: int | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Copies come back from a workshop, ``mended`` and in store again, or beyond repair: then
    they go onto the weeding list that is being drawn up, or are proposed for the next.
    ``cost``: đồng for each copy. Returns how many came. Refuses a day before they were sent or
    to come, copies that are not out with this trip, and a grade that contradicts the outcome.
    """
    note = fitting(note, 300, _("Ghi chú"))
    if not trip.sent_on <= on <= timezone.localdate(at):
        raise errors.BackWhen(sent=f"{trip.sent_on:%d/%m/%Y}", day=f"{on:%d/%m/%Y}")
    if mended == (grade.condition == Condition.UNUSABLE) or grade.repairs:
        raise errors.GradeContradicts(grade=str(grade))
    hold_places(sorted(copies))
    out = list(trip.repairs.select_for_update().filter(copy__in=copies, state=R.OUT))
    if not out:
        raise errors.NothingListed
    chosen = list(all_copies().filter(pk__in=[one.copy_id for one in out]))
    for repair in out:
        repair.state, repair.back_on = R.MENDED if mended else R.BEYOND, on
        repair.cost, repair.outcome = cost, note
    Repair.objects.bulk_update(out, ["state", "back_on", "cost", "outcome"])
    for one in chosen:
        _look(one, grade, note, by, at)
    act, state = (LedgerAct.MEND, State.IN_STORE) if mended else (LedgerAct.DAMAGE, State.DAMAGED)
    _move(chosen, at_point(trip.owner_id), act, state, note or str(grade), by, at)
    if not mended:
        _propose(trip.owner, [one.pk for one in chosen])
    record(
        "upkeep.back_from_repair", by=by, on=("upkeep.trip", trip.pk, str(trip)),
        place=trip.owner_id, changes={"copies": [None, len(out)], "condition": [None, str(grade)]},
        at=at,
    )  # fmt: skip
    return len(out)


def _propose(owner: ServicePoint, copies: Sequence[int]) -> None:
    draft = Weeding.objects.filter(owner=owner, state=Weeding.State.DRAFT).order_by("-pk").first()
    reason = Criterion.objects.filter(finder="damaged", is_used=True).first()
    if draft is not None and reason is not None:
        fresh = list(all_copies().filter(pk__in=copies))
        add_copies(weeding=draft, copies=fresh, criterion=reason)


@transaction.atomic
def undo_back(*, repair: Repair, by: Actor, at: datetime) -> None:
    """What was written back by mistake is at the workshop again. Refuses a copy that was moved
    since or stands on a weeding list that is no draft any more."""
    hold_places([repair.copy_id])
    held = Repair.objects.select_for_update(of=("self",)).select_related("trip").get(pk=repair.pk)
    copy = all_copies().get(pk=held.copy_id)
    stays = {R.MENDED: State.IN_STORE, R.BEYOND: State.DAMAGED}.get(Repair.State(held.state))
    rounds = WeedingLine.objects.filter(copy=copy, is_open=True)
    left = (
        held.trip is None
        or copy.place.state != stays
        or copy.place.point_id != held.owner_id
        or rounds.exclude(weeding__state=Weeding.State.DRAFT).exists()
    )
    if left or Repair.objects.filter(copy=copy, state__in=_OPEN).exists():
        raise errors.CannotBeRepaired(
            title=copy.record.shown_title, number=copy.accession_no,
            why=_("đã được dùng vào việc khác từ khi nhận lại"),
        )  # fmt: skip
    assert held.trip is not None
    rounds.delete()
    held.state, held.back_on, held.cost, held.outcome = R.OUT, None, None, ""
    held.save()
    _move([copy], with_post(held.trip.holder), LedgerAct.DAMAGE, State.DAMAGED, _("Hoàn tác"),
          by, at)  # fmt: skip
    _note("undo_back", copy, by, at)


@transaction.atomic
def undo_send(*, repair: Repair, by: Actor, at: datetime) -> None:
    """A copy did not go to the workshop after all: it waits at its library again."""
    hold_places([repair.copy_id])
    held = Repair.objects.select_for_update().get(pk=repair.pk)
    copy = all_copies().get(pk=held.copy_id)
    if held.state != R.OUT:
        raise errors.StepNotNow(name=copy.accession_no, state=held.get_state_display())
    held.state, held.trip = R.WAITING, None
    held.save(update_fields=["state", "trip"])
    _move([copy], at_point(held.owner_id), LedgerAct.DAMAGE, State.DAMAGED, _("Hoàn tác"), by, at)
    _note("undo_send", copy, by, at)
