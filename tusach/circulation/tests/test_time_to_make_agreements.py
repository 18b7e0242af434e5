"""An installation where libraries lend to each other already is given time to make agreements."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.asked_for_requests import AGREEMENT
from tusach.circulation.tests.test_agreements import Two
from tusach.policy.api import number_on, set_rule

pytestmark = pytest.mark.django_db
upgrade = import_module("tusach.circulation.migrations.0014_agreements_are_needed_in_time")


def needed(day: date) -> int:
    return number_on(AGREEMENT, day, 1)


@pytest.fixture
def two() -> Two:
    return Two()


def test_where_books_travel_already_none_is_needed_for_half_a_year(two: Two) -> None:
    asked, today = two.ask(), timezone.localdate()
    assert asked.state == "waiting"
    upgrade.give_time(apps, None)
    begins = upgrade.half_a_year_after(today)
    assert [needed(day) for day in (today, begins - timedelta(days=1), begins)] == [0, 0, 1]
    assert needed(today - timedelta(days=1)) == 1  # what was decided under a rule keeps it
    two.ask()
    asked.refresh_from_db()
    assert asked.state == "assigned"


def test_a_new_installation_needs_them_from_the_start(two: Two) -> None:
    upgrade.give_time(apps, None)
    assert needed(timezone.localdate()) == 1


def test_what_a_library_decided_itself_stays(two: Two) -> None:
    two.ask()
    set_rule(
        key=AGREEMENT, value=1, basis="QĐ 5", valid_from=timezone.localdate(), by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    upgrade.give_time(apps, None)
    assert needed(timezone.localdate()) == 1


def test_where_there_is_an_agreement_nothing_changes(two: Two) -> None:
    two.ask()
    two.agree(points=[], kinds=["school_library"])
    upgrade.give_time(apps, None)
    assert needed(timezone.localdate()) == 1


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 11, 23), date(2027, 6, 1)),
        (date(2026, 5, 31), date(2026, 12, 1)),
        (date(2026, 6, 1), date(2027, 1, 1)),
        (date(2026, 12, 1), date(2027, 7, 1)),
    ],
)
def test_the_half_year_ends_with_a_month(day: date, begins: date) -> None:
    assert upgrade.half_a_year_after(day) == begins
