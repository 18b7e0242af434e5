"""The pages of the record of acts when a busy province has written a year into it.

    python bench/acts.py [--acts 5000000] [--points 2000] [--people 3000] [--keep]

Acts are spread over 365 days, working hours denser, places and people uneven as they are; then
the pages are opened as they stand, by an administrator (reads everything) and by a director of
the province. The list without dates is the worst that a page can ask for. The server of
DATABASE_URL must let this role switch off triggers while the rows are made.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from database import HEAD, line, measured, own_database

MAKE = """
SET session_replication_role = replica;
INSERT INTO network_servicepoint SELECT (json_populate_record(p, json_build_object(
    'id', 1000 + n, 'code', 'B-' || n, 'name', 'Điểm ' || n, 'folded', 'diem ' || n,
    'sort_key', lpad(n::text, 6, '0')))).*
FROM network_servicepoint p, generate_series(1, %(points)s) n WHERE p.id = %(point)s;
INSERT INTO audit_act (act, at, account, name, post, place, on_kind, on_key, on_label, folded,
    changes)
SELECT (ARRAY['holdings.lend', 'holdings.return', 'rotation.pack', 'rotation.receive',
              'catalogue.save_record', 'people.sign_in'])[1 + r %% 6],
       now() - interval '365 days' + n * (interval '365 days' / %(acts)s),
       who, 'Lò Thị ' || who, 'Thủ thư', CASE WHEN r %% 50 = 0 THEN NULL
            ELSE 1001 + (power(r %% 10007 / 10007.0, 2) * (%(points)s - 1))::int END,
       'holdings.copy', (r %% 400000)::text, 'Dế Mèn phiêu lưu ký ' || r %% 5000,
       'lo thi ' || who || E'\\n' || 'de men phieu luu ky ' || r %% 5000,
       '{"state": ["in_store", "on_loan"]}'
FROM (SELECT n, abs(hashint8(n))::bigint AS r,
             1000000 + (power(abs(hashint8(n * 7)) %% 9973 / 9973.0, 2) * %(people)s)::int AS who
      FROM generate_series(1, %(acts)s::bigint) n) made;
SET session_replication_role = origin;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=5_000_000)
    parser.add_argument("--points", type=int, default=2_000)
    parser.add_argument("--people", type=int, default=3_000)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    with own_database("tusach_bench_acts", keep=options.keep):
        measure(options)


def measure(options: argparse.Namespace) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from tusach.audit.models import Act
    from tusach.people.models import Account

    setup_test_environment()
    began = time.perf_counter()
    if Act.objects.count() < options.acts:
        fill(options)
    print(f"{Act.objects.count():,} acts made in {time.perf_counter() - began:,.0f} s")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_table_size('audit_act') / 1e6, pg_indexes_size('audit_act') / 1e6"
        )
        table, indexes = cursor.fetchone() or (0, 0)
    print(f"{table:,.0f} MB of rows, {indexes:,.0f} MB of indexes\n{HEAD}")
    who = {name: Account.objects.get(username=name) for name in ("bench-admin", "bench-director")}
    for name, account in who.items():
        client = Client()
        client.force_login(account)
        pages(client, name.removeprefix("bench-"))
    write()
    sys.stdout.flush()


def fill(options: argparse.Namespace) -> None:
    from django.db import connection

    from tusach.network.testing import make_point, make_unit
    from tusach.people.testing import make_account

    point = make_point("provincial_library", "Thư viện tỉnh", make_unit("Phường Tân Phong"))
    make_account("administrator", username="bench-admin")
    make_account("director", at=point, username="bench-director")
    with connection.cursor() as cursor:
        cursor.execute(
            MAKE,
            {"acts": options.acts, "points": options.points, "people": options.people,
             "point": point.pk},
        )  # fmt: skip
        cursor.execute("VACUUM ANALYZE audit_act")
        cursor.execute("ANALYZE network_servicepoint")


def pages(client: Any, who: str) -> None:
    from datetime import timedelta

    from django.urls import reverse
    from django.utils import timezone

    from tusach.audit.models import Act

    busiest = Act.objects.filter(on_kind="holdings.copy", place__isnull=False)
    key = busiest.values_list("on_key", flat=True).order_by("id")[0]
    acts = reverse("audit:acts")
    today = timezone.localdate()
    day = {"first": today.isoformat(), "last": today.isoformat()}
    whole = {"first": "", "last": ""}
    old = {
        "first": (today - timedelta(days=300)).isoformat(),
        "last": (today - timedelta(days=294)).isoformat(),
    }
    asked = [
        ("list: the last thirty days", acts, {}, 1.0),
        ("list: today", acts, day, 0.5),
        ("list: a week ten months ago", acts, old, 1.0),
        ("list: thirty days, one act", acts, {"act": "rotation.pack"}, 1.0),
        ("list: thirty days, a person's name", acts, {"person": "lo thi 1000007"}, 2.0),
        ("list: thirty days, a thing's name", acts, {"thing": "luu ky 77"}, 2.0),
        ("list: thirty days, a place's name", acts, {"place": "diem 17"}, 2.0),
        ("list: thirty days, the last page", acts, {"page": "999999"}, 2.0),
        ("list: without dates", acts, whole, 5.0),
        ("list: without dates, a person's name", acts, {**whole, "person": "lo thi 1000007"}, 10.0),
        ("history of one thing", reverse("audit:of", args=["holdings.copy", key]), {}, 0.3),
    ]
    for label, url, query, limit in asked:
        answers: list[int] = []

        def ask(url: str = url, query: Any = query, answers: list[int] = answers) -> None:
            answers.append(client.get(url, query).status_code)

        first, usual = measured(ask)
        assert set(answers) == {200}, (label, answers)
        print(line(f"{who}, {label}", first, usual, limit), flush=True)


def write() -> None:
    """A thousand more acts, each in a transaction of its own, as pages write them."""
    from django.utils import timezone

    from tusach.audit.api import HOUSE, record

    def thousand() -> None:
        for number in range(1000):
            record("holdings.lend", by=HOUSE, on=("holdings.copy", number, "Tắt đèn"),
                   at=timezone.now())  # fmt: skip

    first, usual = measured(thousand)
    print(line("a thousand acts written", first, usual, 5.0))


if __name__ == "__main__":
    main()
