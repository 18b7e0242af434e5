"""A device is invited, enrols with its keys, is replaced."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.offline.models import Device, HouseKeys
from tusach.offline.services import accept, invite, withdraw
from tusach.offline.testing import Phone, make_phone
from tusach.offline.tests.ground import NOW
from tusach.ui.api import Refusal

pytestmark = pytest.mark.django_db


def invited(**more: Any) -> tuple[Any, str]:
    point = make_point()
    return invite(name="Máy của anh Páo", points=[point.pk], by=HOUSE, at=NOW, **more)


def refusal(said: object, at: Any = NOW) -> str:
    with pytest.raises(Refusal) as refused:
        accept(said, at=at)
    assert str(refused.value)
    return refused.value.code


def test_a_phone_enrols_over_http_without_a_session() -> None:
    _invitation, token = invite(
        name="Máy", points=[make_point().pk, make_point(kind="border_post").pk], by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    phone = Phone(name="Điện thoại anh Páo")
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        "/thiet-bi/ghi-nhan", data=phone.request(token), content_type="application/json"
    )
    told = answer.json()
    assert answer.status_code == 200, told
    assert told["name"] == "Điện thoại anh Páo"
    # No personal data of soldiers on any device.
    assert sorted(point["readers"] for point in told["points"]) == [False, True]
    assert not client.cookies
    phone.hear_enrolment(told)
    assert bytes(phone.device.sign_key) == phone.keys.public.sign


def test_the_token_is_read_as_it_was_typed() -> None:
    _invitation, token = invited()
    typed = " ".join(token[n : n + 4] for n in range(0, 32, 4)).upper()
    assert accept(Phone().request(typed), at=NOW).device.points.count() == 1


def test_the_same_request_again_gets_the_same_answer() -> None:
    _invitation, token = invited()
    phone = Phone()
    first = accept(phone.request(token), at=NOW)
    again = accept(phone.request(token), at=NOW)
    assert again.told == first.told
    assert Device.objects.count() == 1


def test_an_invitation_is_for_one_device() -> None:
    _invitation, token = invited()
    accept(Phone().request(token), at=NOW)
    assert refusal(Phone().request(token)) == "invitation-used"


def test_an_invitation_holds_for_a_day() -> None:
    _invitation, token = invited()
    late = NOW + timedelta(days=1, seconds=1)
    assert refusal(Phone().request(token), at=late) == "invitation-ended"


def test_an_invitation_that_was_withdrawn_is_over() -> None:
    invitation, token = invited()
    withdraw(invitation, by=HOUSE, at=NOW)
    assert refusal(Phone().request(token), at=NOW + timedelta(seconds=1)) == "invitation-ended"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"version": 2}, "version-unknown"),
        ({"token": ""}, "request-unreadable"),
        ({"token": 5}, "request-unreadable"),
        ({"token": "a" * 32}, "invitation-unknown"),
        ({"sign": "AAAA"}, "request-unreadable"),
        ({"sign": None}, "request-unreadable"),
        ({"agree": "BA" + "A" * 85}, "request-unreadable"),
        ({"name": "a\0"}, "request-unreadable"),
        ({"now": "hôm nay"}, "request-unreadable"),
        ({"name": "dài " * 40}, "text-too-long"),
    ],
)
def test_a_wrong_request_is_refused_by_name(wrong: dict[str, Any], code: str) -> None:
    _invitation, token = invited()
    assert refusal({**Phone().request(token), **wrong}) == code
    assert not Device.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 9000, b'"\xff"'])
def test_a_body_that_is_no_request_is_refused_in_words(body: bytes) -> None:
    answer = Client().post("/thiet-bi/ghi-nhan", data=body, content_type="application/json")
    assert answer.status_code in {400, 413}
    assert answer.json()["code"] in {"request-unreadable", "too-big"}


def test_guessing_tokens_is_slowed_down() -> None:
    client = Client()
    said = Phone().request("a" * 32)
    for _try in range(21):
        answer = client.post("/thiet-bi/ghi-nhan", data=said, content_type="application/json")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_the_device_that_is_replaced_is_revoked() -> None:
    old = make_phone([make_point().pk], at=NOW)
    _invitation, token = invited(replaces=old.device)
    new = accept(Phone().request(token), at=NOW).device
    assert (new.replaces, old.device.revoked_why) == (old.device, "replaced")


def test_the_clock_is_known_from_enrolment() -> None:
    _invitation, token = invited()
    phone = Phone(clock=timedelta(days=-3000))
    device = accept(phone.request(token, NOW), at=NOW).device
    assert device.offset == timedelta(days=3000)


def test_the_house_has_one_identity() -> None:
    one, two = (make_phone([make_point().pk], at=NOW) for _n in range(2))
    assert (one.house, one.theirs) == (two.house, two.theirs)
    assert HouseKeys.objects.count() == 1


def test_keys_are_held_by_nothing_that_prints_a_row() -> None:
    make_phone([make_point().pk], at=NOW)
    row = HouseKeys.objects.get()
    assert bytes(row.sign_number).hex() not in f"{row} {row!r}"


def test_a_device_that_is_enrolled_again_keeps_the_days_of_its_journal() -> None:
    _invitation, token = invited()
    phone = Phone(clock=timedelta(days=3000))
    said = phone.request(token, NOW)
    said["since"] = said["now"] - 30 * 86_400_000
    assert accept(said, at=NOW).device.speaks_from == NOW - timedelta(days=30)
    _invitation, token = invited()
    said = {**Phone().request(token, NOW), "since": -(10**15)}
    assert accept(said, at=NOW).device.speaks_from == NOW - timedelta(days=400)
