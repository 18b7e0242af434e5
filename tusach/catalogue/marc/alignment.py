"""Which field of one record answers to which of another: for differences, merging, comparing.

Fields are paired within a tag: first those that are equal, then what is left by likeness. The
order of tags within a record tells nothing and is not compared.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher

from tusach.catalogue.marc.record import ControlField, Field, MarcRecord

LEADER = "LDR"
# Less alike than this and two fields of one tag are one taken away and one added.
_ALIKE = 0.35
# So many of one tag left over that comparing each with each would be slow (a 505 or 650 may
# stand hundreds of times): they are paired in their order.
_MANY = 40


@dataclass(frozen=True)
class Aligned:
    """A field of each side; None where the other has none of its kind."""

    tag: str
    before: Field | None
    after: Field | None

    @property
    def is_equal(self) -> bool:
        return self.before == self.after


def align(before: MarcRecord, after: MarcRecord) -> list[Aligned]:
    """The leader and every field of both, in the order of the tags, each once."""
    left, right = _by_tag(before), _by_tag(after)
    found: list[Aligned] = []
    for tag in sorted(set(left) | set(right), key=_tag_order):
        found += _align_tag(tag, left.get(tag, []), right.get(tag, []))
    return found


def _by_tag(record: MarcRecord) -> dict[str, list[Field]]:
    found: dict[str, list[Field]] = defaultdict(list)
    found[LEADER].append(ControlField(LEADER, record.leader))
    for one in record.fields:
        found[one.tag].append(one)
    return found


def _tag_order(tag: str) -> tuple[bool, str]:
    return tag != LEADER, tag


def _align_tag(tag: str, left: list[Field], right: list[Field]) -> list[Aligned]:
    if left == right:
        return [Aligned(tag, one, one) for one in left]
    pairs = dict(_equal(left, right))
    rest = [n for n in range(len(left)) if n not in pairs]
    taken = set(pairs.values())
    free = [n for n in range(len(right)) if n not in taken]
    pairs |= _alike([(n, left[n]) for n in rest], [(n, right[n]) for n in free])
    taken = set(pairs.values())
    rows: list[Aligned] = []
    at = 0  # of the right side: what is new there comes where it stands
    for n, one in enumerate(left):
        other = pairs.get(n)
        while other is not None and at < len(right) and at != other and at not in taken:
            rows.append(Aligned(tag, None, right[at]))
            at += 1
        rows.append(Aligned(tag, one, right[other] if other is not None else None))
        if other == at:
            at += 1
    shown = {id(row.after) for row in rows if row.after is not None}
    rows += [
        Aligned(tag, None, one)
        for n, one in enumerate(right)
        if n not in taken and id(one) not in shown
    ]
    return rows


def _equal(left: list[Field], right: list[Field]) -> list[tuple[int, int]]:
    """Equal fields, those in the same order first."""
    a, b = [_text(one) for one in left], [_text(one) for one in right]
    found: list[tuple[int, int]] = []
    for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        found += [(block.a + n, block.b + n) for n in range(block.size)]
    used_a, used_b = {n for n, _m in found}, {m for _n, m in found}
    by_text: dict[str, list[int]] = defaultdict(list)
    for m, text in enumerate(b):
        if m not in used_b:
            by_text[text].append(m)
    for n, text in enumerate(a):
        if n not in used_a and by_text[text]:
            found.append((n, by_text[text].pop(0)))
    return found


def _alike(left: list[tuple[int, Field]], right: list[tuple[int, Field]]) -> dict[int, int]:
    if not left or not right:
        return {}
    if len(left) * len(right) > _MANY * _MANY:
        return {n: m for (n, _a), (m, _b) in zip(left, right, strict=False)}
    if len(left) == len(right) == 1:
        # The only one of its tag on either side is the same field, however it was changed.
        return {left[0][0]: right[0][0]}
    likeness = sorted(
        (
            (SequenceMatcher(None, _text(a), _text(b), autojunk=False).ratio(), -n, -m)
            for n, a in left
            for m, b in right
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for ratio, n, m in likeness:
        if ratio < _ALIKE:
            break
        if -n not in found and -m not in found.values():
            found[-n] = -m
    return found


def _text(one: Field) -> str:
    if isinstance(one, ControlField):
        return one.value
    return json.dumps([one.ind1, one.ind2, one.subfields], ensure_ascii=False)
