"""Fines of returns that devices report: by the day of the return, once, and turned by what is
reported later still."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.api import balance_of, prove, undo
from tusach.circulation.models import MoneyKind, MoneyLine, Statement
from tusach.circulation.services import money
from tusach.circulation.testing import make_loan, make_return, make_rule
from tusach.holdings.api import Copy
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.offline.api import Batch, Device, Reported, take_in
from tusach.offline.testing import make_device
from tusach.readers.api import Reader
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()


class _Village:
    """Lent 30 days ago for 14 days, 500 đồng for each day late."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.lent_at = self.now - 30 * DAY
        self.point: ServicePoint = make_point("commune_library", "Thư viện xã Bình Lư")
        make_rule(point=self.point, days=14, renewal_days=14, fine_per_day=500)
        self.reader: Reader = make_reader("Lò Thị Mai", home=self.point)
        self.copy: Copy = make_copy(owner=self.point, collection="main", at=self.lent_at - DAY)

    def device(self) -> Device:
        return make_device([self.point.pk], at=self.lent_at - DAY)

    def say(self, device: Device, number: int, kind: str, at: datetime, **more: Any) -> str:
        said = {"point": self.point.code, "copy": self.copy.barcode, **more}
        batch = Batch(timezone.now(), [Reported(number, f"circulation.{kind}", at, said)])
        return take_in(device, batch, timezone.now())[0].code

    @property
    def owed(self) -> int:
        return balance_of(self.reader.pk).owed


@pytest.fixture
def village() -> _Village:
    return _Village()


def test_a_late_return_is_fined_as_of_its_own_day_and_never_twice(village: _Village) -> None:
    make_loan(village.copy, village.point, village.reader, at=village.lent_at)
    device = village.device()
    # Four days late when it came, sixteen when it is reported.
    came = village.lent_at + 18 * DAY
    for _time in range(3):
        assert village.say(device, 1, "return", came) == "fits"
    line = MoneyLine.objects.get()
    assert (village.owed, line.kind, line.day) == (2000, "fine", timezone.localdate(came))
    assert line.reason == "quá hạn 4 ngày"


def test_what_is_back_in_time_owes_nothing(village: _Village) -> None:
    make_loan(village.copy, village.point, village.reader, at=village.lent_at)
    village.say(village.device(), 1, "return", village.lent_at + 14 * DAY)
    assert not MoneyLine.objects.exists()


def test_in_any_order_the_reader_owes_the_same(village: _Village) -> None:
    """The loan, its renewal and its return come from three devices, in every order, twice."""
    lent = village.lent_at
    words = [
        ("lend", lent, {"reader": village.reader.number, "due": _day(lent + 14 * DAY)}),
        ("renew", lent + 10 * DAY, {"due": _day(lent + 20 * DAY)}),
        ("return", lent + 25 * DAY, {}),
    ]
    for order in itertools.permutations(range(3)):
        village.copy = make_copy(owner=village.point, collection="main", at=lent - DAY)
        village.reader = make_reader(home=village.point)
        words[0][2]["reader"] = village.reader.number
        devices = [village.device() for _word in words]
        for place in [*order, *order]:
            kind, at, more = words[place]
            village.say(devices[place], 1, kind, at, **more)
        assert (order, village.owed) == (order, 2500)
    assert prove() == []


def test_a_return_undone_on_the_device_is_owed_no_longer(village: _Village) -> None:
    make_loan(village.copy, village.point, village.reader, at=village.lent_at)
    device = village.device()
    village.say(device, 1, "return", village.lent_at + 18 * DAY)
    village.say(device, 2, "undo", village.lent_at + 18 * DAY, seq=1)
    assert village.owed == 0


def test_a_return_at_the_desk_that_a_device_had_noted_before_owes_the_earlier_days(
    village: _Village,
) -> None:
    make_loan(village.copy, village.point, village.reader, at=village.lent_at)
    make_return(village.copy, village.point, at=village.lent_at + 24 * DAY)
    assert village.owed == 5000
    village.say(village.device(), 1, "return", village.lent_at + 16 * DAY)
    assert village.owed == 1000


def test_what_was_told_at_the_desk_only_ever_becomes_less(village: _Village) -> None:
    make_loan(village.copy, village.point, village.reader, at=village.lent_at)
    make_return(village.copy, village.point, at=village.lent_at + 24 * DAY)
    due = village.lent_at + 22 * DAY
    village.say(village.device(), 1, "renew", village.lent_at + 8 * DAY, due=_day(due))
    assert village.owed == 1000


def test_a_fine_that_a_person_took_back_is_not_written_again(village: _Village) -> None:
    make_loan(village.copy, village.point, village.reader, at=village.lent_at)
    village.say(village.device(), 1, "return", village.lent_at + 26 * DAY)
    money.reverse_line(line=MoneyLine.objects.get(), reason="lũ", by=HOUSE, at=timezone.now())
    due = village.lent_at + 20 * DAY
    village.say(village.device(), 1, "renew", village.lent_at + 8 * DAY, due=_day(due))
    assert village.owed == 0


def test_a_return_undone_at_the_desk_says_why_nothing_is_owed(village: _Village) -> None:
    make_loan(village.copy, village.point, village.reader, at=village.lent_at)
    done = make_return(village.copy, village.point, at=village.lent_at + 24 * DAY)
    undo(
        statement=Statement.objects.get(pk=done.statement), point=village.point, by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    assert village.owed == 0
    taken_back = MoneyLine.objects.get(kind=MoneyKind.REVERSED)
    assert taken_back.reason == "Việc mượn trả đã hoàn tác"
