"""The custody ledger's balance, for backups, restores and the doctor."""

from __future__ import annotations

from datetime import datetime

from tusach.holdings.api import balance, counted, prove, totals


def ledger_balance(at: datetime) -> dict[str, int]:
    """Copies by holder and by state as of ``at``, with what was entered and withdrawn.

    Counted copy by copy, not read from the dated sums, which a backup of an older version
    lacks. Keys are plain: ``point 12``, ``state on_loan``, ``accessioned``, ``withdrawn``.
    """
    found: dict[str, int] = {}
    for holder, count in counted(at, by="point").items():
        where = holder.post or (f"box {holder.container}" if holder.container else "")
        found[where or f"point {holder.point}"] = count
    for state, count in counted(at, by="state").items():
        found[f"state {state}"] = count
    entered = totals(at)
    return {**found, "accessioned": entered.accessioned, "withdrawn": entered.withdrawn}


def ledger_faults(at: datetime) -> list[str]:
    """Where the ledger does not agree with itself; empty when it does.

    The sum over places must be what was entered less what was withdrawn, every copy's place
    what its chain says, and the dated sums up to ``at`` what counting every copy gives.
    """
    found = [f"copy {one.copy_id}: {one.said} ≠ {one.true}" for one in prove(limit=5)]
    # What was written since is left out, so that the questions have one ledger before them.
    by_place, true = balance(at, at), counted(at, at)
    found += [
        f"sum {place.key}: {by_place.get(place, 0)} ≠ {true.get(place, 0)}"
        for place in sorted({*by_place, *true}, key=lambda place: place.key)
        if by_place.get(place) != true.get(place)
    ][:5]
    held = sum(balance(at, at, by="state").values())
    entered = totals(at, at)
    if held != entered.held:
        found.append(f"{held} ≠ {entered.accessioned} − {entered.withdrawn}")
    return found
