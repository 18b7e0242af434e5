"""The closing sum, for any mixture of copies."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tusach.rotation.rules.states import HANDED_LINES, LineState, ReturnedAs
from tusach.rotation.rules.sums import LineFact, sum_up

lines = st.builds(
    LineFact,
    state=st.sampled_from(LineState.values),
    condition=st.sampled_from(ReturnedAs.values),
    price=st.integers(0, 10**6),
    compensation=st.integers(0, 10**6),
    is_answered_for=st.booleans(),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(lines))
def test_the_sums_agree_only_when_every_copy_is_answered_for(found):
    open_ones = [
        one
        for one in found
        if one.state == LineState.IN_SERVICE
        or (one.state == LineState.PASSED_ON and not one.is_answered_for)
    ]
    assert sum_up(found).agree == (not open_ones)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(lines))
def test_what_was_not_handed_over_does_not_count(found):
    handed = [one for one in found if one.state in HANDED_LINES]
    sums = sum_up(found)
    assert sums.handed_over == len(handed)
    assert sums.value == sum(one.price for one in handed)


def test_a_damaged_copy_is_a_returned_one():
    sums = sum_up([LineFact(LineState.RETURNED, ReturnedAs.DAMAGED, 45_000)])
    assert (sums.returned, sums.damaged, sums.agree) == (1, 1, True)


def test_a_lost_copy_is_a_loss_in_dong():
    sums = sum_up([LineFact(LineState.LOST, price=45_000, compensation=20_000)])
    assert (sums.lost, sums.loss, sums.compensation) == (1, 45_000, 20_000)


def test_a_copy_passed_on_to_a_cancelled_batch_is_not_answered_for():
    sums = sum_up([LineFact(LineState.PASSED_ON, is_answered_for=False)])
    assert not sums.agree
