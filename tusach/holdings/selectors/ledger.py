"""Reading the ledger: the chain of a copy, where it was, and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from tusach.holdings.chain import BACKWARD, chain_parameters, chain_sql, places_sql
from tusach.holdings.holder import Holder, of_key
from tusach.holdings.models import LedgerEntry
from tusach.holdings.moment import Known, Position, known_sql
from tusach.holdings.sums import WRONG, allow_large_sort


@dataclass(frozen=True)
class Link:
    """One entry in its chain. ``settled_by`` is the entry that settled it."""

    entry: LedgerEntry
    fits: bool
    settled_by: int | None

    @property
    def is_unsettled(self) -> bool:
        return not self.fits and self.settled_by is None


def chain(copy_id: int, *, known_at: Known = None) -> list[Link]:
    """Every entry of a copy in the order of its chain, as known at a moment."""
    known, parameters = known_sql(known_at, "id", "recorded_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({chain_sql(f'copy_id = %s AND {known}')}) c"  # noqa: S608
            " WHERE misfit",
            [*chain_parameters(), copy_id, *parameters],
        )
        misfits = {row[0] for row in cursor.fetchall()}
    entries = LedgerEntry.objects.filter(copy_id=copy_id).select_related(
        "from_point", "from_container", "to_point", "to_container", "device"
    )
    if isinstance(known_at, Position):
        entries = entries.filter(pk__lte=known_at.value)
    elif known_at is not None:
        entries = entries.filter(recorded_at__lte=known_at)
    ordered = sorted(
        entries,
        key=lambda e: (
            e.final,
            e.happened_at,
            e.device_id is not None,
            e.device_id or 0,
            e.device_seq or 0,
            e.pk,
        ),
    )
    settled = {e.settles_id: e.pk for e in ordered if e.settles_id}
    return [Link(e, e.pk not in misfits, settled.get(e.pk)) for e in ordered]


def where_was(copy_id: int, as_of: datetime, known_at: Known = None) -> LedgerEntry | None:
    """The entry that says where a copy was ``as_of``, as known at a moment.

    None before its accession. After its withdrawal the entry is final and has no holder.
    """
    known, parameters = known_sql(known_at, "id", "recorded_at")
    found = LedgerEntry.objects.raw(
        f"SELECT * FROM holdings_ledgerentry WHERE copy_id = %s AND happened_at <= %s"  # noqa: S608
        f" AND {known} ORDER BY {BACKWARD} LIMIT 1",
        [copy_id, as_of, *parameters],
    )
    return next(iter(found), None)


@dataclass(frozen=True)
class Difference:
    """A copy whose place is not what its chain says, as two texts."""

    copy_id: int
    said: str
    true: str


def prove(limit: int = 100) -> list[Difference]:
    """Compare every copy's place with the ledger; returns the first differences (none: equal).

    Also finds copies without a place or without an entry. Reads the whole ledger once.
    """
    columns = "point_id, container_id, post, state, entry_id, since, recorded_at, unsettled"
    with transaction.atomic(), connection.cursor() as cursor:
        allow_large_sort(cursor)
        cursor.execute(
            f"""
            SELECT coalesce(c.id, n.copy_id, p.copy_id),
                   CASE WHEN p.copy_id IS NULL THEN '' ELSE concat_ws(' ', p.point_id,
                        p.container_id, p.post, p.state, p.entry_id, p.unsettled) END,
                   CASE WHEN n.copy_id IS NULL THEN '' ELSE concat_ws(' ', n.point_id,
                        n.container_id, n.post, n.state, n.entry_id, n.unsettled) END
            FROM holdings_copy c
            FULL JOIN ({places_sql("true")}) n ON n.copy_id = c.id
            FULL JOIN holdings_copyplace p ON p.copy_id = coalesce(n.copy_id, c.id)
            WHERE p.copy_id IS NULL OR n.copy_id IS NULL OR c.id IS NULL
               OR ({", ".join("p." + c for c in columns.split(", "))}) IS DISTINCT FROM
                  ({", ".join("n." + c for c in columns.split(", "))})
            ORDER BY 1 LIMIT %s
            """,  # noqa: S608
            [*chain_parameters(), limit],
        )
        return [Difference(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class SumDifference:
    """A dated sum that is not what the ledger says: ``missing`` copies too few (or, below
    zero, too many) from ``day`` on at a holder in a state."""

    holder: Holder
    state: str
    day: date
    missing: int


def prove_sums(limit: int = 100) -> list[SumDifference]:
    """Compare every dated sum with the ledger; returns the first differences (none: equal).

    Reads the whole ledger once, in the order of chains, and sorts what it finds on disk.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        allow_large_sort(cursor)
        cursor.execute(
            f"SELECT holder, state, day, n FROM ({WRONG}) b"  # noqa: S608
            " ORDER BY day, holder, state LIMIT %s",
            [limit],
        )
        return [SumDifference(of_key(row[0]), *row[1:]) for row in cursor.fetchall()]
