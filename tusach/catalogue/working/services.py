"""Opening, taking on and closing what waits for a cataloguer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.errors import (
    AskedAlready,
    SayWhatIsNeeded,
    WorkFollowsTheRecord,
    WorkIsDone,
    WorkIsTaken,
)
from tusach.catalogue.merging.selectors import hold
from tusach.catalogue.models import Record, Work
from tusach.ui.api import fitting

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


def wait_for_a_cataloguer(records: Sequence[int], *, at: datetime) -> None:
    """Puts records just made by somebody who does not catalogue on the list, as unprocessed
    (R-088). Called inside the transaction that made them."""
    Record.objects.filter(pk__in=records).update(is_quick=True)
    Work.objects.bulk_create(Work(record_id=pk, reason=Reason.QUICK, since=at) for pk in records)


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


@transaction.atomic
def ask(record: Record, note: str, *, library: str, by: Actor, at: datetime) -> Work:
    """A library asks for the cataloguing of a title, saying what it needs.

    Refuses an empty note (:class:`SayWhatIsNeeded`) and a title that somebody has asked for
    and nobody answered yet (:class:`AskedAlready`).
    """
    note = fitting(" ".join(note.split()), 500, _("Cần gì"))
    if not note:
        raise SayWhatIsNeeded()
    now = hold([record.pk]).get(record.pk, record.pk)
    # Two who ask at once wait for each other here.
    record = Record.objects.select_for_update().get(pk=now)
    there = Work.objects.filter(record=record, reason=Reason.ASKED, done_at=None).first()
    if there is not None:
        raise AskedAlready(title=record.shown_title, who=there.asked_for or there.asked_by)
    one = Work.objects.create(
        record=record,
        reason=Reason.ASKED,
        since=at,
        note=note,
        asked_by=by.name,
        asked_account=by.account,
        asked_for=library,
    )
    write_act(
        "catalogue.ask_for_cataloguing",
        by=by,
        on=("catalogue.record", record.pk, record.shown_title),
        changes={"note": ["", note]},
        at=at,
    )
    return one


@transaction.atomic
def finish(number: int, answer: str = "", *, by: Actor, at: datetime) -> Work:
    """Closes work that does not close by itself: what a library asked for, with the answer,
    and what was to be looked over.

    Refuses what is done already (:class:`WorkIsDone`), what somebody else took
    (:class:`WorkIsTaken`), what closes once the record is catalogued or its unsure details are
    settled (:class:`WorkFollowsTheRecord`), and an answer that is empty.
    """
    one = Work.objects.select_for_update(of=("self",)).select_related("record").get(pk=number)
    title = one.record.shown_title
    if one.done_at is not None:
        raise WorkIsDone(title=title, who=one.done_by)
    if one.account is not None and one.account != by.account:
        raise WorkIsTaken(title=title, who=one.account_name)
    if one.reason not in (Reason.ASKED, Reason.REPAIRED):
        raise WorkFollowsTheRecord(title=title)
    if one.reason == Reason.ASKED:
        one.answer = fitting(" ".join(answer.split()), 500, _("Trả lời"))
        if not one.answer:
            raise SayWhatIsNeeded()
        one.save(update_fields=["answer"])
        write_act(
            "catalogue.answer_cataloguing",
            by=by,
            on=("catalogue.record", one.record_id, title),
            changes={"answer": ["", one.answer]},
            at=at,
        )
    _close(one, by=by, at=at)
    return one
