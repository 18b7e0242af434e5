"""Fields of two versions are paired, and two people's changes put together."""

from __future__ import annotations

import copy
from itertools import pairwise

import pytest

from tusach.catalogue.marc.alignment import align
from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord
from tusach.catalogue.marc.three_way import merge
from tusach.catalogue.tests.marc.records import records


def data(tag: str, text: str, code: str = "a") -> DataField:
    return DataField(tag, " ", " ", [(code, text)])


def record(*fields: DataField | ControlField) -> MarcRecord:
    return MarcRecord("00000nam a2200000 a 4500", list(fields))


def test_an_equal_record_has_no_difference() -> None:
    for one in records("nepali.marc"):
        assert all(row.is_equal for row in align(one, copy.deepcopy(one)))


def test_every_field_of_both_sides_is_told_once() -> None:
    real = list(records("jazz_1k.mrc"))
    for a, b in pairwise(real[:60]):
        rows = align(a, b)
        assert sorted(r.before.tag for r in rows if r.before and r.tag != "LDR") == sorted(
            one.tag for one in a.fields
        )
        assert sorted(r.after.tag for r in rows if r.after and r.tag != "LDR") == sorted(
            one.tag for one in b.fields
        )


def test_a_changed_keyword_is_paired_with_itself_and_a_new_one_stands_alone() -> None:
    before = record(data("653", "Chăn nuôi"), data("653", "Lợn bản"))
    after = record(data("653", "Chăn nuôi"), data("653", "Kỹ thuật"), data("653", "Lợn bản địa"))
    rows = [row for row in align(before, after) if not row.is_equal]
    assert [(row.before, row.after) for row in rows] == [
        (None, data("653", "Kỹ thuật")),
        (data("653", "Lợn bản"), data("653", "Lợn bản địa")),
    ]


def test_changes_to_different_fields_are_both_kept() -> None:
    base = record(data("245", "Tắt đèn"), data("260", "H."), data("653", "Truyện"))
    mine = record(data("245", "Tắt đèn"), data("260", "Hà Nội"), data("653", "Truyện"))
    theirs = record(data("245", "Tắt đèn."), data("260", "H."), data("653", "Tiểu thuyết"),
                    data("700", "Ngô Tất Tố"))  # fmt: skip
    merged = merge(base, mine, theirs)
    assert not merged.conflicts
    assert merged.record.fields == [
        data("245", "Tắt đèn."),
        data("260", "Hà Nội"),
        data("653", "Tiểu thuyết"),
        data("700", "Ngô Tất Tố"),
    ]


def test_a_field_both_changed_is_told_and_mine_stands_in_the_result() -> None:
    base, mine, theirs = (record(data("245", text)) for text in ("Lượm", "Lượm !", "Lượm ?"))
    merged = merge(base, mine, theirs)
    (conflict,) = merged.conflicts
    assert (conflict.mine, conflict.theirs) == (data("245", "Lượm !"), data("245", "Lượm ?"))
    assert merged.record == mine


def test_a_field_that_one_took_away_and_the_other_changed_is_told() -> None:
    base, mine = record(data("245", "Lượm"), data("500", "Cũ")), record(data("245", "Lượm"))
    theirs = record(data("245", "Lượm"), data("500", "Mới"))
    merged = merge(base, mine, theirs)
    assert [one.theirs for one in merged.conflicts] == [data("500", "Mới")]
    assert merged.record == mine


def test_what_both_added_stands_once() -> None:
    base, both = record(data("245", "Lượm")), record(data("245", "Lượm"), data("653", "Thơ"))
    merged = merge(base, both, copy.deepcopy(both))
    assert merged.record == both
    assert not merged.conflicts


def test_both_changing_the_leader_is_a_conflict() -> None:
    base, mine, theirs = record(), record(), record()
    mine.leader = base.leader.replace("nam", "cam")
    theirs.leader = base.leader.replace("nam", "pam")
    assert [one.tag for one in merge(base, mine, theirs).conflicts] == ["LDR"]


@pytest.mark.parametrize("name", ["oss.marc", "test_data.utf8.mrc"])
def test_without_changes_of_mine_theirs_comes_out(name: str) -> None:
    real = list(records(name))
    for base, theirs in pairwise(real):
        assert merge(base, copy.deepcopy(base), theirs).record == theirs
