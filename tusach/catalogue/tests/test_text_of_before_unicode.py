"""Lists in TCVN3, VNI, VISCII, VIQR, Windows-1258, and in several at once."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.importing import fitting, services
from tusach.catalogue.importing.work import work
from tusach.catalogue.models import Import, Record
from tusach.catalogue.tests.imports import accepted, sent, workbook
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.vietnamese.api import CHARSETS, encode_legacy

pytestmark = pytest.mark.django_db
ROWS = [
    ("Tên sách", "Tác giả", "Năm XB"),
    ("Dế Mèn phiêu lưu ký", "Tô Hoài", "2019"),
    ("Đất rừng phương Nam", "Đoàn Giỏi", "2018"),
    ("Truyện Kiều", "Nguyễn Du", "2015"),
]
TITLES = {row[0] for row in ROWS[1:]}


def table(charset: str) -> bytes:
    return b"".join(
        b";".join(encode_legacy(cell, charset) for cell in row) + b"\r\n"  # type: ignore[arg-type]
        for row in ROWS
    )


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_table_in_an_older_code_is_read_in_it(charset: str) -> None:
    imported = sent("cu.csv", table(charset))
    assert set(imported.charsets.values()) == {charset}
    accepted(imported)
    assert set(Record.objects.values_list("title", flat=True)) == TITLES


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_left_as_it_is(charset: str) -> None:
    text = "".join(";".join(row) + "\r\n" for row in ROWS)
    imported = sent("moi.csv", text.encode(charset))
    assert imported.charsets == {}
    accepted(imported)
    assert set(Record.objects.values_list("title", flat=True)) == TITLES


def test_a_workbook_in_the_old_fonts_is_read() -> None:
    rows = [[encode_legacy(cell, "tcvn3").decode("latin-1") for cell in row] for row in ROWS]
    imported = sent("cu.xlsx", workbook(*rows))
    assert imported.header[0] == "Tên sách"
    accepted(imported)
    assert set(Record.objects.values_list("title", flat=True)) == TITLES


def test_a_column_of_its_own_code_and_cells_of_several_are_told_apart() -> None:
    lines = [
        [cell.encode() for cell in ROWS[0]],
        [encode_legacy(ROWS[1][0], "vni"), ROWS[1][1].encode(), b"2019"],
        [encode_legacy(ROWS[2][0], "tcvn3"), ROWS[2][1].encode(), b"2018"],
        [ROWS[3][0].encode(), ROWS[3][1].encode(), b"2015"],
    ]
    imported = sent("lon-xon.csv", b"".join(b";".join(line) + b"\r\n" for line in lines))
    assert imported.charsets["0"].startswith("mixed")
    accepted(imported)
    assert set(Record.objects.values_list("title", flat=True)) == TITLES
    assert set(Record.objects.values_list("author", flat=True)) == {row[1] for row in ROWS[1:]}


def test_the_page_shows_before_and_after_and_takes_another_choice() -> None:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_point("provincial_library", "TV tỉnh")))
    imported = services.take_file(io.BytesIO(table("tcvn3")), "cu.csv", by=HOUSE, at=timezone.now())
    fit = reverse("catalogue:import_fit", args=[imported.pk])
    page = client.get(fit).content.decode()
    assert "<del>TruyÖn KiÒu</del> <ins>Truyện Kiều</ins>" in page
    codes = reverse("catalogue:import_codes", args=[imported.pk])
    client.post(codes, {"code-0": "vni", "code-1": "tcvn3", "column-1": "title"})
    imported.refresh_from_db()
    assert imported.charsets == {"0": "vni", "1": "tcvn3"}
    # What was chosen beside stays chosen.
    assert imported.mapping == {"1": "title"}


def test_the_choice_is_remembered_for_the_same_headings() -> None:
    strange = ["Cột A", "Cột B"]
    first = services.take_file(
        io.BytesIO(workbook(strange, ["Truye\u0323^n", "x"], ["a", "b"])), "a.xlsx",
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    fitting.choose_charsets(first.pk, {"0": "viqr"})
    fitting.fit_columns(first.pk, {"0": "title"}, at=timezone.now())
    again = services.take_file(
        io.BytesIO(workbook(strange, ["Co^'c", "y"])), "b.xlsx", by=HOUSE, at=timezone.now()
    )
    assert again.charsets == {"0": "viqr"}
    work(first.pk)
    assert Import.objects.get(pk=first.pk).state == Import.State.READ
