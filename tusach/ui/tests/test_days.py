"""A day of the wrong century is refused with a sentence, and stays to be corrected."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError

from tusach.ui.api import DayField, MomentField


class OneDay(forms.Form):
    day = DayField(label="Ngày")


@pytest.mark.parametrize("text", [
    "2026-09-05", "05/09/2026", "5-9-2026", "5.9.2026", "ngày 5 tháng 9 năm 2026",
])  # fmt: skip
def test_a_day_is_read_as_people_and_calendars_write_it(text: str) -> None:
    assert DayField().clean(text) == date(2026, 9, 5)


@pytest.mark.parametrize(("text", "said"), [
    ("1020-05-01", "“01/05/1020”: năm quá xa về trước, có phải nhầm thế kỷ?"),
    ("01/05/1020", "“01/05/1020”: năm quá xa về trước, có phải nhầm thế kỷ?"),
    ("0026-12-13", "“13/12/0026”: năm quá xa về trước, có phải nhầm thế kỷ?"),
    ("2206-05-01", "“01/05/2206”: năm quá xa về sau, có phải nhầm thế kỷ?"),
    ("13/12/26", "“13/12/26”: hãy ghi năm đủ bốn chữ số, như 05/09/2026."),
    ("31/02/2026", "“31/02/2026”: không có ngày này trong lịch."),
    ("12/13/2026", "“12/13/2026”: không có ngày này trong lịch."),
    ("mai", "“mai” không phải một ngày; hãy viết như 05/09/2026."),
    ("020226-05-01", "“020226-05-01” không phải một ngày; hãy viết như 05/09/2026."),
])  # fmt: skip
def test_what_is_no_day_of_our_time_is_refused_by_what_was_typed(text: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(text)
    assert refused.value.messages == [said]


def test_a_field_may_have_narrower_limits() -> None:
    field = DayField(earliest=date(1917, 1, 1), latest=lambda: date(2026, 1, 31))
    assert field.clean("31/01/2026") == date(2026, 1, 31)
    for text in ("01/02/2026", "31/12/1916"):
        with pytest.raises(ValidationError, match="chỉ nhận ngày từ 01/01/1917 đến 31/01/2026"):
            field.clean(text)


def test_what_was_typed_stays_in_the_field() -> None:
    # A control of type date shows nothing that is no date.
    page = str(OneDay({"day": "13/12/26"}))
    assert '<input type="text" name="day" value="13/12/26"' in page
    assert '<input type="date" name="day" value="1020-05-01"' in str(OneDay({"day": "1020-05-01"}))
    assert 'value="2026-09-05"' in str(OneDay(initial={"day": date(2026, 9, 5)}))


def test_a_moment_of_another_century_is_refused() -> None:
    here = ZoneInfo("Asia/Ho_Chi_Minh")
    assert MomentField().clean("2026-09-05T14:30") == datetime(2026, 9, 5, 14, 30, tzinfo=here)
    for text in ("1020-09-05T14:30", "2206-09-05T14:30", "0026-09-05T14:30", "14:30"):
        with pytest.raises(ValidationError):
            MomentField().clean(text)
