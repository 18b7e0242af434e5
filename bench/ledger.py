"""The ledger at the size of a whole country's rotation stock.

    python bench/ledger.py [--copies 1000000] [--points 5000] [--keep] [--no-proof]

Makes copies whose chains of 7 to 13 entries (10 on average) lead from one big store, through
boxes, to points and back, over six years; then measures what the pages ask. Every copy goes its
own way on its own days, which is the worst for the dated sums: books that travel by the box
share theirs. The server of DATABASE_URL must let this role switch off triggers while the rows
are made.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from database import HEAD, line, measured, own_database

# Every copy goes store → box → point → store …; the store is point 1.
MAKE_GROUND = """
SET session_replication_role = replica;
INSERT INTO network_servicepoint SELECT (json_populate_record(p, json_build_object(
    'id', n, 'code', 'B-' || n, 'name', 'Điểm ' || n, 'sort_key', lpad(n::text, 6, '0')))).*
FROM network_servicepoint p, generate_series(2, %(points)s) n WHERE p.id = 1;
INSERT INTO holdings_container (id, code, name, owner_id, made_at, note)
SELECT n, 'HB-' || n, '', 1, '2020-01-01', '' FROM generate_series(1, 2000) n;
"""
MAKE_COPIES = """
SET session_replication_role = replica;
INSERT INTO holdings_copy (id, record_id, owner_id, register_id, number, accession_no, barcode,
    accessioned_at, source_id, fund, price, condition, collection, shelf_mark, note, version)
SELECT n, %(record)s, 1 + n %% 3, %(register)s, n, 'B.' || lpad(n::text, 8, '0'),
       lpad(n::text, 8, '0') || lpad((98 - n * 100 %% 97)::text, 2, '0'),
       timestamptz '2020-01-01' + (hashint8(n)::bigint & 1023) * interval '1 day',
       %(source)s, '', 45000, 'good', 'rotation', '', '', 1
FROM generate_series(1, %(copies)s::bigint) n;
"""
MAKE_ENTRIES = """
SET session_replication_role = replica;
SET work_mem = '512MB';
INSERT INTO holdings_ledgerentry (copy_id, act, from_point_id, from_container_id, to_point_id,
    to_container_id, state, happened_at, recorded_at, by_name, note, final)
SELECT copy, act, CASE (k - 1) %% 3 WHEN 0 THEN 1 WHEN 2 THEN point_before END,
       CASE WHEN (k - 1) %% 3 = 1 THEN box_before END,
       CASE k %% 3 WHEN 0 THEN 1 WHEN 2 THEN point END, CASE WHEN k %% 3 = 1 THEN box END,
       state, happened_at, happened_at + late, 'Lò Thị An', '', false
FROM (
    SELECT c.id AS copy, k,
        CASE WHEN k = 0 THEN 'accession'
             ELSE (ARRAY['take_back', 'pack', 'receive'])[1 + k %% 3] END AS act,
        (ARRAY['in_store', 'packed', 'in_service'])[1 + k %% 3] AS state,
        2 + abs(hashint8(c.id * 31 + k)::bigint) %% (%(points)s - 1) AS point,
        2 + abs(hashint8(c.id * 31 + k - 1)::bigint) %% (%(points)s - 1) AS point_before,
        1 + abs(hashint8(c.id * 7 + k)::bigint) %% 2000 AS box,
        1 + abs(hashint8(c.id * 7 + k - 1)::bigint) %% 2000 AS box_before,
        c.accessioned_at + k * interval '110 days'
            + CASE WHEN k = 0 THEN 0 ELSE (hashint8(c.id + k)::bigint & 63) END * interval '1 day'
            AS happened_at,
        CASE WHEN k = 0 THEN 0 ELSE (hashint8(c.id - k)::bigint & 15) END * interval '1 day' AS late
    FROM holdings_copy c, generate_series(0, 12) k WHERE k < 7 + c.id %% 7
) made ORDER BY happened_at + late;
"""
MAKE_PLACES = """
SET session_replication_role = replica;
SET work_mem = '512MB';
INSERT INTO holdings_copyplace (copy_id, point_id, container_id, post, state, entry_id, since,
    recorded_at, unsettled)
SELECT DISTINCT ON (copy_id) copy_id, to_point_id, to_container_id, to_post, state, id,
    happened_at, recorded_at, 0
FROM holdings_ledgerentry ORDER BY copy_id, final DESC, happened_at DESC, id DESC;
"""
# A freeze in the middle of the ledger: figures are asked for as known at it.
MAKE_FREEZE = """
INSERT INTO holdings_ledgermark (position, marked_at)
SELECT id, recorded_at FROM holdings_ledgerentry
WHERE id = (SELECT max(id) / 2 FROM holdings_ledgerentry);
"""
TABLES = ("holdings_copy", "holdings_ledgerentry", "holdings_copyplace", "holdings_datedsum")


def make(copies: int, points: int) -> None:
    """Fill the tables; indexes are dropped for it and built anew."""
    from django.db import connection
    from django.utils import timezone

    from tusach.audit.api import HOUSE
    from tusach.catalogue.testing import make_record
    from tusach.holdings.api import rebuild_sums
    from tusach.holdings.services.registers import open_register
    from tusach.holdings.testing import make_store

    store = make_store()
    register = open_register(owner=store, name="Sổ đo", prefix="B.", by=HOUSE, at=timezone.now())
    facts = {"points": points, "copies": copies, "record": make_record().pk,
             "register": register.pk, "source": 1}  # fmt: skip
    with connection.cursor() as cursor:
        if store.pk != 1:
            raise SystemExit("the store must be the first point: use a new database")
        cursor.execute(MAKE_GROUND, facts)
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid"
            " WHERE i.indrelid = ANY(%s::regclass[]) AND c.oid IS NULL",
            [list(TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for text in (MAKE_COPIES, MAKE_ENTRIES, MAKE_PLACES, MAKE_FREEZE):
            cursor.execute(text, facts)
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        start = time.perf_counter()
        print(f"{rebuild_sums():,} dated sums made in {time.perf_counter() - start:,.0f} s")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET ALL")


def count(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def size() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_total_relation_size('holdings_ledgerentry') / count(*),"
            " pg_total_relation_size('holdings_datedsum') / count(*) FROM holdings_ledgerentry"
        )
        return "{} bytes an entry, and {} for its dated sums".format(*cursor.fetchone())


def frozen() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(position) FROM holdings_ledgermark")
        return int(cursor.fetchone()[0])


def report(proof: bool) -> bool:
    from tusach.holdings.api import (
        Holder,
        Position,
        balance,
        balance_at,
        chain,
        copies_at,
        counted,
        prove,
        prove_sums,
        totals,
        where_was,
    )

    entries = count("holdings_ledgerentry")
    print(f"{count('holdings_copy'):,} copies, {entries:,} entries; {size()}")
    past = datetime(2022, 12, 31, 17, tzinfo=UTC)
    now = datetime(2026, 12, 31, tzinfo=UTC)
    noon = past + timedelta(hours=19)
    half = Position(frozen())
    for asked in ((past, None), (noon, half), (noon, past)):
        if balance(*asked) != counted(*asked):
            raise SystemExit(f"the sums are not what counting every copy gives: {asked}")
    if sum(balance(past).values()) != totals(past).held:
        raise SystemExit("the balance does not close")
    some = [2 + n * 97 % 4000 for n in range(15)]
    print(HEAD)
    failed = []

    def say(label: str, what: Any, limit: float | None, times: int = 3) -> None:
        first, usual = measured(what, times)
        if limit is not None and usual > limit:
            failed.append(label)
        print(line(label, first, usual, limit), flush=True)

    each = []
    for point in some:
        each.append(measured(lambda point=point: balance_at(point, past), 3)[1])
    usual = statistics.median(each)
    print(line("a point on a past date (median of 15 points)", max(each), usual, 0.2))
    if usual > 0.2:
        failed.append("point")
    each = [measured(lambda p=p: balance_at(p, past, half), 3)[1] for p in some]
    print(line("  the same as known at a freeze", max(each), statistics.median(each), 0.2))
    say("a box on a past date", lambda: balance_at(Holder(container=77), past), 0.2)
    say("the big store on a past date (everything passed it)", lambda: balance_at(1, past), 0.2)
    say("  the same at noon", lambda: balance_at(1, noon), 0.2)
    say("  as known at a freeze", lambda: balance_at(1, past, half), 0.2)
    say("  as known at a time", lambda: balance_at(1, past, noon), 0.2)
    say("the big store now", lambda: balance_at(1, now), 0.2)
    say(
        "  50 rows behind the point's figure",
        lambda: list(copies_at(past, holder=Holder(point=some[0])).order_by("pk")[:50]),
        0.2,
    )
    for by in ("point", "state", "owner"):
        say(f"all, by {by}, on a past date", lambda by=by: balance(past, None, by), 5)
    say("all, by point, past date, as known at a freeze", lambda: balance(past, half), 5)
    say("all, by point, past date, as known at a time", lambda: balance(past, past), 5)
    say("all, by point, now", lambda: balance(now), 5)
    say("  all, by point, on a past date, counted copy by copy", lambda: counted(past), None, 1)
    say("entered and withdrawn up to a past date", lambda: totals(past), 5)
    say("where was one copy", lambda: where_was(4711, past), 0.2)
    say("the chain of one copy", lambda: chain(4711), 0.2)
    if proof:
        say("proof of every place against the ledger", lambda: prove(), None, 1)
        say("proof of every dated sum against the ledger", lambda: prove_sums(), None, 1)
    print("over the limit:", ", ".join(failed) if failed else "nothing")
    return not failed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--copies", type=int, default=1_000_000)
    parser.add_argument("--points", type=int, default=5_000)
    parser.add_argument("--keep", action="store_true", help="keep the database and use it again")
    parser.add_argument("--no-proof", action="store_true", help="leave the long proofs out")
    options = parser.parse_args()
    with own_database("tusach_bench_ledger", keep=options.keep):
        if not count("holdings_copy"):
            start = time.perf_counter()
            make(options.copies, options.points)
            print(f"made in {time.perf_counter() - start:,.0f} s")
        good = report(not options.no_proof)
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
