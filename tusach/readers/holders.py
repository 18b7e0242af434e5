"""What other rooms hold of a reader: they register here, and this room never learns who they are.

A room that keeps rows about readers calls :func:`holds` when it starts. It must be ready to hand
its rows over, to erase them, to move them when two readers were one, and to move them back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Label = str | Promise
Row = dict[str, Any]


@dataclass(frozen=True)
class Holder:
    """``hand_over(reader_pk)``: rows of plain values, their keys in words the person reads.
    ``erase(reader_pk)``: unlink or delete what is held; returns how many rows.
    ``merged(gone_pk, kept_pk)``: move what is held; returns what was moved, as JSON.
    ``parted(gone_pk, kept_pk, moved)``: move exactly that back.
    ``blocks(reader_pk)``: sentences that say what the person still owes, none if nothing.
    """

    room: str
    label: Label
    hand_over: Callable[[int], Sequence[Row]]
    erase: Callable[[int], int]
    merged: Callable[[int, int], Any]
    parted: Callable[[int, int, Any], None]
    blocks: Callable[[int], Sequence[str]]


_holders: dict[str, Holder] = {}


def _owes_nothing(_reader: int) -> Sequence[str]:
    return ()


def holds(
    room: str,
    *,
    label: Label,
    hand_over: Callable[[int], Sequence[Row]],
    erase: Callable[[int], int],
    merged: Callable[[int, int], Any],
    parted: Callable[[int, int, Any], None],
    blocks: Callable[[int], Sequence[str]] = _owes_nothing,
) -> None:
    """Say that ``room`` holds something of readers (see :class:`Holder`); called in ``ready``.
    All calls are made in the transaction of the act."""
    _holders[room] = Holder(room, label, hand_over, erase, merged, parted, blocks)


def holders() -> list[Holder]:
    return [_holders[room] for room in sorted(_holders)]


def held_of(reader: int) -> list[tuple[Holder, list[Row]]]:
    """What each room holds of a reader; rooms that hold nothing are left out."""
    found = [(one, list(one.hand_over(reader))) for one in holders()]
    return [(one, rows) for one, rows in found if rows]


def owed_by(reader: int) -> list[str]:
    """What the reader still owes anywhere, in sentences."""
    return [sentence for one in holders() for sentence in one.blocks(reader)]
