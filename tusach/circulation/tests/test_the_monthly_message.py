"""The message a point sends by any telephone: written, read, and what is wrong named."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.models import Tally
from tusach.circulation.selectors.texts import understand
from tusach.circulation.services.texts import give_number, take_texts
from tusach.circulation.text_code import (
    Read,
    Unread,
    letter_of,
    messages_in,
    point_code,
    read_code,
    write_code,
)
from tusach.facts.api import total
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.policy.api import add_months

TODAY = date(2026, 12, 3)
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))
SAID = Read(142, date(2026, 11, 1), 35, 20, 12)
CODE = point_code(142)


@pytest.mark.parametrize(
    "text",
    [
        f"TS {CODE} 11 V35 M20 D12 K7",
        f"ts {CODE.lower()} 11 v35 m20 đ12 k7",
        f"TS{CODE} 11 V35M20Đ12K7",
        f"TS {CODE} 11 V35 M20 D12 K67",
        f"TS. {CODE}, T11, V:35, M:20, Đ:12, K:7.",
        f"+84 912 000 111 02/12/2026 08:15: TS {CODE} 11/2026 V35 D12 M20 K7",
        f"TS {CODE} 11/26 V 35 M 20 D 12 K 7",
    ],
)
def test_a_message_is_read_however_it_is_typed(text: str) -> None:
    assert read_code(text, TODAY) == SAID


def test_what_is_written_is_read_back() -> None:
    for number in range(101, 9999, 37):
        text = write_code(number, 3, visits=number, loans=0, in_house=7)
        assert read_code(text, TODAY) == Read(number, date(2026, 3, 1), number, 0, 7)


def test_one_wrong_digit_or_two_exchanged_give_another_letter() -> None:
    for number in range(100, 10_000, 13):
        digits = f"{number:04d}"
        for at in range(4):
            for digit in "0123456789":
                other = int(digits[:at] + digit + digits[at + 1 :])
                assert other == number or letter_of(other) != letter_of(number)
        for at in range(3):
            swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
            assert swapped == digits or letter_of(int(swapped)) != letter_of(number)


def test_a_month_to_come_is_the_one_of_last_year() -> None:
    read = read_code(write_code(142, 12, visits=1, loans=0, in_house=0), date(2026, 11, 30))
    assert isinstance(read, Read)
    assert read.month == date(2025, 12, 1)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Chào anh, tháng này 35 lượt", "head"),
        ("TS V35", "number"),
        ("TS 0142 11 V35 K5", "letter"),
        (f"TS 0143{CODE[4]} 11 V35 K5", "letter"),
        (f"TS {CODE} 13 V35 K5", "month"),
        (f"TS {CODE} 11/2027 V35 K5", "month"),
        (f"TS {CODE} 11 V35 V36 K5", "twice"),
        (f"TS {CODE} 11 V35 M20 D12", "missing"),
        (f"TS {CODE} 11 M20 K0", "missing"),
        (f"TS {CODE} 11 V53 M20 D11 K7", "check"),
        (f"TS {CODE} 11 V35 M20 D12 K7 và 5 truyện", "rest"),
    ],
)
def test_what_is_wrong_is_named_by_its_part(text: str, part: str) -> None:
    read = read_code(text, TODAY)
    assert isinstance(read, Unread)
    assert read.part == part


def test_many_messages_are_found_in_one_paste() -> None:
    pasted = f"""+84 912 000 111  02/12
TS {CODE} 11 V35
M20 D12 K7

TS 0101{letter_of(101)} 11 V1 K1 TS 0102{letter_of(102)} 11 V2 K2
Nhờ anh ghi giúp"""
    found = messages_in(pasted)
    assert len(found) == 3
    assert read_code(found[0], TODAY) == SAID
    assert found[2].endswith("K2 Nhờ anh ghi giúp")


@pytest.fixture
def post(db: None) -> ServicePoint:
    return make_point("border_post", "Đồn Biên phòng Ma Lù Thàng")


def text(point: ServicePoint, visits: int = 35) -> str:
    number = give_number(point=point, by=HOUSE, at=timezone.now()).number
    last = add_months(timezone.localdate().replace(day=1), -1)
    return write_code(number, last.month, visits=visits, loans=20, in_house=12)


def paste(pasted: str) -> list[str]:
    every = ServicePoint.objects.all()
    return [
        one.standing for one in take_texts(pasted=pasted, points=every, by=HOUSE, at=timezone.now())
    ]


def test_a_message_counts_once_and_a_later_one_replaces_it(post: ServicePoint) -> None:
    assert paste(text(post)) == ["new"]
    assert paste(text(post)) == ["repeat"]
    assert total("visit", *ALWAYS, mode="rotation", audience="soldiers") == 35
    assert paste(text(post, visits=36)) == ["changed"]
    assert total("visit", *ALWAYS) == 36
    assert Tally.objects.count() == 2


def test_two_messages_of_one_month_that_differ_are_not_both_written(post: ServicePoint) -> None:
    assert paste(f"{text(post)}\n{text(post, visits=40)}") == ["new", "wrong"]
    assert total("visit", *ALWAYS) == 35


def test_a_number_is_given_once(post: ServicePoint) -> None:
    first = give_number(point=post, by=HOUSE, at=timezone.now())
    assert give_number(point=post, by=HOUSE, at=timezone.now()) == first
    other = give_number(point=make_point(), by=HOUSE, at=timezone.now())
    assert other.number != first.number


def test_a_point_of_somebody_else_is_not_written(post: ServicePoint) -> None:
    mine = ServicePoint.objects.exclude(pk=post.pk)
    (one,) = understand(text(post), points=mine, today=timezone.localdate())
    assert one.standing == "wrong"
    assert "không có điểm nào của bạn" in one.why
