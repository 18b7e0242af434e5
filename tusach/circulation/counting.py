"""Whose figure counts where two speak of the same days (B.6, R-286, R-287).

What was counted as it happened adds up. A sheet, a message and the province's count of a
rotation each speak of the same readers once more: of those that clash one counts, the others
are kept, shown, and left out of every sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tusach.circulation.models.tallies import Family, Span
from tusach.facts.api import Measure, Mode

# Loans that the counter or a device lent one by one: nothing is set before them.
SYSTEM = "system"
BOTH = "both"

# Who is believed where nobody decided: the paper that the host signed, then its message, then
# what was tapped while serving (on busy days not everything is), last the province's own count.
ORDER = (SYSTEM, Family.SHEET, Family.SMS, Family.RUNNING, Family.BOX)

# What the host's figures hold of a rotation too: one reader in the door is one visit, whoever
# owns the book read.
_OF_THE_HOUSE = frozenset({Measure.VISIT, Measure.ITEM_SERVED})
_LOANS = frozenset({Measure.LOAN, Measure.RENEWAL})


@dataclass(frozen=True)
class Group:
    """Figures that stand or fall together. ``day`` is None for a whole month's."""

    family: str
    mode: str
    measure: str
    span: str
    day: date | None

    def meets(self, other: Group) -> bool:
        """Whether the two speak of a common day (both are of one month)."""
        if Span.MONTH in (self.span, other.span):
            return True
        return self.day == other.day


def clash(one: Group, other: Group, *, province_counts: bool) -> bool:
    """Whether the same readers may stand in both figures.

    ``province_counts``: a dated row leaves the rotation to the province; then the host's other
    modes do not hold it.
    """
    if one.family == other.family or one.measure != other.measure or not one.meets(other):
        return False
    if one.mode == other.mode:
        return True
    if one.measure in _LOANS:
        return SYSTEM in (one.family, other.family)
    if one.measure not in _OF_THE_HOUSE or province_counts:
        return False
    return Family.BOX in (one.family, other.family)


def counting(
    groups: Iterable[Group],
    *,
    rules: Mapping[str, str] | None = None,
    choices: Mapping[str, str] | None = None,
) -> frozenset[Group]:
    """The groups that count; the same whatever the order in which they came.

    ``rules``: mode → family, as the dated rows of the point say ("" for every mode).
    ``choices``: measure → family or :data:`BOTH`, as decided for the month.
    """
    rules, choices = rules or {}, choices or {}
    every = rules.get("", "")
    province = rules.get(Mode.ROTATION, every) == Family.BOX

    def rank(group: Group) -> tuple[int, int, str, str, str]:
        if group.family == SYSTEM:
            first = -1
        elif choices.get(group.measure) == group.family:
            first = 0
        elif rules.get(group.mode, every) == group.family:
            first = 1
        else:
            first = 2
        return (first, ORDER.index(group.family), group.mode, group.span, str(group.day))

    taken: dict[str, list[Group]] = {}
    for group in sorted(set(groups), key=rank):
        held = taken.setdefault(group.measure, [])
        if choices.get(group.measure) == BOTH or not any(
            clash(group, other, province_counts=province) for other in held
        ):
            held.append(group)
    return frozenset(group for held in taken.values() for group in held)
