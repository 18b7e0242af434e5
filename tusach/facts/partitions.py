"""Months of facts as partitions, made ahead; what falls outside goes to the default one."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from psycopg import sql


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@transaction.atomic
def make_partitions(first: date, last: date) -> list[str]:
    """Make the partitions of the months from ``first`` to ``last``; returns the new names.

    A month whose facts already lie in the default partition is passed over: they are counted
    there just as well. Needs the right to create tables; takes the facts alone for a moment.
    """
    made: list[str] = []
    month = first.replace(day=1)
    with connection.cursor() as cursor:
        while month <= last:
            until, name = _next(month), f"facts_servicefact_{month:%Y_%m}"
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
            there = cursor.fetchone()[0]
            if not there:
                cursor.execute(
                    "SELECT EXISTS (SELECT 1 FROM facts_servicefact_other"
                    " WHERE day >= %s AND day < %s)",
                    [month, until],
                )
                there = cursor.fetchone()[0]
            if not there:
                cursor.execute(
                    sql.SQL(
                        "CREATE TABLE {} PARTITION OF facts_servicefact"
                        " FOR VALUES FROM ({}) TO ({})"
                    ).format(sql.Identifier(name), sql.Literal(month), sql.Literal(until))
                )
                made.append(name)
            month = until
    return made
