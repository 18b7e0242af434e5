"""What people and devices bring that cannot be taken as it is: each is answered with a sentence
that names what and where, and nothing that was said is lost.

Beside these: a child without a guardian at the form (``readers/tests/test_pages.py``, what was
typed comes back), a bundle for another house over the line (``offline/tests/test_exchange.py``),
every way in which a file can be no bundle (``offline/tests/test_pages.py``).
"""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.circulation.models import OpenLoan, Statement, Tally
from tusach.circulation.testing import make_first_rules, make_rule
from tusach.facts.api import total
from tusach.holdings.api import Copy
from tusach.holdings.testing import make_copies
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.offline import codes
from tusach.offline.api import DeviceEvent
from tusach.offline.testing import Phone, house, make_phone
from tusach.people.testing import make_account
from tusach.readers.api import Reader
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=60)


@pytest.fixture
def point() -> ServicePoint:
    make_first_rules()
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def desk(point: ServicePoint) -> Client:
    client = Client()
    client.force_login(make_account("commune_librarian", at=point))
    return client


@pytest.fixture
def shelf(point: ServicePoint) -> list[Copy]:
    return make_copies(40, owner=point, collection="main", at=timezone.now() - LONG_AGO)


@pytest.fixture
def phone(point: ServicePoint) -> Phone:
    return make_phone([point.pk], "Máy anh Páo", at=timezone.now() - timedelta(days=3))


def at_counter(desk: Client, point: ServicePoint, scan: str, **more: Any) -> str:
    said = {"diem": point.pk, "quay": "a1", "scan": scan, **more}
    return html.unescape(desk.post(reverse("circulation:counter_act"), said).content.decode())


def bring(desk: Client, **said: Any) -> tuple[int, str]:
    answer = desk.post("/thiet-bi/nhan/", {"once": str(uuid4()), **said}, follow=True)
    return answer.status_code, html.unescape(answer.content.decode())


def lend(phone: Phone, copies: list[Copy], at: datetime) -> None:
    for number, copy in enumerate(copies):
        when = at + timedelta(minutes=number)
        phone.note("circulation.lend", when, point=phone.points[0], copy=copy.barcode,
                   audience="adults")  # fmt: skip


def test_a_barcode_that_nobody_has_is_named(
    desk: Client, point: ServicePoint, shelf: list[Copy]
) -> None:
    make_card(make_reader("Lò Văn Páo", home=point))
    at_counter(desk, point, "", what="reader", reader=Reader.objects.get().pk)
    page = at_counter(desk, point, "2999999999998")
    assert "2999999999998" in page
    assert "Không" in page
    assert "Lò Văn Páo" in page, "the reader stays at the counter"
    assert not OpenLoan.objects.exists()


def test_a_barcode_that_a_device_read_waits_for_its_book(
    phone: Phone, point: ServicePoint, shelf: list[Copy]
) -> None:
    at = timezone.now() - timedelta(days=1)
    phone.note("circulation.lend", at, point=point.code, copy="2999999999998", audience="adults")
    lend(phone, shelf[:1], at)
    phone.sync(house, timezone.now())
    assert phone.outcomes[1][0] == "waiting"
    assert phone.outcomes[2][:2] == ["taken", "fits"]
    assert DeviceEvent.objects.get(seq=1).payload["copy"] == "2999999999998"


def test_a_card_of_another_library_is_refused_with_its_library(
    desk: Client, point: ServicePoint, shelf: list[Copy]
) -> None:
    other = make_point("commune_library", "Thư viện xã Sin Suối Hồ")
    card = make_card(make_reader("Giàng Thị Dua", home=other))
    make_rule(point=point, other_libraries=False)
    assert "Thẻ do Thư viện xã Sin Suối Hồ cấp" in at_counter(desk, point, card.number)
    page = at_counter(desk, point, shelf[0].barcode)
    assert "Thư viện xã Bình Lư không cho mượn bằng thẻ nơi khác" in page
    assert "Giàng Thị Dua" in page, "the reader stays at the counter"
    assert not Statement.objects.exists()


def test_a_month_to_come_is_refused_and_the_figures_stay_on_the_page(
    desk: Client, point: ServicePoint
) -> None:
    ahead = timezone.localdate() + timedelta(days=40)
    page = desk.get(reverse("circulation:new_sheet"), {"thang": f"{ahead:%Y-%m}"}, follow=True)
    assert "visit.adults.0" not in page.content.decode(), "no sheet of a month to come"
    assert not Tally.objects.exists()


def test_a_day_to_come_from_a_device_is_declined_with_a_sentence(
    phone: Phone, point: ServicePoint
) -> None:
    day = timezone.localdate() + timedelta(days=3)
    phone.note("circulation.tally", timezone.now(), point=point.code, day=f"{day}",
               mode="on_site", counts={"visit": {"adults": 5}})  # fmt: skip
    phone.sync(house, timezone.now())
    standing, _code, detail = phone.outcomes[1]
    assert standing == "declined"
    assert f"{day:%d/%m/%Y}" in detail["sentence"]
    # It is kept as it was said, for a person to see.
    assert DeviceEvent.objects.get().payload["counts"] == {"visit": {"adults": 5}}
    assert total("visit", datetime(2000, 1, 1).date(), day + timedelta(days=9)) == 0  # noqa: DTZ001


def test_a_child_without_a_guardian_is_registered_by_a_device_and_listed(
    desk: Client, phone: Phone, point: ServicePoint
) -> None:
    now = timezone.now()
    child = {"name": "Giàng Thị Súa", "birth_year": now.year - 8, "audience": "children"}
    phone.note("readers.register", now, point=point.code, **child)
    phone.sync(house, now)
    standing, code, detail = phone.outcomes[1]
    assert (standing, code) == ("taken", "for-a-person")
    assert "guardian-missing" in detail["look_at"]
    page = html.unescape(desk.get(reverse("readers:without_guardian")).content.decode())
    assert "Giàng Thị Súa" in page


def test_a_stick_from_another_province_is_refused_in_words(
    desk: Client, phone: Phone, shelf: list[Copy]
) -> None:
    lend(phone, shelf[:3], timezone.now() - timedelta(days=1))
    ours, phone.house = phone.house, UUID(int=5)
    stick = SimpleUploadedFile("a.tusach", phone.bundle(timezone.now()))
    status, page = bring(desk, file=stick)
    assert status == 422
    assert "nơi khác" in page or "tỉnh khác" in page or "hệ thống khác" in page, page
    assert not DeviceEvent.objects.exists()
    # The device has kept what it said.
    phone.house = ours
    phone.sync(house, timezone.now())
    assert OpenLoan.objects.count() == 3


def test_codes_of_which_some_are_missing_are_counted_and_go_on_when_they_come(
    desk: Client, phone: Phone, shelf: list[Copy]
) -> None:
    lend(phone, shelf, timezone.now() - timedelta(days=1))
    parts = codes.parts(phone.bundle(timezone.now()), 100)
    assert len(parts) > 4
    status, page = bring(desk, codes="\n".join(parts[:-2]))
    assert status == 422
    assert f"còn thiếu mã số {len(parts) - 1}, {len(parts)}" in page
    assert parts[0] in page, "what was scanned stays"
    assert not OpenLoan.objects.exists()
    # One code is cut off in its middle.
    status, page = bring(desk, codes="\n".join([*parts[:-1], parts[-1][:-9]]))
    assert status == 422
    assert 'role="alert"' in page
    assert bring(desk, codes="\n".join(parts))[0] == 200
    assert OpenLoan.objects.count() == 40


@pytest.mark.parametrize("year", [1970, 2035])
def test_a_clock_years_off_puts_nothing_on_a_wrong_day(
    phone: Phone, point: ServicePoint, shelf: list[Copy], year: int
) -> None:
    now = timezone.now().replace(microsecond=0)
    phone.clock = datetime(year, 1, 2, 3, tzinfo=UTC) - now
    yesterday = now - timedelta(days=1)
    lend(phone, shelf[:1], yesterday)
    day = timezone.localdate(yesterday + phone.clock)
    phone.note("circulation.tally", yesterday, point=point.code, day=f"{day}", mode="on_site",
               counts={"visit": {"adults": 5}})  # fmt: skip
    phone.sync(house, timezone.now())
    assert {said[0] for said in phone.outcomes.values()} == {"taken"}
    assert abs(OpenLoan.objects.get().lent_at - yesterday) < timedelta(minutes=2)
    there = timezone.localdate(yesterday)
    assert total("visit", there, there + timedelta(days=1)) == 5
