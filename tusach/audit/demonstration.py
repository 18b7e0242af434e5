"""A demonstration's past: its rows are recorded on the days they tell of.

The database keeps the rules (migration 0005): a mark is made only where nothing was recorded
before, and it works only until the data is loaded.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def begin_demonstration() -> bool:
    """Mark this database as a demonstration that is being loaded.

    False where something was recorded before: what is loaded then is recorded now.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM audit_act)")
        if cursor.fetchone()[0]:
            return False
        cursor.execute(
            "INSERT INTO audit_demonstration (step) VALUES ('begun') ON CONFLICT DO NOTHING"
        )
    return True


def end_demonstration() -> None:
    """The data is loaded: from now on everything is recorded now. Harmless when repeated."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_demonstration (step) SELECT 'loaded' WHERE EXISTS"
            " (SELECT FROM audit_demonstration) ON CONFLICT DO NOTHING"
        )


def record_as_of(moment: datetime) -> datetime:
    """What this transaction writes next is recorded at ``moment``; returns it.

    Without effect but in a demonstration that is being loaded, and never later than now.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tusach.recording_moment', %s, true)", [moment.isoformat()]
        )
    return moment
