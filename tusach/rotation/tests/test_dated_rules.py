"""What the dated rules say of a plan."""

from datetime import date

import pytest

from tusach.rotation.rules import dated
from tusach.rotation.rules.dated import Rule, Strictness, add_months

SIX_MONTHS = Rule("stay_months", 6, basis="Thông tư 33/2018/TT-BVHTTDL, Điều 6")


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 9, 5), 6, date(2027, 3, 5)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_as_people_do(start, months, expected):
    assert add_months(start, months) == expected


def test_six_months_to_the_day_are_allowed():
    assert dated.stay("Trường A", date(2026, 9, 5), date(2027, 3, 5), SIX_MONTHS) == []


def test_a_day_more_than_six_months_is_warned_of_with_the_source():
    (found,) = dated.stay("Trường A", date(2026, 9, 5), date(2027, 3, 6), SIX_MONTHS)
    assert found.code == "stays-too-long"
    assert "Trường A" in str(found.text)
    assert "05/03/2027" in str(found.text)
    assert found.basis == SIX_MONTHS.basis
    assert not found.is_limit


def test_a_rule_may_be_a_limit():
    rule = Rule("stay_months", 6, Strictness.REFUSE)
    (found,) = dated.stay("Trường A", date(2026, 1, 1), date(2026, 12, 31), rule)
    assert found.is_limit


def test_without_a_rule_in_force_nothing_is_warned_of():
    assert dated.stay("Trường A", date(2026, 1, 1), date(2036, 1, 1), None) == []
    assert dated.staff(0, True, None) == []
    assert dated.copies_of_title([("Dế Mèn", 1)], None) == []
    assert dated.box_weight("T1", 10_000, None, None) == []


def test_two_people_go_for_a_provincial_library():
    rule = Rule("staff", 2)
    assert dated.staff(1, True, rule)[0].code == "too-few-staff"
    assert dated.staff(2, True, rule) == []
    assert dated.staff(1, False, rule) == []


def test_titles_with_few_copies_are_named_but_not_all_of_them():
    titles = [(f"Sách {n}", 1) for n in range(9)] + [("Đủ bản", 3)]
    (found,) = dated.copies_of_title(titles, Rule("copies_per_title", 3))
    assert "9 tên sách" in str(found.text)
    assert "Sách 4; …" in str(found.text)
    assert "Đủ bản" not in str(found.text)


def test_a_heavy_box_is_named():
    (found,) = dated.box_weight("LC-T12", 90, Rule("copy_grams", 350), Rule("box_kilos", 25))
    assert "LC-T12" in str(found.text)
    assert dated.box_weight("LC-T12", 71, Rule("copy_grams", 350), Rule("box_kilos", 25)) == []
