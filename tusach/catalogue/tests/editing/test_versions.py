"""What versions differ in, and going back to one or to one field of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.editing.restoring import restore_field
from tusach.catalogue.editing.services import save_marc
from tusach.catalogue.errors import (
    MarcHasErrors,
    NoSuchChange,
    NoSuchVersion,
    RecordWasChanged,
    TitleIsMissing,
)
from tusach.catalogue.marc.comparing import Piece, compare
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.marc.text import read, write
from tusach.catalogue.selectors import history, marc_of_version
from tusach.catalogue.testing import make_record
from tusach.network.testing import make_point
from tusach.people.testing import make_account

AN = Actor(account=1, name="Lò Thị An")
LEADER = "=LDR 00000nam#a2200000#a#4500\n"


def marc(*lines: str) -> MarcRecord:
    return read(LEADER + "\n".join(lines)).record


def marked(pieces: list[Piece]) -> list[str]:
    return [one.text for one in pieces if one.differs]


def test_the_words_that_differ_inside_a_field_are_marked() -> None:
    old = marc("=245 10$aDế Mèn phiêu lưu kí /$cTô Hoài")
    new = marc("=245 10$aDế Mèn phiêu lưu ký /$cTô Hoài ; Tạ Huy Long vẽ")
    (one,) = compare(old, new)
    assert marked(one.before) == ["kí"]
    assert marked(one.after) == ["ký", " ; Tạ Huy Long vẽ"]


def test_indicators_and_codes_are_compared_too() -> None:
    (one,) = compare(marc("=245 00$aX"), marc("=245 10$bX"))
    assert marked(one.before) == ["00", "$a"]
    assert marked(one.after) == ["10", "$b"]


def test_a_coded_field_is_compared_sign_by_sign() -> None:
    old, new = "=008 190101s2019####vm#a###b", "=008 190101s2020####vm#a###j"
    (one,) = compare(marc(old), marc(new))
    assert marked(one.after) == ["20", "j"]


def test_added_and_taken_away_fields_stand_alone() -> None:
    added, gone = compare(marc("=653 ##$aThơ"), marc("=500 ##$aPhụ chú"))
    assert (added.tag, added.before) == ("500", [])
    assert (gone.tag, gone.after) == ("653", [])


def test_equal_fields_are_told_when_asked() -> None:
    record = marc("=245 10$aX", "=653 ##$aThơ")
    assert compare(record, record) == []
    assert [one.tag for one in compare(record, record, whole=True)] == ["LDR", "245", "653"]


def test_a_field_of_ten_thousand_words_is_not_slow() -> None:
    words = " ".join(f"từ{n}" for n in range(10_000))
    (one,) = compare(marc(f"=520 ##$a{words}"), marc(f"=520 ##$a{words} hết"))
    assert one.before
    assert all(piece.differs for piece in one.after)


def changed(record: Record, old: str, new: str, *, why: str = "") -> Record:
    text = write(marc_of(record))
    assert old in text
    made = read(text.replace(old, new)).record
    return save_marc(record.pk, made, version=record.version, by=AN, at=timezone.now(), why=why)


def row_of(record: Record, number: int, tag: str) -> int:
    found = compare(marc_of_version(record, number), marc_of(record))
    return next(one.row for one in found if one.tag == tag)


def back(record: Record, number: int, row: int, *, version: int | None = None) -> Record:
    now = Record.objects.get(pk=record.pk)
    made, _tag = restore_field(
        record.pk, number, row, version=version or now.version, by=AN, at=timezone.now()
    )
    return made


@pytest.fixture
def twice() -> Record:
    """Title and publisher changed, each in a version."""
    record = make_record(title="Lượm", author="Tố Hữu", publisher="Văn học", subjects=("Thơ",))
    record = changed(record, "$aLượm", "$aLượm ơi", why="Sửa nhan đề")
    return changed(record, "$bVăn học", "$bKim Đồng")


@pytest.mark.django_db
def test_one_field_goes_back_and_the_others_stay(twice: Record) -> None:
    made = back(twice, 1, row_of(twice, 1, "245"))
    assert (made.title, made.publisher, made.version) == ("Lượm", "Kim Đồng", 4)
    assert made.versions.get(number=4).why == "Lấy lại trường 245 như phiên bản 1"


@pytest.mark.django_db
def test_a_field_that_was_taken_away_comes_back_and_a_new_one_goes(twice: Record) -> None:
    gone = changed(twice, "\n=653 ##$aThơ", "\n=500 ##$aPhụ chú mới")
    made = back(gone, 3, row_of(gone, 3, "653"))
    assert made.subjects == ["Thơ"]
    made = back(made, 3, row_of(made, 3, "500"))
    assert marc_of(made).first("500", "a") == ""


@pytest.mark.django_db
def test_of_two_equal_fields_only_the_one_meant_goes() -> None:
    record = make_record(subjects=("Thơ",))
    record = changed(record, "=653 ##$aThơ", "=653 ##$aThơ\n=653 ##$aThơ")
    made = back(record, 1, row_of(record, 1, "653"))
    assert made.subjects == ["Thơ"]
    assert [one.first("a") for one in marc_of(made).data("653")] == ["Thơ"]


@pytest.mark.django_db
def test_what_cannot_be_taken_back_is_refused_by_name(twice: Record) -> None:
    title = row_of(twice, 1, "245")
    with pytest.raises(RecordWasChanged):
        back(twice, 1, title, version=1)
    with pytest.raises(NoSuchVersion):
        back(twice, 9, title)
    for row in (-1, 0, 99):
        with pytest.raises(NoSuchChange):
            back(twice, 1, row)
    twice.refresh_from_db()
    assert twice.version == 3


@pytest.mark.django_db
def test_a_field_that_would_make_an_error_is_refused() -> None:
    record = make_record(title="Kỷ yếu", author="Tố Hữu")
    record = changed(record, "=100 0#$aTố Hữu", "=110 2#$aSở Văn hóa")
    with pytest.raises(MarcHasErrors):
        back(record, 1, row_of(record, 1, "100"))


@pytest.mark.django_db
def test_a_title_is_not_taken_away_by_going_back() -> None:
    record = make_record(title="Lượm")
    bare = read(write(marc_of(record)).replace("$aLượm", "$bphụ đề")).record
    record.versions.filter(number=1).update(marc=bare.as_json())
    record = changed(record, "$bphụ đề", "$aLượm")
    with pytest.raises(TitleIsMissing):
        back(record, 1, row_of(record, 1, "245"))


@pytest.mark.django_db
def test_the_history_is_read_in_pieces(twice: Record) -> None:
    held, older = history(twice, count=2)
    assert [one.version.number for one in held] == [3, 2]
    assert [row.tag for row in held[1].changes] == ["245"]
    assert older == 2
    rest, older = history(twice, before=2, count=2)
    assert [one.version.number for one in rest] == [1]
    assert older is None


@pytest.mark.django_db
def test_two_versions_stand_side_by_side(client: Client, twice: Record) -> None:
    address = reverse("catalogue:compare_versions", args=[twice.pk])
    page = client.get(address, {"cu": 1, "moi": 3}).content.decode()
    assert "<ins> ơi</ins>" in page
    assert "<del>Văn học</del>" in page
    assert "Sửa nhan đề" in client.get(address, {"cu": 2, "moi": 3}).content.decode()
    assert "=653" not in page
    whole = client.get(address, {"cu": 1, "moi": 3, "ca": 1}).content.decode()
    assert "Từ khoá tự do" in whole
    assert client.get(address, {"cu": 1, "moi": 9}).status_code == 404
    same = client.get(address, {"cu": 3, "moi": 3}).content.decode()
    assert "không khác nhau" in same


@pytest.mark.django_db
def test_a_field_is_taken_back_by_a_press(client: Client, twice: Record) -> None:
    address = reverse("catalogue:compare_versions", args=[twice.pk])
    page = client.get(address, {"cu": 1, "moi": 3}).content.decode()
    form = re.search(
        r'action="([^"]*/1/truong/)">.*?name="version" value="(\d+)".*?name="row" value="(\d+)"',
        page[page.index("<strong>245</strong>") :],
        re.DOTALL,
    )
    assert form is not None
    answer = client.post(form[1], {"version": form[2], "row": form[3]})
    assert answer.status_code == 302
    twice.refresh_from_db()
    assert twice.title == "Lượm"
    again = client.post(form[1], {"version": form[2], "row": form[3]}, follow=True)
    assert "đã lưu biểu ghi" in again.content.decode()


@pytest.mark.django_db
def test_who_may_only_look_takes_nothing_back(client: Client, twice: Record) -> None:
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    client.force_login(make_account("school_librarian", at=school))
    address = reverse("catalogue:compare_versions", args=[twice.pk])
    page = client.get(address, {"cu": 1, "moi": 3}).content.decode()
    assert "<ins> ơi</ins>" in page
    assert "/truong/" not in page


@pytest.mark.django_db
def test_versions_ask_few_questions_of_the_database(
    client: Client, twice: Record, django_assert_max_num_queries: Callable[..., object]
) -> None:
    address = reverse("catalogue:versions", args=[twice.pk])
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        assert "<ins> ơi</ins>" in client.get(address).content.decode()
