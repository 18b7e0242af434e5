"""What people ask about their own data: noted with a term, answered, carried out."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.policy.api import rule_on, working_days_after
from tusach.readers import errors
from tusach.readers.asked_rules import ANSWER_DAYS
from tusach.readers.holders import holders, owed_by
from tusach.readers.models import Bar, Card, Consent, Guardian, PrivacyRequest, Reader
from tusach.readers.services.registering import locked, on
from tusach.ui.api import fitting

Kind = PrivacyRequest.Kind
State = PrivacyRequest.State


def answer_by(received_on: date) -> tuple[date, str]:
    """By when a request received on a day must be answered, and the document that says so."""
    rule = rule_on(ANSWER_DAYS, received_on)
    return working_days_after(received_on, rule.value if rule else 2), rule.basis if rule else ""


@transaction.atomic
def note_request(
    *,
    reader: Reader,
    kind: str,
    asked_by: str,
    by: Actor,
    at: datetime,
    what: str = "",
    received_on: date | None = None,
) -> PrivacyRequest:
    """Write down a request; its term is that of the rule on the day it was received. Refuses a
    day to come, and a second one of the kind while the first is open (which is returned)."""
    held = locked(reader)
    today = timezone.localdate(at)
    day = received_on or today
    if day > today:
        raise errors.BadDay(day=f"{day:%d/%m/%Y}", first="01/01/2020", last=f"{today:%d/%m/%Y}")
    open_one = PrivacyRequest.objects.filter(reader=held, kind=kind, state=State.OPEN).first()
    if open_one is not None and kind != Kind.CORRECT:
        return open_one
    due, basis = answer_by(day)
    row = PrivacyRequest.objects.create(
        reader=held,
        kind=kind,
        asked_by=asked_by,
        what=fitting(what, 500, PrivacyRequest._meta.get_field("what").verbose_name),
        received_on=day,
        due_on=due,
        basis=basis,
        noted_by=by.name,
        at=at,
    )
    changes = {"request": [None, kind]}
    record("readers.note_request", by=by, on=on(held), place=held.home_id, changes=changes, at=at)
    return row


@transaction.atomic
def answer_request(
    *, request: PrivacyRequest, by: Actor, at: datetime, answer: str = "", refuse: bool = False
) -> PrivacyRequest:
    """Close a request: done, or refused with a reason. A request to erase that is done erases.

    Refuses (:class:`errors.RequestAnswered`) one that is closed, a refusal without a reason,
    and to erase somebody who still owes something (:class:`errors.StillOwes`).
    """
    held = (
        PrivacyRequest.objects.select_for_update(of=("self",))
        .select_related("reader")
        .get(pk=request.pk)
    )
    if held.state != State.OPEN:
        raise errors.RequestAnswered(day=f"{held.answered_on:%d/%m/%Y}")
    text = fitting(answer, 500, PrivacyRequest._meta.get_field("answer").verbose_name)
    if refuse and not text:
        raise errors.ReasonMissing
    if held.kind == Kind.ERASE and not refuse:
        # What was said about the person goes with the rest.
        text = ""
        erase(reader=held.reader, by=by, at=at)
    held.state = State.REFUSED if refuse else State.DONE
    held.answer, held.answered_by, held.answered_on = text, by.name, timezone.localdate(at)
    if held.kind == Kind.ERASE and not refuse:
        held.what = ""
    held.save()
    changes = {"request": [held.kind, held.state]}
    record(
        "readers.answer_request",
        by=by,
        on=on(held.reader),
        place=held.reader.home_id,
        changes=changes,
        at=at,
    )
    return held


@transaction.atomic
def erase(*, reader: Reader, by: Actor, at: datetime) -> Reader:
    """Take everything personal out of a reader's row and of those merged into it, here and in
    every room that holds something; figures stay. It cannot be undone.

    Refuses (:class:`errors.StillOwes`) while some room says that the person owes something.
    """
    held = locked(reader)
    rows = [held, *Reader.objects.select_for_update().filter(merged_into=held)]
    owed = [sentence for row in rows for sentence in owed_by(row.pk)]
    if owed:
        raise errors.StillOwes(number=held.number, what="; ".join(owed))
    for row in rows:
        for one in holders():
            one.erase(row.pk)
        _empty(row, at)
    record("readers.erase", by=by, on=on(held), place=held.home_id, at=at)
    return held


def _empty(reader: Reader, at: datetime) -> None:
    Guardian.objects.filter(reader=reader).delete()
    Consent.objects.filter(reader=reader).delete()
    Bar.objects.filter(reader=reader).delete()
    PrivacyRequest.objects.filter(reader=reader).update(what="")
    # The number on the card is the person's too; the acts stay, for they are counted.
    for card in Card.objects.filter(reader=reader):
        card.number, card.state = f"–{card.pk}", Card.State.ENDED
        card.save(update_fields=["number", "state"])
    reader.name, reader.sort_key, reader.folded = "–", "", ""
    reader.birth_year = reader.accessible_on = reader.school_year = None
    reader.phone = reader.email = reader.address = reader.school_class = ""
    reader.accessible_by = ""
    reader.erased_at = at
    reader.version += 1
    reader.save()


def open_requests_of(reader: Reader) -> int:
    """How many requests of a reader wait for an answer."""
    return PrivacyRequest.objects.filter(
        Q(reader=reader) | Q(reader__merged_into=reader), state=State.OPEN
    ).count()
