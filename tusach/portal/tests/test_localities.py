"""A commune, a former district, a province, as everybody may see them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_copies
from tusach.network.api import SECRET_KINDS, HomeProvince, UnitChange, change_fact
from tusach.network.testing import make_point, make_province, make_unit
from tusach.portal.unit_addresses import key_of

pytestmark = pytest.mark.django_db
TURN = date(2025, 7, 1)


@pytest.fixture
def land() -> dict[str, Any]:
    """Lai Châu: Phường Tân Phong, made of Xã San Thàng of the former city."""
    province = make_province()
    HomeProvince.objects.create(unit=province, letters="LC")
    city = make_unit("Thành phố Lai Châu", level="district", province=province, until=TURN)
    ward = make_unit("Phường Tân Phong", province=province, since=TURN, lat=22.38, lon=103.46)
    old = make_unit("Xã San Thàng", parent=city, until=TURN, became=ward, lat=22.36, lon=103.5)
    UnitChange.objects.update(legal_basis="Nghị quyết số 1670/NQ-UBTVQH15")
    return {"province": province, "city": city, "ward": ward, "old": old}


def _page(client: Client, unit: Any, **query: str) -> str:
    answer = client.get(f"/dia-phuong/{key_of(unit.pk)}/", query)
    assert answer.status_code == 200
    # Without the frame, whose forms carry a token of their own.
    return str(answer.content.decode().partition("<main")[2])


def test_a_commune_tells_who_serves_there_and_links_both_ways(client: Client, land: Any) -> None:
    library = make_point("commune_library", "Thư viện phường Tân Phong", land["ward"])
    school = make_point("school_library", "Trường Tiểu học San Thàng", land["ward"])
    make_copies(2, make_record("Núi rừng Tây Bắc", ""), owner=library)
    page = _page(client, land["ward"])
    for point in (library, school):
        assert f"/thu-vien/{point.code}/" in page
        assert (
            f"/dia-phuong/{key_of(land['ward'].pk)}/"
            in client.get(f"/thu-vien/{point.code}/").content.decode()
        )
    assert "1 đầu sách, 2 bản." in page
    assert f"/dia-phuong/{key_of(land['province'].pk)}/" in page
    only = _page(client, land["ward"], loai="school_library")
    assert school.name in only
    assert library.name not in only


def test_it_tells_what_it_was_made_of_and_what_became_of_it(client: Client, land: Any) -> None:
    new, old = _page(client, land["ward"]), _page(client, land["old"])
    assert f"/dia-phuong/{key_of(land['old'].pk)}/" in new
    assert f"/dia-phuong/{key_of(land['ward'].pk)}/" in old
    assert "đến 30/06/2025" in old
    for page in (new, old):
        assert "01/07/2025" in page
        assert "Nghị quyết số 1670/NQ-UBTVQH15" in page


def test_a_former_district_shows_what_lay_in_it_on_its_last_day(client: Client, land: Any) -> None:
    make_point("village_bookcase", "Tủ sách Bản Lùng Thàng", land["old"])
    make_point("club", "Nhà văn hóa mới", land["ward"], opened_on=date(2025, 9, 1))
    page = _page(client, land["city"])
    assert "Tủ sách Bản Lùng Thàng" in page
    assert "Nhà văn hóa mới" not in page
    assert "Xã San Thàng" in page
    assert "Nay là" in page


def test_a_day_shows_points_as_they_were_called_and_no_link_to_a_closed_one(
    client: Client, land: Any
) -> None:
    closed = make_point("club", "Câu lạc bộ cũ", land["ward"], closed_on=date(2026, 2, 1))
    renamed = make_point("village_bookcase", "Tủ sách Khu 1", land["ward"])
    change_fact(
        point=renamed, topic="name", value="Tủ sách Tổ 1", since=date(2026, 2, 1),
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    today, then = _page(client, land["ward"]), _page(client, land["ward"], ngay="01/01/2026")
    assert closed.name not in today
    assert closed.name in then
    assert f"/thu-vien/{closed.code}/" not in then
    assert "Tủ sách Khu 1" in then
    assert "nay là Tủ sách Tổ 1" in then
    assert "không phải một ngày" in _page(client, land["ward"], ngay="hôm qua")


@pytest.mark.parametrize("kind", sorted(SECRET_KINDS))
def test_secret_points_are_neither_named_nor_counted(client: Client, land: Any, kind: str) -> None:
    make_point("club", "Nhà văn hóa", land["ward"])
    before = {unit: _page(client, land[unit]) for unit in ("ward", "province")}
    secret = make_point(
        kind, "Nơi không nêu tên", land["ward"], position={"lat": 22.4, "lon": 103.4}
    )
    for unit, page in before.items():
        after = _page(client, land[unit])
        assert secret.name not in after
        assert after == page
        assert secret.name not in _page(client, land[unit], ngay="01/01/2026")


def test_what_was_secret_then_is_not_shown_for_that_day(client: Client, land: Any) -> None:
    point = make_point("border_post", "Đồn cũ", land["ward"])
    for topic, value in (("kind", "village_bookcase"), ("name", "Tủ sách Bản 5")):
        change_fact(
            point=point, topic=topic, value=value, since=date(2026, 2, 1),
            by=HOUSE, at=timezone.now(),
        )  # fmt: skip
    assert "Tủ sách Bản 5" in _page(client, land["ward"])
    then = _page(client, land["ward"], ngay="01/01/2026")
    assert "Đồn cũ" not in then
    assert "Tủ sách Bản 5" not in then


def test_units_are_found_by_name_without_marks_former_ones_too(client: Client, land: Any) -> None:
    page = client.get("/dia-phuong/", {"q": "san thang"}).content.decode()
    assert f"/dia-phuong/{key_of(land['old'].pk)}/" in page
    assert "nay là Phường Tân Phong" in page
    assert "Không có nơi nào tên" in client.get("/dia-phuong/?q=xyz").content.decode()
    assert "Phường Tân Phong" in client.get("/dia-phuong/").content.decode()
    assert "/dia-phuong/" in client.get("/sitemap-noi.xml").content.decode()
    assert client.get("/dia-phuong/999999999/").status_code == 404


def test_a_province_stays_small_and_asks_no_more_for_more_points(client: Client, land: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            _page(client, land["province"])
        return len(queries)

    make_point("club", "Nhà văn hóa 0", land["ward"])
    few = asked()
    for number in range(1, 130):
        make_point("village_bookcase", f"Tủ sách Bản {number}", land["ward"])
    assert asked() <= few
    assert few <= 20
    page = _page(client, land["province"])
    assert "Trang 1 / 2" in page
    assert len(page.encode()) < 60_000


def test_an_address_by_number_leads_to_the_one_that_lasts(client: Client, land: Any) -> None:
    ward = land["ward"]
    answer = client.get(f"/dia-phuong/{ward.pk}/", {"ngay": "30/06/2025"})
    assert answer.status_code == 301
    assert answer.url == f"/dia-phuong/{key_of(ward.pk)}/?ngay=30%2F06%2F2025"
    page = client.get(f"/dia-phuong/{key_of(ward.pk)}/").content.decode()
    assert f'/dia-phuong/{key_of(ward.pk)}/">' in page[: page.index("</head>")]


def test_a_code_given_anew_leaves_the_former_unit_its_address(client: Client) -> None:
    province = make_province("Lai Châu")
    new = make_unit("Xã Bum Tở", province=province, code="03433", since=date(2025, 7, 1))
    old = make_unit(
        "Thị trấn Mường Tè", province=province, code="03433", until=date(2025, 7, 1), became=new
    )
    assert key_of(new.pk) == "xa-03433-20250701"
    assert key_of(old.pk) == "xa-03433"
    assert "Mường Tè" in client.get("/dia-phuong/xa-03433/").content.decode()
    assert "Bum Tở" in client.get("/dia-phuong/xa-03433-20250701/").content.decode()
    # Any day on which the code meant the unit leads to its address.
    assert client.get("/dia-phuong/xa-03433-20261122/").url == "/dia-phuong/xa-03433-20250701/"


@pytest.mark.parametrize(
    "key", ["xa-99999", "xa-03433-20251399", "tinh-x-", "0" * 30, "xa-03433-19000101", "bản"]
)
def test_an_address_of_no_unit_is_not_found(client: Client, key: str) -> None:
    assert client.get(f"/dia-phuong/{key}/").status_code == 404
