"""What was known: a place in the order of writing, which commits cannot reorder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Position:
    """Facts up to and including this number, as :func:`tusach.facts.api.mark` found them."""

    value: int
