"""The server's database role and what is never changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tusach.audit.api import HOUSE, record
from tusach.house.rights import append_only_tables, grant

pytestmark = pytest.mark.as_owner

ROLE = "tusach_rights_test"


@pytest.fixture
def server_role(db: None) -> Iterator[str]:
    """A role like the server's; gone with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
    grant(ROLE)
    yield ROLE
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def attempt(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        cursor.execute(sql)


@pytest.mark.django_db
def test_the_record_of_acts_and_the_ledger_are_append_only() -> None:
    assert {"audit_act", "holdings_ledgerentry"} <= set(append_only_tables())


@pytest.mark.parametrize("verb", ["UPDATE audit_act SET name = ''", "DELETE FROM audit_act",
                                  "TRUNCATE audit_act", "DROP TABLE audit_act",
                                  "ALTER TABLE audit_act DISABLE TRIGGER ALL"])  # fmt: skip
def test_the_server_may_not_change_what_happened(server_role: str, verb: str) -> None:
    record("test.act", by=HOUSE, at=timezone.now())
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        attempt(verb)


def test_the_server_may_write_down_what_happens(server_role: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        record("test.act", by=HOUSE, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_act WHERE act = 'test.act'")
        assert cursor.fetchone() == (1,)


def test_the_server_may_change_other_rows(server_role: str) -> None:
    attempt("UPDATE people_account SET full_name = full_name")
    attempt("DELETE FROM django_session")


def test_a_copy_may_be_changed_and_never_deleted(server_role: str) -> None:
    attempt("UPDATE holdings_copy SET note = note, owner_id = owner_id")
    with pytest.raises(DatabaseError, match="permission denied"):
        attempt("DELETE FROM holdings_copy")


@pytest.mark.django_db
def test_only_what_nobody_may_change_is_closed_to_the_server() -> None:
    """A table that is closed by mistake fails in service and nowhere else."""
    closed = {name for name in append_only_tables() if not name.startswith("facts_servicefact")}
    assert closed == {
        "audit_act", "audit_demonstration", "circulation_cashclosing", "holdings_ledgerentry",
        "holdings_ledgermark", "holdings_ownership",
    }  # fmt: skip


def test_the_server_may_not_say_which_migrations_ran(server_role: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        attempt("DELETE FROM django_migrations")
