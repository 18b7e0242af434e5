"""The closing sum: what was handed over must be answered for, copy by copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tusach.rotation.rules.states import HANDED_LINES, LineState, ReturnedAs


@dataclass(frozen=True)
class LineFact:
    """One copy within a batch, as the sum sees it. ``price`` and ``compensation`` in đồng."""

    state: str
    condition: str = ""
    price: int = 0
    compensation: int = 0
    # The line of another batch that took the copy over and was never cancelled.
    is_answered_for: bool = False


@dataclass(frozen=True)
class Sums:
    """Copies and đồng. ``handed_over`` is after changes at the door and later additions."""

    handed_over: int = 0
    value: int = 0
    returned: int = 0
    damaged: int = 0
    quarantine: int = 0
    lost: int = 0
    withdrawn: int = 0
    passed_on: int = 0
    still_out: int = 0
    unanswered: int = 0
    refused: int = 0
    loss: int = 0
    compensation: int = 0

    @property
    def answered(self) -> int:
        """Copies that somebody has answered for: the right side of the sum."""
        return self.returned + self.lost + self.withdrawn + self.passed_on - self.unanswered

    @property
    def agree(self) -> bool:
        """Whether the rotation may be closed (scenario check D.14, 2)."""
        return self.handed_over == self.answered


def sum_up(lines: Iterable[LineFact]) -> Sums:
    """Count lines into :class:`Sums`.

    ``returned`` counts every copy that came back, damaged and quarantined ones too; ``loss``
    is the price of the lost ones, in đồng, ``compensation`` what was paid for lost or
    damaged ones.
    """
    found = dict.fromkeys(Sums.__dataclass_fields__, 0)
    for line in lines:
        if line.state == LineState.REFUSED:
            found["refused"] += 1
        if line.state not in HANDED_LINES:
            continue
        found["handed_over"] += 1
        found["value"] += line.price
        found["compensation"] += line.compensation
        if line.state == LineState.IN_SERVICE:
            found["still_out"] += 1
        elif line.state == LineState.RETURNED:
            found["returned"] += 1
            found["damaged"] += line.condition == ReturnedAs.DAMAGED
            found["quarantine"] += line.condition == ReturnedAs.QUARANTINE
        elif line.state == LineState.LOST:
            found["lost"] += 1
            found["loss"] += line.price
        elif line.state == LineState.WITHDRAWN:
            found["withdrawn"] += 1
        else:
            found["passed_on"] += 1
            found["unanswered"] += not line.is_answered_for
    return Sums(**found)
