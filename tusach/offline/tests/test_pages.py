"""The pages of devices, as their users walk them."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.offline import codes
from tusach.offline.api import Device, DeviceEvent, revoke
from tusach.offline.models import CarriedBundle
from tusach.offline.services import accept
from tusach.offline.testing import Phone, house, make_phone
from tusach.offline.tests.ground import NOTE, Notes, notes
from tusach.people.testing import make_account

__all__ = ["notes"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(db: None) -> Any:
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def desk(point: Any) -> Client:
    client = Client()
    client.force_login(make_account("commune_librarian", at=point))
    return client


@pytest.fixture
def phone(point: Any, notes: Notes) -> Phone:
    return make_phone([point.pk], "Máy anh Páo", at=timezone.now() - timedelta(days=3))


def send(desk: Client, address: str, said: dict[str, Any], **more: Any) -> Any:
    """A form, once."""
    return desk.post(address, {"once": str(uuid4()), **said}, **more)


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_a_device_is_invited_by_a_slip_that_is_shown_once(desk: Client, point: Any) -> None:
    answer = send(desk, "/thiet-bi/moi/", {"name": "Máy mới", "point": point.code})
    said = text_of(answer)
    assert answer.status_code == 200
    token = re.search(r"<code [^>]*>([a-z0-9 ]{39})</code>", said)
    assert token
    assert "no-store" in answer.headers["Cache-Control"]
    device = accept(Phone(name="").request(token[1]), at=timezone.now()).device
    assert (device.name, list(device.points.all())) == ("Máy mới", [point])


def test_a_form_that_was_left_empty_says_what_is_missing(desk: Client) -> None:
    answer = send(desk, "/thiet-bi/moi/", {"name": "", "point": ""})
    assert answer.status_code == 422
    assert not Device.objects.exists()


def test_a_point_of_others_cannot_be_given_to_a_device(desk: Client) -> None:
    other = make_point("commune_library", "Thư viện xã khác")
    assert send(desk, "/thiet-bi/moi/", {"name": "x", "point": other.code}).status_code == 422


def test_an_invitation_is_withdrawn(desk: Client, point: Any) -> None:
    send(desk, "/thiet-bi/moi/", {"name": "Máy mới", "point": point.code})
    said = text_of(desk.get("/thiet-bi/"))
    address = re.search(r'action="(/thiet-bi/loi-moi/\d+/rut/)"', said)
    assert address
    desk.post(address[1])
    assert "loi-moi" not in text_of(desk.get("/thiet-bi/"))


def test_the_list_takes_as_many_queries_for_many_devices(desk: Client, point: Any) -> None:
    counts = []
    for _turn in range(2):
        for _n in range(8):
            make_phone([point.pk])
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/thiet-bi/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_a_device_of_elsewhere_is_not_found(desk: Client) -> None:
    other = make_phone([make_point().pk]).device
    for page in ("", "sua/", "thay/", "viec/", "duyet/", "ghi-nhan/"):
        assert desk.get(f"/thiet-bi/{other.pk}/{page}").status_code == 404
    assert desk.post(f"/thiet-bi/{other.pk}/thu-hoi/", {"why": "lost"}).status_code == 404
    other.refresh_from_db()
    assert other.revoked_at is None


def test_the_page_of_a_device_says_what_stands_how_and_why(desk: Client, phone: Phone) -> None:
    phone.note(NOTE, timezone.now(), text="được")
    phone.note(NOTE, timezone.now(), no="lý do")
    phone.note(NOTE, timezone.now(), after="copy:77")
    phone.sync(house, timezone.now())
    page = text_of(desk.get(f"/thiet-bi/{phone.device.pk}/"))
    assert "đến mục số 3" in page
    for words in ("đã ghi: <strong>1", "không nhận: <strong>1", "chờ thông tin đi trước"):
        assert words in page
    listed = text_of(desk.get(f"/thiet-bi/{phone.device.pk}/viec/?standing=waiting"))
    assert "copy:77" in listed
    assert "1–1" in listed


def test_points_are_changed_and_others_points_stay(desk: Client, point: Any) -> None:
    theirs = make_point("commune_library", "Thư viện xã khác")
    phone = make_phone([point.pk, theirs.pk])
    new = make_point("village_bookcase", "Tủ sách bản", parent=point)
    address = f"/thiet-bi/{phone.device.pk}/sua/"
    answer = send(desk, address, {"name": "Tên khác", "keep": [], "add": new.code})
    assert answer.status_code == 302
    assert set(phone.device.points.all()) == {theirs, new}
    assert phone.device.name == "Tên khác"
    page = desk.get(f"/thiet-bi/{phone.device.pk}/")
    assert page.status_code == 200


def test_a_lost_phone_is_revoked_and_what_it_still_says_is_judged(
    desk: Client, phone: Phone, notes: Notes
) -> None:
    device = phone.device
    for n in range(4):
        phone.note(NOTE, timezone.now(), text=f"mục {n}")
    desk.post(f"/thiet-bi/{device.pk}/thu-hoi/", {"why": "lost"})
    phone.hear(house(phone.bundle(timezone.now())))
    assert phone.wiped
    assert "mục gửi sau khi thu hồi" in text_of(desk.get(f"/thiet-bi/{device.pk}/"))
    page = text_of(desk.get(f"/thiet-bi/{device.pk}/duyet/"))
    assert "text: mục 2" in page
    picked = {"which": "picked", "seq": ["1", "2"], "do": "accept"}
    desk.post(f"/thiet-bi/{device.pk}/duyet/", picked)
    assert sorted(notes.written.values()) == ["mục 0", "mục 1"]
    desk.post(f"/thiet-bi/{device.pk}/duyet/", {"which": "all", "do": "decline"})
    standings = DeviceEvent.objects.order_by("seq").values_list("standing", flat=True)
    assert list(standings) == ["taken", "taken", "declined", "declined"]


def test_nothing_picked_changes_nothing(desk: Client, phone: Phone) -> None:
    revoke(phone.device, by=HOUSE, at=timezone.now())
    answer = desk.post(f"/thiet-bi/{phone.device.pk}/duyet/", {"seq": ["x", "9" * 30]}, follow=True)
    assert "Chưa chọn mục nào" in text_of(answer)


def test_a_stick_is_taken_in_and_its_answer_taken_back(
    desk: Client, phone: Phone, notes: Notes
) -> None:
    phone.note(NOTE, timezone.now(), text="x")
    stick = phone.bundle(timezone.now())
    answer = send(desk, "/thiet-bi/nhan/", {"file": SimpleUploadedFile("a.tusach", stick)})
    assert answer.status_code == 302, text_of(answer)
    row = CarriedBundle.objects.get()
    page = text_of(desk.get(answer.headers["Location"]))
    assert "Mục mới: 1" in page
    file = desk.get(f"/thiet-bi/goi/{row.pk}/tra-loi/")
    assert ".tusach" in file.headers["Content-Disposition"]
    phone.hear(file.content)
    assert phone.known == 1
    assert "<img" in text_of(desk.get(f"/thiet-bi/goi/{row.pk}/ma/"))
    twice = {"file": SimpleUploadedFile("b.tusach", stick)}
    again = send(desk, "/thiet-bi/nhan/", twice, follow=True)
    assert "không có gì ghi hai lần" in text_of(again)
    assert notes.calls == 1


def test_codes_are_taken_in_as_text_and_a_hole_is_named(desk: Client, phone: Phone) -> None:
    for n in range(30):
        phone.note(NOTE, timezone.now(), text=f"mục số {n} dài hơn một chút {n * 7919}")
    parts = codes.parts(phone.bundle(timezone.now()), 100)
    assert len(parts) > 3
    holed = send(desk, "/thiet-bi/nhan/", {"codes": "\n".join([parts[0], *parts[3:]])})
    assert holed.status_code == 422
    assert "còn thiếu mã số 2, 3" in text_of(holed)
    assert parts[0] in text_of(holed)
    whole = send(desk, "/thiet-bi/nhan/", {"codes": "\n".join(reversed(parts))})
    assert whole.status_code == 302
    assert CarriedBundle.objects.get().way == "codes"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "không phải gói dữ liệu"),
        (b"%PDF-1.7", "không phải gói dữ liệu"),
        (b"{", "không đọc được"),
        (b'{"version": 1, "token": "x"}', "khoá của thiết bị sai dạng"),
        (b"x" * 1_200_000, "lớn quá mức"),
    ],
)
def test_a_file_that_is_no_bundle_is_refused_in_words(
    desk: Client, file: bytes, words: str
) -> None:
    answer = send(desk, "/thiet-bi/nhan/", {"file": SimpleUploadedFile("a.tusach", file)})
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_nothing_given_is_refused_in_words(desk: Client) -> None:
    assert "Hãy chọn tệp" in text_of(send(desk, "/thiet-bi/nhan/", {}))


def test_a_stick_of_a_device_of_others_is_not_taken_in(desk: Client, notes: Notes) -> None:
    other = make_phone([make_point().pk], "Máy xã khác")
    other.note(NOTE, timezone.now(), text="x")
    stick = SimpleUploadedFile("a.tusach", other.bundle(timezone.now()))
    said = text_of(send(desk, "/thiet-bi/nhan/", {"file": stick}))
    assert "Máy xã khác" in said
    assert not notes.written


def test_a_device_that_never_sees_a_network_enrols_by_two_files(desk: Client, point: Any) -> None:
    said = text_of(send(desk, "/thiet-bi/moi/", {"name": "Máy trại", "point": point.code}))
    token = re.search(r"<code [^>]*>([a-z0-9 ]{39})</code>", said)
    assert token
    phone = Phone(name="Máy trại")
    request = json.dumps(phone.request(token[1])).encode()
    send(desk, "/thiet-bi/nhan/", {"file": SimpleUploadedFile("xin.tusach", request)})
    device = Device.objects.get()
    answer = desk.get(f"/thiet-bi/{device.pk}/ghi-nhan/")
    phone.hear_enrolment(json.loads(answer.content))
    stick = SimpleUploadedFile("a.tusach", phone.bundle(timezone.now()))
    assert send(desk, "/thiet-bi/nhan/", {"file": stick}).status_code == 302


def test_a_device_is_replaced_in_the_middle_of_the_month(
    desk: Client, phone: Phone, point: Any
) -> None:
    old = phone.device
    address = f"/thiet-bi/{old.pk}/thay/"
    assert "Máy anh Páo" in text_of(desk.get(address))
    said = text_of(send(desk, address, {"name": "Máy anh Páo", "point": point.code}))
    token = re.search(r"<code [^>]*>([a-z0-9 ]{39})</code>", said)
    assert token
    new = accept(Phone(name="Máy mới").request(token[1]), at=timezone.now()).device
    page = text_of(desk.get(f"/thiet-bi/{old.pk}/"))
    assert "đã thay bằng thiết bị khác" in page
    assert new.name in page
    assert old.name in text_of(desk.get(f"/thiet-bi/{new.pk}/"))


def test_the_page_of_a_point_shows_its_devices(desk: Client, phone: Phone, point: Any) -> None:
    panel = text_of(desk.get(f"/thiet-bi/tai-diem/{point.pk}/"))
    assert "Máy anh Páo" in panel
