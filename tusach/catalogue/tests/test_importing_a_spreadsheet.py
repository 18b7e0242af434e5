from __future__ import annotations

import io

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import ImportedBatch, ImportListener, marc_of, on_records_imported
from tusach.catalogue.importing import deciding, fitting, services
from tusach.catalogue.importing.listeners import forget_listener
from tusach.catalogue.importing.selectors import told_copies
from tusach.catalogue.importing.work import work
from tusach.catalogue.models import Import, Record
from tusach.catalogue.tests.imports import accepted, counts, sent, workbook

pytestmark = pytest.mark.django_db

HEAD = ["STT", "Tên sách", "Tác giả", "NXB", "Nơi XB", "Năm XB", "ISBN", "Giá", "Số bản", "Chủ đề"]
DE_MEN = [
    1,
    "Dế Mèn phiêu lưu ký",
    "Tô Hoài",
    "Kim Đồng",
    "H.",
    2019,
    "",
    "45.000đ",
    3,
    "Truyện; Thiếu nhi",
]


def test_a_list_under_its_title_lines_finds_its_columns_and_becomes_records() -> None:
    imported = sent(
        "danh-muc.xlsx",
        workbook(["THƯ VIỆN TỈNH LAI CHÂU"], ["Danh mục sách mới"], [], HEAD, DE_MEN),
    )
    assert imported.header_row == 4
    assert counts(accepted(imported)) == {"new": 1}
    record = Record.objects.get()
    assert (record.title, record.author, record.publisher) == (
        "Dế Mèn phiêu lưu ký",
        "Tô Hoài",
        "Kim Đồng",
    )
    assert (record.year, record.price, record.subjects) == (2019, 45000, ["Truyện", "Thiếu nhi"])
    assert marc_of(record).control("001") == record.control_number


def test_a_cell_that_is_cut_is_told_with_its_column() -> None:
    text = f"Tên sách,Tóm tắt\nLượm,{'dài ' * 6_000}\nDế Mèn,ngắn\n"
    imported = sent("x.csv", text.encode())
    long, short = imported.rows.order_by("number")
    assert [one["code"] for one in long.warnings] == ["cell-cut"]
    assert long.warnings[0]["facts"]["column"] == "Tóm tắt"
    assert short.warnings == []


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Tên sách", "", "no-title"),
        ("Năm XB", 2205, "year-wrong"),
        ("Năm XB", 25, "year-short"),
        ("Năm XB", "năm ngoái", "year-unreadable"),
        ("Giá", "bốn lăm nghìn", "number-unreadable"),
        ("Giá", "45,000", "number-ambiguous"),
        ("Số bản", "vài", "number-unreadable"),
    ],
)
def test_a_row_with_an_error_is_named_and_left_out(column: str, value: object, code: str) -> None:
    bad = list(DE_MEN)
    bad[HEAD.index(column)] = value
    imported = sent("x.xlsx", workbook(HEAD, DE_MEN, bad))
    row = imported.rows.get(number=3)
    assert (row.status, row.reason["code"]) == ("damaged", code)
    assert row.cells[1] == bad[1]
    accepted(imported)
    assert Record.objects.count() == 1


def test_a_wrong_check_digit_is_a_warning_and_what_was_typed_is_kept() -> None:
    row = list(DE_MEN)
    row[6] = "978-604-2-12345-0"
    imported = accepted(sent("x.xlsx", workbook(HEAD, row)))
    found = imported.rows.get()
    assert [one["code"] for one in found.warnings] == ["isbn-check"]
    assert found.record is not None
    assert found.record.isbn == ""
    assert marc_of(found.record).first("020", "a").startswith("978-604-2-12345-0")


def test_an_isbn_the_spreadsheet_rounded_is_told_and_not_written() -> None:
    imported = sent("x.csv", "Tên sách,ISBN\nLượm,9.78604E+12\n".encode())
    assert [one["code"] for one in imported.rows.get().warnings] == ["isbn-rounded"]


def test_a_mended_row_is_taken() -> None:
    bad = list(DE_MEN)
    bad[5] = 2205
    imported = sent("x.xlsx", workbook(HEAD, bad))
    row = imported.rows.get()
    cells = list(row.cells)
    cells[5] = "2005"
    assert deciding.mend_row(imported.pk, row.number, cells, at=timezone.now()).status == "new"
    accepted(imported)
    assert Record.objects.get().year == 2005


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_in_unicode_is_read_whatever_its_mark(encoding: str) -> None:
    text = "Nhan đề;Tác giả;Năm XB\nTruyện Kiều;Nguyễn Du;2015\n"
    imported = accepted(sent("x.csv", text.encode(encoding)))
    assert counts(imported) == {"new": 1}
    assert Record.objects.get().title == "Truyện Kiều"


def test_the_way_columns_were_fitted_is_remembered_for_the_same_headings() -> None:
    strange = ["Cột A", "Cột B"]
    imported = services.take_file(
        io.BytesIO(workbook(strange, ["Lượm", "Tố Hữu"])), "a.xlsx", by=HOUSE, at=timezone.now()
    )
    assert imported.mapping == {}
    fitting.fit_columns(imported.pk, {"0": "title", "1": "author"}, at=timezone.now())
    again = services.take_file(
        io.BytesIO(workbook(strange, ["Việt Bắc", "Tố Hữu"])), "b.xlsx", by=HOUSE, at=timezone.now()
    )
    assert again.mapping == {"0": "title", "1": "author"}


def test_a_line_for_each_copy_makes_one_record() -> None:
    head = ["Tên sách", "Tác giả", "ĐKCB"]
    rows = [["Lượm", "Tố Hữu", f"M.{number}"] for number in (1, 2, 3)]
    heard: list[ImportedBatch] = []
    on_records_imported(ImportListener("shelf", heard.append))
    try:
        imported = accepted(sent("x.xlsx", workbook(head, *rows)))
    finally:
        forget_listener("shelf")
    assert counts(imported) == {"new": 1, "same": 2}
    (batch,) = heard
    record = Record.objects.get()
    assert [
        (row.record, row.was_there, dict(row.values)["accession_no"]) for row in batch.rows
    ] == [
        (record.pk, False, "M.1"),
        (record.pk, False, "M.2"),
        (record.pk, False, "M.3"),
    ]


def test_what_a_listener_refuses_takes_its_whole_batch_back() -> None:
    def refuse(_batch: ImportedBatch) -> None:
        raise RuntimeError("no register")

    on_records_imported(ImportListener("shelf", refuse))
    try:
        imported = accepted(sent("x.xlsx", workbook(HEAD, DE_MEN)))
    finally:
        forget_listener("shelf")
    assert Record.objects.count() == 0
    assert imported.state == Import.State.READ
    assert imported.problem["code"] == "unexpected"
    services.accept(imported.pk, by=HOUSE, at=timezone.now())
    work(imported.pk)
    assert Record.objects.count() == 1


def test_the_line_that_adds_a_list_up_is_no_book() -> None:
    one = sent(
        "danh-sach.xlsx",
        workbook(
            ("STT", "Tên sách", "Tác giả", "Số lượng"),
            (1, "Quê nội", "Võ Quảng", 2),
            (2, "Tổng", "Nguyễn Văn A", 1),
            (None, "Tổng cộng:", None, 3),
        ),
    )
    rows = list(one.rows.order_by("number"))
    assert [row.status for row in rows] == ["new", "new", "skipped"]
    assert rows[2].reason["code"] == "total-row"
    assert sum(told.count for told in told_copies(one)) == 3
    # Whoever knows better has it looked at like any other.
    deciding.decide_row(one.pk, rows[2].number, take="auto")
    rows[2].refresh_from_db()
    assert rows[2].status == "new"
