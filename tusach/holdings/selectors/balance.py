"""How many copies were where: for any day, as known at any moment.

Figures are read from the dated sums (``sums.py``). Lists, and the count that proves the
figures, are read from the copies: one whose last entry of all is visible at the moment asked
for is where ``copy_place`` says it is, for the last of all is the last of any part that holds
it. Only the others, which moved later or of which more was learnt, are looked up in their
chains.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from tusach.holdings.chain import last_sql
from tusach.holdings.holder import Holder, of_key
from tusach.holdings.models import Copy
from tusach.holdings.moment import Known, known_sql
from tusach.holdings.owners import owners_sql
from tusach.holdings.selectors.copies import all_copies
from tusach.holdings.sums import balance_sql

By = Literal["point", "state", "owner"]


@dataclass(frozen=True)
class Totals:
    """Entered and withdrawn up to the moment; ``held`` is what must be somewhere."""

    accessioned: int
    withdrawn: int

    @property
    def held(self) -> int:
        return self.accessioned - self.withdrawn


def _counts(sql: str, parameters: list[Any]) -> dict[Any, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return dict(cursor.fetchall())


def balance(as_of: datetime, known_at: Known = None, by: By = "point") -> dict[Any, int]:
    """How many copies each place, state or owner had ``as_of``, as known at a moment.

    By ``point`` the keys are holders (points, boxes and posts), by ``state`` the states, by
    ``owner`` the numbers of the libraries. The sum is always accessioned minus withdrawn
    (:func:`totals`). ``known_at``: a time, a position, or None for all that is known now.
    """
    if by == "owner":
        return _by_owner(as_of, known_at)
    if by == "state":
        return _counts(*balance_sql(as_of, known_at, keys="state"))
    found = _counts(*balance_sql(as_of, known_at, keys="holder"))
    return {of_key(key): count for key, count in found.items()}


def _by_owner(as_of: datetime, known_at: Known) -> dict[int, int]:
    """Whose the copies were that were entered and not withdrawn: what is held is just these.

    A copy that passed to another library counts with whom it belonged to then.
    """
    known, parameters = known_sql(known_at, "e.id", "e.recorded_at")
    owners, more = owners_sql(timezone.localdate(as_of), known_at)
    return _counts(
        "SELECT coalesce(w.owner_id, c.owner_id), sum(CASE WHEN e.final THEN -1 ELSE 1 END) AS n"  # noqa: S608
        " FROM holdings_ledgerentry e JOIN holdings_copy c ON c.id = e.copy_id"
        f" LEFT JOIN ({owners}) w ON w.copy_id = e.copy_id"
        f" WHERE (e.act = 'accession' OR e.final) AND e.happened_at <= %s AND {known}"
        " GROUP BY 1 HAVING sum(CASE WHEN e.final THEN -1 ELSE 1 END) <> 0",
        [*more, as_of, *parameters],
    )


def balance_at(point: int | Holder, as_of: datetime, known_at: Known = None) -> dict[str, int]:
    """How many copies a point (its number) or another holder had, by state."""
    holder = Holder(point=point) if isinstance(point, int) else point
    return _counts(*balance_sql(as_of, known_at, keys="state", holder=holder))


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
        return last_sql(columns, self.entry)


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


def counted(
    as_of: datetime, known_at: Known = None, by: Literal["point", "state"] = "point"
) -> dict[Any, int]:
    """The same as :func:`balance`, counted copy by copy: what proves it."""
    sql, parameters = _everywhere(as_of, known_at)
    if by == "state":
        return _counts(f"SELECT state, count(*) FROM ({sql}) b GROUP BY 1", parameters)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT point_id, container_id, post, count(*)"  # noqa: S608
            f" FROM ({sql}) b GROUP BY 1, 2, 3",
            parameters,
        )
        return {Holder(*row[:3]): row[3] for row in cursor.fetchall()}


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
