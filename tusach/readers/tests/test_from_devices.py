"""Readers that devices register, and whom they mean afterwards."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tusach.audit.testing import written
from tusach.network.testing import make_point
from tusach.offline.api import Answer, Batch, Device, DeviceEvent, Reported, take_in
from tusach.offline.testing import make_device
from tusach.readers.api import resolve
from tusach.readers.models import Card, Consent, Reader
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db

PERSON = {
    "name": "Giàng Thị Mỷ",
    "birth_year": 1992,
    "class": "farmer",
    "phone": "0912345678",
    "consents": ["messages"],
}


def _report(device: Device, *payloads: dict[str, Any], first: int = 1) -> list[Answer]:
    now = timezone.now()
    stated = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    events = [
        Reported(first + place, "readers.register", stated, payload)
        for place, payload in enumerate(payloads)
    ]
    return take_in(device, Batch(now, events), now)


@pytest.fixture
def point() -> Any:
    return make_point("village_bookcase", "Tủ sách bản Nà Khuy")


@pytest.fixture
def device(point: Any) -> Device:
    return make_device([point.pk], at=timezone.now() - timedelta(days=30))


def test_a_reader_registered_in_the_mountains_comes_in_once(device: Device, point: Any) -> None:
    said = PERSON | {"point": point.code}
    (first,) = _report(device, said)
    (again,) = _report(device, said)
    reader = Reader.objects.get()
    assert (first.standing, first.code, first.detail["number"]) == (
        "taken",
        "registered",
        reader.number,
    )
    assert again.repeated
    assert (reader.name, reader.birth_year, reader.phone) == ("Giàng Thị Mỷ", 1992, "0912345678")
    assert (reader.reader_class.code, reader.home) == ("farmer", point)
    assert Consent.objects.get().purpose.code == "messages"


def test_nothing_personal_stays_in_the_log_of_events(device: Device, point: Any) -> None:
    guardian = {"guardian": {"name": "Sùng A Cha", "phone": "0987654321"}}
    _report(device, PERSON | guardian | {"point": point.code, "birth_year": 2018, "class": "child"})
    event = DeviceEvent.objects.get()
    kept = json.dumps([event.payload, event.detail], ensure_ascii=False)
    kept += " ".join(f"{act.on_label} {act.changes}" for act in written())
    for private in ("Mỷ", "Sùng", "2018", "0912345678", "0987654321"):
        assert private not in kept


def test_a_child_without_a_guardian_is_taken_and_listed(device: Device, point: Any) -> None:
    said = {"point": point.code, "name": "Lò Văn Bé", "birth_year": timezone.localdate().year - 9}
    (answer,) = _report(device, said | {"class": "child"})
    assert (answer.standing, answer.code) == ("taken", "for-a-person")
    assert answer.detail["look_at"] == ["guardian-missing"]
    assert Reader.objects.get().audience == "children"


def test_a_likely_duplicate_is_taken_and_listed(device: Device, point: Any) -> None:
    make_reader("Giàng thị Mỵ", birth_year=1992, home=point)
    (answer,) = _report(device, PERSON | {"point": point.code})
    assert answer.detail["look_at"] == ["duplicate"]
    assert Reader.objects.count() == 2


def test_a_card_that_is_taken_does_not_hold_the_person_back(device: Device, point: Any) -> None:
    card = make_card(home=point)
    (answer,) = _report(device, PERSON | {"point": point.code, "card": card.number})
    assert answer.detail["look_at"] == ["card-taken"]
    assert Card.objects.count() == 1
    (answer,) = _report(
        device, PERSON | {"point": point.code, "name": "Lò Thị Hai", "card": "TH-0042"}, first=2
    )
    assert answer.code == "registered"
    assert Card.objects.get(number="TH-0042").reader.name == "Lò Thị Hai"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": "  "}, "reader-name-missing"),
        ({"name": 7}, "reader-name-missing"),
        ({"name": "Lò Thị Ba", "point": None}, "place-unreadable"),
    ],
)
def test_what_is_nobody_is_declined(
    device: Device, point: Any, said: dict[str, Any], code: str
) -> None:
    (answer,) = _report(device, {"point": point.code} | said)
    assert (answer.standing, answer.code) == ("declined", code)


def test_what_a_device_mistypes_is_left_out_and_said(device: Device, point: Any) -> None:
    odd = {"birth_year": 12, "phone": "không có", "class": "lính", "guardian": "Lò", "consents": 4}
    (answer,) = _report(device, {"point": point.code, "name": "Lò Thị Tư"} | odd)
    assert answer.detail["look_at"] == ["bad-birth-year", "bad-phone", "reader-class-not-offered"]
    assert Reader.objects.get().reader_class.code == "adult"


def test_a_device_registers_at_its_own_points_and_never_at_a_border_post(device: Device) -> None:
    other = make_point("commune_library", "Thư viện khác")
    post = make_point("border_post", "Đồn")
    device.points.add(post)
    answers = _report(device, PERSON | {"point": other.code}, PERSON | {"point": post.code})
    assert [one.code for one in answers] == ["not-its-point", "readers-not-kept-here"]
    assert not Reader.objects.exists()


def test_a_device_means_readers_by_number_or_by_its_own_event(device: Device, point: Any) -> None:
    _report(device, PERSON | {"point": point.code}, first=17)
    mine, known = Reader.objects.get(), make_reader(home=point)
    answer = resolve(device, [known.number, "#17", "#18", 999_999, "#x", None, True])
    assert answer == {
        known.number: known.pk,
        "#17": mine.pk,
        "#18": f"reader:{device.pk}#18",
        999_999: None,
        "#x": None,
        None: None,
        True: None,
    }
