"""Counts that devices send: once, in any order, and what cannot be read is declined."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.models import Tally
from tusach.circulation.services.tallies import undo_count
from tusach.facts.api import rebuild, total
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.offline.api import Batch, Device, Reported, take_in
from tusach.offline.testing import make_device

pytestmark = pytest.mark.django_db
NOON = timezone.now() - timedelta(minutes=5)
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))


def tally(point: ServicePoint, visits: int, day: date | None = None) -> dict[str, Any]:
    return {
        "point": point.code,
        "day": (day or timezone.localdate()).isoformat(),
        "mode": "on_site",
        "counts": {"visit": {"adults": visits}, "in_house": {"children": 2}},
        "exact": True,
    }


def send(
    device: Device,
    events: list[tuple[int, str, dict[str, Any]]],
    device_now: datetime | None = None,
    stated: datetime | None = None,
) -> list[str]:
    now = timezone.now()
    batch = Batch(
        device_now or now,
        [Reported(seq, kind, stated or device_now or NOON, said) for seq, kind, said in events],
    )
    return [answer.code for answer in take_in(device, batch, now)]


def test_a_tally_counts_once_however_often_it_comes() -> None:
    point = make_point()
    device = make_device([point.pk])
    event = (1, "circulation.tally", tally(point, 14))
    assert send(device, [event]) == ["counted"]
    assert send(device, [event]) == ["counted"]
    assert total("visit", *ALWAYS, points=[point.pk], audience="adults") == 14
    assert total("in_house", *ALWAYS, audience="children") == 2


def test_any_order_of_two_devices_comes_to_the_same() -> None:
    sums = set()
    for seed in range(6):
        point = make_point(name=f"Điểm {seed}")
        devices = [make_device([point.pk]), make_device([point.pk])]
        events = [
            (device, (seq, "circulation.tally", tally(point, seq)))
            for device in devices
            for seq in (1, 2, 3)
        ] * 2
        random.Random(seed).shuffle(events)
        for device, event in events:
            send(device, [event])
        sums.add(total("visit", *ALWAYS, points=[point.pk]))
    assert sums == {12}
    assert rebuild() == 0


def test_a_copy_read_in_the_house_counts_once() -> None:
    copy = make_copy()
    device = make_device([copy.owner_id])
    said = {"point": copy.owner.code, "copy": copy.barcode, "audience": "pupils"}
    event = (3, "circulation.in_house", said)
    assert send(device, [event, event]) == ["counted", "counted"]
    assert total("in_house", *ALWAYS, audience="pupils") == 1


def test_a_copy_not_entered_yet_is_waited_for() -> None:
    point = make_point()
    device = make_device([point.pk])
    said = {"point": point.code, "copy": "2999999999990", "audience": "adults"}
    assert send(device, [(1, "circulation.in_house", said)]) == ["waits"]


def test_what_is_undone_counts_nothing_and_undoing_again_changes_nothing() -> None:
    point = make_point()
    device = make_device([point.pk])
    send(device, [(1, "circulation.tally", tally(point, 14))])
    for _time in range(2):
        assert undo_count(device.pk, 1, by=HOUSE, at=timezone.now())
    assert undo_count(device.pk, 2, by=HOUSE, at=timezone.now()) is None
    assert total("visit", *ALWAYS) == 0
    assert Tally.objects.get().state == "taken_back"


def test_the_day_of_a_wrong_clock_is_moved_to_the_right_one() -> None:
    point = make_point()
    device = make_device([point.pk])
    device.enrolled_at = timezone.now() - timedelta(days=30)
    device.save(update_fields=["enrolled_at"])
    wrong = timezone.now() - timedelta(days=365 * 5)
    event = (1, "circulation.tally", tally(point, 5, timezone.localdate(wrong)))
    assert send(device, [event], device_now=wrong) == ["counted"]
    assert total("visit", timezone.localdate(), ALWAYS[1]) == 5


def test_the_last_hour_of_a_day_of_1970_is_of_that_day() -> None:
    # Viet Nam kept UTC+8 in 1970; a device whose clock stands there does not.
    point = make_point()
    at = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)
    device = make_device([point.pk], at=at - timedelta(days=30))
    wrong = datetime(1970, 2, 1, 16, 30, tzinfo=UTC)
    said = Reported(1, "circulation.tally", wrong, tally(point, 5, date(1970, 2, 1)))
    (answer,) = take_in(device, Batch(wrong, [said]), at)
    assert answer.code == "counted"
    assert total("visit", date(2026, 3, 4), date(2026, 3, 5)) == 5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"point": 5}, "point-unreadable"),
        ({"mode": "flying"}, "mode-unreadable"),
        ({"day": "hôm qua"}, "day-unreadable"),
        ({"counts": [1]}, "counts-unreadable"),
        ({"counts": {"visit": {"adults": -1}}}, "counts-unreadable"),
        ({"counts": {"visit": {"adults": "3"}}}, "counts-unreadable"),
        ({"counts": {"request": {"adults": 3}}}, "counts-unreadable"),
        ({"counts": {"visit": {"adults": 0}}}, "nothing-counted"),
        ({"counts": {"visit": {"adults": 10**9}}}, "figure-too-large"),
    ],
)
def test_what_cannot_be_read_is_declined_by_name(change: dict[str, Any], code: str) -> None:
    point = make_point()
    device = make_device([point.pk])
    assert send(device, [(1, "circulation.tally", tally(point, 3) | change)]) == [code]


def test_a_point_that_is_not_the_devices_is_declined() -> None:
    point, other = make_point(), make_point(name="Điểm khác")
    device = make_device([other.pk])
    assert send(device, [(1, "circulation.tally", tally(point, 3))]) == ["not-its-point"]
