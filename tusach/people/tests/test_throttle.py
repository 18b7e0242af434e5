"""Slowing guessers down without locking anybody out."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tusach.network.testing import make_point
from tusach.people.errors import TooManyTries, WrongCredentials
from tusach.people.models import Throttle
from tusach.people.rules import PATIENCE, must_wait
from tusach.people.services import throttle
from tusach.people.services.signing_in import Attempt, check
from tusach.people.services.throttle import Bucket
from tusach.people.testing import PASSWORD, make_account

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ADDRESS = "203.0.113.7"


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_wait_grows_from_ten_seconds_to_a_quarter_of_an_hour_and_no_further() -> None:
    name = PATIENCE["name"]
    waits = [int(name.wait(failures).total_seconds()) for failures in range(4, 14)]
    assert waits == [0, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    assert name.wait(10_000).total_seconds() == 900


def test_a_day_without_a_try_makes_all_forgotten() -> None:
    assert not must_wait(PATIENCE["name"], 50, timedelta(days=1))


def test_a_school_behind_one_address_never_waits_longer_than_a_minute() -> None:
    assert PATIENCE["address"].wait(10_000) == timedelta(minutes=1)
    assert not PATIENCE["address"].wait(39)


@pytest.mark.django_db
def test_after_five_failures_the_next_try_waits_even_with_the_right_password() -> None:
    make_account("school_librarian", at=make_point(), username="santhang", password=PASSWORD)
    for n in range(5):
        with pytest.raises(WrongCredentials):
            check(Attempt("santhang", "sai", ADDRESS), at=after(n))
    with pytest.raises(TooManyTries, match="6 giây"):
        check(Attempt("santhang", PASSWORD, ADDRESS), at=after(8))
    assert check(Attempt("santhang", PASSWORD, ADDRESS), at=after(14)).username == "santhang"
    # Success wipes the slate: five free tries again.
    for n in range(5):
        with pytest.raises(WrongCredentials):
            check(Attempt("santhang", "sai", ADDRESS), at=after(20 + n))


@pytest.mark.django_db
def test_a_name_that_does_not_exist_is_slowed_down_the_same() -> None:
    for n in range(5):
        with pytest.raises(WrongCredentials):
            check(Attempt("khong-co-ai", "sai", ADDRESS), at=after(n))
    with pytest.raises(TooManyTries):
        check(Attempt("khong-co-ai", "sai", ADDRESS), at=after(6))


@pytest.mark.django_db
def test_one_address_trying_many_names_is_slowed_down_and_its_neighbours_get_in() -> None:
    make_account("school_librarian", at=make_point(), username="santhang", password=PASSWORD)
    for n in range(40):
        with pytest.raises(WrongCredentials):
            check(Attempt(f"doan-{n}", "sai", ADDRESS), at=after(n))
    with pytest.raises(TooManyTries):
        check(Attempt("doan-40", "sai", ADDRESS), at=after(40))
    # Somebody of the same school, in her own browser, is not held back…
    known = Attempt("santhang", PASSWORD, ADDRESS, browser="da-biet")
    assert check(known, at=after(40)).username == "santhang"
    # …and in a strange browser after the short wait of the address.
    assert check(Attempt("santhang", PASSWORD, ADDRESS), at=after(45)).username == "santhang"


@pytest.mark.django_db
def test_guesses_from_elsewhere_do_not_keep_the_owner_out_of_her_own_browser() -> None:
    make_account("school_librarian", at=make_point(), username="santhang", password=PASSWORD)
    at = NOW
    for _ in range(12):
        with pytest.raises(WrongCredentials):
            check(Attempt("santhang", "sai", "198.51.100.9"), at=at)
        at += timedelta(hours=1)
    check(Attempt("santhang", PASSWORD, ADDRESS, browser="da-biet"), at=at)


@pytest.mark.django_db
def test_an_impatient_try_does_not_make_the_wait_longer() -> None:
    bucket = [Bucket("name", "santhang")]
    for n in range(6):
        throttle.claim(bucket, at=after(n if n < 5 else 14))
    for n in range(15, 33):
        with pytest.raises(TooManyTries):
            throttle.claim(bucket, at=after(n))
    throttle.claim(bucket, at=after(34.5))


@pytest.mark.django_db
def test_a_clock_that_was_ten_years_ahead_locks_nobody_out() -> None:
    bucket = [Bucket("name", "santhang")]
    ahead = NOW + timedelta(days=3650)
    for n in range(5):
        throttle.claim(bucket, at=ahead + timedelta(seconds=n))
    with pytest.raises(TooManyTries, match="10 giây"):
        throttle.claim(bucket, at=NOW)
    throttle.claim(bucket, at=after(11))


@pytest.mark.django_db
def test_a_clock_put_back_to_1970_and_forward_again_harms_nobody() -> None:
    bucket = [Bucket("name", "santhang")]
    throttle.claim(bucket, at=datetime(1970, 1, 1, tzinfo=UTC))
    throttle.claim(bucket, at=NOW)
    assert throttle.failures_of(bucket[0]) == 1


def test_every_address_of_one_household_is_one_bucket() -> None:
    one = throttle.by_address("2001:db8:1:2::5")
    assert one == throttle.by_address("2001:db8:1:2:ffff::9")
    assert one != throttle.by_address("2001:db8:1:3::5")
    assert throttle.by_address("::ffff:203.0.113.7") == throttle.by_address("203.0.113.7")
    assert throttle.by_address("khong-phai-dia-chi") is None


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_are_not_more_than_five() -> None:
    """Each guess is counted before it is looked at, so a burst gains nothing."""
    start = threading.Barrier(20)
    looked_at, refused, broken = [], [], []

    def guess() -> None:
        try:
            start.wait()
            throttle.claim([Bucket("name", "x"), Bucket("address", ADDRESS)], at=NOW)
            looked_at.append(1)
        except TooManyTries:
            refused.append(1)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken
    assert (len(looked_at), len(refused)) == (5, 15)


@pytest.mark.django_db
def test_the_table_does_not_grow_for_ever() -> None:
    throttle.claim([Bucket("name", "a")], at=NOW - timedelta(days=2))
    throttle.claim([Bucket("name", "b")], at=NOW)
    assert throttle.forget(before=NOW) == 1
    assert Throttle.objects.count() == 1
