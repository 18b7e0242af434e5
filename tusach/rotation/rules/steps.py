"""Which act is allowed where: two tables that staff and auditors can read.

An act that is not in a table for a state is refused by name (:class:`errors.NotNow`,
:class:`errors.LineNotNow`); services ask here and never compare states themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from tusach.rotation.rules.states import AT_POINT, BEFORE_HAND_OVER, WAY, LegState, LineState


@dataclass(frozen=True)
class Step:
    """``act`` is allowed in the states ``start`` and leads to ``end`` (None: it stays)."""

    act: str
    start: frozenset[str]
    end: str | None


def _step(act: str, start: frozenset[LegState] | set[LegState], end: LegState | None) -> Step:
    return Step(act, frozenset(start), end)


_S = LegState
LEG_STEPS: tuple[Step, ...] = (
    _step("edit", BEFORE_HAND_OVER, None),
    _step("pick", {_S.PLANNED, _S.PICKING}, _S.PICKING),
    _step("pack", {_S.PLANNED, _S.PICKING}, _S.PICKING),
    _step("finish_packing", {_S.PICKING}, _S.PACKED),
    _step("reopen_packing", {_S.PACKED}, _S.PICKING),
    _step("draw_up", {_S.PACKED, _S.SENT}, None),
    _step("send", {_S.PACKED}, _S.SENT),
    _step("turn_back", {_S.SENT}, _S.PACKED),
    _step("change_at_door", {_S.PACKED, _S.SENT}, None),
    _step("hand_over", {_S.PACKED, _S.SENT}, _S.IN_SERVICE),
    # What is on the road turns back first: nobody can take it out of a box from here.
    _step("cancel", BEFORE_HAND_OVER - {_S.SENT}, _S.CANCELLED),
    _step("add_later", {_S.IN_SERVICE}, None),
    _step("guide", AT_POINT, None),
    _step("count_use", AT_POINT | {_S.RETURNED, _S.INSPECTED}, None),
    # Extending a recalled batch takes the recall back.
    _step("extend", AT_POINT, _S.IN_SERVICE),
    _step("recall", {_S.IN_SERVICE}, _S.RECALLED),
    # A part that comes back while the rest serves on is an exchange: the state stays.
    _step("take_back", AT_POINT, None),
    _step("lose", AT_POINT, None),
    _step("withdraw", AT_POINT, None),
    _step("pass_on", AT_POINT, None),
    _step("finish_return", AT_POINT, _S.RETURNED),
    _step("reopen_return", {_S.RETURNED}, _S.RECALLED),
    _step("inspect", {_S.RETURNED}, _S.INSPECTED),
    _step("close", {_S.INSPECTED}, _S.CLOSED),
)

_L = LineState
LINE_STEPS: tuple[Step, ...] = (
    Step("pack", frozenset({_L.PICKED}), _L.PACKED),
    Step("unpack", frozenset({_L.PACKED}), _L.PICKED),
    Step("release", frozenset({_L.PICKED, _L.PACKED}), _L.RELEASED),
    Step("refuse", frozenset({_L.PACKED}), _L.REFUSED),
    Step("hand_over", frozenset({_L.PACKED}), _L.IN_SERVICE),
    Step("take_back", frozenset({_L.IN_SERVICE}), _L.RETURNED),
    Step("undo_take_back", frozenset({_L.RETURNED}), _L.IN_SERVICE),
    Step("lose", frozenset({_L.IN_SERVICE}), _L.LOST),
    # Before the batch is closed a copy that turns up simply comes back; afterwards the line
    # stays lost and the find is an entry of its own.
    Step("find", frozenset({_L.LOST}), _L.RETURNED),
    Step("withdraw", frozenset({_L.IN_SERVICE, _L.LOST}), _L.WITHDRAWN),
    Step("pass_on", frozenset({_L.IN_SERVICE}), _L.PASSED_ON),
)

_LEG = {step.act: step for step in LEG_STEPS}
_LINE = {step.act: step for step in LINE_STEPS}


def leg_after(act: str, state: str) -> LegState | None:
    """The state a destination has after ``act``; None when the act is not allowed there."""
    step = _LEG[act]
    if state not in step.start:
        return None
    return LegState(step.end or state)


def line_after(act: str, state: str) -> LineState | None:
    """The state a copy's line has after ``act``; None when the act is not allowed there."""
    step = _LINE[act]
    if state not in step.start:
        return None
    return LineState(step.end or state)


def may(act: str, state: str) -> bool:
    """Whether ``act`` is allowed to a destination in ``state``."""
    return state in _LEG[act].start


def batch_state(legs: list[str]) -> LegState:
    """Where a batch stands: with its slowest destination; cancelled ones do not count.

    A batch whose destinations are all cancelled is cancelled.
    """
    live = [state for state in legs if state != LegState.CANCELLED]
    if not live:
        return LegState.CANCELLED
    return LegState(min(live, key=lambda state: WAY.index(LegState(state))))
