"""Lines of a transfer for all that a library owns."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from tusach.holdings.models import Transfer


def insert_stock(transfer: Transfer, collections: Sequence[str]) -> int:
    """Lines for the giver's copies that are not withdrawn (of these collections, or all);
    what a sister transfer (same reorganisation, same giver) names by its lines or its
    collections is left to it. Returns how many came new."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO holdings_transferline
                (transfer_id, copy_id, position, status, price, condition, reason)
            SELECT %(transfer)s, c.id, 0, 'waiting', c.price, c.condition, '{}'
            FROM holdings_copy c JOIN holdings_copyplace p ON p.copy_id = c.id
            WHERE c.owner_id = %(giver)s AND p.state <> 'withdrawn'
              AND (%(all)s OR c.collection = ANY(%(collections)s))
              AND NOT EXISTS (
                  SELECT 1 FROM holdings_transferline l
                  JOIN holdings_transfer t ON t.id = l.transfer_id
                  WHERE l.copy_id = c.id AND t.id <> %(transfer)s
                    AND t.reorganisation_id = %(reorganisation)s
                    AND t.giver_id = %(giver)s AND t.state NOT IN ('undone', 'dropped'))
              AND NOT EXISTS (
                  SELECT 1 FROM holdings_transfer t
                  WHERE c.collection = ANY(t.collections) AND t.id <> %(transfer)s
                    AND t.reorganisation_id = %(reorganisation)s
                    AND t.giver_id = %(giver)s AND t.state NOT IN ('undone', 'dropped'))
            ON CONFLICT DO NOTHING
            """,
            {
                "transfer": transfer.pk,
                "giver": transfer.giver_id,
                "reorganisation": transfer.reorganisation_id,
                "all": not collections,
                "collections": list(collections),
            },
        )
        return int(cursor.rowcount)
