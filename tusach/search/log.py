"""Following the change log without skipping, repeating or waiting for anybody.

The index's position is a snapshot of transactions (``pg_current_snapshot``): every change
visible in it is applied. What is new is what is visible now and was not visible then, so a
transaction that stays open for hours delays nobody and is not skipped when it commits at
last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from tusach.search.models import Incarnation

# A server that was switched off for longer rebuilds its index.
KEPT = timedelta(days=3)
_UNSEEN = (
    "xid >= pg_snapshot_xmin(%(seen)s::pg_snapshot) "
    "AND NOT pg_visible_in_snapshot(xid, %(seen)s::pg_snapshot)"
)


@dataclass
class News:
    """What changed since a snapshot: keys by kind, and the snapshot that holds them."""

    snapshot: str
    keys: dict[str, set[str]]

    def __len__(self) -> int:
        return sum(len(keys) for keys in self.keys.values())


def incarnation() -> str:
    """What tells this database from any other it was copied to or restored from.

    The cluster's identifier and timeline (a promoted replica may lack the last commits), the
    database's number, and a row's uuid with the transaction that wrote it: a restore in
    place writes the row again.
    """
    Incarnation.objects.first() or Incarnation.objects.create()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT system_identifier FROM pg_control_system()),
                   (SELECT timeline_id FROM pg_control_checkpoint()),
                   (SELECT oid FROM pg_database WHERE datname = current_database()),
                   id, xmin::text
            FROM search_incarnation ORDER BY id LIMIT 1
            """
        )
        return ":".join(str(part) for part in cursor.fetchone())


_NOW = "pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text"


def _position(snapshot: str, own: str | None) -> str:
    """The snapshot as others see it. PostgreSQL leaves the asking transaction out of the
    list of running ones; what it may still change is not held by its own snapshot."""
    if own is None:
        return snapshot
    low, high, running = snapshot.split(":")
    if not int(low) <= int(own) < int(high):
        return snapshot
    others = {int(one) for one in running.split(",") if one} | {int(own)}
    return f"{low}:{high}:{','.join(str(one) for one in sorted(others))}"


def snapshot_now() -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_NOW}")
        return _position(*cursor.fetchone())


def news_since(seen: str) -> News:
    """The changes committed after ``seen`` was taken, each document once."""
    keys: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        # One statement sees one snapshot: the position and the rows agree.
        cursor.execute(
            "SELECT position.snapshot, position.own, kind, keys "  # noqa: S608
            f"FROM (SELECT {_NOW}) AS position (snapshot, own) "
            f"LEFT JOIN search_change ON {_UNSEEN}",
            {"seen": seen},
        )
        rows = cursor.fetchall()
    for _, _, kind, found in rows:
        if kind is not None:
            keys.setdefault(kind, set()).update(found)
    return News(_position(*rows[0][:2]), keys)


def all_applied(seen: str) -> bool:
    """Whether every change visible to the caller was visible in ``seen``."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT NOT EXISTS (SELECT FROM search_change WHERE {_UNSEEN})",  # noqa: S608
            {"seen": seen},
        )
        return bool(cursor.fetchone()[0])


def waiting_since(seen: str) -> tuple[int, float]:
    """How many rows of the log ``seen`` lacks, and the age of the oldest in seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(extract(epoch FROM now() - min(at)), 0) "  # noqa: S608
            f"FROM search_change WHERE {_UNSEEN}",
            {"seen": seen},
        )
        count, age = cursor.fetchone()
        return int(count), float(age)


def is_followable(seen: str) -> bool:
    """False when the log cannot bring ``seen`` up to date: rows were trimmed since, or the
    database went back to before it (a backup taken in files was put in its place)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_snapshot_xmax(%(seen)s::pg_snapshot)
                       <= pg_snapshot_xmax(pg_current_snapshot())
               AND NOT EXISTS (SELECT FROM search_trim
                               WHERE below > pg_snapshot_xmin(%(seen)s::pg_snapshot))
            """,
            {"seen": seen},
        )
        return bool(cursor.fetchone()[0])


def drop_foreign_rows() -> None:
    """Rows with transaction numbers this cluster has not reached came with a dump; they
    would look new until it does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_change WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()) "
            "AND xid <> coalesce(pg_current_xact_id_if_assigned(), '0'::xid8)"
        )
        cursor.execute(
            "DELETE FROM search_trim WHERE below > pg_snapshot_xmax(pg_current_snapshot())"
        )


def trim(applied: str, *, kept: timedelta = KEPT) -> int:
    """Delete the rows that ``applied`` holds and that are older than ``kept``."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                DELETE FROM search_change
                WHERE at < now() - make_interval(secs => %(kept)s)
                  AND xid < pg_snapshot_xmin(%(applied)s::pg_snapshot)
                RETURNING xid
            )
            INSERT INTO search_trim (id, below)
            SELECT true, (max(xid::text::numeric) + 1)::text::xid8 FROM gone
            HAVING count(*) > 0
            ON CONFLICT (id) DO UPDATE SET below = excluded.below
            WHERE excluded.below > search_trim.below
            RETURNING (SELECT count(*) FROM gone)
            """,
            {"kept": kept.total_seconds(), "applied": applied},
        )
        row = cursor.fetchone()
        return int(row[0]) if row else 0
