"""Whose copies were on a day, as SQL: one text for the balance, the totals and the proof.

Only copies that ever passed to another library have rows of ownership; all others are, and
always were, their library's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tusach.holdings.moment import Known, known_sql


def counts_sql(row: str, known_at: Known) -> tuple[str, list[Any]]:
    """The condition that a row of ownership counts: known, no mirror, and not taken back."""
    known, parameters = known_sql(known_at, f"{row}.id", f"{row}.recorded_at")
    back, back_parameters = known_sql(known_at, "u.id", "u.recorded_at")
    sql = (
        f"({row}.undoes_id IS NULL AND {known} AND NOT EXISTS (SELECT 1 FROM holdings_ownership u"  # noqa: S608
        f" WHERE u.undoes_id = {row}.id AND {back}))"
    )
    return sql, [*parameters, *back_parameters]


def owners_sql(day: date, known_at: Known) -> tuple[str, list[Any]]:
    """(copy_id, owner_id) on ``day`` of every copy that ever passed to another library."""
    counts, parameters = counts_sql("o", known_at)
    sql = f"""
    SELECT f.copy_id, coalesce(l.owner_id, f.former_id) AS owner_id
    FROM (SELECT DISTINCT ON (copy_id) copy_id, former_id FROM holdings_ownership
          ORDER BY copy_id, id) f
    LEFT JOIN LATERAL (
        SELECT o.owner_id FROM holdings_ownership o
        WHERE o.copy_id = f.copy_id AND o.since <= %s AND {counts}
        ORDER BY o.since DESC, o.id DESC LIMIT 1) l ON true
    """  # noqa: S608
    return sql, [day, *parameters]
