"""A year of a province, from 2 January to the last late report in the January after.

    DATABASE_URL=postgresql://… python bench/year.py [--points 500] [--items 500000]
        [--visits 200000] [--workers 3] [--kills 60] [--seed 1] [--faults]

Points, copies, readers and boxes are made by the services; then the year is lived. Devices note
and report in bundles that are signed and encrypted (``Phone``, the protocol's other end), by line
or stick, weekly or twice a year, twice, in parts, out of order, with clocks at 1970 and 2035; some
are lost, replaced, found again and judged. Commune libraries lend at the counter, boxes of the
rotation travel among points whose devices lend from them. Several processes take it all in; some
are killed with SIGKILL in the midst of it. At the end the house is held against an account kept
in plain Python (``province/oracle.py``): every event, statement, open loan, place, chain, the
balance on fifteen days, every figure of every point and day. ``--faults`` then breaks one thing
after another in the database and must find each.

Measured with --points 60 --items 40000 --visits 16000 --kills 80, on two busy cores, fsync on:
34,474 doings (27,097 events of 76 devices in 951 bundles), 40 kills, lived in 286 s, 121 a
second, as many in the last month as in the first; a worker 168 MB; 2,126 bytes a doing in the
database; proven in 7 s, no difference. The whole province (430,000 doings) has not been run: at
this pace it takes an hour.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import resource
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from database import own_database
from province import proof, script
from province.oracle import Account
from province.script import DAY, END, START, Carrier, Doing, Place, day_of

KINDS = [("school_library", 40), ("village_bookcase", 22), ("commune_library", 20),
         ("border_post", 9), ("prison", 9)]  # fmt: skip
LOANS = 0.4  # of the items served are lent one by one; the others are counted
IN_A_BOX = 24
TABLES = ("offline_deviceevent", "circulation_statement", "holdings_ledgerentry",
          "holdings_datedsum", "facts_servicefact", "circulation_tally", "circulation_tallyline",
          "audit_act", "circulation_remark", "offline_supplypicture")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--points", type=int, default=500)
    parser.add_argument("--items", type=int, default=500_000)
    parser.add_argument("--visits", type=int, default=200_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--kills", type=int, default=60, help="about so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", action="store_true", help="prove that what is broken is seen")
    parser.add_argument("--database", default=f"tusach_bench_year_{os.getpid()}")
    asked = parser.parse_args()
    with own_database(asked.database):
        year = Year(asked)
        try:
            found = year.live()
        finally:
            year.nursery.close()
    raise SystemExit(1 if found else 0)


class Year:
    """One run."""

    def __init__(self, asked: argparse.Namespace) -> None:
        from province.life import Line, Seen, Twin
        from province.worker import Nursery

        self.asked, self.chance = asked, random.Random(asked.seed)
        self.account, self.seen = Account(), Seen()
        self.began = time.perf_counter()
        self.nursery = Nursery()
        self.twin = Twin(self.nursery)
        self.lines = [
            Line(self.nursery, random.Random(self.chance.random()), 0.0, self.seen, self.twin)
            for _ in range(asked.workers)
        ]

    def live(self) -> bool:
        """Make it, live it, prove it, tell it; whether anything differs."""
        from province.life import Days

        from tusach.facts.api import make_partitions

        make_partitions(day_of(START), day_of(END + 40 * DAY))
        self.tell(f"durable: {', '.join(_durable())}")
        places = self.make()
        jobs = self.jobs(places)
        self.tell(f"{len(places):,} points made, {len(jobs):,} jobs drawn")
        self.say_sizes()
        for line in self.lines:
            line.risk = self.asked.kills / max(1, len(jobs))
        days, began = Days(jobs), time.perf_counter()
        watch = threading.Thread(target=self.watch, args=(days, len(jobs)), daemon=True)
        watch.start()
        days.live(self.lines, _size)
        lived = time.perf_counter() - began
        days.months.append(("end", _size(), time.perf_counter()))
        for line in [*self.lines, self.twin]:
            line.worker.close()
        self.tell("the year is over; held against the account")
        began = time.perf_counter()
        found = list(proof.differences(self.account))
        for said in found:
            print("DIFFERS", said)
        self.table(lived, days.months)
        self.tell(f"proven in {time.perf_counter() - began:,.0f} s: "
                  f"{len(found)} differences")  # fmt: skip
        if self.asked.faults and not found:
            print("what is broken on purpose:")
            found = [f"not seen: {name}" for name in proof.try_faults(self.account)]
        return bool(found)

    def tell(self, text: str) -> None:
        print(f"[{time.perf_counter() - self.began:6.0f} s] {text}", flush=True)

    def watch(self, days: Any, jobs: int) -> None:
        while days.jobs:
            time.sleep(30)
            if days.months:
                self.tell(f"  {days.months[-1][0]}: {days.done:,} of {jobs:,} jobs")

    # -- the ground

    def make(self) -> list[Place]:
        from tusach.catalogue.testing import make_record

        records = [make_record(title=f"Sách thử {n}").pk for n in range(40)]
        at = START - 20 * DAY
        kinds = [kind for kind, share in KINDS for _ in range(share)]
        wanted = [self.chance.choice(kinds) for _ in range(self.asked.points)]
        loans = self.asked.items * LOANS / max(1, sum(k not in {"border_post", "prison"}
                                                      for k in wanted))  # fmt: skip
        self.copies = max(8, round(loans / 13))
        self.gap = max(2.0, 350 * (self.copies + 4) / loans - 11)
        legs = max(2, self.asked.points // 2)
        made: dict[int, Place] = {}
        todo = [("rotation_store", legs * IN_A_BOX, 0)]
        todo += [(k, 0 if k in {"border_post", "prison"} else self.copies + 1,
                  0 if k in {"border_post", "prison"} else 4) for k in wanted]  # fmt: skip
        numbers, lock = iter(range(1, len(todo))), threading.Lock()

        def make(line: Any, number: int) -> None:
            kind, copies, readers = todo[number]
            pk, code, entered, people = line.ask(
                "make_place", kind=kind, name=f"Điểm {number}", copies=copies,
                readers=readers, at=at, record=records[number % len(records)],
            )  # fmt: skip
            draw = random.Random(f"{self.asked.seed} {number}")
            way = {"prison": "stick", "commune_library": "counter"}.get(kind, "line")
            if kind in {"village_bookcase", "border_post"} and draw.random() < 0.2:
                way = "stick"
            made[number] = Place(pk, code, kind, way, entered, people)
            for copy, _barcode in entered:
                self.account.entered[copy] = (at, pk, "in_store")
                self.account.owner[copy] = pk

        def work(line: Any) -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                make(line, number)

        make(self.lines[0], 0)  # and with it the province and the commune
        _together(work, self.lines)
        self.store = made[0]
        self.account.rotation = {pk for pk, _barcode in self.store.copies}
        return [made[n] for n in range(1, len(todo))]

    # -- what will happen

    def jobs(self, places: list[Place]) -> list[Any]:
        made: list[Any] = []
        public = [p for p in places if not p.is_secret]
        tallies = 52
        loans = self.asked.items * LOANS
        visits = self.asked.visits / len(places) / tallies
        served = (self.asked.items - loans) / len(places) / tallies
        doings: dict[int, list[Doing]] = {}
        for number, place in enumerate(places):
            draw = random.Random(f"{self.asked.seed} year {number}")
            kept = place.copies[1:-2]
            mine = script.lending(place, kept, START + DAY, END, self.gap, draw)
            mine += script.counting(place, tallies, visits, served, draw)
            if number < 8 or draw.random() < 0.3:
                mine += script.mistakes(place, draw)
            if draw.random() < 0.5:
                mine += script.newcomers(place, draw)
            doings[place.pk] = mine
        self.rotate(public, doings, made)
        number = 0
        for index, place in enumerate(places):
            draw = random.Random(f"{self.asked.seed} devices {index}")
            if place.way == "counter":
                self.at_counter(place, doings[place.pk], made)
            else:
                devices = script.carriers(place, number, draw)
                number += len(devices)
                script.share_out(doings[place.pk], devices, draw)
                self.carry(place, devices, draw, made)
            if draw.random() < 0.06 and not place.is_secret:
                self.sheets(place, draw, made)
            if place.copies[-2:] and draw.random() < 0.3:
                self.take_off(place, draw, made)
        return made

    def carry(
        self, place: Place, devices: list[Carrier], draw: random.Random, made: list[Any]
    ) -> None:
        from province.life import Device, Job

        for one in devices:
            device = Device(one, self.account, random.Random(draw.random()))
            one.phone = device.phone  # type: ignore[attr-defined]
            made.append(Job(one.since, place.pk, False, device.enrol))
            for at in one.reports:
                last = at == one.reports[-1] and one.lost is None

                def report(line: Any, at: datetime = at, last: bool = last, device: Any = device):
                    device.report(line, at, whole=last)

                made.append(Job(at, place.pk, True, report, device))
            if one.lost is not None:
                lost = one.lost + DAY

                def lose(line: Any, at: datetime = lost, device: Any = device) -> None:
                    line.ask("lose", key=device.phone.key, at=at)

                made.append(Job(lost, place.pk, False, lose))
            if one.found is not None:

                def find(line: Any, at: datetime = one.found, device: Any = device) -> None:
                    device.held(line, at)

                made.append(Job(one.found, place.pk, False, find))

    def at_counter(self, place: Place, doings: list[Doing], made: list[Any]) -> None:
        from province.life import Job

        def at_desk(line: Any, one: Doing) -> None:
            if one.kind == "tally":
                counts, day = one.said["counts"], day_of(one.at)
                line.ask("put", pk=place.pk, source="tap", counts=counts, day=day, month=None,
                         reference=f"{one.at}", at=one.at)  # fmt: skip
            else:
                self.at_scanner(line, one)
            one.happened = one.at
            self.account.at_counters.append(one)

        for one in doings:
            one.reader = None
            made.append(Job(one.at, place.pk, False, lambda line, one=one: at_desk(line, one)))

    def at_scanner(self, line: Any, one: Doing) -> None:
        """Lend, take back, renew. A book of the rotation whose return nobody noted where it was
        before is taken back first, as the counter says."""
        from province.worker import Refused

        said = {"copy": one.copy, "pk": one.place.pk, "reader": None, "audience": "adults"}
        try:
            line.ask("counter", kind=one.kind, at=one.at, **said)
        except Refused as refused:
            code, sentence = refused.args
            if code != "on-loan-to-another":
                raise
            assert "ghi trả" in sentence, sentence
            self.account.refused[code] += 1
            at = one.at - timedelta(minutes=1)
            # The box brought it here: only the loan is still open, the ledger knows already.
            back = Doing(at, "return", one.place, {}, one.copy, moves=False, happened=at)
            line.ask("counter", kind="return", at=at, **said)
            self.account.at_counters.append(back)
            line.ask("counter", kind=one.kind, at=one.at, **said)

    def sheets(self, place: Place, draw: random.Random, made: list[Any]) -> None:
        from province.life import Job

        for month in range(2, 12):
            first = day_of(START).replace(month=month, day=1)
            visits = draw.randrange(5, 90)
            at = datetime(2025, month + 1, 5, 3, tzinfo=START.tzinfo)

            def key_in(line: Any, first: Any = first, visits: int = visits, at: Any = at) -> None:
                line.ask("put", pk=place.pk, source="sheet", counts={"visit": {"adults": visits}},
                         day=None, month=first, reference=f"Phiếu {first:%m}", at=at)  # fmt: skip
                self.account.sheets[(place.pk, first)] = visits

            made.append(Job(at, place.pk, False, key_in))

    def take_off(self, place: Place, draw: random.Random, made: list[Any]) -> None:
        from province.life import Job

        copy = place.copies[-1][0]
        at = (START + DAY * draw.uniform(40, 330)).replace(microsecond=0)

        def withdraw(line: Any) -> None:
            line.ask("withdraw", copy=copy, at=at)
            self.account.withdrawn[copy] = at

        made.append(Job(at, place.pk, False, withdraw))

    def rotate(self, public: list[Place], doings: dict[int, list[Doing]], made: list[Any]) -> None:
        """Two terms: the same copies go to some points in spring and to others in autumn."""
        legs = max(2, self.asked.points // 2)
        for term, out in enumerate((START + 20 * DAY, START + 200 * DAY)):
            there = self.chance.sample(public, min(legs, len(public)))
            for number, place in enumerate(there):
                box = self.store.copies[number * IN_A_BOX : (number + 1) * IN_A_BOX]
                self.box(f"Đợt {term + 1}, thùng {number + 1}", box, place,
                         out + DAY * self.chance.uniform(0, 30), doings, made)  # fmt: skip

    def box(
        self, mark: str, box: list[tuple[int, str]], place: Place, out: datetime,
        doings: dict[int, list[Doing]], made: list[Any],
    ) -> None:  # fmt: skip
        from province.life import Job

        out = out.replace(microsecond=0)
        back = out + 115 * DAY
        doings[place.pk] += script.lending(
            place, box, out + 4 * DAY, back - DAY, 3 * self.gap, self.chance
        )
        copies = [pk for pk, _barcode in box]
        legs: list[int] = []
        steps = [
            ("pack", out, "box", "packed"),
            ("send", out + DAY, "box", "in_transit"),
            ("hand_over", out + 2 * DAY, place.pk, "in_service"),
            ("take_back", back, self.store.pk, "in_store"),
            ("close", back + 2 * DAY, None, ""),
        ]

        def plan(line: Any) -> None:
            legs.append(line.ask("plan", pk=place.pk, store=self.store.pk, mark=mark,
                                 at=out - 2 * DAY))  # fmt: skip

        made.append(Job(out - 2 * DAY, place.pk, False, plan))
        for what, at, holder, state in steps:

            def step(line: Any, what: str = what, at: Any = at, holder: Any = holder,
                     state: str = state) -> None:  # fmt: skip
                line.ask("step", leg_pk=legs[0], what=what, copies=copies, at=at)
                if holder is not None:
                    self.account.moved += [(pk, at, holder, state) for pk in copies]

            made.append(Job(at, place.pk, False, step))

    # -- what is told

    def say_sizes(self) -> None:
        copies, readers = len(self.account.entered), self.asked.points
        self.tell(f"{copies:,} copies, points with a counter, a line or a stick: {readers:,}")

    def table(self, lived: float, months: list[tuple[str, int, float]]) -> None:
        account, seen = self.account, self.seen
        kinds = Counter(one.kind for one in (*account.sent.values(), *account.at_counters))
        fates = Counter(one.fate for one in account.sent.values())
        _open, figures = account.loans()
        figures += account.counts()
        sums: Counter[str] = Counter()
        for (measure, *_key), quantity in figures.items():
            sums[measure] += quantity
        events = len(account.sent) + len(account.at_counters)
        lent, used = sums["loan"], sums["in_house"]
        print(f"\nitems served {lent + used:,} (lent {lent:,}), renewals {sums['renewal']:,}, "
              f"visits {sums['visit']:,}\ndoings {events:,}: {dict(kinds)}")  # fmt: skip
        print(f"of devices {len(account.sent):,} in {seen.bundles:,} bundles of "
              f"{len(account.numbers):,} devices: {dict(fates)}")  # fmt: skip
        print(f"box moves {len(account.moved):,}, withdrawn {len(account.withdrawn):,}, "
              f"sheets {len(account.sheets):,}")  # fmt: skip
        print(f"killed {sum(seen.kills.values())} {dict(seen.kills)}, sent again {seen.repeats}, "
              f"answers lost {seen.lost_answers}, line cut {seen.cut}, twice at once "
              f"{seen.twins}, under a taken number {account.conflicts}, "
              f"refused {dict(account.refused)}")  # fmt: skip
        if seen.failed:
            print("failed and asked again:", dict(seen.failed))
        peak = max(line.worker.peak for line in self.lines) / 1000
        mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(f"lived in {lived:,.0f} s with {len(self.lines)} workers: {events / lived:,.0f} "
              f"doings/s; a worker held {peak:,.0f} MB, the simulation {mine:,.0f} MB")  # fmt: skip
        print("month    database      s")
        for (month, size, at), (_m, _s, until) in itertools.pairwise(months):
            print(f"{month:<8} {size / 1e6:>6,.0f} MB {until - at:>6,.0f}")
        print(f"end      {months[-1][1] / 1e6:>6,.0f} MB; grown by "
              f"{(months[-1][1] - months[0][1]) / max(1, events):,.0f} bytes a doing")  # fmt: skip
        for name, rows, size in _tables():
            print(f"  {name:<26}{rows:>10,} rows {size / 1e6:>8,.1f} MB")


def _together(work: Any, lines: list[Any]) -> None:
    failed: list[BaseException] = []

    def run(line: Any) -> None:
        try:
            work(line)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def _asked(sql: str) -> Any:
    """By a connection of its own: threads ask too."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        return connection.execute(sql).fetchall()


def _size() -> int:
    return int(_asked("SELECT pg_database_size(current_database())")[0][0])


def _durable() -> list[str]:
    names = ("fsync", "synchronous_commit", "full_page_writes")
    return [f"{name} {_asked(f'SHOW {name}')[0][0]}" for name in names]


def _tables() -> list[tuple[str, int, int]]:
    """Rows and bytes with all indexes, partitions included."""
    whole = (
        "SELECT sum(pg_total_relation_size(coalesce(relid, '{0}'::regclass)))"
        " FROM (SELECT 1) one LEFT JOIN pg_partition_tree('{0}'::regclass) ON true"
    )
    return [
        (
            name,
            int(_asked(f"SELECT count(*) FROM {name}")[0][0]),
            int(_asked(whole.format(name))[0][0]),
        )
        for name in TABLES
    ]


if __name__ == "__main__":
    main()
