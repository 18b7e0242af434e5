"""What the statements of one copy come to: its open loan, and what was odd.

The order is that of a chain of custody (docs/decisions/0013): when it happened, then the
device, then its number, then the order of writing. The result follows from the set of
statements, whatever way they came in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tusach.circulation.models import RemarkKind, StatementKind


@dataclass(frozen=True)
class Said:
    """A statement, as far as the fold asks."""

    id: int
    kind: str
    reader: int | None
    audience: str
    point: int
    happened_at: datetime
    device: int | None
    seq: int | None
    due: date | None
    rule: int | None
    undoes: int | None
    unlinked: str


@dataclass(frozen=True)
class Loan:
    """An open loan, as the statements have it."""

    lend: int
    reader: int | None
    audience: str
    point: int
    rule: int | None
    lent_at: datetime
    due: date
    renewals: int
    changed_at: datetime


@dataclass
class State:
    """``remarks``: what is odd, by the number of the statement; ``ended``: the loan that a return
    or a loss closed, by the number of that statement."""

    open: Loan | None = None
    remarks: dict[int, str] = field(default_factory=dict)
    ended: dict[int, Loan] = field(default_factory=dict)


def order(one: Said) -> tuple[datetime, int, int, int]:
    return (one.happened_at, one.device or 0, one.seq or 0, one.id)


def fold(statements: Iterable[Said]) -> State:
    """Put the statements of one copy in order and let each have its say.

    * a lending of a copy that is out closes the loan before it as returned unseen; to the same
      reader it is a repeat, which counts nothing and keeps the later of the two due days;
    * a return, a loss or a renewal without a loan changes nothing and is kept;
    * a copy scanned out of a box that came back is with nobody: its loan is closed, and remarked;
      where there is none, nothing is odd;
    * what was undone has never been, wherever the undoing stands.
    """
    rows = sorted(statements, key=order)
    undone = {one.undoes for one in rows if one.kind == StatementKind.UNDO}
    state = State()
    for one in rows:
        if one.kind == StatementKind.UNDO:
            continue
        if one.id in undone:
            state.remarks[one.id] = RemarkKind.UNDONE
            continue
        step(state, one)
    return state


def step(state: State, one: Said) -> None:
    """Let one more statement, which stands last, have its say."""
    loan = state.open
    if one.kind in (StatementKind.LEND, StatementKind.BRING):
        due = one.due or one.happened_at.date()
        if loan is not None and _is_repeat(loan, one):
            state.remarks[one.id] = RemarkKind.REPEAT
            state.open = replace(loan, due=max(loan.due, due), changed_at=one.happened_at)
            return
        if loan is not None:
            state.remarks[one.id] = RemarkKind.UNSEEN
        state.open = Loan(
            one.id, one.reader, one.audience, one.point, one.rule, one.happened_at, due, 0,
            one.happened_at,
        )  # fmt: skip
    elif one.kind == StatementKind.BACK:
        if loan is not None:
            state.remarks[one.id] = RemarkKind.BOXED
        state.open = None
    elif loan is None:
        state.remarks[one.id] = RemarkKind.NO_LOAN
    elif one.kind == StatementKind.RENEW:
        state.open = replace(
            loan,
            due=one.due or loan.due,
            renewals=loan.renewals + 1,
            changed_at=one.happened_at,
        )
    else:
        state.ended[one.id] = loan
        state.open = None


def _is_repeat(loan: Loan, one: Said) -> bool:
    if one.unlinked:
        return one.unlinked == "repeat"
    return one.reader is not None and one.reader == loan.reader


def counts(kind: str, remark: str) -> bool:
    """Whether a statement with this remark is one loan, or one renewal, in the figures."""
    return kind in (StatementKind.LEND, StatementKind.RENEW) and remark in ("", RemarkKind.UNSEEN)
