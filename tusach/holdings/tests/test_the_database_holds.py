"""What the database refuses, whoever asks."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import Move, at_point, move, prove, withdraw
from tusach.holdings.barcodes import barcode, is_own
from tusach.holdings.models import LedgerEntry
from tusach.holdings.rules import AFTER, LedgerAct, State
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db


def _refused(sql: str, *parameters: Any) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            connection.check_constraints()
    except DatabaseError as error:
        return str(error)
    pytest.fail(f"taken: {sql}")


@pytest.mark.as_owner
def test_the_ledger_is_neither_changed_nor_emptied() -> None:
    make_copy()
    for sql in (
        "UPDATE holdings_ledgerentry SET note = 'x'",
        "DELETE FROM holdings_ledgerentry",
    ):
        assert "append-only" in _refused(sql)


@pytest.mark.as_owner
def test_a_copy_keeps_its_number_and_barcode_and_is_never_deleted() -> None:
    copy = make_copy()
    for column, value in (("number", 99), ("barcode", barcode(9)), ("owner_id", copy.owner_id + 1)):
        said = _refused(f"UPDATE holdings_copy SET {column} = %s WHERE id = %s", value, copy.pk)
        assert f"copy {copy.pk} keeps its" in said
    assert "append-only" in _refused("DELETE FROM holdings_copy WHERE id = %s", copy.pk)


def _insert(copy: int, **columns: Any) -> str:
    said: dict[str, Any] = {
        "copy_id": copy, "act": "move", "state": "in_store", "happened_at": timezone.now(),
        "by_name": "", "note": "", "final": False, **columns,
    }  # fmt: skip
    names, marks = ", ".join(said), ", ".join(["%s"] * len(said))
    return _refused(f"INSERT INTO holdings_ledgerentry ({names}) VALUES ({marks})", *said.values())


def test_an_entry_has_one_holder_and_is_not_older_than_its_copy() -> None:
    copy = make_copy()
    here = {"from_point_id": copy.owner_id, "to_point_id": copy.owner_id}
    assert "holdings_ledger_to" in _insert(copy.pk, **here, to_post="hai nơi")
    assert "holdings_ledger_from" in _insert(copy.pk, to_point_id=copy.owner_id)
    before = copy.accessioned_at - timedelta(seconds=1)
    assert "before its accession" in _insert(copy.pk, **here, happened_at=before)
    assert "holdings_ledger_to" in _insert(copy.pk, **here, final=True)
    assert "holdings_accession_once" in _insert(
        copy.pk, act="accession", to_point_id=copy.owner_id, happened_at=copy.accessioned_at
    )


def test_when_it_was_recorded_is_said_by_the_server() -> None:
    copy, school = make_copy(), make_point()
    long_ago = timezone.now() - timedelta(days=900)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO holdings_ledgerentry (copy_id, act, state, happened_at, recorded_at,"
            " by_name, note, final, from_point_id, to_point_id) VALUES (%s, 'move',"
            " 'in_service', clock_timestamp(), %s, '', '', false, %s, %s)",
            [copy.pk, long_ago, copy.owner_id, school.pk],
        )
    assert LedgerEntry.objects.latest("id").recorded_at > timezone.now() - timedelta(minutes=5)
    # The place was not brought along: the proof says so.
    assert [one.copy_id for one in prove()] == [copy.pk]
    with pytest.raises(SystemExit):
        call_command("balance", stdout=StringIO())


def test_the_balance_command_prints_counts_and_proof() -> None:
    copy, gone = make_copy(), make_copy()
    withdraw(copies=[gone], decision="1/QĐ", reason="nát", by=HOUSE, at=timezone.now())
    text, data = StringIO(), StringIO()
    call_command("balance", stdout=text)
    assert "2 − 1 = 1" in text.getvalue()
    call_command("balance", "--json", stdout=data)
    found = json.loads(data.getvalue())
    assert found["states"] == {"in_store": 1}
    assert list(found["places"].values()) == [1]
    assert found["agrees"] is True
    assert copy.pk


def test_check_digits_find_every_wrong_digit_and_every_swap() -> None:
    text = barcode(12345678)
    assert is_own(text)
    for at in range(10):
        for digit in "0123456789":
            if digit != text[at]:
                assert not is_own(text[:at] + digit + text[at + 1 :])
        if at < 9 and text[at] != text[at + 1]:
            assert not is_own(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def test_every_act_has_its_states() -> None:
    assert set(AFTER) == set(LedgerAct.values)
    assert all(states <= set(State.values) for states in AFTER.values())
    assert not any(State.WITHDRAWN in states for states in AFTER.values())


def test_one_statement_writes_thousands(django_assert_max_num_queries: Any) -> None:
    from tusach.holdings.testing import make_copies

    copies, school = make_copies(300), make_point()
    moves = [Move(c.pk, at_point(school.pk), "receive", "in_service") for c in copies]
    with django_assert_max_num_queries(12):
        move(moves, by=HOUSE, at=timezone.now())
    assert prove() == []
