"""Opening, taking on and closing what waits for a cataloguer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tusach.audit.api import Actor
from tusach.catalogue.errors import WorkIsTaken
from tusach.catalogue.models import Record, Work

Reason = Work.Reason
# Reasons that follow from what the record says of itself.
_BY_FLAG = {Reason.QUICK: "is_quick", Reason.UNSURE: "is_unsure"}


def open_for_new(records: Sequence[Record], *, at: datetime) -> None:
    """Opens the work of records just made. Called inside the transaction that made them."""
    Work.objects.bulk_create(
        Work(record=record, reason=reason, since=at)
        for record in records
        for reason, flag in _BY_FLAG.items()
        if getattr(record, flag)
    )


def follow_flags(record: Record, *, by: Actor, at: datetime) -> None:
    """Opens or closes what the record's flags say. Called inside the transaction of a save."""
    held = {one.reason: one for one in Work.objects.filter(record=record, done_at=None)}
    for reason, flag in _BY_FLAG.items():
        if getattr(record, flag) and reason not in held:
            Work.objects.create(record=record, reason=reason, since=at)
        elif not getattr(record, flag) and reason in held:
            _close(held[reason], by=by, at=at)


def needs_look(records: Sequence[int], *, at: datetime) -> None:
    """Puts records that were repaired from damaged ones on the list. Once, while open."""
    Work.objects.bulk_create(
        [Work(record_id=pk, reason=Reason.REPAIRED, since=at) for pk in records],
        ignore_conflicts=True,
    )


def note_circle(records: Sequence[int], *, at: datetime) -> None:
    """Puts records whose host lies in themselves on the list. Once, while open."""
    Work.objects.bulk_create(
        [Work(record_id=pk, reason=Reason.CIRCULAR, since=at) for pk in records],
        ignore_conflicts=True,
    )


def circle_is_open(record: Record, *, by: Actor, at: datetime) -> None:
    """The record's host does not lie in it any more."""
    held = Work.objects.filter(record=record, reason=Reason.CIRCULAR, done_at=None).first()
    if held is not None:
        _close(held, by=by, at=at)


@transaction.atomic
def looked_at(record: Record, *, by: Actor, at: datetime) -> bool:
    """Somebody looked a repaired record over. False when it was not waiting for that."""
    held = Work.objects.select_for_update().filter(
        record=record, reason=Reason.REPAIRED, done_at=None
    )
    one = held.first()
    if one is None:
        return False
    _close(one, by=by, at=at)
    return True


def _close(one: Work, *, by: Actor, at: datetime) -> None:
    one.done_at, one.done_account, one.done_by = at, by.account, by.name
    one.save(update_fields=["done_at", "done_account", "done_by"])


@transaction.atomic
def take(keys: Sequence[int], *, by: Actor, at: datetime) -> int:
    """Takes open work on. Refuses what somebody else took, by her name (:class:`WorkIsTaken`).

    Returns how much of it is now hers that was nobody's.
    """
    found = list(
        Work.objects.select_for_update(of=("self",))
        .select_related("record")
        .filter(pk__in=keys, done_at=None)
        .order_by("pk")
    )
    for one in found:
        if one.account is not None and one.account != by.account:
            raise WorkIsTaken(title=one.record.shown_title, who=one.account_name)
    free = [one.pk for one in found if one.account is None]
    Work.objects.filter(pk__in=free).update(account=by.account, account_name=by.name, taken_at=at)
    return len(free)


@transaction.atomic
def give_back(keys: Sequence[int], *, by: Actor) -> int:
    """Gives back what she took; of others' nothing is changed. Returns how much."""
    return Work.objects.filter(pk__in=keys, done_at=None, account=by.account).update(
        account=None, account_name="", taken_at=None
    )
