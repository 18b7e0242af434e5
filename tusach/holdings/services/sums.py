"""Mending the dated sums."""

from __future__ import annotations

from django.db import connection, transaction

from tusach.holdings.sums import WRONG, allow_large_sort

# One number for "somebody mends the sums": two at once would add what is missing twice.
_MENDING = 7303


@transaction.atomic
def rebuild_sums() -> int:
    """Make the dated sums what the ledger says; returns how many were wrong.

    Writers need not wait: entries and their sums come in one transaction, so that what is
    missing at one instant is missing whatever is written meanwhile. Holds a lock against
    another that mends until the transaction ends. Reads the whole ledger.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MENDING])
        allow_large_sort(cursor)
        cursor.execute(
            f"INSERT INTO holdings_datedsum (holder, day, recorded_on, after, state, n) {WRONG}"
        )
        return int(cursor.rowcount)
