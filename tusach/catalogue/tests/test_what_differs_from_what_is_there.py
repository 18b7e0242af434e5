"""A record that is there and that the file describes otherwise: shown, kept, filled, taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, RecordFields, marc_of, save_record
from tusach.catalogue.importing import deciding, services
from tusach.catalogue.importing.work import work
from tusach.catalogue.marc import iso2709
from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord
from tusach.catalogue.models import Import
from tusach.catalogue.testing import make_record
from tusach.catalogue.tests.imports import counts, sent, undone, workbook
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


def theirs(*more: DataField) -> bytes:
    record = MarcRecord(
        "00000nam a2200000 a 4500",
        [
            ControlField("001", "NLV77"),
            ControlField("003", "VN-HaTVQ"),
            DataField("082", "0", "4", [("a", "895.9223")]),
            DataField("100", "0", " ", [("a", "Tô Hoài")]),
            DataField("245", "1", "0", [("a", "Dế Mèn phiêu lưu ký /"), ("c", "Tô Hoài")]),
            DataField("260", " ", " ", [("a", "H. :"), ("b", "Kim Đồng,"), ("c", "2019")]),
            *more,
        ],
    )
    return iso2709.write(record)


AWARD = DataField("586", " ", " ", [("a", "Giải thưởng Hồ Chí Minh")])


def ours() -> Record:
    return make_record(
        title="Dế Mèn phiêu lưu ký", author="Tô Hoài", publisher="Kim Đồng", year=2019,
        class_number="895.92", place_published="H.",
    )  # fmt: skip


def written(imported: Import, on_difference: str) -> Import:
    services.accept(imported.pk, by=HOUSE, at=timezone.now(), on_difference=on_difference)
    work(imported.pk)
    imported.refresh_from_db()
    return imported


def test_what_brings_nothing_new_is_the_same() -> None:
    make_record(title="Dế Mèn phiêu lưu ký", author="Tô Hoài", publisher="Kim Đồng", year=2019,
                class_number="895.9223", place_published="H.", note="Bìa cứng")  # fmt: skip
    assert counts(sent("a.mrc", theirs())) == {"same": 1}


def test_what_differs_is_shown_field_by_field() -> None:
    record = ours()
    imported = sent("a.mrc", theirs(AWARD))
    assert counts(imported) == {"differs": 1}
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_point("provincial_library", "TV tỉnh")))
    page = client.get(reverse("catalogue:import_row", args=[imported.pk, 1])).content.decode()
    for text in ("895.9223", "895.92", "Giải thưởng Hồ Chí Minh", "Nhan đề giống hệt"):
        assert text in page
    assert record.get_absolute_url() in page


@pytest.mark.parametrize(
    ("decision", "number", "has_award"),
    [("keep", "895.92", False), ("fill", "895.92", True), ("take", "895.9223", True)],
)
def test_a_person_chooses_what_becomes_of_ours(decision: str, number: str, has_award: bool) -> None:
    record = ours()
    imported = written(sent("a.mrc", theirs(AWARD)), decision)
    record.refresh_from_db()
    marc = marc_of(record)
    assert record.class_number == number
    assert bool(marc.first("586", "a")) is has_award
    assert record.version == (1 if decision == "keep" else 2)
    assert marc.control("001") == record.control_number
    assert Record.objects.count() == 1
    assert imported.made_count == 0


def test_a_row_may_be_decided_otherwise_than_the_rest() -> None:
    record = ours()
    imported = sent("a.mrc", theirs(AWARD))
    deciding.decide_row(imported.pk, 1, take="take")
    written(imported, "keep")
    record.refresh_from_db()
    assert record.version == 2


def test_undoing_puts_the_record_back_and_keeps_every_version() -> None:
    record = ours()
    before = marc_of(record)
    imported = undone(written(sent("a.mrc", theirs(AWARD)), "take"))
    record.refresh_from_db()
    assert marc_of(record) == before
    assert (record.version, record.class_number) == (3, "895.92")
    assert counts(imported) == {"undone": 1}


def test_undoing_leaves_alone_what_somebody_saved_since() -> None:
    record = ours()
    imported = written(sent("a.mrc", theirs(AWARD)), "take")
    record.refresh_from_db()
    fields = RecordFields(title="Dế Mèn phiêu lưu ký", author="Tô Hoài", class_number="800")
    save_record(record.pk, fields, version=record.version, by=HOUSE, at=timezone.now())
    undone(imported)
    record.refresh_from_db()
    assert record.class_number == "800"
    assert counts(imported) == {"kept": 1}


@pytest.mark.parametrize(("decision", "publisher", "pages"), [
    ("keep", "Kim Đồng", ""), ("fill", "Kim Đồng", "200 tr."), ("take", "Văn học", "200 tr."),
])  # fmt: skip
def test_a_list_changes_only_what_it_tells(decision: str, publisher: str, pages: str) -> None:
    record = ours()
    head = ["Tên sách", "Tác giả", "NXB", "Năm XB", "Số trang"]
    row = ["Dế Mèn phiêu lưu ký", "Tô Hoài", "Văn học", 2019, 200]
    imported = sent("a.xlsx", workbook(head, row))
    assert counts(imported) == {"differs": 1}
    written(imported, decision)
    record.refresh_from_db()
    assert (record.publisher, record.pages) == (publisher, pages)
    assert record.class_number == "895.92"


def test_what_may_be_the_same_is_made_new_unless_a_person_says_so() -> None:
    record = make_record(title="Truyện Kiều", author="Nguyễn Du", year=2015)
    rows = workbook(["Tên sách", "Tác giả", "Năm XB"], ["Truyện Kiều", "Nguyễn Du", 2005])
    imported = sent("a.xlsx", rows)
    row = imported.rows.get()
    assert row.status == "new"
    assert [one["code"] for one in row.warnings] == ["maybe"]
    deciding.decide_row(imported.pk, row.number, take="same", record=record.pk)
    row.refresh_from_db()
    assert (row.status, row.record_id) == ("differs", record.pk)
    written(imported, "keep")
    assert Record.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda: make_record(title="Mat biec", author="Nguyen Nhat Anh", year=2019),
        lambda: make_record(title="Mắt biếc", author="Ánh, Nguyễn Nhật", year=2019),
    ],
)
def test_titles_and_names_written_otherwise_are_found(change: Callable[[], Record]) -> None:
    record = change()
    rows = workbook(["Tên sách", "Tác giả", "Năm XB"], ["Mắt biếc", "Nguyễn Nhật Ánh", 2019])
    row = sent("a.xlsx", rows).rows.get()
    assert row.record_id == record.pk
    assert row.reason["score"] >= 55
