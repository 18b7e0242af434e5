"""The chain of a copy as SQL: its order, what fits in it, and where it ends.

One text serves the writers (which keep ``copy_place``), the proof and the screens, so that
they cannot come to mean different things.
"""

from __future__ import annotations

from typing import Any

from tusach.holdings.rules import allowed_pairs

# The order of a chain (docs/decisions/0013): the same for any order of arrival.
ORDER = "final, happened_at, device_id NULLS FIRST, device_seq NULLS FIRST, id"
BACKWARD = (
    "final DESC, happened_at DESC, device_id DESC NULLS LAST, device_seq DESC NULLS LAST, id DESC"
)


def chain_sql(where: str) -> str:
    """Entries with ``misfit`` and ``is_last``; takes the parameters of ``where`` after
    :func:`chain_parameters`.

    An entry does not fit when it starts where the one before it did not end, when its act
    cannot follow the state before it, or when it happened after the copy was withdrawn. The
    first entry, a settling one and the withdrawal are decisions and always fit.
    """
    return f"""
    SELECT id, copy_id, act, to_point_id, to_container_id, to_post, state, happened_at,
           recorded_at,
           lead(id) OVER chain IS NULL AS is_last,
           act NOT IN ('accession', 'settle', 'withdraw') AND (
               (from_point_id, from_container_id, from_post) IS DISTINCT FROM
               (lag(to_point_id) OVER chain, lag(to_container_id) OVER chain,
                lag(to_post) OVER chain)
               OR NOT act || ':' || lag(state) OVER chain = ANY(%s::text[])
               OR happened_at > max(happened_at) FILTER (WHERE final) OVER of_copy IS TRUE
           ) AS misfit
    FROM holdings_ledgerentry WHERE {where}
    WINDOW chain AS (PARTITION BY copy_id ORDER BY {ORDER}),
           of_copy AS (PARTITION BY copy_id)
    """  # noqa: S608 - the condition is written by the callers in this room


def chain_parameters() -> list[Any]:
    return [allowed_pairs()]


def last_sql(columns: str, condition: str) -> str:
    """The last entry ``e`` of ``c.copy_id`` that fulfils a condition."""
    return (
        f"SELECT {columns} FROM holdings_ledgerentry e WHERE e.copy_id = c.copy_id"  # noqa: S608
        f" AND {condition} ORDER BY {BACKWARD} LIMIT 1"
    )


def places_sql(where: str) -> str:
    """What ``copy_place`` must hold for the copies of ``where``."""
    return f"""
    WITH chain AS ({chain_sql(where)}),
    open AS (
        SELECT copy_id, count(*) AS unsettled FROM chain
        WHERE misfit AND NOT EXISTS (
            SELECT 1 FROM holdings_ledgerentry s WHERE s.settles_id = chain.id)
        GROUP BY copy_id
    )
    SELECT copy_id, to_point_id AS point_id, to_container_id AS container_id,
           to_post AS post, state, id AS entry_id, happened_at AS since, recorded_at,
           coalesce(open.unsettled, 0) AS unsettled
    FROM chain LEFT JOIN open USING (copy_id) WHERE is_last
    """  # noqa: S608
