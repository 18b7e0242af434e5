"""Moving a file of MARC in: how many records a second, from accepting the preview to finding them.

    DATABASE_URL=postgresql://… python bench/import.py [--records 1000000] [--size 50000]
                                                       [--copies] [--keep]

On a database of its own, with the house's real processes: a `procrastinate worker` reads the file
into its preview and writes it, an `indexer` follows. Once into an empty catalogue, once into one
that holds `--records`, a tenth of the file being books that are there already. The clock runs from
the preview's acceptance until the last record is found by searching; matching is part of it, since
every row is compared with the catalogue again as it is written. `--copies` gives each record two
copies (952) that are entered in a register. ``--keep`` leaves the database for the next run, here
or of search.py, which then measures only the full catalogue. Beside it, in the same run, pymarc
parsing the same file and keeping nothing. Ends with 1 when a limit is passed.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from database import own_catalogue
from search import Language, build, built, fill, isbn_of

PROJECT = Path(__file__).resolve().parent.parent
# Records a second, and MB that the worker may hold more for the whole file than for a fifth.
RATE, AIM, GROWTH = 2_000, 3_000, 60
LIMIT = 3_600


def records_of(size: int, *, seed: int, there: int, copies: bool) -> Iterator[bytes]:
    """A file of ``size``; every tenth is one that :func:`search.fill` put there."""
    from tusach.catalogue.api import MarcRecord, write_iso2709
    from tusach.catalogue.marc.record import ControlField, DataField
    from tusach.catalogue.models import Record

    language = Language(seed)
    chance = language.chance
    # Those of an earlier file have its numbers: its source would tell them apart.
    filled = Record.objects.filter(control_number__startswith="B")
    known = list(filled.order_by("pk").values_list(
        "title", "author", "year", "isbn")[: size // 10]) if there else []  # fmt: skip

    def data(tag: str, indicators: str, **subfields: str) -> DataField:
        pairs = [(code.lstrip("_"), text) for code, text in subfields.items()]
        return DataField(tag, indicators[0], indicators[1], pairs)

    for number in range(size):
        if known and number % 10 == 0:
            title, author, year, isbn = known[number // 10 % len(known)]
        else:
            title, author = language.title(), chance.choice(language.authors)
            year, isbn = 1960 + chance.randrange(66), isbn_of(seed * 100_000_000 + number)
        subjects = chance.sample(language.subjects, 2)
        fields = [
            ControlField("001", f"{seed}-{number}"),
            ControlField("003", "VN-MOVED"),
            ControlField("005", "20240315101500.0"),
            ControlField("008", f"240315s{year}    vm a     b    000 0 vie d"),
            data("020", "  ", a=isbn, c="45000đ"),
            data("041", "0 ", a="vie"),
            data("082", "04", a=f"{chance.randrange(1000):03d}.{chance.randrange(100)}"),
            data("100", "0 ", a=author),
            data("245", "10", a=f"{title} /", c=author),
            data("260", "  ", a="H. :", b="Kim Đồng,", c=str(year)),
            data("300", "  ", a=f"{50 + chance.randrange(400)} tr. ;", c="21 cm"),
            data("520", "  ", a=f"{language.title()} {language.title()} {language.title()}."),
            *(data("650", " 4", a=one) for one in subjects),
        ]
        if copies:
            fields += [
                data("952", "  ", a="CHINH", b="CHINH", d="2019-03-12", g="45000.00",
                     i=f"M.{seed}{2 * number + copy:07d}", o="895.9223",
                     p=f"K{seed}{2 * number + copy:07d}")
                for copy in (0, 1)
            ]  # fmt: skip
        yield write_iso2709(MarcRecord("00000nam a2200000   4500", fields))


@contextmanager
def running(*command: str) -> Iterator[int]:
    """A process of the house; yields its id, ends it afterwards."""
    quiet = subprocess.DEVNULL if not os.environ.get("BENCH_LOG") else None
    process = subprocess.Popen([sys.executable, "manage.py", *command], cwd=PROJECT,
                               stdout=quiet, stderr=quiet)  # fmt: skip
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def held(pid: int, what: str = "VmHWM") -> int:
    """MB the process holds, or held at its height."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(what):
            return int(line.split()[1]) // 1024
    return 0


def until(true: Callable[[], bool], *, every: float = 0.05) -> None:
    started = time.perf_counter()
    while not true():
        if time.perf_counter() - started > LIMIT:
            raise SystemExit("it does not come to an end")
        time.sleep(every)


def cpu(pid: int) -> float:
    """Seconds of processor the process took so far."""
    parts = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def move_in(name: str, content: bytes, size: int, worker: int, indexer: int,
            choices: dict[str, object]) -> bool:  # fmt: skip
    """The file taken in; whether it was fast enough from its acceptance to its last being found,
    and the worker held no more at its end than after a fifth of its preview."""
    from django.utils import timezone

    from tusach.audit.api import HOUSE
    from tusach.catalogue.importing.services import accept, take_file
    from tusach.catalogue.models import Import, Record
    from tusach.search.api import find, wait_until_applied

    started = time.perf_counter()
    one = take_file(io.BytesIO(content), name, by=HOUSE, at=timezone.now())

    def state() -> str:
        return str(Import.objects.values_list("state", flat=True).get(pk=one.pk))

    until(lambda: Import.objects.values_list("read_to", flat=True).get(pk=one.pk) >= size // 5)
    early = held(worker)
    until(lambda: state() != Import.State.READING)
    read = time.perf_counter() - started
    before = cpu(worker), cpu(indexer)
    started = time.perf_counter()
    accept(one.pk, by=HOUSE, at=timezone.now(), choices=choices)
    until(lambda: state() != Import.State.APPLYING)
    written = time.perf_counter() - started
    one.refresh_from_db()
    if one.state != Import.State.DONE:
        raise SystemExit(f"the import stopped: {one.state} {one.problem}")
    last = Record.objects.latest("pk")
    until(lambda: wait_until_applied(60) and find(last.control_number).total == 1)
    found = time.perf_counter() - started
    rate, more = size / found, held(worker) - early
    print(
        f"{name:<34}{size / read:>9,.0f}{size / written:>9,.0f}{rate:>9,.0f}{RATE:>7,}  "
        f"{'ok' if rate >= RATE else 'UNDER':<6}"
        f"{(cpu(worker) - before[0]) / size * 1e6:>8,.0f}"
        f"{(cpu(indexer) - before[1]) / size * 1e6:>8,.0f}"
        f"{held(worker):>8}{held(indexer):>8}{more:>+8} {'ok' if more <= GROWTH else 'OVER'}"
        f"   {one.made_count:,} made",
        flush=True,
    )
    return rate >= RATE and more <= GROWTH


def pymarc_alone(content: bytes, size: int) -> float:
    import pymarc

    started = time.perf_counter()
    count = sum(one is not None for one in pymarc.MARCReader(io.BytesIO(content)))
    assert count == size
    return size / (time.perf_counter() - started)


def copies_go_to() -> dict[str, object]:
    """What a person chooses for the copies of the file: one library, one register."""
    from tusach.holdings.testing import make_register
    from tusach.network.testing import make_point

    register = make_register(make_point("provincial_library", "Thư viện tỉnh"))
    return {"holdings": {"register": str(register.pk), "source": "budget", "collection": "main"}}


def measure(records: int, size: int, *, copies: bool) -> bool:
    from tusach.catalogue.models import Import
    from tusach.search.api import status

    fine = True
    choices: dict[str, object] = copies_go_to() if copies else {}
    print(f"{'records a second':<34}{'preview':>9}{'written':>9}{'found':>9}{'limit':>7}  "
          f"{'':<6}{'µs CPU each':>16}{'peak MB':>16}{'growth':>8}\n{'':<76}"
          f"{'worker':>7}{'indexer':>8}{'worker':>8}{'indexer':>8}")  # fmt: skip
    contents: list[bytes] = []

    def part(name: str, seed: int, there: int) -> bool:
        content = b"".join(records_of(size, seed=seed, there=there, copies=copies))
        contents.append(content)
        with (
            running("indexer") as indexer,
            running("procrastinate", "worker", "--queues", "imports") as worker,
        ):
            until(lambda: bool(status()["built"]), every=1.0)
            return move_in(name, content, size, worker, indexer, choices)

    # What an earlier run moved in is not to be known again: its rows would be the same.
    first = 2 + Import.objects.count()
    if not built(records):
        fine &= part("into an empty catalogue", 1, 0)
        if records:
            started = time.perf_counter()
            fill(records)
            build()
            took = time.perf_counter() - started
            print(f"filled to {records:,} and indexed in {took:.0f} s", flush=True)
    if records:
        analyse()
        fine &= part(f"into one of {records:,}", first, records)
    peer = pymarc_alone(contents[0], size)
    print(f"{'beside: pymarc parses, keeps none':<34}{peer:>9,.0f}")
    return fine


def analyse() -> None:
    """What the database does by itself within minutes of so many rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE catalogue_record")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--size", type=int, default=50_000)
    parser.add_argument("--copies", action="store_true")
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    with own_catalogue("bench_kept" if asked.keep else "bench_import", keep=asked.keep):
        return 0 if measure(asked.records, asked.size, copies=asked.copies) else 1


if __name__ == "__main__":
    sys.exit(main())
