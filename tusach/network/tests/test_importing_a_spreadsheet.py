"""Points from a spreadsheet: errors by row, all or nothing."""

import io
import tracemalloc
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from tusach.audit.api import HOUSE, Actor
from tusach.network.errors import (
    AlreadyImported,
    ImportHasErrors,
    ImportIsUnderWay,
    SheetIsEmpty,
    SheetIsTooLarge,
    SheetIsUnreadable,
    SheetNotASpreadsheet,
)
from tusach.network.models import HomeProvince, PointImport, ServicePoint
from tusach.network.services.checking import wrong_with_columns
from tusach.network.services.import_work import _check, work
from tusach.network.services.importing import accept_import, set_meanings, take_in_file
from tusach.network.services.points import create_point
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account
from tusach.ui.api import stalled

pytestmark = pytest.mark.django_db
MERGED = date(2025, 7, 1)
State = PointImport.State


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


def _take(
    *rows: list[Any], name: str = "diem.xlsx", kind: str = "", by: Actor = HOUSE
) -> PointImport:
    """A file that was sent and checked."""
    content = _xlsx(*rows)
    return _worked(take_in_file(name=name, content=content, kind=kind, by=by, at=timezone.now()))


def _worked(sent: PointImport) -> PointImport:
    work(sent.pk)
    sent.refresh_from_db()
    return sent


def _apply(sent: PointImport) -> PointImport:
    return _worked(accept_import(sent=sent, by=HOUSE, at=timezone.now()))


def _errors(sent: PointImport) -> dict[int, dict[str, str]]:
    return {row.number: dict(row.errors) for row in sent.rows.all()}


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
    assert sent.state == State.CHECKED
    assert not ServicePoint.objects.exists()
    assert _apply(sent).made == 2
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
    rows = _errors(sent)
    assert sent.bad_count == 6
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
        accept_import(sent=sent, by=HOUSE, at=timezone.now())
    assert not ServicePoint.objects.exists()


ONE = [1, "Trường A", "Trường", "Tân Phong", None, None, None]


def test_applying_twice_makes_the_points_once() -> None:
    sent = _take(HEAD, ONE)
    accept_import(sent=sent, by=HOUSE, at=timezone.now())
    accept_import(sent=sent, by=HOUSE, at=timezone.now())
    _worked(sent)
    _worked(sent)
    with pytest.raises(AlreadyImported):
        accept_import(sent=sent, by=HOUSE, at=timezone.now())
    assert ServicePoint.objects.count() == 1


def test_nothing_is_made_before_the_check_is_done() -> None:
    content = _xlsx(HEAD, ONE)
    sent = take_in_file(name="diem.xlsx", content=content, by=HOUSE, at=timezone.now())
    with pytest.raises(ImportIsUnderWay):
        accept_import(sent=sent, by=HOUSE, at=timezone.now())


def test_a_point_made_by_somebody_else_meanwhile_sends_the_rows_back() -> None:
    sent = _take(HEAD, ONE, [2, "Trường B", "Trường", "Tân Phong", None, None, None])
    make_point("school_library", "Trường B", school_commune())
    done = _apply(sent)
    assert (done.state, done.made, done.bad_count) == (State.CHECKED, 0, 1)
    assert "đã có điểm này" in _errors(done)[3]["Tên điểm"]
    assert ServicePoint.objects.count() == 1


def test_the_same_file_sent_twice_makes_its_points_once() -> None:
    first, second = _take(HEAD, ONE), _take(HEAD, ONE)
    assert second.bad_count == 0
    assert _apply(first).made == 1
    assert _apply(second).bad_count == 1
    assert ServicePoint.objects.count() == 1


def test_columns_chosen_during_a_check_are_what_counts() -> None:
    content = _xlsx(HEAD, ONE)
    sent = take_in_file(name="diem.xlsx", content=content, by=HOUSE, at=timezone.now())
    stale = PointImport.objects.get(pk=sent.pk)
    set_meanings(sent=sent, meanings={1: "name"}, kind="club", at=timezone.now())
    _check(stale, 1)
    sent.refresh_from_db()
    assert (sent.state, sent.checked_to) == (State.CHECKING, 0)
    assert "chưa có xã, phường" in _errors(_worked(sent))[2]["Xã, phường"]


def test_a_code_given_by_hand_is_passed_over_by_those_given_in_turn() -> None:
    create_point(
        kind="club", name="Nhà văn hóa 1", commune=school_commune(), code="LC-CLB-002",
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    head = ["Tên", "Loại", "Xã", "Mã"]
    sent = _take(
        head,
        *([f"Câu lạc bộ {n}", "Câu lạc bộ", "Tân Phong", None] for n in (1, 2)),
        ["Câu lạc bộ 3", "Câu lạc bộ", "Tân Phong", "lc-clb-003"],
    )
    assert _apply(sent).made == 3
    codes = ServicePoint.objects.filter(name__startswith="Câu lạc bộ").order_by("name")
    assert list(codes.values_list("code", flat=True)) == ["LC-CLB-001", "LC-CLB-004", "LC-CLB-003"]


def test_a_commune_that_was_no_more_on_the_opening_day_is_said_by_row() -> None:
    sent = _take(
        ["Tên", "Loại", "Xã", "Phục vụ từ ngày"],
        ["Trường A", "Trường", "Xã San Thàng", "05/09/2025"],
    )
    assert "không có vào ngày 05/09/2025" in _errors(sent)[2]["Xã, phường"]


def test_more_rows_ask_no_more_questions(django_assert_max_num_queries: Any) -> None:
    def rows(word: str, count: int) -> list[list[Any]]:
        return [[n, f"Trường {word} {n}", "Trường", "Tân Phong", *3 * [None]] for n in range(count)]

    with CaptureQueriesContext(connection) as few:
        _apply(_take(HEAD, *rows("A", 20)))
    with django_assert_max_num_queries(len(few)):
        _apply(_take(HEAD, *rows("B", 200)))
    assert ServicePoint.objects.count() == 220


def test_wrong_columns_are_said_and_can_be_chosen() -> None:
    sent = _take(["Cột 1", "Cột 2"], ["Trường A", "Tân Phong"], kind="school_library")
    assert sent.state == State.COLUMNS
    assert "tên điểm" in wrong_with_columns(sent)[0]
    set_meanings(
        sent=sent, meanings={0: "name", 1: "commune"}, kind="school_library", at=timezone.now()
    )
    assert (_worked(sent).state, sent.bad_count) == (State.CHECKED, 0)


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
        ("diem.csv", b"a," * 6_000_000, SheetIsTooLarge, "10 MB"),
        ("diem.csv", b"ten,xa\n" + b"x,y\n" * 11_000, SheetIsTooLarge, "dòng"),
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
    assert (_worked(sent).state, sent.bad_count) == (State.CHECKED, 0)
    day = date(1998, 9, 5)
    assert _apply(_take(HEAD, [1, "Trường B", "Trường", "Tân Phong", day, None, None])).made == 1
    assert ServicePoint.objects.get(name="Trường B").founded_on == day


def test_the_template_file_imports_as_it_is(client: Client) -> None:
    client.force_login(make_account("department", make_province("Lai Châu")))
    content = client.get("/mang-luoi/diem/nhap/mau.xlsx").content
    assert load_workbook(io.BytesIO(content)).active.max_row == 2
    sent = take_in_file(name="mau.xlsx", content=content, by=HOUSE, at=timezone.now())
    assert (_worked(sent).state, sent.bad_count) == (State.CHECKED, 0)


def test_the_whole_way_in_the_pages(client: Client) -> None:
    client.force_login(make_account("department", make_province("Lai Châu")))
    bad = SimpleUploadedFile("diem.xlsx", b"<html></html>")
    token = str(uuid.uuid4())
    refused = client.post("/mang-luoi/diem/nhap/", {"file": bad, "kind": "", "once": token})
    assert refused.status_code == 422
    assert "trang HTML" in refused.content.decode()
    good = SimpleUploadedFile("diem.xlsx", _xlsx(HEAD, ONE))
    answer = client.post("/mang-luoi/diem/nhap/", {"file": good, "kind": "", "once": token})
    sent = PointImport.objects.get()
    page = client.get(answer["Location"])
    assert "0 trên 1 dòng" in page.content.decode()
    assert client.get(f"{answer['Location']}tien-do/").status_code == 200
    _worked(sent)
    assert client.get(f"{answer['Location']}tien-do/")["HX-Refresh"] == "true"
    assert "Trường A" in client.get(answer["Location"]).content.decode()
    assert not ServicePoint.objects.exists()
    client.post(answer["Location"], {"apply": "1"})
    assert "cùng một lúc" in client.get(answer["Location"]).content.decode()
    _worked(sent)
    assert "Đã nhập 1 điểm" in client.get(answer["Location"]).content.decode()
    assert ServicePoint.objects.count() == 1
    good.seek(0)
    again = client.post("/mang-luoi/diem/nhap/", {"file": good, "kind": "", "once": token})
    assert again["Location"] == answer["Location"]
    assert PointImport.objects.count() == 1


def test_a_page_of_work_that_nobody_does_says_so(client: Client) -> None:
    account = make_account("department", make_province("Lai Châu"))
    client.force_login(account)
    sent = take_in_file(
        name="diem.xlsx",
        content=_xlsx(HEAD, ONE),
        by=Actor(account=account.pk, name=account.full_name),
        at=timezone.now() - timedelta(minutes=2),
    )
    page = client.get(f"/mang-luoi/diem/nhap/{sent.pk}/").content.decode()
    assert "Chưa có tiến trình nền nào" in page
    assert stalled(PointImport, timezone.now()) == [sent.pk]
    client.post(f"/mang-luoi/diem/nhap/{sent.pk}/goi-lai/")
    assert stalled(PointImport, timezone.now()) == []


def test_rows_outside_ones_province_are_refused() -> None:
    elsewhere = make_account("department", make_province("Sơn La"))
    sent = _take(HEAD, ONE, by=Actor(account=elsewhere.pk, name=elsewhere.full_name))
    assert "không được giao" in _errors(sent)[2]["Xã, phường"]


def test_who_lost_the_right_meanwhile_makes_nothing() -> None:
    account = make_account("department", make_province("Lai Châu"))
    by = Actor(account=account.pk, name=account.full_name)
    sent = _take(HEAD, ONE, by=by)
    assert sent.bad_count == 0
    accept_import(sent=sent, by=by, at=timezone.now())
    account.is_active = False
    account.save()
    _worked(sent)
    assert (sent.state, sent.bad_count) == (State.CHECKED, 1)
    assert not ServicePoint.objects.exists()


@pytest.mark.long
def test_five_thousand_points_in_few_questions_and_little_memory() -> None:
    lines = "\n".join(f"Trường {n},Trường,Tân Phong,Số {n},0213 3{n:06d}" for n in range(5000))
    content = f"Tên,Loại,Xã,Địa chỉ,Điện thoại\n{lines}".encode()
    sent = take_in_file(name="tinh.csv", content=content, by=HOUSE, at=timezone.now())
    tracemalloc.start()
    with CaptureQueriesContext(connection) as asked:
        done = _apply(_worked(sent))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (done.made, ServicePoint.objects.count()) == (5000, 5000)
    assert len(asked) < 600
    assert most < 80 * 2**20
