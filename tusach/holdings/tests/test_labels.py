"""Labels are printed, looked at and read back by a decoder."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from tusach.catalogue.testing import make_record
from tusach.holdings.barcodes import barcode, is_own
from tusach.holdings.labels import (
    SHEETS,
    BoxLabel,
    CopyLabel,
    Margin,
    box_labels,
    copy_labels,
    trial_page,
)
from tusach.holdings.testing import make_box, make_copies, make_store
from tusach.people.testing import make_account


def _labels(count: int) -> list[CopyLabel]:
    return [
        CopyLabel(
            "Kho sách luân chuyển Thư viện tỉnh Lai Châu",
            "Kỹ thuật nuôi lợn bản và phòng bệnh cho vật nuôi vùng cao",
            f"LC.{n:06d}",
            barcode(n),
            "636.4 K600TH",
        )
        for n in range(1, count + 1)
    ]


def _picture(pdf: bytes, page: int = 0) -> Any:
    # 300 dots to the inch, as an office printer prints and a scanner sees.
    return pypdfium2.PdfDocument(pdf)[page].render(scale=300 / 72).to_pil()


def _read(picture: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in zxingcpp.read_barcodes(picture):
        found.setdefault(one.format.name, set()).add(one.text)
    return found


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda s: s.code)
def test_every_barcode_of_a_sheet_decodes(sheet: Any) -> None:
    labels = _labels(min(sheet.each, 24) if not sheet.roll else 2)
    pdf = copy_labels(labels, sheet)
    pages = len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert pages == (2 if sheet.roll else 1)
    read: set[str] = set()
    for page in range(pages):
        read |= _read(_picture(pdf, page)).get("Code128", set())
    assert read == {label.barcode for label in labels}
    assert all(is_own(text) for text in read)


def test_the_square_says_the_same_number() -> None:
    labels = _labels(24)
    read = _read(_picture(copy_labels(labels, SHEETS["a4-24"])))
    assert read["QRCode"] == {label.barcode for label in labels}


def test_a_sheet_begun_before_is_gone_on_with() -> None:
    pdf = copy_labels(_labels(3), SHEETS["a4-24"], start=23)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2
    first = _read(_picture(pdf))["Code128"]
    assert first == {barcode(1), barcode(2)}


def test_vietnamese_letters_stand_on_the_label() -> None:
    text = pypdf.PdfReader(io.BytesIO(copy_labels(_labels(1), SHEETS["roll-50"])))
    assert "Kỹ thuật nuôi lợn" in text.pages[0].extract_text()


def test_a_box_label_leads_to_its_box() -> None:
    pdf = box_labels([BoxLabel("Thư viện tỉnh", "H-000007", "Trường San Thàng", "TS:HOP:H-000007")])
    assert _read(_picture(pdf))["QRCode"] == {"TS:HOP:H-000007"}


@pytest.mark.django_db
def test_the_page_prints_chosen_copies_and_stretches_of_a_register(client: Client) -> None:
    copies, box = make_copies(5, make_record(class_number="895.922")), make_box()
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    url = reverse("holdings:labels")
    assert (
        copies[4].accession_no
        in client.get(url, {"tu": copies[0].accession_no, "den": copies[4].accession_no}).text
    )
    file = client.get(
        reverse("holdings:labels_file"),
        {"ban": f"{copies[0].pk},{copies[1].pk}", "giay": "roll-50", "loai": "barcode spine"},
    )
    assert len(pypdf.PdfReader(io.BytesIO(file.content)).pages) == 4
    assert "Không có số ĐKCB này" in client.get(url, {"tu": "XYZ"}).text
    boxes = client.get(reverse("holdings:box_labels_file"), {"hop": box.pk})
    assert boxes.headers["Content-Type"] == "application/pdf"


def test_a_margin_moves_every_label() -> None:
    sheet = SHEETS["a4-24"]
    plain = _picture(copy_labels(_labels(1), sheet))
    moved = _picture(copy_labels(_labels(1), sheet, margin=Margin(right=10, down=5)))
    [a] = [one for one in zxingcpp.read_barcodes(plain) if one.format.name == "Code128"]
    [b] = [one for one in zxingcpp.read_barcodes(moved) if one.format.name == "Code128"]
    dot = 300 / 25.4
    assert b.position.top_left.x - a.position.top_left.x == pytest.approx(10 * dot, abs=3)
    assert b.position.top_left.y - a.position.top_left.y == pytest.approx(5 * dot, abs=3)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda s: s.code)
def test_no_label_leaves_its_paper(sheet: Any) -> None:
    if sheet.roll:
        assert sheet.each == 1
        return
    assert sheet.left + sheet.columns * sheet.width + (sheet.columns - 1) * sheet.gap <= 210.01
    assert sheet.top + sheet.rows * sheet.height <= 297.01


def test_a_trial_page_numbers_the_labels_and_has_a_ruler() -> None:
    pdf = trial_page(SHEETS["a4-24"], "In cỡ thật (100 %).")
    [page] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert "In cỡ thật" in page.extract_text()
    assert "24" in page.extract_text().split()


@pytest.mark.django_db
def test_a_printers_margin_is_remembered_for_its_sheet(client: Client) -> None:
    copy = make_copies(1, make_record(class_number="895.922"))[0]
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    data = {"giay": "roll-50", "phai": "1.5", "xuong": "-2"}
    assert client.post(reverse("holdings:labels_margin"), data).status_code == 302
    page = client.get(reverse("holdings:labels"), {"ban": copy.pk, "giay": "roll-50"})
    assert (page.context["margin"].right, page.context["margin"].down) == (1.5, -2)
    other = client.get(reverse("holdings:labels"), {"ban": copy.pk, "giay": "a4-24"})
    assert other.context["margin"] == Margin()
    client.post(reverse("holdings:labels_margin"), {**data, "phai": "40"})
    again = client.get(reverse("holdings:labels"), {"ban": copy.pk, "giay": "roll-50"})
    assert again.context["margin"].right == 1.5
    trial = client.get(reverse("holdings:labels_trial"), {"giay": "roll-50"})
    assert trial.headers["Content-Type"] == "application/pdf"
    assert client.get(reverse("holdings:labels_trial"), {"giay": "x"}).status_code == 404


@pytest.mark.django_db
def test_a_list_of_copies_is_labelled_as_it_was_narrowed(client: Client) -> None:
    make_copies(2, make_record(title="Nuôi ong"))
    wanted = make_copies(3, make_record(title="Nuôi lợn"))
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    listed = client.get(reverse("holdings:copies"), {"q": "nuoi lon"})
    page = client.get(listed.context["labels"])
    assert {copy.pk for copy in page.context["copies"]} == {copy.pk for copy in wanted}
    file = client.get(
        reverse("holdings:labels_file") + "?" + page.context["query"] + "&giay=roll-50"
    )
    assert len(pypdf.PdfReader(io.BytesIO(file.content)).pages) == 3
