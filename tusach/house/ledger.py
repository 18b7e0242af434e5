"""The custody ledger's balance, for backups, restores and the doctor."""

from __future__ import annotations

from datetime import datetime

from tusach.holdings.api import balance, prove, totals


def ledger_balance(at: datetime) -> dict[str, int]:
    """Copies by holder and by state as of ``at``, with what was entered and withdrawn.

    Keys are plain: ``point 12``, ``state on_loan``, ``accessioned``, ``withdrawn``.
    """
    found: dict[str, int] = {}
    for holder, count in balance(at, by="point").items():
        where = holder.post or (f"box {holder.container}" if holder.container else "")
        found[where or f"point {holder.point}"] = count
    for state, count in balance(at, by="state").items():
        found[f"state {state}"] = count
    entered = totals(at)
    return {**found, "accessioned": entered.accessioned, "withdrawn": entered.withdrawn}


def ledger_faults(at: datetime) -> list[str]:
    """Where the ledger does not agree with itself; empty when it does.

    The sum over places must be what was entered less what was withdrawn, and every copy's
    place must be what its chain says.
    """
    found = [f"copy {one.copy_id}: {one.said} ≠ {one.true}" for one in prove(limit=5)]
    held = sum(balance(at, by="state").values())
    entered = totals(at)
    if held != entered.held:
        found.append(f"{held} ≠ {entered.accessioned} − {entered.withdrawn}")
    return found
