from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from tusach.ui.api import Prepared, together, told

pytestmark = pytest.mark.django_db


def _session(key: str) -> Session:
    return Session.objects.create(session_key=key, session_data="x", expire_date=timezone.now())


def test_a_prepared_question_finds_what_the_queryset_finds() -> None:
    _session("a'b%"), _session("c")
    asked = Prepared(lambda key: Session.objects.filter(session_key=key), str)
    for key in ("a'b%", "c", "a'b%", "none"):
        assert asked.rows(key) == list(Session.objects.filter(session_key=key))
    assert asked.first("none") is None


def test_a_value_that_is_changed_on_its_way_is_refused() -> None:
    # LIKE takes another text than the one that was given.
    asked = Prepared(lambda key: Session.objects.filter(session_key__startswith=key), str)
    with pytest.raises(ValueError, match="as it is given"):
        asked.rows("a")


def test_plain_values_come_as_tuples() -> None:
    _session("a")
    asked = Prepared(
        lambda key: Session.objects.filter(session_key=key).values_list("session_key"), str
    )
    assert [tuple(row) for row in asked.tuples("a")] == [("a",)]


def test_a_statement_is_undone_with_its_transaction() -> None:
    with transaction.atomic():
        told("DELETE FROM django_session WHERE session_key = %s::text", ["x"])
        _session("x")
        transaction.set_rollback(True)
    assert told("SELECT %s::date, %s::bigint[]", [date(2026, 1, 2), [1, 2]]) == [
        (date(2026, 1, 2), [1, 2])
    ]
    assert not Session.objects.filter(session_key="x").exists()


@pytest.mark.django_db(transaction=True)
def test_together_opens_a_transaction_where_there_is_none() -> None:
    with together():
        assert connection.in_atomic_block
        with together():
            before = len(connection.savepoint_ids)
        assert len(connection.savepoint_ids) == before == 0
    assert not connection.in_atomic_block


def _cut() -> int:
    """End this connection from the server's side; returns the number it had there."""
    [(pid,)] = told("SELECT pg_backend_pid()")
    with psycopg.connect(**_where(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    return int(pid)


@pytest.mark.django_db(transaction=True)
def test_a_question_outlives_a_server_that_was_started_again() -> None:
    pid = _cut()
    # As Django leaves it when a request begins.
    connection.health_check_done = False
    [(again,)] = told("SELECT pg_backend_pid()")
    assert again != pid


def _cut_within() -> None:
    with transaction.atomic():
        _cut()
        told("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_a_lost_connection_is_not_made_anew() -> None:
    with pytest.raises(OperationalError):
        _cut_within()


def _where() -> dict[str, Any]:
    known = {"cursor_factory", "context", "prepare_threshold"}
    given = connection.get_connection_params().items()
    return {key: value for key, value in given if key not in known}
