"""The files offered on the import page are read by it whole."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from tusach.catalogue.importing import columns, samples, sheets
from tusach.catalogue.models import ImportRow
from tusach.catalogue.tests.imports import sent, workbook
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_heading_of_the_list_is_known(language: str) -> None:
    with translation.override(language):
        book = load_workbook(io.BytesIO(samples.school_list()))
    headings = [str(cell.value) for cell in book.worksheets[0][1]]
    known = columns.suggest(headings)
    assert [at for at in range(len(headings)) if str(at) not in known] == [0]
    assert len(set(known.values())) == len(headings) - 1


def test_the_list_gives_three_titles_with_six_copies() -> None:
    one = sent("mau.xlsx", samples.school_list())
    rows = list(one.rows.order_by("number"))
    assert [row.status for row in rows] == [ImportRow.Status.NEW] * 3
    numbers = "; ".join(row.values["accession_no"] for row in rows).split("; ")
    assert numbers == [f"STK.{number:05d}" for number in range(1, 7)]
    assert not any(row.warnings for row in rows)


@pytest.mark.parametrize("tag", ["952", "852"])
def test_the_marc_files_tell_of_copies(tag: str) -> None:
    one = sent("mau.mrc", samples.marc(tag, timezone.now()))
    rows = list(one.rows.order_by("number"))
    assert [row.status for row in rows] == [ImportRow.Status.NEW] * 3
    assert [row.copies[0]["accession_no"] for row in rows] == [
        "STK.00001", "STK.00004", "STK.00005",
    ]  # fmt: skip
    assert rows[0].copies[0]["price"] == "45000"


def test_the_slims_file_is_known_by_its_columns() -> None:
    one = sent("mau.csv", samples.slims())
    rows = list(one.rows.order_by("number"))
    assert rows[0].title == "Dế mèn phiêu lưu ký"
    assert rows[0].values["barcode"] == "STK.00001"


def test_the_page_offers_them(client: Client) -> None:
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    client.force_login(make_account("school_librarian", at=school, username="san"))
    page = client.get(reverse("catalogue:imports")).content.decode()
    for form in ("truong", "koha", "852", "slims"):
        address = reverse("catalogue:import_sample", args=[form])
        assert address in page
        answer = client.get(address)
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
    assert client.get(reverse("catalogue:import_sample", args=["khac"])).status_code == 404


def test_columns_that_are_not_read_are_told(client: Client) -> None:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    client.force_login(make_account("cataloguer", at=library, username="bien-muc"))
    wide = ["Tên sách", *[""] * (sheets.WIDEST - 1), "Tác giả", "Năm"]
    content = workbook(wide, ["Quê nội", *[""] * (sheets.WIDEST - 1), "Võ Quảng", 2018])
    file = io.BytesIO(content)
    file.name = "rong.xlsx"
    page = client.post(reverse("catalogue:imports"), {"file": file}, follow=True)
    assert "còn 2 cột nữa" in page.content.decode()
    narrow = io.BytesIO(workbook(["Tên sách"], ["Quê nội"]))
    narrow.name = "hep.xlsx"
    page = client.post(reverse("catalogue:imports"), {"file": narrow}, follow=True)
    assert "cột đầu được đọc" not in page.content.decode()
