"""Writing facts, reversing them, and keeping the roll-up exact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tusach.audit.api import HOUSE, Actor
from tusach.facts.errors import BadFact, NothingToReverse
from tusach.facts.models import Audience, Measure, Mode
from tusach.facts.moment import Position
from tusach.ui.api import SHORT, together, told

# One number for "somebody writes facts": writers share it, a freeze takes it alone.
_WRITERS = 7301
_MOST = 1_000_000_000
_MODES, _AUDIENCES, _MEASURES = map(frozenset, (Mode.values, Audience.values, Measure.values))


@dataclass(frozen=True)
class Fact:
    """What was served: ``quantity`` of ``measure`` at ``point`` (its number) on ``day``.

    ``source_kind`` and ``source_key`` name what lies behind it ("circulation.loan", its
    number); with ``measure`` they are counted once for ever. A source that gives several
    rows of one measure (a tally by audience) says so in its key ("412:children").
    """

    point: int
    day: date
    mode: str
    audience: str
    measure: str
    quantity: int
    source_kind: str
    source_key: str
    exact: bool = True


def _check(fact: Fact) -> None:
    source = f"{fact.source_kind} {fact.source_key}".strip()
    if not fact.source_kind or not fact.source_key:
        raise BadFact(source=source, why=_("thiếu nguồn của số liệu"))
    for value, known in (
        (fact.mode, _MODES),
        (fact.audience, _AUDIENCES),
        (fact.measure, _MEASURES),
    ):
        if value not in known:
            raise BadFact(source=source, why=_("không biết “%(word)s”") % {"word": value})
    if not 0 < fact.quantity <= _MOST:
        raise BadFact(
            source=source,
            why=_("số lượng %(quantity)s không hợp lệ") % {"quantity": fact.quantity},
        )


# All rows come through a share in the right to write facts, which is taken before the first.
# The door (facts_source) lets each source in once; what it let in is written and summed by
# the same statement. Rows are summed in key order, so that two writers cannot deadlock.
_WRITE = """
WITH given AS (
    SELECT g.* FROM (SELECT pg_advisory_xact_lock_shared(%s::bigint) OFFSET 0) writers,
        unnest(%s::bigint[], %s::date[], %s::text[], %s::text[], %s::text[],
               %s::int[], %s::boolean[], %s::text[], %s::text[])
        AS g(point_id, day, mode, audience, measure, quantity, exact, source_kind, source_key)
), fresh AS (
    INSERT INTO facts_source (source_kind, source_key, measure, reversal)
    SELECT source_kind, source_key, measure, false FROM given
    ORDER BY source_kind, source_key, measure
    ON CONFLICT DO NOTHING
    RETURNING source_kind, source_key, measure
), written AS (
    INSERT INTO facts_servicefact
        (point_id, day, mode, audience, measure, quantity, exact, source_kind, source_key,
         by_account, by_name)
    SELECT DISTINCT ON (source_kind, source_key, measure)
           point_id, day, mode, audience, measure, quantity, exact, source_kind, source_key,
           %s::bigint, %s::text
    FROM given JOIN fresh USING (source_kind, source_key, measure)
    RETURNING point_id, day, mode, audience, measure, exact, quantity
), summed AS (
    INSERT INTO facts_daytotal AS t (point_id, day, mode, audience, measure, exact, quantity)
    SELECT point_id, day, mode, audience, measure, exact, sum(quantity)
    FROM written GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (point_id, day, mode, audience, measure, exact)
    DO UPDATE SET quantity = t.quantity + excluded.quantity
)
SELECT count(*) FROM written
"""


def write(facts: Iterable[Fact], *, by: Actor = HOUSE) -> int:
    """Write facts and add them to the roll-up; returns how many were new.

    A fact whose (source_kind, source_key, measure) was written before is passed over, so the
    same list can be given any number of times. Refuses (:class:`BadFact`) unknown words, a
    quantity below one and a missing source; then nothing of the list is written.
    """
    rows = list(facts)
    for fact in rows:
        _check(fact)
    if not rows:
        return 0
    with together():
        [(count,)] = told(
            _WRITE,
            [
                _WRITERS,
                [f.point for f in rows],
                [f.day for f in rows],
                [f.mode for f in rows],
                [f.audience for f in rows],
                [f.measure for f in rows],
                [f.quantity for f in rows],
                [f.exact for f in rows],
                [f.source_kind for f in rows],
                [f.source_key for f in rows],
                by.account,
                by.name,
            ],
            keep=len(rows) <= SHORT,
        )
    return int(count)


_REVERSE = """
WITH back AS (
    SELECT * FROM facts_servicefact
    WHERE source_kind = %(kind)s AND source_key = ANY(%(keys)s) AND reverses IS NULL
      AND (%(measure)s::text IS NULL OR measure = %(measure)s)
), fresh AS (
    INSERT INTO facts_source (source_kind, source_key, measure, reversal)
    SELECT source_kind, source_key, measure, true FROM back
    ORDER BY source_kind, source_key, measure
    ON CONFLICT DO NOTHING
    RETURNING source_kind, source_key, measure
), written AS (
    INSERT INTO facts_servicefact
        (point_id, day, mode, audience, measure, quantity, exact, source_kind, source_key,
         reverses, by_account, by_name)
    SELECT point_id, day, mode, audience, measure, -quantity, exact, source_kind, source_key,
           back.id, %(account)s, %(name)s
    FROM back JOIN fresh USING (source_kind, source_key, measure)
    RETURNING point_id, day, mode, audience, measure, exact, quantity
), summed AS (
    INSERT INTO facts_daytotal AS t (point_id, day, mode, audience, measure, exact, quantity)
    SELECT point_id, day, mode, audience, measure, exact, sum(quantity)
    FROM written GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (point_id, day, mode, audience, measure, exact)
    DO UPDATE SET quantity = t.quantity + excluded.quantity
)
SELECT (SELECT count(*) FROM back), (SELECT count(*) FROM written)
"""


@transaction.atomic
def reverse(
    source_kind: str,
    source_keys: Iterable[str],
    *,
    measure: str | None = None,
    by: Actor = HOUSE,
) -> int:
    """Take back what these sources counted, by reversing facts; returns how many.

    On the day the original stands, so a corrected figure is right for its period; a figure
    frozen before is not touched, because the reversal was recorded later. Reversing twice
    changes nothing. Refuses (:class:`NothingToReverse`) sources that never counted anything.
    The right figure is then written under a new key.
    """
    keys = list(source_keys)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_WRITERS])
        cursor.execute(
            _REVERSE,
            {
                "kind": source_kind,
                "keys": keys,
                "measure": measure,
                "account": by.account,
                "name": by.name,
            },
        )
        found, written = cursor.fetchone()
    if not found:
        raise NothingToReverse(source=f"{source_kind} {', '.join(keys[:5])}")
    return int(written)


@transaction.atomic
def mark() -> Position:
    """Note how far the facts have been written, for a figure that is being frozen.

    Waits until no transaction is writing facts, and holds the writers up until the caller's
    transaction ends: everything up to the position is then committed and stays as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
        cursor.execute(
            "INSERT INTO facts_factmark (position, marked_at)"
            " SELECT coalesce(max(id), 0), greatest(clock_timestamp(),"
            " (SELECT max(marked_at) FROM facts_factmark)) FROM facts_servicefact"
            " RETURNING position"
        )
        return Position(int(cursor.fetchone()[0]))


_TRUTH = """
SELECT point_id, day, mode, audience, measure, exact, sum(quantity)::bigint AS quantity
FROM facts_servicefact GROUP BY 1, 2, 3, 4, 5, 6
"""


@transaction.atomic
def rebuild() -> int:
    """Write the roll-up anew from the facts; returns how many totals were wrong (0: none).

    Holds up the writers of facts while it runs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
        cursor.execute(
            # The names are the roll-up's columns; the text holds no value from outside.
            f"CREATE TEMPORARY TABLE truth ON COMMIT DROP AS {_TRUTH}"
        )
        columns = "point_id, day, mode, audience, measure, exact"
        cursor.execute(
            f"SELECT count(*) FROM truth FULL JOIN facts_daytotal USING ({columns})"  # noqa: S608
            " WHERE truth.quantity IS DISTINCT FROM facts_daytotal.quantity"
        )
        wrong = int(cursor.fetchone()[0])
        if wrong:
            cursor.execute("DELETE FROM facts_daytotal")
            cursor.execute(
                f"INSERT INTO facts_daytotal ({columns}, quantity)"  # noqa: S608
                f" SELECT {columns}, quantity FROM truth"
            )
        cursor.execute("DROP TABLE truth")
    return wrong
