"""The summary of what is held of a serial: "2024: 1–12; 2025: 1–8 (thiếu 3)"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Held:
    """An issue that came or should have. ``numbers`` are those it carries (in its year, or
    running); none for one called by its date."""

    on: date
    numbers: tuple[int, ...]
    is_here: bool
    name: str = ""


def spans(numbers: Iterable[int]) -> str:
    """1, 2, 3, 5 as "1–3, 5"."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in parts)


def statement(
    issues: Iterable[Held],
    missing_word: str,
    counted: Callable[[int], str] = "{} số".format,
) -> str:
    """By year what is there, first to last, and in brackets what is missing between.

    A year of which nothing came is left out. Issues without numbers are counted,
    in the words of ``counted``.
    """
    years: dict[int, list[Held]] = {}
    for one in issues:
        years.setdefault(one.on.year, []).append(one)
    said = []
    for year, held in sorted(years.items()):
        here = [n for one in held if one.is_here for n in one.numbers]
        unnumbered = [one for one in held if one.is_here and not one.numbers]
        if not here and not unnumbered:
            continue
        parts = []
        if here:
            low, high = min(here), max(here)
            there = set(here)
            gaps = [n for n in range(low, high + 1) if n not in there]
            text = str(low) if low == high else f"{low}–{high}"
            parts.append(f"{text} ({missing_word} {spans(gaps)})" if gaps else text)
        named = [one.name for one in unnumbered if one.name]
        if named:
            parts.append(", ".join(named) if len(named) <= 3 else counted(len(named)))
        said.append(f"{year}: {', '.join(parts)}")
    return "; ".join(said)
