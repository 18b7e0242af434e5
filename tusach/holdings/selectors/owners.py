"""Whose a copy is, was, and was known to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tusach.holdings.models import Copy, Ownership
from tusach.holdings.moment import Known
from tusach.holdings.owners import owners_sql


def owners_on(copy_ids: Iterable[int], day: date, known_at: Known = None) -> dict[int, int]:
    """The number of the library each of these copies belonged to on a day, as known at a
    moment; unknown copies are left out. Says nothing of whether a copy was entered by then."""
    wanted = list(copy_ids)
    sql, parameters = owners_sql(day, known_at)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, coalesce(w.owner_id, c.owner_id) FROM holdings_copy c"  # noqa: S608
            f" LEFT JOIN ({sql}) w ON w.copy_id = c.id WHERE c.id = ANY(%s)",
            [*parameters, wanted],
        )
        return dict(cursor.fetchall())


def owner_on(copy_id: int, day: date, known_at: Known = None) -> int | None:
    """The number of the library that owned a copy on a day; None for no such copy."""
    return owners_on([copy_id], day, known_at).get(copy_id)


def owners_of(copy: Copy) -> list[Ownership]:
    """Every passing of a copy, the latest written first; one taken back has ``undone``."""
    rows = list(
        Ownership.objects.filter(copy=copy)
        .select_related("owner", "former", "register", "old_register", "transfer")
        .order_by("-id")
    )
    back = {row.undoes_id: row for row in rows if row.undoes_id}
    for row in rows:
        row.undone = back.get(row.pk)  # type: ignore[attr-defined]
    return [row for row in rows if row.undoes_id is None]


@dataclass(frozen=True)
class OwnerDifference:
    """A copy whose owner or number is not what its ownership says, as two texts."""

    copy_id: int
    said: str
    true: str


def prove_owners(limit: int = 100) -> list[OwnerDifference]:
    """Compare owner and number of every copy that ever passed to another library with its
    ownership; returns the first differences (none: equal)."""
    columns = "owner_id, register_id, number, accession_no"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, concat_ws(' ', c.owner_id, c.register_id, c.number, c.accession_no),"  # noqa: S608
            " concat_ws(' ', o.owner_id, o.register_id, o.number, o.accession_no)"
            " FROM (SELECT DISTINCT copy_id FROM holdings_ownership) f"
            " JOIN holdings_copy c ON c.id = f.copy_id"
            " CROSS JOIN LATERAL holdings_owner_of(c.id) o"
            f" WHERE ({', '.join('c.' + name for name in columns.split(', '))}) IS DISTINCT FROM"
            f" ({', '.join('o.' + name for name in columns.split(', '))})"
            " ORDER BY 1 LIMIT %s",
            [limit],
        )
        return [OwnerDifference(*row) for row in cursor.fetchall()]
