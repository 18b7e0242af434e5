"""Of which group a title is, as SQL: for the summary register and for the balance wished."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

# Titles that fit no group.
NO_GROUP = 0
# A range of class numbers is written out in full; a longer one is a mistake.
MOST_IN_A_RANGE = 1000


class Fits(Protocol):
    """What tells a group: beginnings of class numbers, audiences; none named means any."""

    @property
    def classes(self) -> Sequence[str]: ...
    @property
    def audiences(self) -> Sequence[str]: ...


def group_sql(groups: Iterable[tuple[int, Fits]], record: str) -> tuple[str, list[Any]]:
    """A CASE over the row ``record`` of ``catalogue_record`` that tells the number given with
    the first group that fits, or ``NO_GROUP``. A group may name ``subjects`` too."""
    whens: list[str] = []
    parameters: list[Any] = []
    for number, group in groups:
        conditions = []
        if group.classes:
            conditions.append(f"{record}.class_number LIKE ANY(%s)")
            parameters.append([f"{_like(one)}%" for one in group.classes])
        if group.audiences:
            conditions.append(f"{record}.audience = ANY(%s)")
            parameters.append(list(group.audiences))
        if subjects := getattr(group, "subjects", None):
            conditions.append(f"{record}.subjects && %s::text[]")
            parameters.append(list(subjects))
        whens.append(f"WHEN {' AND '.join(conditions) or 'true'} THEN %s")
        parameters.append(number)
    if not whens:
        return str(NO_GROUP), []
    return f"CASE {' '.join(whens)} ELSE {NO_GROUP} END", parameters


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def classes_of(text: str) -> list[str]:
    """The beginnings of class numbers that a cell names: ``33 340-349 V``. Refuses a range
    whose ends differ in length or order (``ValueError``)."""
    found: list[str] = []
    for part in text.replace(",", " ").replace(";", " ").split():
        first, dash, last = part.replace("–", "-").partition("-")
        if not (dash and first.isdecimal() and last.isdecimal()):
            found.append(part)
            continue
        numbers = range(int(first), int(last) + 1)
        if len(first) != len(last) or not 1 <= len(numbers) <= MOST_IN_A_RANGE:
            raise ValueError(part)
        found += [f"{number:0{len(first)}d}" for number in numbers]
    return found
