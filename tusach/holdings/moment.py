"""As of when, and as known when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, order=True)
class Position:
    """The ledger up to and including this entry, as ``mark`` found it.

    Transactions commit out of order and clocks are set back; a position knows neither, so a
    frozen figure is read by it and not by a time.
    """

    value: int


Known = datetime | Position | None


def known_sql(known_at: Known, number: str, recorded: str) -> tuple[str, list[Any]]:
    """The SQL condition that an entry was known, for its number and time columns."""
    if known_at is None:
        return "true", []
    if isinstance(known_at, Position):
        return f"{number} <= %s", [known_at.value]
    return f"{recorded} <= %s", [known_at]
