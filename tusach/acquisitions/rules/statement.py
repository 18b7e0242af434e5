"""The summary of what is held of a serial: "2024: 1–12; 2025: 1–8 (thiếu 3)"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

# So many issues without a number are named; more of them are counted.
NAMED = 3


@dataclass(frozen=True)
class Year:
    """What came of a year: runs of numbers, first and last of each, in their order; of the
    issues without a number the names (``NAMED`` and one more are enough) and how many."""

    year: int
    runs: Sequence[tuple[int, int]]
    names: Sequence[str] = ()
    unnumbered: int = 0


def run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def spans(numbers: Iterable[int]) -> str:
    """1, 2, 3, 5 as "1–3, 5"."""
    return ", ".join(run(*pair) for pair in runs_of(numbers))


def runs_of(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """1, 2, 3, 5 as (1, 3), (5, 5)."""
    parts: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1] = (parts[-1][0], number)
        else:
            parts.append((number, number))
    return parts


def gaps(runs: Sequence[tuple[int, int]]) -> str:
    """What is missing between runs, as "3, 8–9"; nothing: empty."""
    between = [(a[1] + 1, b[0] - 1) for a, b in pairwise(runs)]
    return ", ".join(run(*pair) for pair in between)


def statement(
    years: Iterable[Year],
    missing_word: str,
    counted: Callable[[int], str] = "{} số".format,
) -> str:
    """By year what is there, first to last, and in brackets what is missing between.

    A year of which nothing came is left out. Issues without numbers are named, or counted in
    the words of ``counted``.
    """
    said = []
    for one in sorted(years, key=lambda one: one.year):
        parts = []
        if one.runs:
            text, missing = run(one.runs[0][0], one.runs[-1][1]), gaps(one.runs)
            parts.append(f"{text} ({missing_word} {missing})" if missing else text)
        if one.unnumbered:
            few = one.unnumbered <= NAMED and len(one.names) == one.unnumbered
            parts.append(", ".join(one.names) if few else counted(one.unnumbered))
        if parts:
            said.append(f"{one.year}: {', '.join(parts)}")
    return "; ".join(said)
