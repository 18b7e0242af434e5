"""New books of the network, of one library, and as a feed."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db
_ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def stocked():
    library = make_point("provincial_library", "Thư viện tỉnh")
    school = make_point("school_library", "Trường San Thàng")
    hidden = make_point("prison", "Trại tạm giam")
    now = timezone.now()
    make_copies(2, make_record("Tắt đèn", "Ngô Tất Tố"), owner=library, at=now - timedelta(days=9))
    make_copies(3, make_record("Số đỏ", "Vũ Trọng Phụng"), owner=school, at=now)
    make_copies(1, make_record("Nội quy", ""), owner=hidden, at=now)
    return library, school, hidden


def test_the_latest_come_first_by_day(client, stocked):
    page = client.get("/sach-moi/").content.decode()
    assert page.index("Số đỏ</a>") < page.index("Tắt đèn</a>")
    assert f"{timezone.localdate():%d/%m/%Y}</h2>" in page
    assert "3 bản" in page
    assert "Nội quy" not in page


def test_a_library_has_its_own(client, stocked):
    library, _school, hidden = stocked
    page = client.get("/sach-moi/", {"thu-vien": library.code}).content.decode()
    assert "Sách mới của Thư viện tỉnh" in page
    assert "Tắt đèn</a>" in page
    assert "Số đỏ" not in page
    assert (
        f"/sach-moi/?thu-vien={library.code}"
        in client.get(f"/thu-vien/{library.code}/").content.decode()
    )
    for code in (hidden.code, "zzz"):
        assert client.get("/sach-moi/", {"thu-vien": code}).status_code == 404
        assert client.get("/sach-moi/atom.xml", {"thu-vien": code}).status_code == 404


def test_the_feed_is_atom_with_lasting_addresses(client, stocked):
    answer = client.get("/sach-moi/atom.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{_ATOM}entry")
    assert [one.findtext(f"{_ATOM}title") for one in entries] == ["Số đỏ", "Tắt đèn"]
    assert entries[0].find(f"{_ATOM}link").get("href").endswith("/")
    assert entries[0].findtext(f"{_ATOM}id") == entries[0].find(f"{_ATOM}link").get("href")
    assert entries[0].findtext(f"{_ATOM}author/{_ATOM}name") == "Vũ Trọng Phụng"


def test_as_many_queries_however_many_books(client, django_assert_max_num_queries):
    library = make_point("provincial_library", "Thư viện tỉnh")
    for number in range(12):
        make_copies(1, make_record(f"Sách số {number}", ""), owner=library)
    client.get("/sach-moi/")
    with django_assert_max_num_queries(6):
        assert client.get("/sach-moi/").content.decode().count("Sách số") == 12
