"""The same list sent twice, lines that were refused, and an import taken back with its copies."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record
from tusach.catalogue.testing import work_on_import
from tusach.holdings.api import Copy, State, find_copies, lose, prove
from tusach.holdings.models import ListLine, Register
from tusach.holdings.services.details import change_details
from tusach.holdings.testing import make_copy, make_register, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
HEAD = ["Nhan đề", "Tác giả", "Số bản", "Giá", "Xếp giá", "Mã vạch", "ĐKCB"]
BOOKS: list[list[Any]] = [
    ["Dế Mèn phiêu lưu ký", "Tô Hoài", 2, "45.000", "V23", "", ""],
    ["Đất rừng phương Nam", "Đoàn Giỏi", 3, "60.000", "V23", "", ""],
]


@pytest.fixture
def cataloguer(client: Client) -> Client:
    client.force_login(make_account("cataloguer", at=make_store()))
    return client


@pytest.fixture
def register() -> Register:
    return make_register()


def _file(*rows: list[Any], name: str = "sach.xlsx") -> SimpleUploadedFile:
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def _read(client: Client, *rows: list[Any], name: str = "sach.xlsx") -> str:
    """The address of an import that waits to be accepted."""
    page = client.post("/bien-muc/nhap/", {"file": _file(*rows, name=name)})["Location"]
    columns = ["title", "author", "copies", "price", "shelf_mark", "barcode", "accession_no"]
    client.post(f"{page}cot/", {f"column-{at}": what for at, what in enumerate(columns)})
    _work(page)
    return page


def _work(page: str) -> None:
    work_on_import(int(page.rstrip("/").rsplit("/", 1)[1]))


def _choices(register: Register, **more: str) -> dict[str, str]:
    return {"register": str(register.pk), "source": "budget", "collection": "main", **more}


def _accept(client: Client, page: str, choices: dict[str, str]) -> str:
    """Pressed until it goes through; returns what was shown before."""
    shown = ""
    answer = client.post(f"{page}ghi/", choices)
    if answer.status_code == 200:
        shown = answer.content.decode()
        seen = shown.partition('name="seen" value="')[2].partition('"')[0]
        answer = client.post(f"{page}ghi/", {**choices, "seen": seen})
    assert answer.status_code == 302, answer.content.decode()
    _work(page)
    return shown


def _panel(client: Client, page: str) -> str:
    number = page.rstrip("/").rsplit("/", 1)[1]
    return client.get(f"/kho/lan-nhap/{number}/bang/").content.decode()


def test_the_same_list_sent_twice_is_warned_of_and_enters_nothing_twice(
    cataloguer: Client, register: Register
) -> None:
    first = _read(cataloguer, *BOOKS)
    assert _accept(cataloguer, first, _choices(register)) == ""
    assert Copy.objects.count() == 5
    # Opened and saved again under another name: another file, the same books.
    second = _read(cataloguer, *BOOKS, ["Truyện Kiều", "Nguyễn Du", 1, "", "", "", ""],
                   name="sach-ban-sao.xlsx")  # fmt: skip
    shown = _accept(cataloguer, second, _choices(register))
    assert "2 dòng không ghi được đủ bản" in shown
    assert "Có lẽ đã ghi sổ rồi: dòng 2 của tệp “sach.xlsx”" in shown
    assert Copy.objects.count() == 6
    told = _panel(cataloguer, second)
    assert "Đã ghi sổ 1 bản." in told
    assert "2 dòng chưa ghi được bản" in told


def test_other_books_of_the_same_titles_are_entered_when_a_person_says_so(
    cataloguer: Client, register: Register
) -> None:
    _accept(cataloguer, _read(cataloguer, *BOOKS), _choices(register))
    again = _read(cataloguer, *BOOKS, name="dot-2.xlsx")
    assert _accept(cataloguer, again, _choices(register, others="on")) == ""
    assert Copy.objects.count() == 10


@pytest.mark.parametrize(
    "change", [{"fund": "QĐ 12 năm 2026"}, {"source": "gift_person"}, {"collection": "children"}]
)
def test_a_purchase_that_differs_in_what_was_chosen_is_another(
    cataloguer: Client, register: Register, change: dict[str, str]
) -> None:
    _accept(cataloguer, _read(cataloguer, *BOOKS), _choices(register))
    again = _read(cataloguer, *BOOKS, name="dot-2.xlsx")
    assert _accept(cataloguer, again, _choices(register, **change)) == ""
    assert Copy.objects.count() == 10


def test_looking_writes_nothing_and_keeps_the_choices(
    cataloguer: Client, register: Register
) -> None:
    page = _read(cataloguer, *BOOKS)
    shown = cataloguer.post(f"{page}ghi/", {**_choices(register), "look": "1"}).content.decode()
    assert "Với những lựa chọn này, không dòng nào bị vướng." in shown
    assert not Copy.objects.exists()
    assert f'<option value="{register.pk}" selected' in cataloguer.get(page).content.decode()


def test_refused_lines_are_downloaded_mended_and_sent_again(
    cataloguer: Client, register: Register
) -> None:
    there = make_copy(aliases=["CU-1"])
    rows = [
        BOOKS[0],
        ["Đất rừng phương Nam", "Đoàn Giỏi", 1, "", "", "CU-1", ""],
        ["Truyện Kiều", "Nguyễn Du", 2, "", "", "CU-2; CU-2", ""],
        ["Lão Hạc", "Nam Cao", "nhiều", "", "", "", "LC.000900"],
    ]
    page = _read(cataloguer, *rows)
    _accept(cataloguer, page, _choices(register))
    number = page.rstrip("/").rsplit("/", 1)[1]
    told = _panel(cataloguer, page)
    assert f"Mã vạch CU-1 đã là của bản {there.accession_no}." in told
    book = load_workbook(
        io.BytesIO(cataloguer.get(f"/kho/lan-nhap/{number}/chua-ghi/").content)
    ).active
    sent = [[cell or "" for cell in row] for row in book.iter_rows(values_only=True)]
    assert sent[0] == [*HEAD, "Lý do chưa ghi sổ"]
    assert [row[0] for row in sent[1:]] == ["Đất rừng phương Nam", "Truyện Kiều"]
    mended = [[*sent[1][:5], "CU-11", ""], [*sent[2][:5], "CU-12; CU-13", ""]]
    again = _read(cataloguer, *mended, name="sua-lai.xlsx")
    assert _accept(cataloguer, again, _choices(register)) == ""
    assert [c.record.title for c in find_copies("CU-12")] == ["Truyện Kiều"]
    assert Record.objects.filter(title="Đất rừng phương Nam").count() == 1


def test_an_import_taken_back_strikes_its_untouched_copies_and_hides_their_records(
    cataloguer: Client, register: Register
) -> None:
    page = _read(cataloguer, *BOOKS, ["Lão Hạc", "Nam Cao", "", "", "", "", ""],
                 ["Truyện Kiều", "Nguyễn Du", 2, "", "", "CU-1; CU-2", ""])  # fmt: skip
    _accept(cataloguer, page, _choices(register))
    lost, changed = Copy.objects.filter(record__title="Đất rừng phương Nam")[:2]
    lose(copy=lost, reason="không thấy", by=HOUSE, at=timezone.now())
    change_details(copy=changed, version=1, values={"note": "x"}, by=HOUSE, at=timezone.now())
    cataloguer.post(f"{page}rut/")
    _work(page)
    held = Copy.objects.exclude(place__state=State.WITHDRAWN)
    assert {copy.pk for copy in held} == {lost.pk, changed.pk}
    by_title = {one.title: one for one in Record.objects.all()}
    # Without copies it is gone; with struck numbers it is hidden; with kept copies it stays.
    assert "Lão Hạc" not in by_title
    assert by_title["Dế Mèn phiêu lưu ký"].is_suppressed
    assert not by_title["Đất rừng phương Nam"].is_suppressed
    told = _panel(cataloguer, page)
    assert "5 bản đã xuất khỏi sổ" in told
    assert f"{lost.accession_no}, {changed.accession_no}" in told
    assert prove() == []
    # The mended list brings the same codes and the record is shown again.
    again = _read(cataloguer, BOOKS[0], ["Truyện Kiều", "Nguyễn Du", 2, "", "", "CU-1; CU-2", ""],
                  name="sua-lai.xlsx")  # fmt: skip
    assert _accept(cataloguer, again, _choices(register)) == ""
    assert len(find_copies("CU-1")) == 1
    assert not Record.objects.get(title="Dế Mèn phiêu lưu ký").is_suppressed


def test_copies_of_records_that_were_there_are_taken_back_too(
    cataloguer: Client, register: Register
) -> None:
    _accept(cataloguer, _read(cataloguer, *BOOKS), _choices(register))
    page = _read(cataloguer, *BOOKS, name="dot-2.xlsx")
    _accept(cataloguer, page, _choices(register, fund="QĐ 2"))
    assert Copy.objects.count() == 10
    cataloguer.post(f"{page}rut/")
    _work(page)
    assert Copy.objects.exclude(place__state=State.WITHDRAWN).count() == 5
    assert not Record.objects.filter(is_suppressed=True).exists()
    assert ListLine.objects.filter(status="back").count() == 2


def test_a_list_is_seen_by_whom_its_import_is(client: Client, register: Register) -> None:
    keeper = make_account("cataloguer", at=make_store())
    client.force_login(keeper)
    page = _read(client, *BOOKS)
    _accept(client, page, _choices(register))
    number = page.rstrip("/").rsplit("/", 1)[1]
    client.force_login(make_account("school_librarian", at=make_point()))
    assert client.get(f"/kho/lan-nhap/{number}/bang/").status_code == 404
    assert client.get(f"/kho/lan-nhap/{number}/chua-ghi/").status_code == 404


def test_what_was_entered_leads_on_to_its_labels_and_its_pages_of_the_register(
    cataloguer: Client, register: Register
) -> None:
    page = _read(cataloguer, *BOOKS)
    _accept(cataloguer, page, _choices(register))
    number = page.rstrip("/").rsplit("/", 1)[1]
    panel = cataloguer.get(f"/kho/lan-nhap/{number}/bang/").content.decode()
    numbers = sorted(Copy.objects.values_list("accession_no", flat=True))
    assert f"/kho/nhan/?tu={numbers[0]}&amp;den={numbers[-1]}" in panel
    labels = cataloguer.get("/kho/nhan/", {"tu": numbers[0], "den": numbers[-1]})
    assert len(labels.context["copies"]) == 5
    printed = cataloguer.get(f"/kho/so/{register.pk}/trang-so/", {"tu": 1, "den": 5})
    assert f"/kho/so/{register.pk}/trang-so/?tu=1&amp;den=5" in panel
    assert printed["Content-Type"] == "application/pdf"
    cataloguer.post(f"{page}rut/")
    _work(page)
    panel = cataloguer.get(f"/kho/lan-nhap/{number}/bang/", headers={"hx-request": "true"})
    assert "/kho/nhan/" not in panel.text
