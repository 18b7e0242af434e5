"""The registry's pages: found, sorted, narrowed, and no slower for being longer."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tusach.network.api import serve_province, what_became_of
from tusach.network.models import ServicePoint
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
MERGED = date(2025, 7, 1)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_account("department", make_province("Lai Châu")))
    return client


def _names(page: str) -> list[str]:
    return [p.name for p in ServicePoint.objects.order_by("sort_key", "pk") if p.name in page]


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_points_are_found_without_marks_and_by_the_old_commune(office: Client) -> None:
    ward = make_unit("Phường Tân Phong", since=MERGED)
    old = make_unit("Xã San Thàng", until=MERGED, became=ward)
    make_point(name="Trường THCS Quyết Tiến", commune=old)
    make_point(name="Trường THCS Đoàn Kết", commune=make_unit("Xã Khác"))
    page = office.get("/mang-luoi/diem/?q=san+thang").content.decode()
    assert _names(page) == ["Trường THCS Quyết Tiến"]
    page = office.get("/mang-luoi/diem/?q=doan+ket").content.decode()
    assert _names(page) == ["Trường THCS Đoàn Kết"]


def test_points_sort_by_syllable(office: Client) -> None:
    wanted = ["Tủ sách bản Ang", "Tủ sách bản Ăn", "Tủ sách bản Dào", "Tủ sách bản Đông"]
    for name in reversed(wanted):
        make_point("village_bookcase", name)
    page = office.get("/mang-luoi/diem/").content.decode()
    assert sorted(wanted, key=page.index) == wanted


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("loai=law_bookcase", ["Tủ sách A"]),
        ("ketnoi=none", ["Tủ sách A"]),
        ("ketnoi=?", ["Trường B"]),
        ("vung=border", ["Trường B"]),
        ("loaihinh=public", ["Trường B"]),
        ("tinhtrang=dong", ["Trường B"]),
        ("tinhtrang=mo", ["Tủ sách A"]),
    ],
)
def test_the_list_is_narrowed(office: Client, query: str, found: list[str]) -> None:
    make_point("law_bookcase", "Tủ sách A", connectivity="none")
    make_point(
        name="Trường B", area_classes=["border"], legal_form="public", closed_on=date(2020, 1, 1)
    )
    assert _names(office.get(f"/mang-luoi/diem/?{query}").content.decode()) == found


def test_the_former_district_finds_what_lay_there_and_what_was_made_since(office: Client) -> None:
    lai_chau = make_province("Lai Châu")
    district = make_unit("Huyện Tam Đường", level="district", province=lai_chau, until=MERGED)
    today = make_unit("Xã Bình Lư mới", since=MERGED, province=lai_chau)
    commune = make_unit("Xã Bình Lư", parent=district, until=MERGED, became=today)
    make_point(name="Trường Cũ", commune=commune)
    make_point(name="Trường Mới", commune=today, opened_on=date(2026, 9, 5))
    make_point(name="Trường Xa", commune=make_unit("Xã Xa"))
    serve_home(lai_chau)
    assert [one.unit for one in what_became_of(district)] == [today]
    page = office.get(f"/mang-luoi/diem/?huyen={district.pk}").content.decode()
    assert _names(page) == ["Trường Cũ", "Trường Mới"]


def serve_home(province: object) -> None:
    from django.utils import timezone

    from tusach.audit.api import HOUSE

    serve_province(unit=province, by=HOUSE, at=timezone.now())  # type: ignore[arg-type]


@pytest.mark.parametrize("page", ["diem/", "ban-do/", "diem/goi-y/?q=truong"])
def test_a_longer_list_asks_no_more_of_the_database(office: Client, page: str) -> None:
    serve_home(make_province())
    make_point(name="Trường 0")
    office.get(f"/mang-luoi/{page}")
    few = _queries(office, f"/mang-luoi/{page}")
    for number in range(1, 25):
        make_point(name=f"Trường {number}", parent=ServicePoint.objects.first())
    assert _queries(office, f"/mang-luoi/{page}") == few
    assert few <= 15


def test_a_point_with_more_history_asks_no_more_of_the_database(office: Client) -> None:
    from django.utils import timezone

    from tusach.audit.api import HOUSE
    from tusach.network.api import change_fact

    point = make_point(owner="0", parent=make_point(name="Thư viện tỉnh"))
    office.get(point.get_absolute_url())
    few = _queries(office, point.get_absolute_url())
    for year in range(2001, 2021):
        change_fact(
            point=point,
            topic="owner",
            value=str(year),
            since=date(year, 1, 1),
            by=HOUSE,
            at=timezone.now(),
        )
    make_point("village_bookcase", "Tủ sách bản", parent=point)
    assert _queries(office, point.get_absolute_url()) == few
    assert few <= 15


def test_the_list_is_exported_whole(office: Client) -> None:
    for number in range(60):
        make_point(name=f"Trường {number}")
    body = b"".join(office.get("/mang-luoi/diem/?export=csv")).decode()
    assert body.count("Trường ") == 60


def test_the_unit_page_says_what_it_was_and_became(office: Client) -> None:
    ward = make_unit("Phường Tân Phong", since=MERGED)
    old = make_unit("Xã San Thàng", until=MERGED, became=ward)
    make_point(name="Trường Cũ", commune=old)
    make_point(name="Trường Mới", commune=ward)
    page = office.get(f"/mang-luoi/don-vi/{old.pk}/").content.decode()
    assert "Nay là" in page
    assert _names(page) == ["Trường Cũ"]
    page = office.get(f"/mang-luoi/don-vi/{old.pk}/?xem=nay").content.decode()
    assert _names(page) == ["Trường Cũ", "Trường Mới"]
    assert "Xã San Thàng" in office.get(f"/mang-luoi/don-vi/{ward.pk}/").content.decode()


def test_a_day_that_is_none_is_said_and_kept(office: Client) -> None:
    make_unit()
    page = office.get("/mang-luoi/don-vi/?q=tan+phong&ngay=31/02/2025").content.decode()
    assert "“31/02/2025” không phải một ngày" in page
    assert 'value="31/02/2025"' in page


def test_the_map_draws_every_point_and_works_without_script(office: Client) -> None:
    province = make_province()
    serve_home(province)
    commune = make_unit("Xã Bình Lư", lat=22.35, lon=103.68)
    near = make_point(name="Gần trung tâm", commune=commune)
    exact = make_point(name="Có toạ độ", commune=commune, position={"lat": 22.40, "lon": 103.50})
    lost = make_point(name="Không biết đâu", commune=make_unit("Xã Không Tâm"))
    page = office.get("/mang-luoi/ban-do/").content.decode()
    assert f'id="diem-{near.pk}"' in page
    assert f'id="diem-{exact.pk}"' in page
    assert f'id="diem-{lost.pk}"' not in page
    assert "1 điểm chưa biết ở đâu" in page
    assert "km" in page


def test_guests_are_asked_to_sign_in(client: Client) -> None:
    point = make_point()
    for page in ("diem/", f"diem/{point.pk}/", "ban-do/", "don-vi/", "to-chuc-lai/"):
        assert client.get(f"/mang-luoi/{page}").status_code == 302


def test_the_province_served_is_chosen_in_a_page(client: Client) -> None:
    make_province("Lai Châu")
    make_province("Sơn La")
    client.force_login(make_account("administrator"))
    answer = client.post("/mang-luoi/tinh-phuc-vu/", {"unit": "sơn la", "letters": "sl"})
    assert answer.status_code == 302
    page = client.get("/mang-luoi/tinh-phuc-vu/").content.decode()
    assert "Tỉnh Sơn La" in page
    assert ">SL<" in page


def test_the_history_names_its_topics_in_words(office: Client) -> None:
    point = make_point(owner="UBND xã", connectivity="none")
    page = office.get(point.get_absolute_url()).content.decode()
    assert "Cơ quan chủ quản <span" in page
    assert "Kết nối <span" in page
