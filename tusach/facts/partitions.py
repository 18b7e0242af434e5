"""Months of facts as partitions, made ahead; what falls outside goes to the default one."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction


@transaction.atomic
def make_partitions(first: date, last: date) -> list[date]:
    """Make the partitions of the months from ``first`` to ``last``; returns the first day of
    each month that got one.

    A month whose facts already lie in the default partition is passed over: they are counted
    there just as well. Takes the facts alone for a moment. Tables are the owner's to make: a
    function of the owner's does it (migration 0003), whoever asks.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month FROM generate_series(date_trunc('month', %s::timestamp), %s::timestamp,"
            " interval '1 month') month WHERE facts_make_month(month::date)",
            [first, last],
        )
        return [month.date() for (month,) in cursor.fetchall()]
