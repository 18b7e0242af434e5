"""A count as a librarian walks it: begin, scan, look, close, print, reopen."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import at_point, work_on_stocktake
from tusach.holdings.models import Stocktake
from tusach.holdings.selectors.stocktakes import by_owner, figures_of
from tusach.holdings.services.acts import lose, relocate
from tusach.holdings.stocktake_paper import stocktake_content
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
LIST = "/kho/kiem-ke/"


@pytest.fixture
def school() -> ServicePoint:
    return make_point("school_library", "Trường Tiểu học San Thàng")


@pytest.fixture
def librarian(client: Client, school: ServicePoint) -> Client:
    client.force_login(make_account("school_librarian", school))
    return client


def _begin(client: Client, school: ServicePoint, **more: str) -> str:
    form = {
        "point": school.name, "point_id": str(school.pk), "name": "Kiểm kê cuối năm học",
        "once": str(uuid4()), **more,
    }  # fmt: skip
    return client.post(f"{LIST}moi/", form)["Location"]


def test_the_whole_way(librarian: Client, school: ServicePoint) -> None:
    first = make_copies(2, make_record("Dế Mèn phiêu lưu ký"), owner=school, shelf_mark="895 D")
    (missing,) = make_copies(1, make_record("Đất rừng phương Nam"), owner=school)
    stray = make_copy(make_record("Búp sen xanh"), owner=make_point("village_bookcase", "Bản 1"))
    lost = make_copy(make_record("Tắt đèn"), owner=school)
    lose(copy=lost, reason="không thấy", by=HOUSE, at=timezone.now())
    assert "Chưa có đợt kiểm kê nào" in librarian.get(LIST).content.decode()
    page = _begin(librarian, school)
    assert "0 trên 3" in " ".join(librarian.get(page).content.decode().split())

    said = librarian.post(f"{page}quet/", {"scan": first[0].barcode}).content.decode()
    assert "Có mặt." in said
    said = librarian.post(f"{page}quet/", {"scan": stray.barcode}).content.decode()
    assert "để riêng ra" in said
    said = librarian.post(f"{page}quet/", {"scan": "0000"}, headers={"HX-Request": "true"})
    assert "Không có bản nào mang mã 0000" in said.content.decode()
    assert "<html" not in said.content.decode()
    librarian.post(f"{page}danh-sach/", {"codes": f"{first[1].accession_no}\n{lost.barcode} 4444"})
    said = librarian.post(f"{page}quet/", {"scan": stray.barcode, "take": "1"}).content.decode()
    assert "Đã bỏ lần quét này." in said

    shown = librarian.get(f"{page}?ketqua=missing").content.decode()
    assert "Đất rừng phương Nam" in shown
    assert "Dế Mèn" not in shown.split('id="lines"')[1]
    codes = librarian.get(f"{page}ma-la/").content.decode()
    assert "0000" in codes
    assert "4444" in codes
    librarian.post(f"{page}ma-la/bo/", {"code": "0000"})
    assert "0000" not in librarian.get(f"{page}ma-la/").content.decode()

    assert "45.000" in librarian.get(f"{page}khoa/").content.decode()
    librarian.post(f"{page}khoa/", {"lose_missing": "on"})
    stocktake = Stocktake.objects.get()
    assert "0 trên 4 bản" in librarian.get(f"{page}tien-do/").content.decode()
    work_on_stocktake(stocktake.pk)
    missing.place.refresh_from_db()
    assert missing.place.state == "lost"
    shown = librarian.get(page).content.decode()
    assert "Đã khoá" in shown
    assert 'name="scan"' not in shown
    assert librarian.get(f"{page}?export=xlsx").status_code == 200

    librarian.post(f"{page}bien-ban/", {
        "record_number": "05/BB-TVSK", "record_on": "2026-06-01",
        "decision": "Quyết định số 12/QĐ-TH", "council": "Nguyễn Thị Mai, hiệu trưởng\nLò Văn An",
    })  # fmt: skip
    assert librarian.get(f"{page}bien-ban.pdf").content.startswith(b"%PDF")
    stocktake.refresh_from_db()
    content = stocktake_content(stocktake)
    assert content["council"] == ["Nguyễn Thị Mai, hiệu trưởng", "Lò Văn An"]
    assert content["missing_copies"] == "1"
    assert content["missing_words"] == "bốn mươi lăm nghìn đồng"
    assert [row["title"] for row in content["missing"]] == ["Đất rừng phương Nam"]
    assert json.dumps(content)

    librarian.post(f"{page}mo-lai/")
    work_on_stocktake(stocktake.pk)
    missing.place.refresh_from_db()
    assert missing.place.state == "in_store"


def test_a_shelf_of_several_owners_is_told_by_owner(
    librarian: Client, school: ServicePoint
) -> None:
    mine, donor = make_copies(3, owner=school), make_point("family_bookcase", "Họ Lò")
    given = make_copies(2, owner=donor)
    relocate(copies=given, to=at_point(school.pk), by=HOUSE, at=timezone.now())
    page = _begin(librarian, school)
    for copy in (mine[0], mine[1], given[0]):
        librarian.post(f"{page}quet/", {"scan": copy.barcode})
    (one,) = Stocktake.objects.all()
    assert [
        (row.name, row.expected, row.found, row.missing) for row in by_owner(one, figures_of(one))
    ] == [("Họ Lò", 2, 1, 1), (school.name, 3, 2, 1)]
    shown = " ".join(librarian.get(page).content.decode().split())
    assert '<th scope="row">Họ Lò</th><td class="num">2</td><td class="num">1</td>' in shown


def test_a_shelf_of_one_owner_has_no_such_table(librarian: Client, school: ServicePoint) -> None:
    make_copies(2, owner=school)
    page = _begin(librarian, school)
    assert 'class="figures"><caption' not in librarian.get(page).content.decode()


def test_a_form_sent_twice_begins_one_count(librarian: Client, school: ServicePoint) -> None:
    make_copy(owner=school)
    token = str(uuid4())
    assert _begin(librarian, school, once=token) == _begin(librarian, school, once=token)
    assert Stocktake.objects.count() == 1


def test_what_is_wrong_is_said_and_stays(librarian: Client, school: ServicePoint) -> None:
    form = {
        "point": school.name, "point_id": str(school.pk), "name": "Đợt hè",
        "shelf_from": "64", "shelf_to": "63", "once": str(uuid4()),
    }  # fmt: skip
    refused = librarian.post(f"{LIST}moi/", form)
    assert refused.status_code == 422
    assert "63 đứng trước 64" in refused.content.decode()
    refused = librarian.post(f"{LIST}moi/", {**form, "shelf_to": "65"})
    assert "không có bản nào thuộc phần này" in refused.content.decode()
    assert "Đợt hè" in refused.content.decode()


def test_another_schools_count_is_not_to_be_seen(librarian: Client) -> None:
    other = make_point("school_library", "Trường Tiểu học Bản Giang")
    make_copy(owner=other)
    client = Client()
    client.force_login(make_account("school_librarian", other, username="khac"))
    page = _begin(client, other)
    assert librarian.get(page).status_code == 404
    assert librarian.post(f"{page}quet/", {"scan": "1"}).status_code == 404


def test_a_count_of_many_copies_asks_few_queries(
    librarian: Client, school: ServicePoint, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    copies = make_copies(120, owner=school)
    page = _begin(librarian, school)
    with django_assert_max_num_queries(24):
        librarian.get(page)
    with django_assert_max_num_queries(24):
        librarian.post(f"{page}quet/", {"scan": copies[5].barcode}, headers={"HX-Request": "true"})
