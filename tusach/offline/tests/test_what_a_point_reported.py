"""What devices reported of a point, in the pages: settled, unsettled, tried again, looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.offline import handlers
from tusach.offline.api import (
    Batch,
    Event,
    Outcome,
    Reported,
    declined,
    register_handler,
    take_in,
    taken,
    waits,
)
from tusach.offline.models import Device, DeviceEvent, Standing
from tusach.offline.services import revoke
from tusach.offline.testing import make_device
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
KIND = "example.note"


class Room:
    """A room that takes what it is told, once it is mended; it keeps no names in the log."""

    broken = False

    def take(self, events: list[Event]) -> list[Outcome]:
        return [self._take(event) for event in events]

    def _take(self, event: Event) -> Outcome:
        if self.broken:
            raise RuntimeError("out of order")
        said = event.payload.get("say")
        if said == "wait":
            return waits("nothing:1")
        return declined("not-its-point") if said == "no" else taken("fits")


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(handlers, "_kinds", dict(handlers._kinds))
    room = Room()
    register_handler(
        KIND, room.take, keep=lambda said: {k: v for k, v in said.items() if k != "name"}
    )
    return room


@pytest.fixture
def point() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def device(point: ServicePoint) -> Device:
    return make_device([point.pk], at=timezone.now() - timedelta(days=3))


@pytest.fixture
def desk(client: Client, point: ServicePoint) -> Client:
    client.force_login(make_account("commune_librarian", at=point))
    return client


def report(device: Device, first: int, *payloads: dict[str, Any]) -> None:
    now = timezone.now()
    events = [Reported(n, KIND, now, said) for n, said in enumerate(payloads, first)]
    take_in(device, Batch(now, events), now)


def page(desk: Client, point: ServicePoint, **asked: str) -> str:
    return desk.get(reverse("offline:at_point", args=[point.pk]), asked).content.decode()


def test_a_point_shows_what_is_settled_and_what_is_not(
    desk: Client, room: Room, point: ServicePoint, device: Device
) -> None:
    report(device, 1, {"point": point.code}, {"say": "no"}, {"say": "wait"}, {"point": "khác"})
    every = page(desk, point)
    assert "2 việc chưa xong" in every
    assert "điểm không do thiết bị này phục vụ" in every
    done, left = page(desk, point, xong="yes"), page(desk, point, xong="no")
    assert (done.count('data-label="Lý do"'), left.count('data-label="Lý do"')) == (1, 2)
    sheet = desk.get(reverse("offline:at_point", args=[point.pk]), {"export": "csv"})
    assert b"".join(sheet.streaming_content).decode().count(device.name) == 3


def test_a_point_of_others_is_not_found(desk: Client, room: Room) -> None:
    other = make_point("commune_library", "Thư viện xã khác")
    for name in ("at_point", "retry_at_point"):
        assert desk.post(reverse(f"offline:{name}", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("from_", ["device", "point"])
def test_what_failed_is_written_when_a_person_tries_again_and_only_once(
    desk: Client, room: Room, point: ServicePoint, device: Device, from_: str
) -> None:
    room.broken = True
    report(device, 1, {"name": "Lò Thị Mỷ"}, {})
    assert set(DeviceEvent.objects.values_list("standing", flat=True)) == {Standing.FAILED}
    again = (
        reverse("offline:retry", args=[device.pk])
        if from_ == "device"
        else reverse("offline:retry_at_point", args=[point.pk])
    )
    assert "chưa việc nào ghi được" in desk.post(again, follow=True).content.decode()
    room.broken = False
    assert "nay ghi được 2" in desk.post(again, follow=True).content.decode()
    assert set(DeviceEvent.objects.values_list("standing", flat=True)) == {Standing.TAKEN}
    assert not DeviceEvent.objects.filter(payload__has_key="name").exists()
    assert "Không còn việc nào" in desk.post(again, follow=True).content.decode()
    assert len(written(act="offline.retry", key=device.pk)) == 2


def test_who_sees_held_events_that_name_a_reader_is_written_down(
    desk: Client, room: Room, device: Device
) -> None:
    review = reverse("offline:review", args=[device.pk])
    revoke(device, why="lost", by=HOUSE, at=timezone.now())
    report(device, 1, {"say": "yes"})
    desk.get(review)
    assert not written(act="offline.look_held", key=device.pk)
    report(device, 2, {"name": "Lò Thị Mỷ"})
    assert "Lò Thị Mỷ" in desk.get(review).content.decode()
    assert len(written(act="offline.look_held", key=device.pk)) == 1
