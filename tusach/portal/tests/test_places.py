"""The points of the network, and what machines read."""

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_copies, make_store
from tusach.network.testing import make_point, make_province, make_unit

pytestmark = pytest.mark.django_db


def test_points_are_found_by_the_old_name_of_their_commune(client):
    province = make_province()
    new = make_unit("Phường Tân Phong", province=province)
    old = make_unit(
        "Xã San Thàng", province=province, until=date(2025, 7, 1), became=new,
    )  # fmt: skip
    assert old.ended_on
    make_point("village_bookcase", "Tủ sách Bản 2", new)
    make_point("school_library", "Trường Tiểu học San Thàng", new)
    page = client.get("/thu-vien/", {"q": "san thang"}).content.decode()
    assert "Trường Tiểu học San Thàng" in page


def test_a_point_tells_its_hours_and_books(client):
    point = make_point(
        "commune_library",
        "Thư viện xã Bum Tở",
        hours={"mon": [["07:30", "11:30"], ["13:30", "17:00"]]},
        address="Bản Nà Hẻ",
    )
    make_copies(2, make_record("Núi rừng Tây Bắc", ""), owner=point)
    page = client.get(f"/thu-vien/{point.code}/").content.decode()
    for text in ("Thư viện xã Bum Tở", "Bản Nà Hẻ", "07:30–11:30, 13:30–17:00", "nghỉ"):
        assert text in page
    assert "1 đầu sách, 2 bản." in page
    assert "Núi rừng Tây Bắc" in page


def test_a_library_is_told_to_machines_as_its_page_tells_it(client):
    point = make_point(
        "commune_library", "Thư viện xã </script> Bum Tở", phone="0213 3800 111",
        hours={"mon": [["07:30", "11:30"], ["13:30", "17:00"]]}, address="Bản Nà Hẻ",
    )  # fmt: skip
    page = client.get(f"/thu-vien/{point.code}/").content.decode()
    [told] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    facts = json.loads(told)
    assert facts["@type"] == "Library"
    assert facts["name"] == "Thư viện xã </script> Bum Tở"
    assert facts["address"]["streetAddress"] == "Bản Nà Hẻ"
    assert facts["telephone"] == "0213 3800 111"
    assert [(one["dayOfWeek"], one["opens"]) for one in facts["openingHoursSpecification"]] == [
        ("https://schema.org/Monday", "07:30"),
        ("https://schema.org/Monday", "13:30"),
    ]
    assert "email" not in facts


def test_closed_points_and_stores_are_not_shown(client):
    closed = make_point("club", "Nhà văn hóa cũ", closed_on=date(2025, 1, 1))
    store = make_store()
    page = client.get("/thu-vien/").content.decode()
    for point in (closed, store):
        assert point.name not in page
        assert client.get(f"/thu-vien/{point.code}/").status_code == 404


def test_the_front_page_counts_what_is_there(client):
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    make_copies(1234, make_record("Núi rừng", "Lò Thị An"), owner=library)
    page = client.get("/").content.decode()
    assert "1.234" in page
    assert "Núi rừng" in page


def test_an_empty_house_has_a_front_page(client):
    assert "Chưa có sách nào trong mục lục." in client.get("/").content.decode()


def test_sitemaps_are_whole_and_name_public_pages_only(client):
    record = make_record()
    point = make_point("commune_library", "Thư viện xã")
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [place.text for place in index.findall(".//{*}loc")]
    assert [address.rsplit("/", 1)[1] for address in files] == [
        "sitemap-1.xml",
        "sitemap-noi.xml",
        "sitemap-thu-muc.xml",
    ]
    found = ""
    for address in files:
        found += client.get("/" + address.rsplit("/", 1)[1]).content.decode()
    assert f"/sach/{record.control_number}/" in found
    assert f"/thu-vien/{point.code}/" in found
    assert client.get("/sitemap-9.xml").status_code == 404


@pytest.mark.parametrize("address", ["/robots.txt", "/opensearch.xml", "/sitemap.xml"])
def test_what_machines_read_is_kept_by_caches(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]


def test_english_is_complete_on_the_public_pages(client):
    record = make_record("Núi rừng", "Lò Thị An")
    make_copies(1, record, owner=make_store())
    for address in (
        "/",
        "/tim/?q=zzz",
        f"/sach/{record.control_number}/",
        "/thu-vien/",
        "/tim/cach-tim/",
    ):
        page = client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert '<html lang="en">' in page
        for word in (
            "Tìm sách",
            "Sách đang ở đâu",
            "Không tìm thấy",
            "Thư viện, điểm đọc",
            "Cách tìm<",
        ):
            assert word not in page, (address, word)
