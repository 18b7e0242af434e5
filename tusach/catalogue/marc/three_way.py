"""Two people's changes to one record put together, field by field."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from tusach.catalogue.marc.alignment import LEADER, Aligned, align
from tusach.catalogue.marc.record import ControlField, Field, MarcRecord

# Written anew at every save: nobody's change.
_NOT_COMPARED = ("005",)


@dataclass(frozen=True)
class Conflict:
    """A field that both changed, each otherwise; None where one took it away."""

    tag: str
    base: Field | None
    mine: Field | None
    theirs: Field | None


@dataclass
class Merged:
    """``record`` holds what only one changed; where both did, what is mine."""

    record: MarcRecord
    conflicts: list[Conflict] = field(default_factory=list)
    # Fields of mine that stand in the record: what I changed or added.
    mine: list[Field] = field(default_factory=list)
    # What the other changed, added or took away and I did not touch.
    theirs: list[Aligned] = field(default_factory=list)


def merge(base: MarcRecord, mine: MarcRecord, theirs: MarcRecord) -> Merged:
    """My changes since ``base`` put upon ``theirs``, and where both changed the same field."""
    there_all = [row for row in align(base, theirs) if row.tag not in _NOT_COMPARED]
    changed_there = {_key(row): row for row in there_all if row.before is not None}
    merged = Merged(copy.deepcopy(theirs))
    touched: set[int | str] = set()
    for row in align(base, mine):
        if row.is_equal or row.tag in _NOT_COMPARED:
            continue
        touched.add(_key(row))
        there = changed_there.get(_key(row)) if row.before is not None else None
        if there is not None and not there.is_equal and there.after != row.after:
            merged.conflicts.append(Conflict(row.tag, row.before, row.after, there.after))
        _apply(merged, row, there)
    merged.theirs = [
        row
        for row in there_all
        if not row.is_equal
        and (row.after not in mine.fields if row.before is None else _key(row) not in touched)
    ]
    return merged


def _key(row: Aligned) -> int | str:
    """The base's own field object, for two equal fields are two things; there is one leader."""
    return LEADER if row.tag == LEADER else id(row.before)


def _apply(merged: Merged, row: Aligned, there: Aligned | None) -> None:
    if row.tag == LEADER:
        assert isinstance(row.after, ControlField)
        merged.record.leader = row.after.value
        return
    held = there.after if there is not None else row.before
    fields = merged.record.fields
    at = _index(fields, held)
    if row.after is None:
        if at is not None:
            fields.pop(at)
        return
    new = copy.deepcopy(row.after)
    merged.mine.append(new)
    if at is not None:
        fields[at] = new
    elif row.before is None and new in fields:
        merged.mine.pop()  # both added the same
    else:
        merged.record.insert(new)


def _index(fields: list[Field], held: Field | None) -> int | None:
    if held is None:
        return None
    return next((n for n, one in enumerate(fields) if one == held), None)
