"""Changes reach the index: none skipped, none before its commit, none held up."""

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction

from tusach.search import folders, log
from tusach.search.api import changed, find, wait_until_applied
from tusach.search.following import follow
from tusach.search.models import Change, Trim
from tusach.search.testing import index_now
from tusach.search.writing import Writer

pytestmark = pytest.mark.django_db(transaction=True)


def another_connection():
    return psycopg.connect(
        **{k: v for k, v in connection.get_connection_params().items() if k in
           {"host", "port", "user", "dbname", "password"}}
    )  # fmt: skip


def say_changed(other, key):
    other.execute("INSERT INTO search_change (kind, keys) VALUES ('book', %s)", [[key]])


def test_a_transaction_that_stays_open_is_not_skipped_and_delays_nobody(shelf):
    shelf.put_as("early", "Núi cao")
    index_now()
    with another_connection() as slow:
        # It writes to the log first and commits last.
        say_changed(slow, "slow")
        shelf.put_as("quick", "Suối sâu")
        index_now()
        assert shelf.titles("suối") == ["Suối sâu"]
        shelf.books["slow"] = type(shelf.books["quick"])(key="slow", title="Đèo dài")
        index_now()
        assert shelf.titles("đèo") == []
        shelf.put_as("later", "Rừng già")
        index_now()
        slow.commit()
    index_now()
    assert shelf.titles("đèo") == ["Đèo dài"]
    assert shelf.set_of("") == {"Núi cao", "Suối sâu", "Đèo dài", "Rừng già"}


def test_a_change_rolled_back_says_nothing(shelf):
    index_now()
    with transaction.atomic():
        changed("book", ["1", "2"])
        transaction.set_rollback(True)
    assert not Change.objects.exists()


def test_a_change_is_applied_once(shelf):
    shelf.put("Một", "Hai")
    index_now()
    shelf.put("Ba")
    with folders.lock():
        writer = Writer()
        assert writer.ready() is False
        assert writer.step() == 1
        assert writer.step() == 0
        writer.close()


def test_what_is_taken_away_is_found_no_more(shelf):
    shelf.put_as("1", "Mất rồi")
    shelf.put_as("2", "Còn đây")
    index_now()
    shelf.take("1")
    shelf.put_as("2", "Đổi tên")
    index_now()
    assert shelf.set_of("") == {"Đổi tên"}


def test_thousands_of_keys_make_few_rows():
    changed("book", range(2500))
    assert Change.objects.count() == 3


def snapshot_after_all():
    """A snapshot as if every transaction of the server up to now had ended. Other databases
    of the same server may hold the true one back for as long as they like."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        [now] = cursor.fetchone()
    return f"{now}:{now}:"


def test_the_trimmed_log_keeps_what_is_young_or_not_yet_applied(shelf):
    shelf.put("Một")
    seen = snapshot_after_all()
    shelf.put("Hai")
    assert log.trim(seen, kept=timedelta(days=1)) == 0
    assert log.trim(seen, kept=timedelta(0)) == 1
    assert Change.objects.count() == 1
    assert Trim.objects.count() == 1


def test_an_index_older_than_the_trimmed_log_is_built_anew(shelf):
    shelf.put("Một")
    index_now()
    folder = folders.current()
    shelf.put("Hai")
    assert log.trim(snapshot_after_all(), kept=timedelta(0)) == 2
    index_now()
    assert folders.current() != folder
    assert shelf.set_of("") == {"Một", "Hai"}


def test_the_indexer_wakes_when_something_is_saved(shelf):
    shelf.put("Một")
    stop = threading.Event()

    def run():
        try:
            follow(until=stop.is_set)
        finally:
            connection.close()

    indexer = threading.Thread(target=run)
    indexer.start()
    try:
        deadline = time.monotonic() + 10
        while folders.current() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert wait_until_applied(10)
        lags = []
        for number in range(5):
            shelf.put(f"Sách số {number}")
            started = time.monotonic()
            assert wait_until_applied(10)
            lags.append(time.monotonic() - started)
            assert find(f"sách số {number}", kind="book").total == 1
        # Woken, not polled: polling alone would take a second on average.
        assert min(lags) < 0.5
    finally:
        stop.set()
        indexer.join()


def test_waiting_without_an_indexer_ends_at_once(shelf):
    index_now()
    shelf.put("Một")
    started = time.monotonic()
    assert wait_until_applied(5) is False
    assert time.monotonic() - started < 1
    index_now()
    assert wait_until_applied(5) is True
