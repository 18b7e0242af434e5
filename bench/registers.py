"""A year's summary register of a large library, and its whole catalogue as a file.

    python bench/registers.py [--copies 50000] [--records 100000]

The register is asked for on the screen, on paper and as a spreadsheet; the file is written by
the worker, part by part, copies and all. The export's limit is 1,000 records a second: nobody
waits longer for a whole catalogue than for a cup of tea.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from typing import Any

from database import HEAD, line, measured, own_database

PAGE, PAPER, A_SECOND = 1.0, 10.0, 1_000
# Titles among which the copies are.
TITLES = 250


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--copies", type=int, default=50_000)
    parser.add_argument("--records", type=int, default=100_000)
    asked = parser.parse_args()
    with own_database("tusach_bench_registers"), tempfile.TemporaryDirectory() as data:
        from django.conf import settings

        settings.MEDIA_ROOT = data
        run(asked.copies, asked.records)


def run(copies: int, records: int) -> None:
    from django.test import Client
    from django.utils import timezone

    from tusach.audit.api import HOUSE
    from tusach.catalogue.api import Record, begin_export
    from tusach.catalogue.taking_out.work import work
    from tusach.holdings.marc_out import SOURCE
    from tusach.holdings.testing import make_copies, make_tables
    from tusach.network.testing import make_point
    from tusach.people.testing import make_account

    make_tables()
    library = make_point("provincial_library", "Thư viện tỉnh")
    fill(records)
    for record in Record.objects.order_by("pk")[:TITLES]:
        make_copies(copies // TITLES, record, library)
    client = Client()
    client.force_login(make_account("director", library))
    print(f"{copies:,} copies of {TITLES} titles, {records:,} records\n{HEAD}")
    asked = f"thuvien={library.pk}&nam={timezone.localdate().year}"
    for name, address, limit in (
        ("summary register, page", f"/kho/so-tong-quat/?{asked}", PAGE),
        ("summary register, PDF", f"/kho/so-tong-quat/so.pdf?{asked}", PAPER),
        ("individual register, page", "/kho/ban/", PAGE),
    ):
        first, median = measured(lambda address=address: _got(client, address))
        print(line(name, first, median, limit))
    for name, source, options in (
        ("export of all records", "", {}),
        ("the same with copies in 952", SOURCE, {"owner": library.pk, "field": "952"}),
    ):
        made = begin_export(
            Record.objects.order_by("pk"), "mrc", what="bench", source=source, options=options,
            by=HOUSE, at=timezone.now(),
        )  # fmt: skip
        started = time.perf_counter()
        work(made.pk)
        took = time.perf_counter() - started
        made.refresh_from_db()
        print(line(f"{name}, {made.total / took:,.0f}/s", took, took, made.total / A_SECOND))


def fill(count: int) -> None:
    """As many records with their contents: the first made by the service, the rest like it."""
    from django.db import connection

    from tusach.catalogue.models import Record, RecordVersion
    from tusach.catalogue.testing import make_record

    first = make_record(
        title="Kỹ thuật nuôi lợn bản", author="Nguyễn Văn Lực", publisher="Nông nghiệp", year=2019
    )
    for model, own, other in (
        (Record, ["control_number"], ["'B' || lpad(one::text, 8, '0')"]),
        (RecordVersion, ["record_id"], ["one"]),
    ):
        # Records made here have the numbers after the first's.
        columns = [
            str(field.column)
            for field in model._meta.concrete_fields
            if field.column not in ("id", *own)
        ]
        names = ", ".join(f'"{name}"' for name in columns)
        key = "id" if model is Record else "record_id"
        at_key = ["id"] if model is Record else []
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(at_key + own)}, {names})"
                f" SELECT {', '.join((['one'] if at_key else []) + other)}, {names}"
                f" FROM {model._meta.db_table}, generate_series(%s::bigint, %s::bigint) AS one"
                f" WHERE {key} = %s",
                [first.pk + 1, first.pk + count - 1, first.pk],
            )
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _got(client: Any, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    b"".join(answer) if answer.streaming else answer.content


if __name__ == "__main__":
    main()
