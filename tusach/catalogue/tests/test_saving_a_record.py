from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.catalogue.api import Record, marc_of, on_record_deletion
from tusach.catalogue.errors import ReasonIsMissing, RecordIsUsed, RecordWasChanged, TitleIsMissing
from tusach.catalogue.importing.listeners import forget_use
from tusach.catalogue.marc import iso2709
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.merge import decompose, merge
from tusach.catalogue.services import (
    delete_record,
    restore_version,
    save_record,
    suppress,
    unsuppress,
)
from tusach.catalogue.testing import make_record
from tusach.catalogue.tests.imports import DATA, accepted, sent

pytestmark = pytest.mark.django_db
AN = Actor(account=1, name="Lò Thị An")


def test_saving_without_a_change_makes_no_version() -> None:
    record = make_record()
    fields = decompose(marc_of(record))
    save_record(record.pk, fields, version=1, by=AN, at=timezone.now())
    record.refresh_from_db()
    assert record.version == 1
    assert record.versions.count() == 1


@pytest.mark.parametrize("name", ["jazz_1k.mrc", "lul_fre_100.mrc", "nepali.marc", "oss.marc"])
def test_opening_and_saving_the_form_changes_no_field_of_a_real_record(name: str) -> None:
    with (DATA / name).open("rb") as file:
        for piece in iso2709.pieces(file):
            try:
                marc = iso2709.parse(piece.content)
            except Fault:
                continue
            assert merge(marc, decompose(marc), at=timezone.now()) == marc


def test_only_the_field_behind_the_change_is_touched() -> None:
    accepted(sent("jazz_1k.mrc"))
    record = Record.objects.get(origin__position=1)
    before = marc_of(record)
    fields = replace(decompose(before), publisher="Thế giới", subjects=("Nhạc jazz",))
    save_record(record.pk, fields, version=1, by=AN, at=timezone.now())
    record.refresh_from_db()
    after = marc_of(record)
    touched = {one.tag for one in after.fields if one not in before.fields}
    assert touched == {"005", "260", "653"}
    assert [one for one in before.fields if one.tag not in touched] == [
        one for one in after.fields if one.tag not in touched
    ]
    assert record.publisher == "Thế giới"
    assert bytes(record.origin.content) == (DATA / "jazz_1k.mrc").read_bytes()[:962]


def test_a_changed_author_moves_the_title_indicator_and_the_responsibility() -> None:
    record = make_record(title="Vợ nhặt", author="")
    assert next(marc_of(record).data("245")).ind1 == "0"
    fields = replace(decompose(marc_of(record)), author="Kim Lân")
    save_record(record.pk, fields, version=1, by=AN, at=timezone.now())
    record.refresh_from_db()
    marc = marc_of(record)
    assert next(marc.data("100")).subfields == [("a", "Kim Lân")]
    assert next(marc.data("245")).ind1 == "1"
    assert record.responsibility == "Kim Lân"


def test_the_second_of_two_editors_is_refused_by_name() -> None:
    record = make_record()
    fields = decompose(marc_of(record))
    save_record(record.pk, replace(fields, year=2019), version=1, by=AN, at=timezone.now())
    with pytest.raises(RecordWasChanged) as caught:
        save_record(record.pk, replace(fields, year=2020), version=1, by=HOUSE, at=timezone.now())
    assert "Lò Thị An" in str(caught.value)
    record.refresh_from_db()
    assert record.year == 2019


def test_a_title_cannot_be_taken_away() -> None:
    record = make_record()
    fields = replace(decompose(marc_of(record)), title=" ")
    with pytest.raises(TitleIsMissing):
        save_record(record.pk, fields, version=1, by=AN, at=timezone.now())


def test_going_back_to_a_version_makes_its_content_a_new_version() -> None:
    record = make_record(title="Tắt đèn", author="Ngô Tất Tố")
    first = marc_of(record)
    fields = replace(decompose(first), title="Tắt đèn (nhầm)")
    save_record(record.pk, fields, version=1, by=AN, at=timezone.now())
    restore_version(record.pk, 1, version=2, by=AN, at=timezone.now())
    record.refresh_from_db()
    assert (record.title, record.version) == ("Tắt đèn", 3)
    assert marc_of(record) == first
    assert record.versions.count() == 3


def test_a_quick_record_that_is_catalogued_is_quick_no_more() -> None:
    record = make_record(is_quick=True)
    fields = replace(decompose(marc_of(record)), publisher="Kim Đồng")
    save_record(record.pk, fields, version=1, by=AN, at=timezone.now(), is_quick=False)
    record.refresh_from_db()
    assert not record.is_quick
    assert marc_of(record).leader[17] == " "


def test_hiding_needs_a_reason_and_can_be_taken_back() -> None:
    record = make_record()
    with pytest.raises(ReasonIsMissing):
        suppress(record.pk, why=" ", by=AN, at=timezone.now())
    assert suppress(record.pk, why="Trùng", by=AN, at=timezone.now()).is_suppressed
    assert not unsuppress(record.pk, by=AN, at=timezone.now()).is_suppressed


def test_a_record_in_use_is_not_deleted() -> None:
    record = make_record()
    on_record_deletion("shelf", lambda keys: {record.pk: "2 bản"})
    try:
        with pytest.raises(RecordIsUsed) as caught:
            delete_record(record.pk, version=1, by=AN, at=timezone.now())
    finally:
        forget_use("shelf")
    assert "2 bản" in str(caught.value)
    delete_record(record.pk, version=1, by=AN, at=timezone.now())
    assert not Record.objects.exists()
