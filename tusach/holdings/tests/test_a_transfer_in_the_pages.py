"""A transfer as it is drawn up, decided, printed and taken back, and who may."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Transfer, withdraw, work_on_transfer
from tusach.holdings.papers import transfer_content
from tusach.holdings.register_pages import register_content
from tusach.holdings.selectors.changes import Sum, changes
from tusach.holdings.selectors.registers import lines_between
from tusach.holdings.services.transfers import decide
from tusach.holdings.testing import make_copies, make_copy, make_register, make_transfer
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
ENTERED = datetime(2020, 3, 5, 9, tzinfo=timezone.get_default_timezone())
LIST = "/kho/dieu-chuyen/"


@pytest.fixture
def district() -> ServicePoint:
    return make_point("district_library", "Thư viện huyện Tam Đường")


@pytest.fixture
def commune() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_account("department", make_province()))
    return client


def _new(client: Client, giver: ServicePoint, taker: ServicePoint, **more: str) -> dict[str, str]:
    return {
        "giver": giver.name, "giver_id": str(giver.pk), "taker": taker.name,
        "taker_id": str(taker.pk), "decision": "Quyết định số 45/QĐ-UBND", "on": "2025-07-01",
        "with_custody": "on", "once": str(uuid4()), **more,
    }  # fmt: skip


def test_the_whole_way(officer: Client, district: ServicePoint, commune: ServicePoint) -> None:
    first = make_copies(2, make_record("Dế Mèn phiêu lưu ký"), owner=district, at=ENTERED)
    make_copies(3, make_record("Đất rừng phương Nam"), owner=district, at=ENTERED,
                collection="children")  # fmt: skip
    form = _new(officer, district, commune)
    page = officer.post(f"{LIST}moi/", form)["Location"]
    again = officer.post(f"{LIST}moi/", form, follow=True)
    assert again.redirect_chain == [(page, 302)]
    assert "đã được gửi một lần" in again.content.decode()
    officer.post(f"{page}quet/", {"scan": first[0].barcode})
    officer.post(f"{page}danh-sach/", {"codes": f"{first[0].barcode}\n{first[1].accession_no}"})
    officer.post(f"{page}ca-kho/", {"collections": ["children"]})
    shown = officer.get(page).content.decode()
    assert "Ghi điều chuyển 5 bản" in shown
    assert "225.000" in shown
    officer.post(f"{page}quet/", {"scan": first[1].barcode, "take": "1"})
    officer.post(f"{page}quyet-dinh/")
    transfer = Transfer.objects.get()
    assert transfer.state == Transfer.State.APPLYING
    assert "0 trên 4 bản" in officer.get(f"{page}tien-do/").content.decode()
    work_on_transfer(transfer.pk)
    shown = officer.get(page).content.decode()
    assert "đã chuyển" in shown
    answer = officer.get(f"{page}bien-ban.pdf")
    assert answer.content.startswith(b"%PDF")
    # The copy's page tells whose it was.
    told = officer.get(f"/kho/ban/{first[0].pk}/").content.decode()
    assert "Đã thuộc về những thư viện nào" in told
    assert "Thư viện huyện Tam Đường" in told
    # The register of the giver keeps the line and says where the copy went.
    book = officer.get(f"/kho/so/{first[0].register_id}/").content.decode()
    assert "điều chuyển sang Thư viện xã Bình Lư từ 01/07/2025" in book
    officer.post(f"{page}rut-lai/")
    work_on_transfer(transfer.pk)
    first[0].refresh_from_db()
    assert first[0].owner == district
    assert "rút lại" in officer.get(f"/kho/ban/{first[0].pk}/").content.decode()
    assert officer.get(f"{page}bien-ban.pdf").status_code == 404


def test_codes_that_cannot_go_stay_in_the_form_with_the_reason(
    officer: Client, district: ServicePoint, commune: ServicePoint
) -> None:
    mine, gone = make_copies(2, owner=district)
    other = make_copy(owner=make_point())
    withdraw(copies=[gone], decision="QĐ 1", reason="nát", by=HOUSE, at=timezone.now())
    page = make_transfer(district, commune).get_absolute_url()
    codes = f"{mine.barcode}, {gone.barcode}; {other.barcode}\nKHONG-CO"
    answer = officer.post(f"{page}danh-sach/", {"codes": codes})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Không có bản nào mang mã: KHONG-CO." in shown
    assert f"Không thuộc {district.name}: {other.barcode}." in shown
    assert f"Đã xuất khỏi sổ: {gone.accession_no}." in shown
    assert Transfer.objects.get().lines.count() == 1


def test_only_who_is_over_both_places_may(
    client: Client, district: ServicePoint, commune: ServicePoint
) -> None:
    make_copy(owner=district)
    page = make_transfer(district, commune, whole=True).get_absolute_url()
    client.force_login(make_account("director", district))
    assert client.get(page).status_code == 404
    assert client.post(f"{page}quyet-dinh/").status_code == 404
    answer = client.post(f"{LIST}moi/", _new(client, district, commune))
    assert answer.status_code == 422
    assert "Không tìm thấy" in answer.content.decode()
    assert Transfer.objects.get().state == Transfer.State.DRAFT


def test_who_sees_one_side_reads_it_once_decided(
    client: Client, district: ServicePoint, commune: ServicePoint
) -> None:
    make_copy(owner=district)
    transfer = make_transfer(district, commune, whole=True)
    client.force_login(make_account("commune_librarian", commune))
    page = transfer.get_absolute_url()
    assert client.get(page).status_code == 404
    decide(transfer=transfer, by=HOUSE, at=timezone.now())
    work_on_transfer(transfer.pk)
    assert client.get(page).status_code == 200
    assert client.get(f"{page}bien-ban.pdf").status_code == 200
    assert client.post(f"{page}rut-lai/").status_code == 403


def test_a_record_says_who_gives_what_it_is_worth_and_where_new_numbers_stand(
    district: ServicePoint, commune: ServicePoint
) -> None:
    make_copies(2, make_record("Ếch xanh"), owner=district, at=ENTERED)
    make_copies(1, make_record("Đất rừng"), owner=district, at=ENTERED, price=None)
    transfer = make_transfer(
        district, commune, on=date(2025, 7, 1), whole=True,
        register=make_register(commune, prefix="BL."),
    )  # fmt: skip
    decide(transfer=transfer, by=HOUSE, at=timezone.now())
    work_on_transfer(transfer.pk)
    transfer.refresh_from_db()
    said = transfer_content(transfer)
    assert said["giver"]["unit"] == "Thư viện huyện Tam Đường"
    assert (said["copies_text"], said["value_text"], said["unpriced"]) == ("3", "90.000", 1)
    assert said["value_words"] == "chín mươi nghìn đồng"
    # By syllable: Đ before Ê.
    assert [row["title"] for row in said["rows"]] == ["Đất rừng", "Ếch xanh", "Ếch xanh"]
    assert said["rows"][0]["new"].startswith("BL.")


def test_the_growth_of_both_libraries_counts_the_transfer(
    officer: Client, district: ServicePoint, commune: ServicePoint
) -> None:
    copies = make_copies(4, owner=district, at=ENTERED)
    make_copies(1, owner=commune, at=datetime(2025, 3, 1, 9, tzinfo=ENTERED.tzinfo), price=10_000)
    withdraw(
        copies=copies[:1], decision="QĐ 1", reason="nát", by=HOUSE, at=timezone.now(),
        happened_at=datetime(2025, 5, 1, 9, tzinfo=ENTERED.tzinfo),
    )  # fmt: skip
    transfer = make_transfer(district, commune, on=date(2025, 7, 1), whole=True)
    decide(transfer=transfer, by=HOUSE, at=timezone.now())
    work_on_transfer(transfer.pk)
    gave = changes(district.pk, date(2025, 1, 1), date(2025, 12, 31))
    assert (gave.opening.copies, gave.withdrawn.copies, gave.given.copies) == (4, 1, 3)
    assert gave.closing == Sum(gave.closing.titles, 0, 0)
    took = changes(commune.pk, date(2025, 1, 1), date(2025, 12, 31))
    assert (took.opening.copies, took.received.copies, took.closing.copies) == (0, 3, 4)
    assert took.closing.value == 3 * 45_000 + 10_000
    earlier = changes(district.pk, date(2025, 1, 1), date(2025, 6, 30))
    assert earlier.closing.copies == 3
    for library, count in ((district, 0), (commune, 4)):
        page = officer.get(
            "/kho/tang-giam/", {"thuvien": library.pk, "tu": "2025-01-01", "den": "2025-12-31"}
        ).content.decode()
        assert f"Cân đối vốn sách cuối kỳ: {count} bản." in page
        assert "không khớp" not in page


def test_a_district_library_is_split_among_three_with_its_books(
    officer: Client, district: ServicePoint, commune: ServicePoint
) -> None:
    others = [
        make_point("commune_library", f"Thư viện xã {name}", make_unit(f"Xã {name}"))
        for name in ("Bản Bo", "Khun Há")
    ]
    adults = make_copies(3, owner=district, at=ENTERED, collection="main")
    young = make_copies(2, owner=district, at=ENTERED, collection="children")
    form = {
        "kind": "split", "on": "01/07/2025", "legal_basis": "Quyết định 45/QĐ-UBND",
        "source_1": district.name, "source_1_id": str(district.pk),
    }  # fmt: skip
    for number, one in enumerate([commune, *others], 1):
        form |= {f"target_{number}": one.name, f"target_{number}_id": str(one.pk)}
    page = officer.post("/mang-luoi/to-chuc-lai/moi/", form).content.decode()
    assert "Vốn sách giao cho ai" in page
    assert "5 bản, trị giá 225.000 đ" in page
    key = f"stock_{district.pk}"
    form |= {
        "parts": "1",
        f"{key}_main": str(commune.pk),
        f"{key}_children": str(others[0].pk),
        f"{key}_list_{others[1].pk}": f"{adults[0].barcode} {young[0].accession_no}",
        "apply": "1", "once": str(uuid4()),
    }  # fmt: skip
    wrong = form | {f"{key}_list_{commune.pk}": adults[0].barcode}
    refused = officer.post("/mang-luoi/to-chuc-lai/moi/", wrong)
    assert refused.status_code == 422
    assert "Đã giao riêng cho nơi khác" in refused.content.decode()
    assert not Transfer.objects.exists()
    decision = officer.post("/mang-luoi/to-chuc-lai/moi/", form)["Location"]
    for one in Transfer.objects.all():
        work_on_transfer(one.pk)
    for copy in (*adults, *young):
        copy.refresh_from_db()
    assert [c.owner for c in adults] == [others[1], commune, commune]
    assert [c.owner for c in young] == [others[1], others[0]]
    # The decision's page shows what passed; undoing it brings everything back.
    number = decision.rstrip("/").rsplit("/", 1)[1]
    panel = officer.get(f"/kho/to-chuc-lai/{number}/bang/").content.decode()
    assert panel.count("Đã điều chuyển") == 3
    officer.post(f"{decision}huy/")
    for one in Transfer.objects.all():
        work_on_transfer(one.pk)
    for copy in (*adults, *young):
        copy.refresh_from_db()
        assert copy.owner == district


def test_a_library_with_books_does_not_close_without_an_heir(
    officer: Client, district: ServicePoint
) -> None:
    make_copy(owner=district)
    form = {
        "kind": "dissolve", "on": "01/07/2025", "legal_basis": "QĐ 45", "source_1": district.name,
        "source_1_id": str(district.pk), "apply": "1", "once": str(uuid4()), "parts": "1",
    }  # fmt: skip
    answer = officer.post("/mang-luoi/to-chuc-lai/moi/", form)
    assert answer.status_code == 422
    assert "còn sách: hãy chọn điểm nhận" in answer.content.decode()
    district.refresh_from_db()
    assert district.closed_on is None


def test_numbers_are_found_with_capitals_and_small_letters_of_vietnamese(
    client: Client, district: ServicePoint
) -> None:
    client.force_login(make_account("cataloguer", make_province()))
    make_register(district, prefix="Đ.")
    copy = make_copy(owner=district)
    assert copy.accession_no == "Đ.000001"
    for typed in ("đ.000001", "Đ.000001"):
        assert client.get("/kho/tra/", {"ma": typed})["Location"] == copy.get_absolute_url()
        assert copy.barcode in client.get("/kho/ban/", {"q": typed}).content.decode()
        assert copy.barcode in client.get("/kho/nhan/", {"tu": typed}).content.decode()


def test_printed_pages_of_both_registers_tell_of_the_transfer(
    officer: Client, district: ServicePoint, commune: ServicePoint
) -> None:
    [copy] = make_copies(1, owner=district, at=ENTERED)
    old, new = copy.register, make_register(commune, prefix="BL.")
    transfer = make_transfer(district, commune, on=date(2025, 7, 1), whole=True, register=new)
    decide(transfer=transfer, by=HOUSE, at=timezone.now())
    work_on_transfer(transfer.pk)
    [gone] = register_content(old, list(lines_between(old, 1, 9)))["pages"][0]["rows"]
    assert gone["out"] == "01/07/2025 Quyết định số 45/QĐ-UBND"
    [come] = register_content(new, list(lines_between(new, 1, 9)))["pages"][0]["rows"]
    assert (come["day"], come["number"]) == ("01/07/2025", "BL.000001")
    assert come["source"] == "điều chuyển từ Thư viện huyện Tam Đường"
    pages = officer.get(f"/kho/so/{old.pk}/trang-so/", {"tu": 1, "den": 9})
    assert pages.content.startswith(b"%PDF")
    book = officer.get(f"/kho/so/{new.pk}/").content.decode()
    assert "nhận điều chuyển từ Thư viện huyện Tam Đường ngày 01/07/2025" in book
