"""From saving a record to finding it: how long, with everything running as it does in service.

    DATABASE_URL=postgresql://… python bench/search_lag.py [--records 20000] [--saves 100]

On a database of its own, which it makes on that server and drops again: a real `indexer`
process follows; records are saved by the catalogue's service and looked for in the index,
in three situations: nothing else going on, another transaction left open all the while, and an
import that saves beside in transactions of 200. Compared with the limit of two seconds that a
page waits, and with the polling that would do without notifications.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

PROJECT = Path(__file__).resolve().parent.parent
LIMIT = 2.0  # seconds a page waits for the index (search.api.wait_until_applied)
POLLING = 2.0  # seconds between looks without notifications: half of it on average


def make_database(server: str) -> str:
    name = f"bench_lag_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    return name


def row(name: str, lags: list[float]) -> None:
    lags.sort()
    worst = lags[-1]
    found = f"{statistics.median(lags) * 1000:>9.0f}{lags[int(len(lags) * 0.95)] * 1000:>9.0f}"
    print(f"{name:<44}{found}{worst * 1000:>9.0f}{'' if worst < LIMIT else '  over the limit'}")


def measure(saves: int, records: int, database_url: str) -> int:
    import django

    django.setup()
    from django.db import connection, transaction

    from tusach.catalogue.testing import make_record
    from tusach.search.api import find, status

    print(f"filling {records:,} records …", flush=True)
    for start in range(0, records, 500):
        with transaction.atomic():
            for number in range(start, min(start + 500, records)):
                make_record(f"Sách thử số {number} về núi rừng", f"Tác giả {number % 300}")
    environment = {**os.environ, "DATABASE_URL": database_url}
    started = time.perf_counter()
    indexer = subprocess.Popen(
        [sys.executable, "manage.py", "indexer"], cwd=PROJECT, env=environment
    )
    try:
        while not status()["built"]:
            time.sleep(0.05)
        print(f"built {records:,} documents in {time.perf_counter() - started:.1f} s")
        print(f"\n{'save → find, milliseconds':<44}{'median':>9}{'p95':>9}{'worst':>9}")
        everything: list[float] = []

        def run(name: str, number: Callable[[], str]) -> None:
            lags = []
            for _ in range(saves):
                word = number()
                make_record(f"Nhan đề {word}", "Lò Thị An")
                saved = time.perf_counter()
                while not find(word).total:
                    if time.perf_counter() - saved > 30:
                        raise SystemExit(f"{name}: {word} is not found after 30 s")
                    time.sleep(0.002)
                lags.append(time.perf_counter() - saved)
            row(name, lags)
            everything.extend(lags)

        counter = iter(range(10_000_000))

        def word() -> str:
            return f"khoa{next(counter):07d}"

        run("nothing else going on", word)
        with psycopg.connect(database_url) as other:
            other.execute("SELECT pg_current_xact_id()")  # a writer that does not commit
            run("another transaction left open", word)
        stop = threading.Event()

        def import_beside() -> None:
            number = 0
            while not stop.is_set():
                with transaction.atomic():
                    for _ in range(200):
                        number += 1
                        make_record(f"Nhập loạt {number}", "Vàng A Páo")
            connection.close()

        beside = threading.Thread(target=import_beside)
        beside.start()
        try:
            run("an import saves beside, 200 at a time", word)
        finally:
            stop.set()
            beside.join()
        print(f"{'limit: what a page waits':<44}{'':>18}{LIMIT * 1000:>9.0f}")
        print(f"{'polling alone would take':<44}{POLLING * 500:>9.0f}{'':>9}{POLLING * 1000:>9.0f}")
        return 0 if max(everything) < LIMIT else 1
    finally:
        indexer.terminate()
        indexer.wait()
        connection.close()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--records", type=int, default=20_000)
    arguments.add_argument("--saves", type=int, default=100)
    asked = arguments.parse_args()
    server = os.environ.get("DATABASE_URL") or sys.exit("set DATABASE_URL")
    name = make_database(server)
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    try:
        with tempfile.TemporaryDirectory() as data:
            os.environ |= {
                "DATABASE_URL": url,
                "TUSACH_DATA": data,
                "DJANGO_SETTINGS_MODULE": "tusach.house.settings",
            }
            sys.path.insert(0, str(PROJECT))
            migrate = [sys.executable, "manage.py", "migrate", "-v", "0"]
            subprocess.run(migrate, cwd=PROJECT, check=True)
            return measure(asked.saves, asked.records, url)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


if __name__ == "__main__":
    sys.exit(main())
