"""The public page of a record with 5, 50, 500 and 5,000 copies spread over many points.

    DATABASE_URL=postgresql://… python bench/record_page.py [--points 1000]

Copies are entered by the service, sent to the points in turn and a third of them with a day of
return, as a rotation leaves them. Measured is the whole answer of the server, as a reader who
chose a commune gets it. The limit: 100 ms at
5,000 copies, and from 50 copies up at most so many times slower.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time

from database import HEAD, line, measured, own_database

PAGE = 0.1
TIMES_SLOWER = 3.0
COUNTS = (5, 50, 500, 5_000)


def stock(points: int) -> list[str]:
    """Control numbers of one record for each count."""
    from datetime import timedelta

    from django.utils import timezone

    from tusach.audit.api import HOUSE
    from tusach.catalogue.testing import make_record
    from tusach.holdings.api import Move, at_point, move
    from tusach.holdings.testing import make_copies, make_store
    from tusach.network.testing import make_point, make_unit
    from tusach.rotation.api import LegState
    from tusach.rotation.testing import make_batch

    store, now = make_store(), timezone.now()
    communes = [make_unit(f"Xã Mường {number}") for number in range(38)]
    places = [
        make_point("border_post" if number % 50 == 49 else "school_library",
                   f"Trường số {number}", communes[number % 38])
        for number in range(points)
    ]  # fmt: skip
    numbers = []
    for count in COUNTS:
        record = make_record(f"Sách có {count} bản", "Lò Văn Pánh")
        copies = make_copies(count, record, owner=store)
        third = copies[: min(count // 3, 300)]
        if third:
            make_batch(
                LegState.IN_SERVICE,
                copies=third,
                points=places[: min(20, len(third))],
                at=now,
                due_on=timezone.localdate() + timedelta(days=100),
            )
        rest = copies[len(third) :]
        for start in range(0, len(rest), 1_000):
            move(
                [
                    Move(copy_id=copy.pk, to=at_point(places[at % points].pk), act="receive",
                         state="in_service", happened_at=now)
                    for at, copy in enumerate(rest[start : start + 1_000], start)
                ],
                by=HOUSE,
                at=now,
            )  # fmt: skip
        numbers.append(record.control_number)
    return numbers


def measure(points: int) -> bool:
    from django.db import connection
    from django.test import Client

    from tusach.network.api import ServicePoint
    from tusach.portal.nearness import COOKIE, key_of

    started = time.perf_counter()
    numbers = stock(points)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{points:,} points, stocked in {time.perf_counter() - started:.0f} s\n{HEAD}")
    client = Client(SERVER_NAME="localhost")
    client.cookies[COOKIE] = key_of(ServicePoint.objects.get(name="Trường số 7"))
    took = {}
    for count, number in zip(COUNTS, numbers, strict=True):
        first, took[count] = measured(lambda number=number: client.get(f"/sach/{number}/"), 20)
        print(line(f"the page, {count:,} copies", first, took[count], PAGE))
    last = f"/sach/{numbers[-1]}/"
    first, usual = measured(lambda: client.get(last, {"trang": "9", "con": "1"}), 20)
    print(line("5,000 copies, ninth page, only what is free", first, usual, PAGE))
    slower = took[COUNTS[-1]] / took[50]
    fine = slower <= TIMES_SLOWER
    print(f"from 50 to 5,000 copies: {slower:.1f} times  {'ok' if fine else 'OVER'}")
    return fine and took[COUNTS[-1]] <= PAGE and usual <= PAGE


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--points", type=int, default=1_000)
    asked = parser.parse_args()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    return 0 if measure(asked.points) else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as data:
        os.environ["TUSACH_DATA"] = data
        with own_database("bench_record_page"):
            sys.exit(main())
