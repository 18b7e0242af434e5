"""The tables of steps: every state × every act, and the way from plan to close."""

import pytest

from tusach.rotation.rules.states import (
    BEFORE_HAND_OVER,
    HANDED_LINES,
    OPEN_LINES,
    WAY,
    LegState,
    LineState,
)
from tusach.rotation.rules.steps import (
    LEG_STEPS,
    LINE_STEPS,
    batch_state,
    leg_after,
    line_after,
    may,
)


@pytest.mark.parametrize("step", LEG_STEPS, ids=lambda s: s.act)
@pytest.mark.parametrize("state", LegState.values)
def test_an_act_leads_where_the_table_says_or_nowhere(step, state):
    after = leg_after(step.act, state)
    if state in step.start:
        assert after == (step.end or state)
        assert may(step.act, state)
    else:
        assert after is None
        assert not may(step.act, state)


@pytest.mark.parametrize("step", LINE_STEPS, ids=lambda s: s.act)
@pytest.mark.parametrize("state", LineState.values)
def test_a_copy_moves_only_as_the_table_says(step, state):
    expected = step.end if state in step.start else None
    assert line_after(step.act, state) == expected


def test_acts_are_named_once():
    for table in (LEG_STEPS, LINE_STEPS):
        acts = [step.act for step in table]
        assert len(acts) == len(set(acts))


def test_every_state_can_be_reached_from_the_plan():
    reached, before = {LegState.PLANNED}, set()
    while reached != before:
        before = set(reached)
        for step in LEG_STEPS:
            for state in before:
                if (after := leg_after(step.act, state)) is not None:
                    reached.add(after)
    assert reached == set(LegState)


def test_nothing_leads_out_of_closed_or_cancelled():
    for end in (LegState.CLOSED, LegState.CANCELLED):
        assert [s.act for s in LEG_STEPS if leg_after(s.act, end) is not None] == []


def test_after_the_hand_over_nothing_is_cancelled():
    for state in set(LegState) - BEFORE_HAND_OVER:
        assert not may("cancel", state)


def test_a_batch_can_only_close_after_inspection():
    closing = [state for state in LegState if leg_after("close", state)]
    assert closing == [LegState.INSPECTED]


def test_a_copy_handed_over_stays_handed_over():
    for step in LINE_STEPS:
        for state in HANDED_LINES:
            if (after := line_after(step.act, state)) is not None:
                assert after in HANDED_LINES


def test_an_open_line_is_one_that_still_holds_the_copy():
    assert {LineState.PICKED, LineState.PACKED, LineState.IN_SERVICE} == OPEN_LINES


def test_a_batch_stands_with_its_slowest_destination():
    assert batch_state(["in_service", "packed", "inspected"]) == LegState.PACKED


def test_a_cancelled_destination_does_not_hold_the_batch_back():
    assert batch_state(["cancelled", "inspected"]) == LegState.INSPECTED


def test_a_batch_without_live_destinations_is_cancelled():
    assert batch_state(["cancelled", "cancelled"]) == LegState.CANCELLED


def test_the_way_holds_every_state_but_cancelled():
    assert set(WAY) | {LegState.CANCELLED} == set(LegState)
