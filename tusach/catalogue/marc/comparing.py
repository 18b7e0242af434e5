"""Two contents of a record beside each other, field by field, with the words that differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tusach.catalogue.marc.alignment import LEADER, align
from tusach.catalogue.marc.record import ControlField, Field, MarcRecord

# Written anew at every save: nobody's change.
NOT_COMPARED = ("005",)
# Coded by position: compared sign by sign, blanks shown.
_CODED = (LEADER, "006", "007", "008")
_WORDS = re.compile(r"\s+|[^\s]+")
# Beyond this many words of a field, comparing them one by one would be slow.
_MOST_WORDS = 1500


@dataclass(frozen=True)
class Piece:
    """``kind``: "code" of a subfield or the indicators, else "text"."""

    text: str
    kind: str
    differs: bool


@dataclass(frozen=True)
class Compared:
    """``row`` names the field among all of both (:func:`align`); a side without pieces has no
    such field."""

    row: int
    tag: str
    before: list[Piece]
    after: list[Piece]
    is_equal: bool


def compare(before: MarcRecord, after: MarcRecord, *, whole: bool = False) -> list[Compared]:
    """The fields that differ, in the order of the tags; every field when ``whole``."""
    found: list[Compared] = []
    for row, one in enumerate(align(before, after)):
        if one.tag in NOT_COMPARED or (one.is_equal and not whole):
            continue
        left, right = _tokens(one.before), _tokens(one.after)
        found.append(Compared(row, one.tag, *_marked(left, right), one.is_equal))
    return found


def _tokens(one: Field | None) -> list[tuple[str, str]]:
    """(text, kind) of the pieces that are compared."""
    if one is None:
        return []
    if isinstance(one, ControlField):
        if one.tag in _CODED:
            return [(sign.replace(" ", "#"), "text") for sign in one.value]
        return [(word, "text") for word in _WORDS.findall(one.value)]
    indicators = (one.ind1 + one.ind2).replace(" ", "#")
    found = [(indicators, "code")]
    for code, value in one.subfields:
        found.append((f"${code}", "code"))
        found += [(word, "text") for word in _WORDS.findall(value)]
    return found


def _marked(
    left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]
) -> tuple[list[Piece], list[Piece]]:
    if not left or not right or max(len(left), len(right)) > _MOST_WORDS:
        differs = left != right
        return _joined([(*one, differs) for one in left]), _joined(
            [(*one, differs) for one in right]
        )
    a: list[tuple[str, str, bool]] = []
    b: list[tuple[str, str, bool]] = []
    for what, a1, a2, b1, b2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        a += [(*one, what != "equal") for one in left[a1:a2]]
        b += [(*one, what != "equal") for one in right[b1:b2]]
    return _joined(_bridged(a)), _joined(_bridged(b))


def _bridged(tokens: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """A space between two changed words is theirs: a changed phrase is marked as one."""
    return [
        (text, kind, True)
        if text.isspace()
        and 0 < at < len(tokens) - 1
        and all(one[2] and one[1] == "text" for one in (tokens[at - 1], tokens[at + 1]))
        else (text, kind, differs)
        for at, (text, kind, differs) in enumerate(tokens)
    ]


def _joined(tokens: list[tuple[str, str, bool]]) -> list[Piece]:
    """Neighbours of one kind as one piece."""
    found: list[Piece] = []
    for text, kind, differs in tokens:
        last = found[-1] if found else None
        if last is not None and last.kind == kind == "text" and last.differs == differs:
            found[-1] = Piece(last.text + text, kind, differs)
        else:
            found.append(Piece(text, kind, differs))
    return found
