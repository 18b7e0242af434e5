"""What other rooms keep at a point, asked when the point is to be dissolved or moved; and what
they are told when it lies elsewhere or became of another kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from tusach.network.models import ServicePoint
from tusach.ui.api import number


@dataclass(frozen=True)
class Dependent:
    """Something of another room at a point: ``Dependent(_("bản sách đang ở đây"), 1204)``.

    ``what_then`` says in a sentence what becomes of it; ``blocks`` that the point cannot be
    closed while it is there.
    """

    label: str | Promise
    count: int
    what_then: str | Promise = ""
    url: str = ""
    blocks: bool = False


Ask = Callable[[ServicePoint, date], Sequence[Dependent]]
_asked: list[Ask] = []


def register_dependents(ask: Ask) -> None:
    """A room names what it has at a point on a day. Called for each point of a preview:
    answer in one or two queries, leave out what there is none of."""
    _asked.append(ask)


def dependents_of(point: ServicePoint, on: date) -> list[Dependent]:
    return [found for ask in _asked for found in ask(point, on) if found.count]


def in_one_line(left: Sequence[Dependent]) -> str:
    """What is there, in one line: "12 bạn đọc đăng ký ở đây, 3 lượt mượn chưa trả"."""
    return ", ".join(f"{number(one.count)} {one.label}" for one in left)


# Points that today lie in another commune than before, or are of another kind.
Told = Callable[[Sequence[ServicePoint]], None]
_told: list[Told] = []


def on_points_changed(tell: Told) -> None:
    """A room is told, in the transaction that writes it, which points lie in another commune or
    are of another kind from today on: it looks anew at what it says of them elsewhere."""
    _told.append(tell)


def tell_changed(points: Sequence[ServicePoint]) -> None:
    for tell in _told if points else []:
        tell(points)
