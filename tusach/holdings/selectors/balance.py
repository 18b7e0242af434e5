"""How many copies were where: for any day, as known at any moment.

A copy whose last entry of all is visible at the moment asked for is where ``copy_place`` says
it is: the last of all is the last of any part that holds it. Only the others, which moved
later or of which more was learnt, are looked up in their chains.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from tusach.holdings.chain import BACKWARD
from tusach.holdings.holder import Holder
from tusach.holdings.models import Copy
from tusach.holdings.moment import Known, known_sql
from tusach.holdings.owners import owners_sql
from tusach.holdings.selectors.copies import all_copies

By = Literal["point", "state", "owner"]


@dataclass(frozen=True)
class Totals:
    """Entered and withdrawn up to the moment; ``held`` is what must be somewhere."""

    accessioned: int
    withdrawn: int

    @property
    def held(self) -> int:
        return self.accessioned - self.withdrawn


class _Moment:
    """The conditions of one (as of, known at), for the places and for the entries."""

    def __init__(self, as_of: datetime, known_at: Known) -> None:
        known, parameters = known_sql(known_at, "p.entry_id", "p.recorded_at")
        self.seen = f"(p.since <= %s AND {known})"
        self.seen_parameters: list[Any] = [as_of, *parameters]
        known, parameters = known_sql(known_at, "e.id", "e.recorded_at")
        self.entry = f"e.happened_at <= %s AND {known}"
        self.entry_parameters: list[Any] = [as_of, *parameters]

    def last(self, columns: str) -> str:
        """The last visible entry of ``c.copy_id``; takes ``entry_parameters``."""
        return (
            f"SELECT {columns} FROM holdings_ledgerentry e WHERE e.copy_id = c.copy_id"  # noqa: S608
            f" AND {self.entry} ORDER BY {BACKWARD} LIMIT 1"
        )


def _everywhere(as_of: datetime, known_at: Known) -> tuple[str, list[Any]]:
    """(copy_id, point, container, post, state) of every copy held at the moment."""
    m = _Moment(as_of, known_at)
    sql = f"""
    SELECT p.copy_id, p.point_id, p.container_id, p.post, p.state FROM holdings_copyplace p
    WHERE {m.seen} AND p.state <> 'withdrawn'
    UNION ALL
    SELECT c.copy_id, l.to_point_id, l.to_container_id, l.to_post, l.state
    FROM (SELECT p.copy_id FROM holdings_copyplace p WHERE NOT {m.seen}) c
    CROSS JOIN LATERAL ({m.last("to_point_id, to_container_id, to_post, state")}) l
    WHERE l.state <> 'withdrawn'
    """  # noqa: S608
    return sql, [*m.seen_parameters, *m.seen_parameters, *m.entry_parameters]


def balance(as_of: datetime, known_at: Known = None, by: By = "point") -> dict[Any, int]:
    """How many copies each place, state or owner had ``as_of``, as known at a moment.

    By ``point`` the keys are holders (points, boxes and posts), by ``state`` the states, by
    ``owner`` the numbers of the libraries. The sum is always accessioned minus withdrawn
    (:func:`totals`). ``known_at``: a time, a position, or None for all that is known now.
    """
    sql, parameters = _everywhere(as_of, known_at)
    with connection.cursor() as cursor:
        if by == "state":
            cursor.execute(f"SELECT state, count(*) FROM ({sql}) b GROUP BY 1", parameters)  # noqa: S608
            return dict(cursor.fetchall())
        if by == "owner":
            # A copy that passed to another library counts with whom it belonged to then.
            owners, more = owners_sql(timezone.localdate(as_of), known_at)
            cursor.execute(
                "SELECT coalesce(w.owner_id, c.owner_id), count(*)"  # noqa: S608
                f" FROM ({sql}) b JOIN holdings_copy c ON c.id = b.copy_id"
                f" LEFT JOIN ({owners}) w ON w.copy_id = b.copy_id GROUP BY 1",
                [*parameters, *more],
            )
            return dict(cursor.fetchall())
        cursor.execute(
            "SELECT point_id, container_id, post, count(*)"  # noqa: S608
            f" FROM ({sql}) b GROUP BY 1, 2, 3",
            parameters,
        )
        return {Holder(*row[:3]): row[3] for row in cursor.fetchall()}


def totals(as_of: datetime, known_at: Known = None) -> Totals:
    """Copies entered and withdrawn up to the moment, from the entries themselves."""
    known, parameters = known_sql(known_at, "e.id", "e.recorded_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE act = 'accession'),"  # noqa: S608
            f" count(*) FILTER (WHERE final) FROM holdings_ledgerentry e"
            f" WHERE (act = 'accession' OR final) AND happened_at <= %s AND {known}",
            [as_of, *parameters],
        )
        return Totals(*cursor.fetchone())


_COLUMN = {"point": "point_id", "container": "container_id", "post": "post"}


def _at(holder: Holder, as_of: datetime, known_at: Known) -> tuple[str, list[Any]]:
    """(copy_id, state) of the copies that a holder had at the moment."""
    m = _Moment(as_of, known_at)
    kind = next(k for k in _COLUMN if getattr(holder, k) is not None)
    value, column = getattr(holder, kind), _COLUMN[kind]
    # Only copies that ever came to the place and whose last entry is not to be seen are
    # looked up; "came" is a superset, the chain decides.
    sql = f"""
    SELECT p.copy_id, p.state FROM holdings_copyplace p
    WHERE p.{column} = %s AND {m.seen}
    UNION ALL
    SELECT c.copy_id, l.state
    FROM (SELECT DISTINCT e.copy_id FROM holdings_ledgerentry e
          JOIN holdings_copyplace p ON p.copy_id = e.copy_id AND NOT {m.seen}
          WHERE e.to_{column} = %s AND e.happened_at <= %s) c
    CROSS JOIN LATERAL ({m.last(f"to_{column} AS at, state")}) l
    WHERE l.at = %s
    """  # noqa: S608
    return sql, [
        value,
        *m.seen_parameters,
        *m.seen_parameters,
        value,
        as_of,
        *m.entry_parameters,
        value,
    ]


def balance_at(point: int | Holder, as_of: datetime, known_at: Known = None) -> dict[str, int]:
    """How many copies a point (its number) or another holder had, by state."""
    holder = Holder(point=point) if isinstance(point, int) else point
    sql, parameters = _at(holder, as_of, known_at)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT state, count(*) FROM ({sql}) b GROUP BY 1", parameters)  # noqa: S608
        found: dict[str, int] = defaultdict(int)
        for state, count in cursor.fetchall():
            found[state] += count
        return dict(found)


def copies_at(
    as_of: datetime,
    known_at: Known = None,
    *,
    holder: Holder | None = None,
    state: str = "",
    owner: int | None = None,
) -> QuerySet[Copy]:
    """The copies behind a figure of the balance, as a list can sort and page them."""
    sql, parameters = _at(holder, as_of, known_at) if holder else _everywhere(as_of, known_at)
    conditions = ["b.state = %s"] if state else []
    parameters = [*parameters, state] if state else parameters
    if owner is not None:
        # As the sum by owner: whose they were then.
        owners, more = owners_sql(timezone.localdate(as_of), known_at)
        conditions.append(
            "b.copy_id IN (SELECT c.id FROM holdings_copy c"  # noqa: S608
            f" LEFT JOIN ({owners}) w ON w.copy_id = c.id"
            " WHERE coalesce(w.owner_id, c.owner_id) = %s)"
        )
        parameters = [*parameters, *more, owner]
    condition = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return all_copies().filter(
        pk__in=RawSQL(f"SELECT b.copy_id FROM ({sql}) b{condition}", parameters)  # noqa: S608, S611
    )
