"""A supplier's spreadsheet becomes the lines of a purchase."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook

from tusach.acquisitions import errors
from tusach.acquisitions.models import LineFile
from tusach.acquisitions.selectors.files import Row, preview
from tusach.acquisitions.services.files import drop_file, fit_columns, take_file, take_rows
from tusach.acquisitions.testing import make_file, make_intake
from tusach.audit.api import HOUSE
from tusach.catalogue.api import FileRefused
from tusach.catalogue.testing import make_record

pytestmark = pytest.mark.django_db


def rows_of(kept: LineFile) -> list[Row]:
    return preview(kept, this_year=2026)


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def workbook(*rows: list[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def take(kept: LineFile) -> int:
    return take_rows(kept=kept, by=HOUSE, at=timezone.now())


def test_a_publishers_price_list_is_understood_by_its_headings() -> None:
    kept = make_file(
        make_intake([]),
        workbook(
            ["CÔNG TY SÁCH TÂY BẮC"],
            ["STT", "Tên sách", "Tác giả", "NXB", "Năm XB", "ISBN", "SL", "Giá bìa", "CK (%)",
             "Ghi chú"],
            [1, "Truyện Kiều", "Nguyễn Du", "Văn học", 2020, "", 3, 61000, 25, "bìa cứng"],
            [2, "Số đỏ", "Vũ Trọng Phụng", "Văn học", 2018, "", 2, "68.000", 0.3, ""],
        ),
        "bao-gia.xlsx",
    )  # fmt: skip
    assert kept.header_row == 2
    assert set(kept.mapping.values()) == {
        "title", "author", "publisher", "year", "isbn", "quantity", "list_price", "discount",
        "note",
    }  # fmt: skip
    first, second = rows_of(kept)
    assert (first.title, first.quantity, first.list_price, first.paid_price, first.note) == (
        "Truyện Kiều", 3, 61_000, 45_750, "bìa cứng",
    )  # fmt: skip
    # A cell formatted as per cent holds a fraction.
    assert (second.list_price, second.paid_price) == (68_000, 47_600)


def test_what_the_catalogue_has_is_found_and_the_rest_is_new() -> None:
    known = make_record("Truyện Kiều", "Nguyễn Du", year=2020)
    intake = make_intake([])
    kept = make_file(
        intake, csv("Tên sách,Tác giả,Năm,Số bản", "TRUYỆN KIỀU,Nguyễn Du,2020,2", "Mới,Ai,2021,1")
    )
    assert take(kept) == 2
    first, second = intake.lines.order_by("position")
    assert (first.record, first.quantity) == (known, 2)
    assert (second.record, second.title, second.year) == (None, "Mới", 2021)


def test_each_wrong_row_says_what_is_wrong_and_the_others_are_taken() -> None:
    intake = make_intake([])
    kept = make_file(
        intake,
        csv(
            "Tên sách,Số lượng,Giá bìa,Năm",
            ",1,1000,2020",
            "Giá lạ,1,một nghìn,2020",
            'Hai cách,1,"45,000",2020',
            "Nhiều quá,99999,1000,2020",
            "Năm lạ,1,1000,20",
            "Đúng,2,45000,2020",
        ),
    )
    rows = rows_of(kept)
    assert [bool(row.errors) for row in rows] == [True] * 5 + [False]
    said = [" ".join(row.errors) for row in rows]
    assert "Thiếu nhan đề" in said[0]
    assert "“Giá bìa”: “một nghìn” không phải là số" in said[1]
    assert "hãy viết 45.000" in said[2]
    assert "99999" in said[3]
    assert "thiếu chữ số" in said[4]
    assert take(kept) == 1
    assert intake.lines.get().title == "Đúng"


def test_a_mapping_is_remembered_for_the_same_headings() -> None:
    intake = make_intake([])
    table = csv("Mặt hàng,Đơn vị,Lượng,Tiền", "Số đỏ,cuốn,2,68000")
    first = make_file(intake, table)
    assert "title" not in first.mapping.values()
    mapping = {"0": "title", "2": "quantity", "3": "list_price"}
    fit_columns(kept=first, mapping=mapping, at=timezone.now())
    assert make_file(intake, table).mapping == mapping


def test_a_list_without_titles_and_one_thing_in_two_columns_are_refused() -> None:
    kept = make_file(make_intake([]))
    with pytest.raises(errors.NoTitleColumn):
        fit_columns(kept=kept, mapping={"0": "quantity"}, at=timezone.now())
    with pytest.raises(errors.ColumnTwice, match="Giá bìa"):
        fit_columns(
            kept=kept,
            mapping={"0": "title", "1": "list_price", "2": "list_price"},
            at=timezone.now(),
        )


def test_a_list_is_taken_once_and_not_after_it_was_dropped() -> None:
    kept = make_file(make_intake([]))
    take(kept)
    with pytest.raises(errors.NotNow):
        take(kept)
    other = make_file(make_intake([]))
    drop_file(kept=other)
    with pytest.raises(errors.NotNow):
        take(other)


def test_a_list_without_a_good_row_is_refused_whole() -> None:
    kept = make_file(make_intake([]), csv("Tên sách,Số lượng", "A,rất nhiều"))
    with pytest.raises(errors.NoGoodRow):
        take(kept)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "rỗng"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><body>Not found</body></html>", "trang web"),
        ("Tên sách\n".encode(), "dòng dữ liệu"),
        (b"PK\x03\x04 broken", "hỏng"),
    ],
)
def test_what_is_no_list_is_refused_with_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        take_file(
            intake=make_intake([]), file=io.BytesIO(content), name="x", by=HOUSE,
            at=timezone.now(),
        )  # fmt: skip


def test_a_list_of_three_hundred_rows_costs_a_few_questions(
    django_assert_max_num_queries: Any,
) -> None:
    lines = [f"Sách số {n},{n % 5 + 1},{n}000" for n in range(1, 301)]
    kept = make_file(make_intake([]), csv("Tên sách,Số lượng,Giá bìa", *lines))
    with django_assert_max_num_queries(20):
        assert take(kept) == 300
