"""When issues appear and what they are called; no database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tusach.acquisitions.rules.prediction import Deviation, Rule, days_of, predict
from tusach.acquisitions.rules.statement import Year, spans, statement

NEW_YEAR = date(2026, 1, 1)


def labels(rule: Rule, first: date, last: date, *deviations: Deviation) -> list[str]:
    return [one.label for one in predict(rule, deviations, first, last)]


def test_a_daily_appears_every_day_but_sunday() -> None:
    rule = Rule("daily", NEW_YEAR, weekdays=(1, 2, 3, 4, 5, 6), first_number=7412)
    found = predict(rule, (), NEW_YEAR, date(2026, 1, 7))
    assert [(one.on.day, one.label) for one in found] == [
        (1, "Số 7412"), (2, "Số 7413"), (3, "Số 7414"), (5, "Số 7415"), (6, "Số 7416"),
        (7, "Số 7417"),
    ]  # fmt: skip


def test_a_weekly_appears_on_its_days() -> None:
    rule = Rule("weekly", NEW_YEAR, weekdays=(2, 5), first_number=1)
    assert [one.on.day for one in predict(rule, (), NEW_YEAR, date(2026, 1, 10))] == [2, 6, 9]


def test_a_fortnightly_appears_every_second_week_from_its_start() -> None:
    rule = Rule("fortnightly", date(2026, 1, 7))
    assert [one.on.day for one in predict(rule, (), NEW_YEAR, date(2026, 1, 31))] == [7, 21]


def test_a_monthly_on_the_last_day_knows_the_length_of_months() -> None:
    rule = Rule("monthly", NEW_YEAR, days=(31,), numbering="yearly", first_in_year=1)
    found = predict(rule, (), NEW_YEAR, date(2026, 4, 30))
    assert [(one.on.day, one.label) for one in found] == [
        (31, "Số 1/2026"), (28, "Số 2/2026"), (31, "Số 3/2026"), (30, "Số 4/2026"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("frequency", "months"), [("bimonthly", [1, 3, 5, 7, 9, 11]), ("quarterly", [1, 4, 7, 10])]
)
def test_the_rarer_ones_appear_in_their_months(frequency: str, months: list[int]) -> None:
    found = predict(Rule(frequency, NEW_YEAR, days=(15,)), (), NEW_YEAR, date(2026, 12, 31))
    assert [one.on.month for one in found] == months


def test_an_irregular_one_is_not_predicted() -> None:
    assert predict(Rule("irregular", NEW_YEAR), (), NEW_YEAR, date(2026, 12, 31)) == []


def test_numbers_of_the_year_begin_anew_and_running_ones_go_on() -> None:
    rule = Rule("monthly", date(2026, 11, 1), numbering="both", first_number=410, first_in_year=11)
    assert labels(rule, date(2026, 11, 1), date(2027, 2, 1)) == [
        "Số 11/2026 (410)", "Số 12/2026 (411)", "Số 1/2027 (412)", "Số 2/2027 (413)",
    ]  # fmt: skip


def test_over_tet_nothing_appears_and_no_number_is_lost() -> None:
    rule = Rule("weekly", NEW_YEAR, first_number=1)
    tet = Deviation("none", date(2026, 1, 8), date(2026, 1, 21))
    assert labels(rule, NEW_YEAR, date(2026, 1, 29), tet) == ["Số 1", "Số 2", "Số 3"]


def test_a_combined_issue_carries_all_its_numbers() -> None:
    rule = Rule("weekly", NEW_YEAR, numbering="yearly", first_in_year=5)
    tet = Deviation(
        "combined", date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 8), "số Tết", price=30_000
    )
    found = predict(rule, (tet,), NEW_YEAR, date(2026, 1, 22))
    assert [one.label for one in found] == ["Số 5/2026", "Số 6–7/2026 (số Tết)", "Số 8/2026"]
    assert (found[1].price, found[1].is_special) == (30_000, True)


def test_an_extra_issue_takes_no_number() -> None:
    rule = Rule("weekly", NEW_YEAR, first_number=1)
    extra = Deviation("extra", date(2026, 1, 10), date(2026, 1, 10), date(2026, 1, 10), "Xuân")
    assert labels(rule, NEW_YEAR, date(2026, 1, 15), extra) == ["Số 1", "Số 2", "Xuân", "Số 3"]


@settings(max_examples=60, deadline=None)
@given(
    frequency=st.sampled_from(["daily", "weekly", "fortnightly", "monthly", "bimonthly"]),
    weekdays=st.sets(st.integers(1, 7), max_size=7),
    start=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    cut=st.integers(0, 300),
)
def test_a_stretch_read_in_two_parts_is_the_stretch_read_at_once(
    frequency: str, weekdays: set[int], start: date, cut: int
) -> None:
    rule = Rule(frequency, start, weekdays=tuple(sorted(weekdays)), first_number=100)
    middle, last = start + timedelta(days=cut), start + timedelta(days=330)
    whole = predict(rule, (), start, last)
    parts = predict(rule, (), start, middle) + predict(rule, (), middle + timedelta(days=1), last)
    assert parts == whole
    assert [one.on for one in whole] == list(days_of(rule, start, last))
    assert [one.number for one in whole] == list(range(100, 100 + len(whole)))


def test_the_statement_names_years_first_to_last_and_what_is_missing_between() -> None:
    years = [Year(2025, [(1, 11), (13, 16), (18, 30)]), Year(2024, [(1, 52)])]
    assert statement(years, "thiếu") == "2024: 1–52; 2025: 1–30 (thiếu 12, 17)"


def test_a_year_of_which_nothing_came_is_left_out() -> None:
    assert statement([Year(2024, [])], "thiếu") == ""


def test_issues_without_numbers_are_named_or_counted() -> None:
    two = Year(2025, [(1, 2)], ("Đặc san", "Số Tết"), 2)
    many = Year(2026, [], ("a", "b", "c", "d"), 9)
    assert statement([two, many], "thiếu") == "2025: 1–2, Đặc san, Số Tết; 2026: 9 số"


def test_runs_of_numbers_are_drawn_together() -> None:
    assert spans([5, 1, 2, 3, 3, 9, 8]) == "1–3, 5, 8–9"
