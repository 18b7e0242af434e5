"""A coded field as labelled choices: what stands in each position, what may stand there, what
the rest of the record says should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tusach.catalogue.format.filling import Suggested, filled, suggested
from tusach.catalogue.format.positions import (
    FILL,
    Choice,
    Position,
    categories,
    positions,
    right_length,
)
from tusach.catalogue.marc.record import MarcRecord

CODED = ("LDR", "006", "007", "008")
# Longer than the longest field (008) by what somebody may have typed too much.
_LONGEST = 60


@dataclass(frozen=True)
class ShownChoice:
    code: str
    # Blanks as "#".
    shown: str
    name: str
    is_held: bool


@dataclass(frozen=True)
class ShownPosition:
    position: Position
    value: str
    choices: list[ShownChoice]
    # What the record says, where it says something else.
    suggested: Suggested | None
    suggested_name: str
    # Whether another code here gives this or another field other positions.
    redraws: bool

    @property
    def last(self) -> int:
        return self.position.start + self.position.length - 1

    @property
    def shown_value(self) -> str:
        return self.value.replace(" ", "#")

    @property
    def held_name(self) -> str:
        """What a typed code means, where the list of codes is not shown whole."""
        if not self.position.is_open:
            return ""
        return next((one.name for one in self.choices if one.is_held), "")

    @property
    def suggested_code(self) -> str:
        return self.suggested.code.replace(" ", "#") if self.suggested else ""

    @property
    def is_known(self) -> bool:
        return (
            not self.choices
            or self.position.is_open
            or any(one.is_held and one.name for one in self.choices)
        )

    @property
    def is_blank(self) -> bool:
        """Whether what is suggested may be filled in without taking anything away."""
        return not self.value.strip(f" {FILL}")


@dataclass(frozen=True)
class PositionsShown:
    tag: str
    value: str
    positions: list[ShownPosition]
    # Of 006, and of an empty 007: what may begin it (code, name, whether it does).
    categories: list[tuple[str, str, bool]]
    # Characters beyond the right length, which choosing takes away; how many are missing.
    over: str = ""
    missing: int = 0

    @property
    def can_fill(self) -> bool:
        return any(one.suggested and one.is_blank for one in self.positions)


def positions_shown(tag: str, value: str, record: MarcRecord) -> PositionsShown | None:
    """The positions of a coded field with the codes that may stand there, the one that does
    among them even when nobody knows it. None for a field without positions."""
    if tag not in CODED:
        return None
    leader = record.leader.ljust(24)
    value = value[:_LONGEST]
    length = right_length(tag, value)
    held = value.ljust(length or 0)[: length or _LONGEST]
    found = positions(tag, held, leader)
    said = suggested(tag, held, record)
    begin: list[tuple[str, str]] = []
    if tag == "007" and not found:
        begin = [(one.code, str(one.name)) for one in categories()]
    elif tag == "006":
        kinds = next(one for one in positions("LDR", "", "") if one.start == 6)
        begin = [(one.code, str(one.name)) for one in kinds.choices if one.code in "acdefgijkmoprt"]
        begin.append(("s", str(_("Xuất bản phẩm nhiều kỳ"))))
    return PositionsShown(
        tag,
        held,
        [_shown(tag, one, held, said) for one in found],
        [(code, name, code == held[:1]) for code, name in begin],
        over=value[length:].replace(" ", "#") if length and found else "",
        missing=max(0, length - len(value)) if length and found and value.strip() else 0,
    )


def _shown(tag: str, one: Position, held: str, said: Mapping[int, Suggested]) -> ShownPosition:
    value = one.of(held)
    offered = said.get(one.start)
    if offered is not None and offered.code == value:
        offered = None
    name = ""
    if offered is not None:
        name = next((str(c.name) for c in one.choices if c.code == offered.code), "")
    redraws = one.start in (6, 7) if tag == "LDR" else tag == "007" and one.start == 0
    return ShownPosition(one, value, list(_choices(one, held)), offered, name, redraws)


def _choices(one: Position, value: str) -> Iterator[ShownChoice]:
    if not one.choices:
        return
    held = one.of(value)
    codes = {choice.code for choice in one.choices}
    for choice in one.choices:
        yield _choice(choice, held)
    fill = FILL * one.length
    if one.start >= 18 and fill not in codes:
        yield ShownChoice(fill, fill, str(_("Không mã hoá")), held == fill)
        codes.add(fill)
    if held not in codes:
        yield ShownChoice(held, held.replace(" ", "#"), "", True)


def _choice(one: Choice, held: str) -> ShownChoice:
    return ShownChoice(one.code, one.code.replace(" ", "#"), str(one.name), one.code == held)


def with_filled(tag: str, value: str, record: MarcRecord) -> str:
    """The field with what the record says wherever nothing is coded yet."""
    length = right_length(tag, value) or 0
    return filled(value.ljust(length)[: length or _LONGEST], suggested(tag, value, record))


def with_chosen(tag: str, value: str, leader: str, chosen: Mapping[int, str]) -> str:
    """The field with these codes at these positions; what stands at no position stays.

    A code of another length than its position is cut or filled with blanks; ``#`` is a blank.
    Another first character of 006 and 007 makes another field of it: the rest is left blank.
    """
    first = chosen.get(0, "")
    if tag in ("006", "007") and first and first != value[:1]:
        return first[:1].ljust(right_length(tag, first) or 1)
    length = right_length(tag, value) or 0
    made = value.ljust(length)[: length or _LONGEST]
    for one in positions(tag, made, leader):
        if one.start in chosen:
            code = chosen[one.start].replace("#", " ").ljust(one.length)[: one.length]
            made = made[: one.start] + code + made[one.start + one.length :]
    return made
