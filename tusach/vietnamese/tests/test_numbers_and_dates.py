"""Numbers said and read; dates read day first."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.vietnamese.api import NotADate, NotANumber, number_words, parse_date, parse_number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (101, "một trăm linh một"),
        (111, "một trăm mười một"),
        (1005, "một nghìn không trăm linh năm"),
        (21_000, "hai mươi mốt nghìn"),
        (1_250_000, "một triệu hai trăm năm mươi nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (2_500_000_000_000, "hai nghìn năm trăm tỷ"),
        (-45, "âm bốn mươi lăm"),
    ],
)
def test_a_number_is_said_as_people_say_it(number, words):
    assert number_words(number) == words


def test_southern_words_may_be_asked_for():
    assert number_words(1005, odd="lẻ", thousand="ngàn") == "một ngàn không trăm lẻ năm"


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_two_numbers_are_never_said_alike(one, other):
    assert (number_words(one) == number_words(other)) == (one == other)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.000", "1000"), ("0,4", "0.4"), ("45.000đ", "45000"), ("45 000 đồng", "45000"),
        ("1.250.000,5", "1250000.5"), ("1,250,000", "1250000"), ("12.5", "12.5"), ("-3", "-3"),
        ("45.000 VNĐ", "45000"), (" 7 ", "7"),
    ],
)  # fmt: skip
def test_a_typed_number_is_read(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("45,000", "ambiguous"), ("", "empty"), ("đ", "empty"), ("1.00.0", "not-a-number"),
     ("12a", "not-a-number"), ("1.0000,5", "not-a-number"), ("--", "not-a-number")],
)  # fmt: skip
def test_what_is_no_number_is_refused_by_name(text, reason):
    with pytest.raises(NotANumber) as refused:
        parse_number(text)
    assert (refused.value.reason, refused.value.text) == (reason, text)


@given(st.integers(0, 10**12))
def test_a_number_written_with_dots_reads_back(number):
    assert parse_number(f"{number:,}".replace(",", ".")) == number


@pytest.mark.parametrize(
    "text",
    ["05/09/2026", "5-9-2026", "5.9.2026", "ngày 5 tháng 9 năm 2026", "2026-09-05",
     "2026-09-05 00:00:00"],
)  # fmt: skip
def test_a_typed_day_is_read(text):
    assert parse_date(text) == date(2026, 9, 5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1/1/26", "two-digit-year"), ("31/02/2026", "no-such-day"), ("", "empty"),
     ("13/13/2026", "no-such-day"), ("mai", "not-a-date"), ("1/1/026", "not-a-date"),
     ("1/1/1026", "too-early"), ("1/1/2226", "too-late")],
)  # fmt: skip
def test_what_is_no_day_is_refused_by_name(text, reason):
    with pytest.raises(NotADate) as refused:
        parse_date(text, earliest=date(1900, 1, 1), latest=date(2100, 1, 1))
    assert refused.value.reason == reason
