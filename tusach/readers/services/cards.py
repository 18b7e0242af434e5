"""Cards are issued, renewed, exchanged, lost, found and taken back; each act is counted by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.network.api import ServicePoint
from tusach.policy.api import add_months, number_on
from tusach.readers import errors
from tusach.readers.asked_rules import CARD_MONTHS
from tusach.readers.cardcodes import card_number, is_own, looks_own
from tusach.readers.models import Card, CardAct, Reader
from tusach.readers.services.registering import locked, on
from tusach.ui.api import fitting

Kind = CardAct.Kind
State = Card.State


def take_card_numbers(count: int) -> list[str]:
    """So many card numbers nobody has had, in order: for cards, and for blank ones printed
    ahead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('readers_card_serial') FROM generate_series(1, %s)", [count])
        return [card_number(int(serial)) for (serial,) in cursor.fetchall()]


def last_day_of_card(point: ServicePoint, day: date) -> date:
    """Until when a card given at ``point`` on ``day`` serves, by the rule of that day."""
    return add_months(day, number_on(CARD_MONTHS, day, 36, point=point))


@transaction.atomic
def issue_card(
    *,
    reader: Reader,
    by: Actor,
    at: datetime,
    number: str = "",
    place: ServicePoint | None = None,
    issued_on: date | None = None,
    valid_until: date | None = None,
) -> Card:
    """Give a reader a card: the first counts as new, any later one as exchanged.

    ``number``: that of a card printed ahead, or of another system; a new one is taken where it
    is empty. Refuses a reader who has a card (:class:`errors.HasCard`), a number that another
    card bears, and one of ours that was mistyped.
    """
    held = locked(reader)
    if active := Card.objects.filter(reader=held, state=State.ACTIVE).first():
        raise errors.HasCard(number=active.number)
    kind = Kind.REPLACED if _had_card(held) else Kind.NEW
    return _give(held, kind, number, place, issued_on, valid_until, by=by, at=at, before={})


@transaction.atomic
def issue_cards(*, readers: Sequence[Reader], by: Actor, at: datetime) -> list[Card]:
    """Give each of these readers a card; those who have one by now are passed over."""
    there = set(
        Card.objects.filter(reader__in=readers, state=State.ACTIVE).values_list("reader", flat=True)
    )
    lacking = [one for one in readers if one.pk not in there]
    return [issue_card(reader=one, by=by, at=at) for one in lacking]


@transaction.atomic
def renew_card(
    *,
    card: Card,
    by: Actor,
    at: datetime,
    place: ServicePoint | None = None,
    valid_until: date | None = None,
) -> Card:
    """Let a card serve on, for as long from today as the rule says. Refuses one that is not in
    use, and one whose last day would not be later."""
    held, reader = _locked(card, {State.ACTIVE})
    place = place or reader.home
    day = timezone.localdate(at)
    until = valid_until or last_day_of_card(place, day)
    if until <= held.valid_until:
        raise errors.AlreadyValid(number=held.number, day=f"{held.valid_until:%d/%m/%Y}")
    before = {"valid_until": held.valid_until.isoformat()}
    held.valid_until = until
    held.save(update_fields=["valid_until"])
    _note(held, reader, Kind.RENEWED, place, before, by=by, at=at)
    return held


@transaction.atomic
def replace_card(
    *, card: Card, by: Actor, at: datetime, number: str = "", place: ServicePoint | None = None
) -> Card:
    """Give another card for one that is worn, wrong or lost; returns the new one. The old
    number serves no more. The new one ends when the old one would have, unless that is past."""
    held, reader = _locked(card, {State.ACTIVE, State.LOST})
    if held.state == State.LOST:
        other = Card.objects.filter(reader=reader, state=State.ACTIVE).first()
        if other is not None:
            raise errors.HasCard(number=other.number)
    before = {"old": held.pk, "state": held.state}
    if held.state == State.ACTIVE:
        held.state = State.REPLACED
        held.save(update_fields=["state"])
    until = held.valid_until if held.valid_until > timezone.localdate(at) else None
    return _give(reader, Kind.REPLACED, number, place, None, until, by=by, at=at, before=before)


@transaction.atomic
def report_card_lost(*, card: Card, by: Actor, at: datetime) -> Card:
    """The card serves nobody from now on: whoever finds it cannot borrow with it."""
    return _set_state(card, {State.ACTIVE}, State.LOST, Kind.LOST, by=by, at=at)


@transaction.atomic
def card_found(*, card: Card, by: Actor, at: datetime) -> Card:
    """A card that was reported lost is there again. Refuses where another took its place."""
    held, reader = _locked(card, {State.LOST})
    if other := Card.objects.filter(reader=reader, state=State.ACTIVE).first():
        raise errors.HasCard(number=other.number)
    return _set_state(held, {State.LOST}, State.ACTIVE, Kind.FOUND, by=by, at=at)


@transaction.atomic
def end_card(*, card: Card, by: Actor, at: datetime) -> Card:
    """Take a card back for good: the reader leaves or no longer wants it."""
    return _set_state(card, {State.ACTIVE, State.LOST}, State.ENDED, Kind.ENDED, by=by, at=at)


@transaction.atomic
def undo_card_act(*, act: CardAct, by: Actor, at: datetime) -> Card:
    """Undo the last thing done with a reader's cards; it then counts nowhere. A card that was
    given thereby ends, and its number is not used again. Refuses an earlier act
    (:class:`errors.NotLastAct`)."""
    reader = locked(act.card.reader)
    last = (
        CardAct.objects.select_for_update(of=("self",))
        .select_related("card")
        .filter(card__reader=reader, undone_at__isnull=True)
        .order_by("-at", "-pk")
        .first()
    )
    if last is None or last.pk != act.pk:
        raise errors.NotLastAct
    card = last.card
    if last.kind in {Kind.NEW, Kind.REPLACED}:
        card.state = State.ENDED
        card.save(update_fields=["state"])
        if "old" in last.before:
            Card.objects.filter(pk=last.before["old"]).update(state=last.before["state"])
    elif last.kind == Kind.RENEWED:
        card.valid_until = date.fromisoformat(last.before["valid_until"])
        card.save(update_fields=["valid_until"])
    else:
        if last.before["state"] == State.ACTIVE:
            other = Card.objects.filter(reader=reader, state=State.ACTIVE).exclude(pk=card.pk)
            if taken := other.first():
                raise errors.HasCard(number=taken.number)
        card.state = last.before["state"]
        card.save(update_fields=["state"])
    last.undone_at = at
    last.save(update_fields=["undone_at"])
    changes = {"card_act": [str(Kind(last.kind).label), None]}
    record(
        "readers.undo_card_act", by=by, on=on(reader), place=reader.home_id, changes=changes, at=at
    )
    return card


def checked_card_number(number: str) -> str:
    """A number that no card bears yet; refuses (:class:`errors.CardMistyped`) one of ours with
    wrong check digits and (:class:`errors.CardTaken`) one that is taken."""
    number = fitting("".join(number.split()), 40, Card._meta.get_field("number").verbose_name)
    if looks_own(number) and not is_own(number):
        raise errors.CardMistyped(number=number)
    if Card.objects.filter(number=number).exists():
        raise errors.CardTaken(number=number)
    return number


def _had_card(reader: Reader) -> bool:
    own = Q(card__reader=reader) | Q(card__reader__merged_into=reader)
    given = CardAct.objects.filter(
        own, kind__in=[Kind.NEW, Kind.REPLACED], undone_at__isnull=True
    ).exists()
    # One that came from another system was given there.
    return given or Card.objects.filter(reader=reader, acts__isnull=True).exists()


def _give(
    reader: Reader,
    kind: str,
    number: str,
    place: ServicePoint | None,
    issued_on: date | None,
    valid_until: date | None,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any],
) -> Card:
    place = place or reader.home
    day = issued_on or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise errors.BadDay(
            day=f"{day:%d/%m/%Y}", first="01/01/1950", last=f"{timezone.localdate(at):%d/%m/%Y}"
        )
    number = checked_card_number(number) if number.strip() else take_card_numbers(1)[0]
    card = Card.objects.create(
        number=number,
        reader=reader,
        issued_on=day,
        valid_until=valid_until or last_day_of_card(place, day),
        place=place,
    )
    _note(card, reader, kind, place, before, by=by, at=at, day=day)
    return card


def _locked(card: Card, states: set[State]) -> tuple[Card, Reader]:
    reader = locked(card.reader)
    held = Card.objects.select_for_update().get(pk=card.pk)
    if held.state not in states:
        raise errors.CardIsNot(number=held.number, state=held.get_state_display())
    return held, reader


def _set_state(
    card: Card, states: set[State], state: State, kind: Kind, *, by: Actor, at: datetime
) -> Card:
    held, reader = _locked(card, states)
    before = {"state": held.state}
    held.state = state
    held.save(update_fields=["state"])
    _note(held, reader, kind, reader.home, before, by=by, at=at)
    return held


def _note(
    card: Card,
    reader: Reader,
    kind: str,
    place: ServicePoint,
    before: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    day: date | None = None,
) -> None:
    CardAct.objects.create(
        card=card,
        kind=kind,
        on=day or timezone.localdate(at),
        at=at,
        by=by.name,
        place=place,
        audience=reader.audience,
        before=before,
    )
    record(f"readers.card_{kind}", by=by, on=on(reader), place=place.pk, at=at)
