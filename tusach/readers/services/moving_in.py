"""Readers of another system come with their cards, and go again when that is undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.network.api import ServicePoint
from tusach.readers import errors
from tusach.readers.cardcodes import is_own, looks_own
from tusach.readers.holders import held_of
from tusach.readers.models import Card, CardAct, Reader, ReaderClass
from tusach.readers.rules.persons import checked_birth_year, plain_phone, school_year_of
from tusach.readers.services.cards import checked_card_number, last_day_of_card
from tusach.readers.services.registering import GuardianSaid, check_point, register
from tusach.ui.api import fitting
from tusach.vietnamese.api import nfc


@dataclass(frozen=True)
class Brought:
    """A reader as another system has one; "" and None for what it does not say."""

    name: str
    reader_class: ReaderClass
    card: str = ""
    birth_year: int | None = None
    registered_on: date | None = None
    card_until: date | None = None
    school_class: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    guardian: str = ""
    guardian_phone: str = ""


def check_brought(said: Brought, home: ServicePoint, day: date) -> None:
    """Refuse, without a query, what :func:`bring_in` would refuse for what the line says: an empty
    name, a year nobody was born in, a day to come, a mistyped card of ours, a text too long."""
    name = " ".join(nfc(said.name).split())
    if not name:
        raise errors.NameMissing
    for field, value in (
        ("name", name),
        ("email", said.email),
        ("address", said.address),
        ("school_class", said.school_class),
    ):
        column: Any = Reader._meta.get_field(field)
        fitting(value, column.max_length, column.verbose_name)
    checked_birth_year(said.birth_year, on=day)
    plain_phone(said.phone)
    plain_phone(said.guardian_phone)
    if said.registered_on is not None and said.registered_on > day:
        raise errors.BadDay(
            day=f"{said.registered_on:%d/%m/%Y}", first="01/01/1950", last=f"{day:%d/%m/%Y}"
        )
    fitting(said.card, 40, Card._meta.get_field("number").verbose_name)
    if looks_own(said.card) and not is_own(said.card):
        raise errors.CardMistyped(number=said.card)


@transaction.atomic
def bring_in(said: Brought, *, home: ServicePoint, by: Actor, at: datetime) -> Reader:
    """Enter a reader of another system with the card that was given there. The card counts as
    given nowhere here: it was counted there. A child without a guardian is taken, and stands on
    the list "without guardian" like one whom a device registered.

    Refuses what :func:`register` refuses of the point, the class and the words, and a number
    that another card bears.
    """
    day = timezone.localdate(at)
    guardian = GuardianSaid(said.guardian, said.guardian_phone) if said.guardian else None
    reader = register(
        name=said.name,
        reader_class=said.reader_class,
        home=home,
        birth_year=said.birth_year,
        guardian=guardian,
        guardian_later=True,
        school_class=said.school_class,
        school_year=school_year_of(day) if said.school_class else None,
        phone=said.phone,
        email=said.email,
        address=said.address,
        by=by,
        at=at,
    )
    if said.registered_on is not None:
        Reader.objects.filter(pk=reader.pk).update(registered_on=said.registered_on)
        reader.registered_on = said.registered_on
    if said.card:
        since = said.registered_on or day
        Card.objects.create(
            number=checked_card_number(said.card),
            reader=reader,
            issued_on=min(since, said.card_until or since),
            valid_until=said.card_until or last_day_of_card(home, day),
            place=home,
        )
    return reader


@transaction.atomic
def take_back_brought(reader: Reader) -> bool:
    """Take out again a reader who was brought in; False, and nothing done, where something has
    been done with the card since, or any room holds anything of the reader."""
    held = Reader.objects.select_for_update().filter(pk=reader.pk).first()
    if held is None:
        return True
    if not held.stands or CardAct.objects.filter(card__reader=held).exists() or held_of(held.pk):
        return False
    try:
        with transaction.atomic():
            Card.objects.filter(reader=held).delete()
            held.delete()
    except ProtectedError:
        return False
    return True


def check_home(home: ServicePoint, day: date) -> None:
    """Refuses a point that may keep no readers, or does not serve on the day."""
    check_point(home, day)
