"""Taking stock of a large store: begin, scan, look, close.

    python bench/stocktake.py [--copies 50000] [--missing 500]

Copies are entered by the service, then counted: one by one as a scanner sends them, and by the
thousand as a hand-held scanner keeps them. The limit for one scan is a tenth of a second, so that
nobody waits between two books. The page must cost the same for 5,000 copies and for 50,000.
"""

from __future__ import annotations

import argparse
import statistics
import time

from database import HEAD, line, measured, own_database

SCAN, PAGE = 0.1, 0.3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--copies", type=int, default=50_000)
    parser.add_argument("--missing", type=int, default=500)
    asked = parser.parse_args()
    with own_database("tusach_bench_stocktake"):
        run(asked.copies, asked.missing)


def run(count: int, missing: int) -> None:
    from django.test import Client
    from django.utils import timezone

    from tusach.audit.api import HOUSE
    from tusach.holdings.api import prove
    from tusach.holdings.models import Stocktake
    from tusach.holdings.services.stocktake_closing import work
    from tusach.holdings.services.stocktaking import begin, close, see
    from tusach.holdings.testing import make_copies
    from tusach.network.testing import make_point
    from tusach.people.testing import make_account

    library = make_point("provincial_library", "Thư viện tỉnh")
    codes = [copy.barcode for copy in make_copies(count, owner=library)]
    print(f"{count:,} copies, {missing:,} of them missing\n{HEAD}")

    started = time.perf_counter()
    counted = begin(point=library, name="Kiểm kê", by=HOUSE, at=timezone.now())
    print(line("begun", time.perf_counter() - started, time.perf_counter() - started, 5.0))

    each = []
    for code in codes[:200]:
        started = time.perf_counter()
        see(stocktake=counted, codes=[code], by=HOUSE, at=timezone.now())
        each.append(time.perf_counter() - started)
    print(line("one scan", each[0], statistics.median(each), SCAN))

    rest, lists = codes[200 : count - missing], []
    for first in range(0, len(rest), 5000):
        started = time.perf_counter()
        see(stocktake=counted, codes=rest[first : first + 5000], by=HOUSE, at=timezone.now())
        lists.append(time.perf_counter() - started)
    print(line("a list of 5,000", lists[0], statistics.median(lists), 5.0))

    client = Client()
    client.force_login(make_account("director", library))
    address = counted.get_absolute_url()
    last = -(-count // 50)
    for name, more in (
        ("page", ""),
        ("page, missing", "?ketqua=missing"),
        ("page, the last of the list", f"?page={last}"),
        ("page, sorted by title", "?sort=title"),
    ):
        first, median = measured(lambda more=more: client.get(f"{address}{more}"))
        print(line(name, first, median, PAGE))

    def scanned() -> None:
        client.post(f"{address}quet/", {"scan": next(rest_of)}, headers={"HX-Request": "true"})

    rest_of = iter(codes)
    first, median = measured(scanned)
    print(line("a scan with its answer on the page", first, median, SCAN))

    started = time.perf_counter()
    close(stocktake=counted, lose_missing=True, keep_strays=False, by=HOUSE, at=timezone.now())
    work(counted.pk)
    took = time.perf_counter() - started
    print(line("close, by the worker", took, took, 60.0))
    closed = Stocktake.objects.get(pk=counted.pk)
    lost = closed.lines.filter(entry__act="lose").count()
    print(f"state {closed.state}; written as lost {lost:,}; differences {len(prove())}")


if __name__ == "__main__":
    main()
