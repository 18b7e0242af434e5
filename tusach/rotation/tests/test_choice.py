"""Choosing by profile: what is proposed, what is left out, and why."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tusach.rotation.rules.choice import Candidate, LeftOut, choose

BASE = Candidate(copy=1, record=1, title="Dế Mèn phiêu lưu ký", shelf="895.9", title_key="a")


def test_the_proposal_is_in_shelf_order():
    found = choose(
        [replace(BASE, copy=n, record=n, shelf=shelf) for n, shelf in enumerate("cab")], wished=3
    )
    assert [p.shelf for p in found.proposed] == ["a", "b", "c"]


def test_rare_absent_and_promised_copies_are_left_out_with_the_reason():
    found = choose(
        [
            replace(BASE, copy=1, is_rare=True),
            replace(BASE, copy=2, in_store=False),
            replace(BASE, copy=3, is_promised=True),
        ],
        wished=3,
    )
    assert found.proposed == []
    assert found.missing == 3
    assert found.left_out == {LeftOut.RARE: 1, LeftOut.NOT_IN_STORE: 1, LeftOut.PROMISED: 1}


def test_a_title_that_was_here_lately_is_left_out_and_an_older_one_is_not():
    lately = replace(BASE, copy=1, record=1, was_here=date(2025, 3, 1))
    long_ago = replace(BASE, copy=2, record=2, was_here=date(2020, 3, 1))
    found = choose([lately, long_ago], wished=2, back_after=date(2023, 9, 1))
    assert [p.copy for p in found.proposed] == [2]
    assert found.left_out == {LeftOut.WAS_HERE: 1}
    assert any("01/03/2020" in why for why in found.proposed[0].why)


def test_no_more_than_asked_of_a_title_counting_what_the_batch_holds():
    copies = [replace(BASE, copy=n) for n in range(5)]
    found = choose(copies, wished=5, per_title=3, already=[1, 1])
    assert len(found.proposed) == 1
    assert found.left_out == {LeftOut.ENOUGH: 4}


def test_what_fits_better_and_has_rested_longer_goes_first():
    fits = replace(BASE, copy=1, record=1, fits=("chủ đề: lịch sử",), trips=4)
    rested = replace(BASE, copy=2, record=2, trips=0)
    worn = replace(BASE, copy=3, record=3, trips=9)
    assert [p.copy for p in choose([worn, rested, fits], wished=1).proposed] == [1]
    assert {p.copy for p in choose([worn, rested, fits], wished=2).proposed} == {1, 2}


candidates = st.lists(
    st.builds(
        Candidate,
        copy=st.integers(1, 50),
        record=st.integers(1, 8),
        title=st.just("x"),
        shelf=st.sampled_from("abc"),
        is_rare=st.booleans(),
        in_store=st.booleans(),
        is_promised=st.booleans(),
        trips=st.integers(0, 3),
    ),
    unique_by=lambda c: c.copy,
    max_size=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(candidates, st.integers(0, 20), st.integers(1, 3))
def test_never_more_than_wished_and_only_copies_that_may_go(found, wished, per_title):
    choice = choose(found, wished=wished, per_title=per_title)
    by_copy = {c.copy: c for c in found}
    assert len(choice.proposed) + choice.missing == wished
    assert len({p.copy for p in choice.proposed}) == len(choice.proposed)
    for proposed in choice.proposed:
        one = by_copy[proposed.copy]
        assert one.in_store
        assert not one.is_rare
        assert not one.is_promised
    records = [p.record for p in choice.proposed]
    assert all(records.count(r) <= per_title for r in records)
