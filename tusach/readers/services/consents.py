"""Consent is given for one purpose at a time, and taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.policy.api import number_on
from tusach.readers import errors
from tusach.readers.asked_rules import OWN_WORD_FROM
from tusach.readers.models import Consent, ConsentPurpose, Guardian, Reader
from tusach.readers.rules.persons import is_under
from tusach.readers.services.registering import locked, needs_guardian, on

Giver = Consent.Giver


@transaction.atomic
def give_consent(
    *,
    reader: Reader,
    purpose: ConsentPurpose,
    given_by: str,
    by: Actor,
    at: datetime,
    given_on: date | None = None,
) -> Consent:
    """Write that ``given_by`` agreed to one purpose; nothing changes where that stands already.

    Refuses a child's own word alone (:class:`errors.ConsentNeedsGuardian`), for what is shown to
    others that of the guardian alone once the child is old enough to be asked
    (:class:`errors.ConsentNeedsBoth`), and a guardian whom nobody named: a school that answers
    for lending does not agree in the family's place.
    """
    held = locked(reader)
    day = given_on or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise errors.BadDay(
            day=f"{day:%d/%m/%Y}", first="01/01/1950", last=f"{timezone.localdate(at):%d/%m/%Y}"
        )
    age = needs_guardian(held, day)
    if age is not None and given_by == Giver.READER:
        raise errors.ConsentNeedsGuardian(age=age, purpose=str(purpose))
    if given_by != Giver.READER and not _has_named_guardian(held):
        raise errors.NoGuardianNamed
    if age is not None and purpose.publishes and given_by != Giver.BOTH:
        own = number_on(OWN_WORD_FROM, day, 7)
        asked = held.birth_year is None or not is_under(
            own, birth_year=held.birth_year, audience=held.audience, on=day
        )
        if asked:
            raise errors.ConsentNeedsBoth(age=own, purpose=str(purpose))
    standing = Consent.objects.filter(reader=held, purpose=purpose, withdrawn_on=None).first()
    if standing is not None:
        return standing
    given = Consent.objects.create(
        reader=held, purpose=purpose, given_by=given_by, given_on=day, noted_by=by.name
    )
    changes = {"purpose": [None, purpose.code]}
    record("readers.give_consent", by=by, on=on(held), place=held.home_id, changes=changes, at=at)
    return given


@transaction.atomic
def withdraw_consent(
    *,
    consent: Consent,
    withdrawn_by: str,
    by: Actor,
    at: datetime,
    withdrawn_on: date | None = None,
) -> Consent:
    """Write that a consent was taken back; anybody who may give it may, and a child alone too.
    Nothing changes where that was done already."""
    reader = locked(consent.reader)
    held = (
        Consent.objects.select_for_update(of=("self",)).select_related("purpose").get(pk=consent.pk)
    )
    if held.withdrawn_on is not None:
        return held
    held.withdrawn_on = withdrawn_on or timezone.localdate(at)
    held.withdrawn_by = withdrawn_by
    held.save(update_fields=["withdrawn_on", "withdrawn_by"])
    changes = {"purpose": [held.purpose.code, None]}
    record(
        "readers.withdraw_consent", by=by, on=on(reader), place=reader.home_id, changes=changes,
        at=at,
    )  # fmt: skip
    return held


def _has_named_guardian(reader: Reader) -> bool:
    return Guardian.objects.filter(reader=reader).exclude(name="").exists()
