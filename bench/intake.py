"""How fast a device's weeks of work are taken in.

    python bench/intake.py [--events 5000]

Five thousand events through the real intake: half of them copies handed over, lent and
returned (holdings), half visits (facts), with their fingerprints, ledger entries, places,
facts and roll-up; then the same batch again, as a device repeats itself on a bad line.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, timedelta

from database import HEAD, line, own_database

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
LIMIT = 2.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=5000)
    count = parser.parse_args().events
    with own_database("tusach_bench_intake"):
        good = run(count)
    raise SystemExit(0 if good else 1)


def run(count: int) -> bool:
    from tusach.facts.api import Fact, rebuild, write
    from tusach.holdings.api import prove
    from tusach.holdings.models import LedgerEntry
    from tusach.holdings.testing import make_copies, make_store
    from tusach.network.testing import make_point
    from tusach.offline.api import (
        Batch,
        Event,
        Outcome,
        Reported,
        register_handler,
        take_in,
        taken,
    )
    from tusach.offline.testing import make_device

    def visits(events: list[Event]) -> list[Outcome]:
        write(
            Fact(
                min(event.points), event.at.date(), "on_site", "unknown", "visit",
                event.payload["visits"], "bench.visits", f"{event.device.key}/{event.seq}",
            )
            for event in events
        )  # fmt: skip
        return [taken() for _ in events]

    register_handler("bench.visits", visits)
    store, school = make_store(), make_point()
    copies = make_copies(max(1, count // 6), at=NOW - timedelta(days=60))
    device = make_device([store.pk, school.pk], at=NOW - timedelta(days=60))
    steps = [("receive", "in_service", store), ("lend", "on_loan", school),
             ("return", "in_service", school)]  # fmt: skip
    events = []
    for number in range(count):
        at = NOW - timedelta(days=30) + timedelta(seconds=number)
        if number % 2:
            events.append(Reported(number + 1, "bench.visits", at, {"visits": 3}))
            continue
        which, step = divmod(number // 2, 3)
        act, state, origin = steps[step]
        events.append(
            Reported(
                number + 1,
                "holdings.move",
                at,
                {
                    "copies": [copies[which % len(copies)].barcode],
                    "act": act,
                    "state": state,
                    "from": {"point": origin.code},
                    "to": {"point": school.code},
                },
            )
        )
    print(f"{count:,} events, {len(copies):,} copies")
    print(HEAD)
    good = True
    for label in ("taken in", "the same again"):
        start, cpu = time.perf_counter(), time.process_time()
        answers = take_in(device, Batch(NOW, events), NOW)
        took = time.perf_counter() - start
        good = good and took <= LIMIT and all(a.standing == "taken" for a in answers)
        print(line(label, took, took, LIMIT))
        print(f"  of which this process {time.process_time() - cpu:.2f} s of processor time")
    written = LedgerEntry.objects.filter(device=device).count()
    print(f"ledger entries {written:,}; differences {len(prove())}; wrong totals {rebuild()}")
    return good


if __name__ == "__main__":
    main()
