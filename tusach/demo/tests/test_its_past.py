"""A demonstration is recorded on the days it tells of; real rows never are dated back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tusach.audit.api import (
    HOUSE,
    begin_demonstration,
    end_demonstration,
    record,
    record_as_of,
)
from tusach.holdings.api import LedgerEntry, balance
from tusach.holdings.testing import make_copies

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=100)


def recorded(count=1):
    """When copies that are entered now were recorded."""
    copies = make_copies(count, at=LONG_AGO)
    return LedgerEntry.objects.filter(copy__in=copies).earliest("pk").recorded_at


def is_now(moment):
    return abs(timezone.now() - moment) < timedelta(minutes=5)


def test_a_demonstration_that_is_being_loaded_is_recorded_when_it_says():
    assert begin_demonstration()
    record_as_of(LONG_AGO)
    assert recorded() == LONG_AGO
    assert sum(balance(timezone.now(), known_at=LONG_AGO + timedelta(days=1)).values()) == 1
    assert sum(balance(timezone.now(), known_at=LONG_AGO - timedelta(days=1)).values()) == 0


def test_never_later_than_now():
    begin_demonstration()
    record_as_of(timezone.now() + timedelta(days=9))
    assert is_now(recorded())


def test_once_it_is_loaded_everything_is_recorded_now():
    begin_demonstration()
    end_demonstration()
    record_as_of(LONG_AGO)
    assert is_now(recorded())


def test_a_start_that_was_cut_off_goes_on_in_the_past():
    begin_demonstration()
    record("demo.part", by=HOUSE, on=("demo.part", 1, "x"), at=LONG_AGO)
    begin_demonstration()
    record_as_of(LONG_AGO)
    assert recorded() == LONG_AGO


def test_without_the_mark_no_setting_dates_a_row_back():
    record_as_of(LONG_AGO)
    assert is_now(recorded())


def test_where_something_was_recorded_no_mark_can_be_made():
    record("people.open_account", by=HOUSE, on=("people.account", 1, "x"), at=timezone.now())
    assert not begin_demonstration()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO audit_demonstration (step) VALUES ('begun')")
    end_demonstration()
    record_as_of(LONG_AGO)
    assert is_now(recorded())


def test_the_mark_cannot_be_taken_back():
    begin_demonstration()
    end_demonstration()
    for statement in (
        "DELETE FROM audit_demonstration WHERE step = 'loaded'",
        "UPDATE audit_demonstration SET step = 'x'",
        "TRUNCATE audit_demonstration",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
