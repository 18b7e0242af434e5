"""Titles of each library, processed by the rules of librarianship or not yet (R-088)."""

from __future__ import annotations

from django.db import connection

from tusach.catalogue.api import OfLibrary
from tusach.holdings.rules import State
from tusach.network.api import ServicePoint

# A title counts once for a library, however many copies; copies written off do not count.
_TITLES = """
SELECT t.owner_id, count(*) FILTER (WHERE NOT r.is_quick), count(*) FILTER (WHERE r.is_quick)
FROM (
    SELECT DISTINCT c.owner_id, c.record_id
    FROM holdings_copy c JOIN holdings_copyplace p ON p.copy_id = c.id
    WHERE p.state <> %s
) t JOIN catalogue_record r ON r.id = t.record_id
GROUP BY t.owner_id
"""


def processed_by_library() -> list[OfLibrary]:
    """Those with most unprocessed titles first. Two queries; reads every copy once."""
    with connection.cursor() as cursor:
        cursor.execute(_TITLES, [State.WITHDRAWN])
        rows: list[tuple[int, int, int]] = cursor.fetchall()
    points = ServicePoint.objects.in_bulk([owner for owner, _done, _quick in rows])
    found = [
        OfLibrary(points[owner].name, done, quick, points[owner].get_absolute_url())
        for owner, done, quick in rows
    ]
    return sorted(found, key=lambda one: (-one.unprocessed, -one.total, one.name))
