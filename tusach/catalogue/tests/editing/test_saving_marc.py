"""Saving what a cataloguer edited: refused by name, nothing touched that she did not touch."""

from __future__ import annotations

import unicodedata

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.drawn import kind_of
from tusach.catalogue.editing import worksheets
from tusach.catalogue.editing.services import copied, create_marc, save_marc
from tusach.catalogue.errors import (
    MarcHasErrors,
    RecordWasChanged,
    TitleIsMissing,
    WorksheetNameIsTaken,
)
from tusach.catalogue.format.check import check
from tusach.catalogue.marc.record import DataField, MarcRecord
from tusach.catalogue.marc.text import read, write
from tusach.catalogue.models import Kind, Work
from tusach.catalogue.testing import make_record
from tusach.catalogue.tests.imports import accepted, sent

pytestmark = pytest.mark.django_db
AN = Actor(account=1, name="Lò Thị An")


def edited(record: Record, old: str, new: str) -> MarcRecord:
    text = write(marc_of(record))
    assert old in text
    return read(text.replace(old, new)).record


def saved(
    record: Record, marc: MarcRecord, *, version: int | None = None, **more: object
) -> Record:
    at = timezone.now()
    number = record.version if version is None else version
    return save_marc(record.pk, marc, version=number, by=AN, at=at, **more)  # type: ignore[arg-type]


def test_only_the_edited_field_changes_and_the_keys_follow() -> None:
    accepted(sent("jazz_1k.mrc"))
    record = Record.objects.get(origin__position=1)
    before = marc_of(record)
    marc = marc_of(record)
    next(marc.data("245")).subfields[0] = ("a", "Nhạc jazz ở Hà Nội /")
    after_save = saved(record, marc)
    after = marc_of(after_save)
    assert {one.tag for one in after.fields if one not in before.fields} == {"245", "005"}
    assert after_save.title == "Nhạc jazz ở Hà Nội"
    assert after_save.versions.count() == 2


def test_what_was_not_changed_stays_unnormalised_and_what_was_is_composed() -> None:
    loose = unicodedata.normalize("NFD", "Địa chí Lai Châu")
    record = create_marc(MarcRecord("00000nam a2200000 a 4500", read(
        "=LDR x\n=008 190101s2019####vm#a###b######000#0#vie#d\n=245 00$aX"
    ).record.fields), by=AN, at=timezone.now())  # fmt: skip
    version = record.versions.get()
    version.marc["fields"].append(
        {"500": {"ind1": " ", "ind2": " ", "subfields": [{"a": loose}, {"a": f"{loose} "}]}}
    )
    version.save()
    marc = marc_of(record)
    note = next(marc.data("500"))
    note.subfields.append(("a", unicodedata.normalize("NFD", "Mới thêm ")))
    marc.fields.append(DataField("653", " ", " ", [("a", unicodedata.normalize("NFD", "Mường"))]))
    after = marc_of(saved(record, marc))
    assert next(after.data("500")).subfields == [
        ("a", loose),
        ("a", f"{loose} "),
        ("a", "Mới thêm"),
    ]
    assert after.first("653", "a") == unicodedata.normalize("NFC", "Mường")


def test_saving_without_a_change_makes_no_version() -> None:
    record = make_record()
    assert saved(record, marc_of(record)).version == 1


def test_the_second_of_two_editors_is_refused_by_name() -> None:
    record = make_record(title="Lượm", publisher="Văn học")
    marc = edited(record, "Văn học", "Kim Đồng")
    saved(record, marc)
    with pytest.raises(RecordWasChanged) as caught:
        saved(record, edited(record, "Lượm", "Lượm ơi"), version=1)
    assert "Lò Thị An" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("=245 10", "=245 10$aMột\n=245 10", "repeated"),
        ("=001 TS", "=001 XX", "number-changed"),
        ("=LDR 00000nam", "=LDR 00000nz#", "other-kind"),
        ("#vie#d", "#vie#", "length-short"),
    ],
)
def test_an_error_in_what_was_changed_is_refused_with_its_place(
    old: str, new: str, code: str
) -> None:
    record = make_record()
    with pytest.raises(MarcHasErrors) as caught:
        saved(record, edited(record, old, new))
    assert code in {one.code for one in caught.value.problems if one.blocks}
    record.refresh_from_db()
    assert record.version == 1


def test_the_title_cannot_be_taken_away() -> None:
    record = make_record(title="Lượm", author="")
    with pytest.raises((TitleIsMissing, MarcHasErrors)):
        saved(record, edited(record, "$aLượm", "$a"))


def test_an_error_that_came_with_the_record_does_not_keep_from_mending_another() -> None:
    accepted(sent("nepali.marc"))
    faulty = next(
        one for one in Record.objects.order_by("pk")
        if any(p.severity == "error" for p in check(marc_of(one)))
    )  # fmt: skip
    marc = marc_of(faulty)
    marc.insert(DataField("653", " ", " ", [("a", "Xem lại")]))
    assert "Xem lại" in saved(faulty, marc).subjects


def test_a_new_record_gets_our_number_and_the_day_and_loses_what_was_left_empty() -> None:
    given = worksheets.given_named("book")
    assert given is not None
    text = given.text.replace("=245 10$a", "=245 10$aLượm").replace("=653 ##$a", "=653 ##$aThơ")
    record = create_marc(read(text).record, by=AN, at=timezone.now())
    marc = marc_of(record)
    assert marc.control("001") == record.control_number
    assert marc.control("008")[:6] == f"{timezone.localtime():%y%m%d}"
    assert [one.tag for one in marc.data("020", "082", "100", "245", "260", "520", "653")] == [
        "245",
        "653",
    ]


@pytest.mark.parametrize("code", [one.code for one in worksheets.given()])
def test_every_worksheet_of_the_house_makes_a_record_without_a_fault(code: str) -> None:
    given = worksheets.given_named(code)
    assert given is not None
    read_text = read(given.text)
    assert not read_text.faults
    marc = read_text.record
    for one in marc.fields:
        if isinstance(one, DataField) and (one.tag == "245" or one.tag[0] == "1"):
            one.subfields = [("a", "Có nội dung")]
            break
    wrong = {"length-from", "length-short", "length-long", "position", "category"}
    wrong |= {"unknown-code", "indicator", "unknown-tag", "repeated-code"}
    assert not [one.sentence for one in check(marc) if one.code in wrong]


def test_every_kind_of_material_has_a_worksheet() -> None:
    drawn = {kind_of(read(one.text).record) for one in worksheets.given() if not one.is_authority}
    assert drawn == {one.value for one in Kind if one is not Kind.OTHER}


def test_a_copy_takes_the_description_and_not_the_numbers() -> None:
    accepted(sent("test_data.utf8.mrc"))
    record = Record.objects.order_by("pk").first()
    assert record is not None
    marc = copied(marc_of(record))
    assert not [one for one in marc.fields if one.tag in ("001", "003", "005", "035", "852")]
    assert marc.first("245", "a") == marc_of(record).first("245", "a")
    assert marc.control("008")[:6] == " " * 6
    made = create_marc(marc, by=AN, at=timezone.now())
    assert made.control_number != record.control_number


def test_finishing_a_quick_record_says_so_in_its_leader_and_closes_its_work() -> None:
    record = make_record(is_quick=True)
    assert Work.objects.get(record=record).reason == "quick"
    done = saved(record, marc_of(record), finished=True)
    assert not done.is_quick
    assert marc_of(done).leader[17] == " "
    assert Work.objects.get(record=record).done_by == "Lò Thị An"


def test_an_encoding_level_set_back_makes_the_record_unprocessed_again() -> None:
    record = make_record()
    marc = marc_of(record)
    marc.leader = f"{marc.leader[:17]}5{marc.leader[18:]}"
    assert saved(record, marc).is_quick
    assert Work.objects.filter(record=record, reason="quick", done_at=None).exists()


def test_places_of_doubt_make_the_record_unsure_until_they_are_gone() -> None:
    record = make_record()
    assert saved(record, marc_of(record), unsure=["260c", "300"]).unsure == ["260c", "300"]
    record.refresh_from_db()
    assert record.is_unsure
    assert not saved(record, marc_of(record), unsure=[], is_unsure=False).is_unsure
    assert Work.objects.get(record=record, reason="unsure").done_at is not None


def test_a_worksheet_is_kept_once_under_a_name() -> None:
    at = timezone.now()
    one = worksheets.keep(" Truyện  tranh ", "=LDR x", is_authority=False, by=HOUSE, at=at)
    assert one.name == "Truyện tranh"
    with pytest.raises(WorksheetNameIsTaken):
        worksheets.keep("Truyện tranh", "=LDR y", is_authority=False, by=HOUSE, at=at)
    worksheets.throw_away(one.pk, by=HOUSE, at=at)
    assert worksheets.kept(is_authority=False) == []
