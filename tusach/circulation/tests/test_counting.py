"""Which figures count where two speak: the rule by itself."""

from __future__ import annotations

import random
from datetime import date

from tusach.circulation.counting import BOTH, SYSTEM, Group, counting

MONTH = None


def g(family: str, mode: str = "on_site", measure: str = "visit", day: int | None = None) -> Group:
    span = "day" if day else "month"
    return Group(family, mode, measure, span, date(2026, 11, day) if day else None)


def test_what_one_family_counts_adds_up() -> None:
    both = {g("running", day=1), g("running", day=2), g("running", "home", day=1)}
    assert counting(both) == both


def test_a_signed_sheet_of_the_month_is_believed_before_taps() -> None:
    assert counting({g("running", day=3), g("sheet")}) == {g("sheet")}


def test_a_sheet_by_days_leaves_the_taps_of_other_days() -> None:
    both = {g("running", day=3), g("sheet", day=4)}
    assert counting(both) == both


def test_the_provinces_count_of_a_rotation_stands_back_behind_the_hosts_own() -> None:
    assert counting({g("box", "rotation"), g("sms", "rotation")}) == {g("sms", "rotation")}


def test_a_visit_is_one_visit_whoever_owns_the_book() -> None:
    assert counting({g("box", "rotation"), g("sheet")}) == {g("sheet")}


def test_a_row_that_leaves_the_rotation_to_the_province_lets_both_modes_count() -> None:
    said = {g("box", "rotation"), g("sheet"), g("sheet", "rotation")}
    rules = {"rotation": "box"}
    assert counting(said, rules=rules) == {g("box", "rotation"), g("sheet")}


def test_a_choice_goes_before_the_row() -> None:
    said = {g("box", "rotation"), g("sheet", "rotation")}
    chosen = counting(said, rules={"rotation": "box"}, choices={"visit": "sheet"})
    assert chosen == {g("sheet", "rotation")}


def test_two_who_counted_different_things_both_count() -> None:
    said = {g("box", "rotation"), g("sheet")}
    assert counting(said, choices={"visit": BOTH}) == said


def test_loans_lent_one_by_one_are_not_counted_again_from_a_sheet() -> None:
    lent = g(SYSTEM, "home", "loan", day=2)
    said = {lent, g("sheet", "rotation", "loan"), g("sheet", "on_site", "visit")}
    assert counting(said) == {lent, g("sheet", "on_site", "visit")}


def test_the_order_in_which_they_come_changes_nothing() -> None:
    said = [
        g(family, mode, "visit", day)
        for family in ("running", "sheet", "sms", "box")
        for mode in ("on_site", "rotation")
        for day in (None, 1, 2)
    ]
    expected = counting(said)
    for seed in range(50):
        random.Random(seed).shuffle(said)
        assert counting(said) == expected
