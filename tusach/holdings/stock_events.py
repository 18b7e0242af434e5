"""By which acts copies came into a library's stock and left it, as SQL: one text for its yearly
figures and for the summary register."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tusach.holdings.moment import Known, known_sql
from tusach.holdings.owners import counts_sql

# What adds to the stock, and what takes from it.
INTO = ("entered", "received")
OUT_OF = ("withdrawn", "given")


def events_sql(library: int, known_at: Known) -> tuple[str, list[Any]]:
    """Rows (kind, day, copy_id, record_id, price, source_id, source_group, document,
    transfer_id, register_id), one for each time that a copy came or left.

    A copy is entered by the library it first belonged to and withdrawn by the one it belonged
    to on that day; a transfer takes from the giver's stock and adds to the taker's on the day
    it takes effect. ``document`` is what was written with the entry (money, decision, reason);
    the register is the one in which the library had the copy; the price is that of today,
    NULL when it is not known.
    """
    zone = timezone.get_current_timezone_name()
    entry, entry_parameters = known_sql(known_at, "e.id", "e.recorded_at")
    counts, counts_parameters = counts_sql("o", known_at)
    first = (
        "LEFT JOIN LATERAL (SELECT f.former_id, f.old_register_id FROM holdings_ownership f"
        " WHERE f.copy_id = c.id ORDER BY f.id LIMIT 1) f ON true"
    )
    sql = f"""
    SELECT 'entered' AS kind, (e.happened_at AT TIME ZONE %s)::date AS day, c.id AS copy_id,
           c.record_id, c.price, c.source_id, s."group" AS source_group, c.fund AS document,
           NULL::bigint AS transfer_id, coalesce(f.old_register_id, c.register_id) AS register_id
    FROM holdings_copy c
    JOIN holdings_source s ON s.id = c.source_id
    JOIN holdings_ledgerentry e ON e.copy_id = c.id AND e.act = 'accession'
    {first}
    WHERE (c.owner_id = %s OR f.former_id = %s) AND coalesce(f.former_id, c.owner_id) = %s
      AND {entry}
    UNION ALL
    SELECT CASE WHEN o.owner_id = %s THEN 'received' ELSE 'given' END, o.since, c.id,
           c.record_id, c.price, NULL, '', '', o.transfer_id,
           CASE WHEN o.owner_id = %s THEN o.register_id ELSE o.old_register_id END
    FROM holdings_ownership o JOIN holdings_copy c ON c.id = o.copy_id
    WHERE (o.owner_id = %s OR o.former_id = %s) AND {counts}
    UNION ALL
    SELECT 'withdrawn', (e.happened_at AT TIME ZONE %s)::date, c.id, c.record_id, c.price,
           NULL, '', e.note, NULL, coalesce(w.register_id, f.old_register_id, c.register_id)
    FROM holdings_ledgerentry e
    JOIN holdings_copy c ON c.id = e.copy_id
    LEFT JOIN LATERAL (
        SELECT o.owner_id, o.register_id FROM holdings_ownership o
        WHERE o.copy_id = c.id AND o.since <= (e.happened_at AT TIME ZONE %s)::date AND {counts}
        ORDER BY o.since DESC, o.id DESC LIMIT 1) w ON true
    {first}
    WHERE e.final AND coalesce(w.owner_id, f.former_id, c.owner_id) = %s AND {entry}
    """  # noqa: S608
    parameters = [
        zone, library, library, library, *entry_parameters,
        library, library, library, library, *counts_parameters,
        zone, zone, *counts_parameters, library, *entry_parameters,
    ]  # fmt: skip
    return sql, parameters
