"""Points from a spreadsheet: errors by row, all or nothing."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from tusach.audit.api import HOUSE
from tusach.network.errors import (
    AlreadyImported,
    ImportHasErrors,
    SheetIsEmpty,
    SheetIsTooLarge,
    SheetIsUnreadable,
    SheetNotASpreadsheet,
)
from tusach.network.models import HomeProvince, PointImport, ServicePoint
from tusach.network.selectors.imports import plan_import
from tusach.network.services.importing import apply_import, set_meanings, take_in_file
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
MERGED = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def _lai_chau() -> None:
    lai_chau = make_province("Lai Châu")
    HomeProvince.objects.create(unit=lai_chau, letters="LC")
    ward = make_unit("Phường Tân Phong", province=lai_chau, since=MERGED)
    make_unit("Xã San Thàng", province=lai_chau, until=MERGED, became=ward)
    make_unit("Xã Tân Phong", province=make_province("Sơn La"))


def _xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _take(*rows: list[Any], name: str = "diem.xlsx", kind: str = "") -> PointImport:
    return take_in_file(name=name, content=_xlsx(*rows), kind=kind, by=HOUSE, at=timezone.now())


HEAD = ["STT", "Tên trường", "Loại", "Xã", "Ngày thành lập", "Vĩ độ", "Kinh độ"]


def test_a_clean_file_makes_every_point_where_it_says() -> None:
    sent = _take(
        HEAD,
        [
            1,
            "Trường Tiểu học Tân Phong",
            "Trường tiểu học",
            "tan phong",
            "05/09/1998",
            22.36,
            "103,48",
        ],
        [2, "Tủ sách bản Lùng Thàng", "Tủ sách bản, khu phố", "Xã San Thàng", None, None, None],
    )
    done = apply_import(sent=sent, by=HOUSE, at=timezone.now())
    assert done.made == 2
    school = ServicePoint.objects.get(name="Trường Tiểu học Tân Phong")
    assert (school.kind, school.commune.name, school.province.name) == (
        "school_library",
        "Phường Tân Phong",
        "Tỉnh Lai Châu",
    )
    assert (school.founded_on, school.lat, school.lon) == (date(1998, 9, 5), 22.36, 103.48)
    # An old commune: the point lies in what it became.
    assert ServicePoint.objects.get(kind="village_bookcase").commune == school.commune


def test_every_error_is_named_by_row_and_column() -> None:
    make_point("school_library", "Trường Tiểu học Cũ", school_commune())
    sent = _take(
        HEAD,
        [1, "Trường A", "Trường", "Xã Không Có", None, None, None],
        [2, "Trường B", "Loại lạ", "Tân Phong", "05/09/2398", None, None],
        [3, "Trường C", "Trường", "Tân Phong", "5/9/98", 103.4, 22.3],
        [4, "", "Trường", "Tân Phong", None, None, None],
        [5, "Trường Tiểu học Cũ", "Trường", "Tân Phong", None, None, None],
        [6, "Trường D", "Trường", "Tân Phong", None, None, None],
        [7, "Trường D", "Trường", "Tân Phong", None, None, None],
    )
    rows = {row.number: dict(row.errors) for row in plan_import(sent).rows}
    assert "Xã Không Có" in rows[2]["Xã, phường"]
    assert "Loại lạ" in rows[3]["Loại"]
    assert "thế kỷ" in rows[3]["Ngày thành lập"]
    assert "bốn chữ số" in rows[4]["Ngày thành lập"]
    assert "đổi chỗ" in rows[4]["Vĩ độ"]
    assert "Tên điểm" in rows[5]
    assert "đã có điểm này" in rows[6]["Tên điểm"]
    assert rows[7] == {}
    assert "dòng 7" in rows[8]["Tên điểm"]


def school_commune() -> Any:
    from tusach.network.api import find_units

    return find_units("Tân Phong", within=make_province("Lai Châu"))[0].unit


def test_with_one_wrong_row_nothing_is_made() -> None:
    sent = _take(
        HEAD,
        [1, "Trường A", "Trường", "Tân Phong", None, None, None],
        [2, "Trường B", "Trường", "Ở Đâu Đó", None, None, None],
    )
    with pytest.raises(ImportHasErrors, match="1 dòng"):
        apply_import(sent=sent, by=HOUSE, at=timezone.now())
    assert not ServicePoint.objects.exists()


def test_applying_twice_makes_the_points_once() -> None:
    sent = _take(HEAD, [1, "Trường A", "Trường", "Tân Phong", None, None, None])
    apply_import(sent=sent, by=HOUSE, at=timezone.now())
    with pytest.raises(AlreadyImported):
        apply_import(sent=sent, by=HOUSE, at=timezone.now())
    assert ServicePoint.objects.count() == 1


def test_wrong_columns_are_said_and_can_be_chosen() -> None:
    sent = _take(["Cột 1", "Cột 2"], ["Trường A", "Tân Phong"], kind="school_library")
    assert "tên điểm" in plan_import(sent).wrong[0]
    set_meanings(sent=sent, meanings={0: "name", 1: "commune"}, kind="school_library")
    sent.refresh_from_db()
    assert plan_import(sent).is_ready


@pytest.mark.parametrize(
    ("name", "content", "refusal", "word"),
    [
        ("diem.xlsx", b"<!DOCTYPE html><html><body>x</body></html>", SheetNotASpreadsheet, "HTML"),
        ("diem.csv", b"%PDF-1.7 ...", SheetNotASpreadsheet, "PDF"),
        ("diem.xlsx", b"PK\x03\x04 cut off", SheetIsUnreadable, "hỏng"),
        ("diem.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut", SheetIsUnreadable, "hỏng"),
        (
            "diem.csv",
            b"T\xean,X\xe3\nTr\xfd\xf2ng,x",
            SheetIsUnreadable,
            "UTF-8",
        ),
        ("diem.csv", b"", SheetIsEmpty, "tiêu đề"),
        ("diem.csv", "Tên,Xã\n".encode(), SheetIsEmpty, "tiêu đề"),
        ("diem.csv", b"a," * 3_000_000, SheetIsTooLarge, "5 MB"),
        ("diem.csv", b"ten,xa\n" + b"x,y\n" * 1500, SheetIsTooLarge, "dòng"),
    ],
)
def test_a_file_that_is_no_list_of_points_is_refused_by_name(
    name: str, content: bytes, refusal: type[Exception], word: str
) -> None:
    with pytest.raises(refusal, match=word) as caught:
        take_in_file(name=name, content=content, by=HOUSE, at=timezone.now())
    assert name in str(caught.value)
    assert not PointImport.objects.exists()


def test_csv_with_semicolons_and_a_real_date_cell_are_read() -> None:
    content = "\ufeffTên;Loại;Xã\nTrường A;Trường;Tân Phong\n".encode()
    sent = take_in_file(name="a.csv", content=content, by=HOUSE, at=timezone.now())
    assert plan_import(sent).is_ready
    day = date(1998, 9, 5)
    dated = _take(HEAD, [1, "Trường B", "Trường", "Tân Phong", day, None, None])
    assert plan_import(dated).rows[0].more["founded_on"] == date(1998, 9, 5)


def test_the_template_file_imports_as_it_is(client: Client) -> None:
    client.force_login(make_account("department", make_province("Lai Châu")))
    content = client.get("/mang-luoi/diem/nhap/mau.xlsx").content
    assert load_workbook(io.BytesIO(content)).active.max_row == 2
    sent = take_in_file(name="mau.xlsx", content=content, by=HOUSE, at=timezone.now())
    assert plan_import(sent).is_ready


def test_the_whole_way_in_the_pages(client: Client) -> None:
    client.force_login(make_account("department", make_province("Lai Châu")))
    bad = SimpleUploadedFile("diem.xlsx", b"<html></html>")
    refused = client.post("/mang-luoi/diem/nhap/", {"file": bad, "kind": ""})
    assert refused.status_code == 422
    assert "trang HTML" in refused.content.decode()
    good = SimpleUploadedFile(
        "diem.xlsx", _xlsx(HEAD, [1, "Trường A", "Trường", "Tân Phong", None, None, None])
    )
    sent = client.post("/mang-luoi/diem/nhap/", {"file": good, "kind": ""})
    page = client.get(sent["Location"])
    assert "Trường A" in page.content.decode()
    assert not ServicePoint.objects.exists()
    client.post(sent["Location"], {"apply": "1"})
    assert ServicePoint.objects.count() == 1


def test_rows_outside_ones_province_are_refused() -> None:
    sent = _take(HEAD, [1, "Trường A", "Trường", "Tân Phong", None, None, None])
    planned = plan_import(sent, may_place=lambda unit: False)
    assert "không được giao" in dict(planned.rows[0].errors)["Xã, phường"]
