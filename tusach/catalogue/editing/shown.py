"""What a check found, as the editor shows it: by line of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tusach.catalogue.editing.services import checked, composed_where_new
from tusach.catalogue.format.problems import LEADER_AT, Problem, line_sentence
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.marc.text import ReadText


@dataclass(frozen=True)
class Row:
    """``line`` is that of the text, from 1; None for the record as a whole."""

    line: int | None
    place: str
    sentence: str
    blocks: bool
    was_there: bool = False


@dataclass(frozen=True)
class Shown:
    errors: list[Row] = field(default_factory=list)
    warnings: list[Row] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.errors and not self.warnings


def as_problems(read: ReadText, before: MarcRecord | None) -> Shown:
    """Lines that cannot be read, and what a check says of the rest.

    What a worksheet leaves empty is taken away by saving and is not told.
    """
    lines = [
        Row(one.line, "", line_sentence(one.code, one.facts), blocks=True) for one in read.faults
    ]
    kept, places = _without_blanks(read, before)
    shown = rows_of(checked(kept, before), ReadText(kept, [], places))
    return Shown(lines + shown.errors, shown.warnings)


def _without_blanks(read: ReadText, before: MarcRecord | None) -> tuple[MarcRecord, dict[int, int]]:
    """The record as saving would compose it, with the lines its fields came from."""
    kept = MarcRecord(read.record.leader)
    places = {LEADER_AT: read.lines.get(LEADER_AT, 1)}
    for at, one in enumerate(read.record.fields):
        alone = composed_where_new(MarcRecord(kept.leader, [one]), before)
        if alone.fields:
            places[len(kept.fields)] = read.lines[at]
            kept.fields += alone.fields
    return kept, places


def rows_of(problems: Sequence[Problem], read: ReadText) -> Shown:
    found = Shown()
    for one in problems:
        line = None if one.at is None else read.lines.get(one.at)
        row = Row(line, one.place, one.sentence, one.blocks, one.was_there)
        (found.errors if one.severity == "error" else found.warnings).append(row)
    return found
