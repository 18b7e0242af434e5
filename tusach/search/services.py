"""Writing the change log."""

from __future__ import annotations

from collections.abc import Iterable

from tusach.ui.api import told

CHANNEL = "search_changed"
# Keys in one row of the log.
_CHUNK = 1000

_SAY = """
WITH said AS (INSERT INTO search_change (kind, keys) VALUES (%s::text, %s::text[]) RETURNING id)
SELECT pg_notify(%s::text, '') FROM said
"""


def changed(kind: str, keys: Iterable[object]) -> None:
    """Say that these documents changed, came or went; called in the transaction that does it.

    Costs one short row for a thousand keys. Indexers wake when the transaction commits; if
    it rolls back, nothing was said.
    """
    texts = sorted({str(key) for key in keys})
    if not texts:
        return
    for start in range(0, len(texts), _CHUNK):
        # What is notified twice in one transaction is heard once.
        told(_SAY, [kind, texts[start : start + _CHUNK], CHANNEL])
