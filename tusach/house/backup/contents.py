"""What the database holds, in numbers: written into a backup, compared after a restore."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from psycopg import sql

from tusach.house.ledger import ledger_balance

# Rows that come and go by themselves while a backup is made or brought back.
PASSING = ("procrastinate_workers",)


def tables() -> list[str]:
    """Every table of the house, by name; partitions are counted with their parent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"
        )
        return [str(name) for (name,) in cursor.fetchall()]


def counts() -> dict[str, int]:
    """Rows of every table, exact."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for name in tables():
            if name in PASSING:
                continue
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            (found[name],) = cursor.fetchone() or (0,)
    return found


def facts(at: datetime) -> dict[str, Any]:
    """Counts of every table and the ledger's balance as of ``at``, in this transaction."""
    return {"tables": counts(), "balance": ledger_balance(at)}


def differences(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Where two of :func:`facts` differ, a line each; empty when they are equal."""
    found = []
    for kind in ("tables", "balance"):
        before, after = then.get(kind, {}), now.get(kind, {})
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                found.append(f"{kind} {name}: {before.get(name)} → {after.get(name)}")
    return found
