"""Shelf marks are suggested from a table that a library chooses, unique there, and changeable."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Copy, described, suggest_mark, suggest_marks
from tusach.holdings.errors import HabitChanged, TableNameTaken, TableUnfit
from tusach.holdings.marks import first_free, mark_of
from tusach.holdings.models import MarkWay, Table
from tusach.holdings.selectors.tables import habit_of
from tusach.holdings.services.tables import retire_table, set_habit, take_table
from tusach.holdings.tables import read_subjects
from tusach.holdings.testing import make_copies, make_register
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.vietnamese.api import sort_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def library() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Tả Lèng")


def _rhyme(name: str) -> str:
    return mark_of(name, MarkWay.RHYME, Table.objects.get(code="van").marks)


def test_a_mark_is_first_letter_rhyme_and_next_letter() -> None:
    rows = Table.objects.get(code="van").marks
    assert _rhyme("Tắt đèn") == f"T{rows['ăt']}Đ"
    assert _rhyme("Nguyễn Du") == f"NG{rows['uyên']}D"
    assert _rhyme("Quê hương") == f"QU{rows['ê']}H"
    assert _rhyme("Giông tố") == f"GI{rows['ông']}T"
    assert _rhyme("Ăn") == f"Ă{rows['ăn']}"
    # A number at the head is read as it is spoken.
    assert _rhyme("200 cây thuốc") == f"H{rows['ai']}TR"
    assert _rhyme("Kỹ thuật") == _rhyme("KỸ THUẬT") == _rhyme("Kỹ\u0020thuật")
    assert _rhyme("…!") == ""


def test_marks_file_as_their_rhymes_do() -> None:
    rows = Table.objects.get(code="van").marks
    by_number = sorted(rows, key=lambda key: int(rows[key]))
    assert by_number == sorted(rows, key=sort_key)
    assert all(len(mark) == 3 for mark in rows.values())
    assert len(set(rows.values())) == len(rows)


def test_a_foreign_name_gets_a_mark_too() -> None:
    assert _rhyme("Windows").startswith("W")
    assert _rhyme("Shrek") == "SHR"
    assert mark_of("Đất rừng", MarkWay.LETTERS, {}) == "ĐÂT"


def test_an_opening_is_the_nearest_before_the_name() -> None:
    rows = {"ng": "N1", "nguyen": "N4", "nh": "N6", "t": "T1"}
    assert mark_of("Nguyễn Du", MarkWay.OPENING, rows) == "N4"
    assert mark_of("Ngô Tất Tố", MarkWay.OPENING, rows) == "N1"
    assert mark_of("Lê Lựu", MarkWay.OPENING, rows) == "LÊL"


def test_a_mark_that_another_title_has_gets_a_letter(library: ServicePoint) -> None:
    assert first_free("895", "T111Đ", 2020, {"895 T111Đ 2020", "895 T111Đa 2020"}) == (
        "895 T111Đb 2020"
    )
    one = make_record(title="Tắt đèn", author="", class_number="895.922", year=2020)
    two = make_record(title="Tắt đuốc", author="", class_number="895.922", year=2020)
    plain = suggest_mark(described(one), library)
    make_copies(1, one, library, shelf_mark=plain)
    assert suggest_mark(described(two), library) == plain.replace(" 2020", "a 2020")
    # The same title keeps its mark, and another library has not that collision.
    assert suggest_mark(described(one), library) == plain
    other = make_point("commune_library", "Thư viện xã Hồ Thầu")
    assert suggest_mark(described(two), other) == plain
    assert suggest_marks([described(one), described(two)], other) == [
        plain,
        plain.replace(" 2020", "a 2020"),
    ]


def test_a_title_without_a_class_gets_none(library: ServicePoint) -> None:
    assert suggest_mark(described(make_record(class_number="")), library) == ""


def test_a_library_goes_by_the_table_it_chose(library: ServicePoint) -> None:
    record = make_record(title="Đất rừng", author="Đoàn Giỏi", class_number="895", year=1957)
    letters = Table.objects.get(code="ba-chu")

    def choose(version: int, **more: Any) -> None:
        said = {"by_title": True, "with_year": False, **more}
        set_habit(
            owner=library, version=version, subjects=None, marks=letters, year_begins=None,
            by=HOUSE, at=timezone.now(), **said,
        )  # fmt: skip

    choose(0)
    assert suggest_mark(described(record), library) == "895 ĐÂT"
    choose(1, by_title=False, with_year=True)
    assert suggest_mark(described(record), library) == "895 ĐOA 1957"
    with pytest.raises(HabitChanged):
        choose(1)
    assert habit_of(library).version == 2


def test_a_table_is_taken_in_and_names_its_faulty_line() -> None:
    now = timezone.now()
    made = take_table(
        kind="subjects", name="Môn loại của tỉnh", by=HOUSE, at=now,
        text="Môn loại;Ký hiệu phân loại;Đối tượng\nPháp luật;34;\nThiếu nhi;;Mầm non, Tiểu học\n",
    )  # fmt: skip
    law, children = made.groups.all()
    assert (law.classes, children.audiences) == (["34"], ["preschool", "primary"])
    with pytest.raises(TableNameTaken):
        take_table(kind="marks", name="Môn loại của tỉnh", text="", by=HOUSE, at=now)
    for text, line in (
        ("Tên,Ký hiệu\n", 1),
        ("Môn loại,Ký hiệu phân loại\nLuật,349-340\n", 2),
        ("Môn loại,Đối tượng\nLuật,ai đó\n", 2),
    ):
        with pytest.raises(TableUnfit) as refused:
            read_subjects(text)
        assert refused.value.facts["line"] == line
    retire_table(table=made, by=HOUSE, at=now)
    made.refresh_from_db()
    assert made.retired_at


def test_the_form_suggests_and_takes_what_is_typed(client: Client, library: ServicePoint) -> None:
    make_register(library)
    record = make_record(title="Tắt đèn", author="", class_number="895.922", year=2020)
    client.force_login(make_account("commune_librarian", at=library))
    url = reverse("holdings:enter", args=[record.pk])
    page = client.get(url)
    suggested = suggest_mark(described(record), library)
    assert f'value="{suggested}"' in page.content.decode()
    data = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    data |= {"register": data["register"].pk, "source": data["source"].pk, "day": "",
             "count": "1", "condition": "new", "shelf_mark": "895 TĐ"}  # fmt: skip
    data["once"] = str(uuid.uuid4())
    data["day"] = f"{timezone.localdate():%d/%m/%Y}"
    client.post(url, data)
    copy = Copy.objects.get(record=record)
    assert copy.shelf_mark == "895 TĐ"
    edit = client.get(reverse("holdings:edit_copy", args=[copy.pk])).content.decode()
    assert "Gợi ý theo bảng: 895 TĐ" not in edit


def test_whoever_keeps_the_tables_uploads_one(client: Client) -> None:
    client.force_login(
        make_account("cataloguer", at=make_point("provincial_library", "Thư viện tỉnh"))
    )
    url = reverse("holdings:tables")

    def send(content: bytes, name: str = "Bảng chữ") -> Any:
        file = SimpleUploadedFile("bang.csv", content)
        data = {"kind": "marks", "name": name, "way": "opening", "file": file}
        return client.post(url, {**data, "once": str(uuid.uuid4())})

    assert send("Vần hoặc chữ mở đầu,Ký hiệu\nng,N1\n".encode()).status_code == 302
    made = Table.objects.get(name="Bảng chữ")
    assert made.marks == {"ng": "N1"}
    back = client.get(reverse("holdings:table_file", args=[made.pk])).content.decode("utf-8-sig")
    assert back.splitlines() == ["Vần hoặc chữ mở đầu,Ký hiệu", "ng,N1"]
    bad = send("Vần hoặc chữ mở đầu,Ký hiệu\nng,\n".encode(), "Bảng khác")
    assert "dòng 2" in bad.content.decode()
    assert "UTF-8" in send("Vần".encode("utf-16"), "Bảng ba").content.decode()
