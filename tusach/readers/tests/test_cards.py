"""Cards, each act counted by its own name."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tusach.audit.api import HOUSE
from tusach.network.api import ServicePoint
from tusach.readers import errors
from tusach.readers.cardcodes import card_number, is_own, looks_own
from tusach.readers.models import Card, CardAct
from tusach.readers.selectors.counts import card_acts, readers_counted
from tusach.readers.selectors.readers import find_by_card, standing_of
from tusach.readers.services.cards import (
    card_found,
    end_card,
    issue_card,
    renew_card,
    replace_card,
    report_card_lost,
    take_card_numbers,
    undo_card_act,
)
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def _now() -> dict:
    return {"by": HOUSE, "at": timezone.now()}


def _counted(place: ServicePoint) -> dict[str, int]:
    every = ServicePoint.objects.filter(pk=place.pk)
    return card_acts(every, TODAY(), TODAY()).get(place.pk, {})


@given(st.integers(1, 10**8 - 1), st.integers(0, 11), st.integers(0, 9))
def test_one_wrong_digit_is_found(serial: int, where: int, digit: int) -> None:
    number = card_number(serial)
    assert is_own(number)
    wrong = f"{number[:where]}{digit}{number[where + 1 :]}"
    assert wrong == number or not is_own(wrong)


def test_a_card_has_a_number_of_ours_and_ends_by_the_rule() -> None:
    card = make_card(at=timezone.now())
    assert is_own(card.number)
    assert card.valid_until.year == TODAY().year + 3
    assert _counted(card.place) == {"new": 1}


def test_new_renewed_exchanged_and_lost_are_four_figures() -> None:
    first = make_card(valid_until=TODAY() + timedelta(days=10))
    renew_card(card=first, **_now())
    second = replace_card(card=first, **_now())
    report_card_lost(card=second, **_now())
    third = replace_card(card=second, **_now())
    assert _counted(first.place) == {"new": 1, "renewed": 1, "replaced": 2, "lost": 1}
    states = dict(Card.objects.values_list("number", "state"))
    assert states == {first.number: "replaced", second.number: "lost", third.number: "active"}
    points = ServicePoint.objects.filter(pk=first.place_id)
    assert readers_counted(points, TODAY()) == {first.place_id: (1, 1)}


def test_a_reader_has_one_card() -> None:
    card = make_card()
    with pytest.raises(errors.HasCard, match=card.number):
        issue_card(reader=card.reader, **_now())


def test_a_card_given_after_one_was_taken_back_is_not_new() -> None:
    card = make_card()
    end_card(card=card, **_now())
    issue_card(reader=card.reader, **_now())
    assert _counted(card.place) == {"new": 1, "ended": 1, "replaced": 1}


def test_a_card_printed_ahead_is_taken_by_its_number_once() -> None:
    (blank,) = take_card_numbers(1)
    card = make_card(number=f"{blank[:6]} {blank[6:]}")
    assert card.number == blank
    with pytest.raises(errors.CardTaken):
        make_card(number=blank)
    wrong = f"{blank[:-1]}{(int(blank[-1]) + 1) % 10}"
    assert looks_own(wrong)
    with pytest.raises(errors.CardMistyped):
        make_card(number=wrong)


def test_a_card_is_not_renewed_into_an_earlier_day() -> None:
    card = make_card()
    with pytest.raises(errors.AlreadyValid):
        renew_card(card=card, **_now())


def test_a_lost_card_serves_nobody_and_may_be_found() -> None:
    card = make_card()
    report_card_lost(card=card, **_now())
    assert standing_of(card.reader, TODAY()).card is None
    with pytest.raises(errors.CardIsNot):
        renew_card(card=card, **_now())
    card_found(card=card, **_now())
    assert standing_of(card.reader, TODAY()).card == card


def test_every_act_can_be_undone_the_last_first() -> None:
    card = make_card(valid_until=TODAY() + timedelta(days=10))
    until = card.valid_until
    renew_card(card=card, **_now())
    second = replace_card(card=card, **_now())
    report_card_lost(card=second, **_now())
    acts = list(CardAct.objects.order_by("pk"))
    with pytest.raises(errors.NotLastAct):
        undo_card_act(act=acts[0], **_now())
    for act in reversed(acts[1:]):
        undo_card_act(act=act, **_now())
    card.refresh_from_db()
    assert (card.state, card.valid_until) == ("active", until)
    assert _counted(card.place) == {"new": 1}
    undo_card_act(act=acts[0], **_now())
    assert _counted(card.place) == {}
    issue_card(reader=card.reader, **_now())
    assert _counted(card.place) == {"new": 1}


def test_a_card_is_found_in_one_query() -> None:
    card = make_card()
    with CaptureQueriesContext(connection) as queries:
        found = find_by_card(f" {card.number} ")
        assert found is not None
        assert (found[0].reader_class.code, found[0].home.name) == ("adult", card.place.name)
    assert len(queries) == 1
    assert found == (card.reader, card)
    assert find_by_card("200000000000") is None


def test_no_card_is_given_for_a_day_to_come() -> None:
    with pytest.raises(errors.BadDay):
        issue_card(reader=make_reader(), issued_on=date(2999, 1, 1), **_now())
