"""The dated sums as SQL: a balance without counting every copy (docs/decisions/0019).

``holdings_datedsum`` says how many copies more, or fewer, a holder has in a state from a day
on, by the entries recorded on one day and after one freeze. Each entry adds, when it is
written, what it changes; a late one adds to days long past, as known from its own recording
on. So the sums of all days up to one, recorded up to another or before a freeze, are the
balance at the edge of these days. The copies of which entries lie between the edges and the
moments asked for are counted in their chains.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tusach.holdings.chain import last_sql
from tusach.holdings.holder import Holder
from tusach.holdings.moment import Known, Position

# As the database's holdings_day: the country's clock, and a measure only for times before it.
_CLOCK = timezone(timedelta(hours=7))
_TICK = timedelta(microseconds=1)
_HALF = timedelta(hours=12)
# Nothing in a ledger is older or later, and a day can be added to them.
_FIRST, _LAST = datetime(2, 1, 1, tzinfo=_CLOCK), datetime(9998, 12, 31, tzinfo=_CLOCK)


def _edge(at: datetime) -> datetime:
    """The midnight nearest to a moment."""
    later = min(max(at, _FIRST), _LAST).astimezone(_CLOCK) + _HALF
    return later.replace(hour=0, minute=0, second=0, microsecond=0)


def _last_freeze(position: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(position), 0) FROM holdings_ledgermark WHERE position <= %s",
            [position],
        )
        return int(cursor.fetchone()[0])


class _Conditions:
    """Conditions joined by AND, with their parameters."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parameters: list[Any] = []

    def add(self, text: str, *parameters: Any) -> None:
        self.texts.append(text)
        self.parameters += parameters

    @property
    def sql(self) -> str:
        return " AND ".join(self.texts)


def balance_sql(
    as_of: datetime, known_at: Known, *, keys: str, holder: Holder | None = None
) -> tuple[str, list[Any]]:
    """(keys, count) at a moment as known at another; ``keys`` are of ``holder`` and ``state``.

    At the end of a day, and as known now, at the end of a day or at a freeze, sums alone are
    read. Any other time of a day costs a look into the chains of what moved, or was written,
    between it and the nearest midnight; a position that is no freeze, of all that was written
    since the freeze before it.
    """
    edge = _edge(as_of)
    sums, base, moment = _Conditions(), _Conditions(), _Conditions()
    # Entries that may tell the moment from the edge: at worst some that do not.
    between: list[tuple[str, list[Any]]] = []
    sums.add("s.day < %s", edge.date())
    base.add("e.happened_at < %s", edge)
    moment.add("e.happened_at <= %s", as_of)
    if as_of != edge - _TICK:
        between.append(("e.happened_at BETWEEN %s AND %s", sorted((as_of, edge))))
    if isinstance(known_at, Position):
        freeze = _last_freeze(known_at.value)
        sums.add("s.after < %s", freeze)
        base.add("e.id <= %s", freeze)
        moment.add("e.id <= %s", known_at.value)
        if freeze != known_at.value:
            between.append(("e.id BETWEEN %s AND %s", [freeze + 1, known_at.value]))
    elif known_at is not None:
        known_edge = _edge(known_at)
        sums.add("s.recorded_on < %s", known_edge.date())
        base.add("e.recorded_at < %s", known_edge)
        moment.add("e.recorded_at <= %s", known_at)
        if known_at != known_edge - _TICK:
            between.append(("e.recorded_at BETWEEN %s AND %s", sorted((known_at, known_edge))))
    if holder is not None:
        sums.add("s.holder = %s", holder.key)
    sql = f"SELECT {keys}, sum(n) AS n FROM holdings_datedsum s WHERE {sums.sql} GROUP BY {keys}"  # noqa: S608
    if not between:
        return f"{sql} HAVING sum(n) <> 0", sums.parameters
    moved = " UNION ".join(
        f"SELECT DISTINCT e.copy_id FROM holdings_ledgerentry e WHERE {text}"  # noqa: S608
        for text, _ in between
    )
    columns = "holdings_holder(to_point_id, to_container_id, to_post) AS holder, state"
    here = "" if holder is None else " AND l.holder = %s"
    place = [] if holder is None else [holder.key]
    counted = " UNION ALL ".join(
        f"SELECT {keys}, {n} FROM moved c"  # noqa: S608
        f" CROSS JOIN LATERAL ({last_sql(columns, conditions.sql)}) l"
        f" WHERE l.state <> 'withdrawn'{here}"
        for n, conditions in ((1, moment), (-1, base))
    )
    whole = f"""
    WITH moved AS MATERIALIZED ({moved})
    SELECT {keys}, sum(n)::bigint AS n FROM ({sql} UNION ALL {counted}) b
    GROUP BY {keys} HAVING sum(n) <> 0
    """  # noqa: S608
    parameters = [value for _, values in between for value in values]
    for conditions, last in ((sums, []), (moment, place), (base, place)):
        parameters += [*conditions.parameters, *last]
    return whole, parameters


def allow_large_sort(cursor: CursorWrapper) -> None:
    """Until the end of the transaction, let this connection sort ten million rows in few
    parts on disk, where the server's own setting is small; and compile nothing: no statement
    here is worth it."""
    cursor.execute("SET LOCAL work_mem = '128MB'")
    cursor.execute("SET LOCAL jit = off")


# Where the sums are not what the ledger says, and by how much: rows to add.
WRONG = """
SELECT holder, day, recorded_on, after, state, sum(n)::integer AS n
FROM (SELECT holder, day, recorded_on, after, state, n FROM holdings_ledgerstep
      UNION ALL
      SELECT holder, day, recorded_on, after, state, -n FROM holdings_datedsum) b
GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
"""
