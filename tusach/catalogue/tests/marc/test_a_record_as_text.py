"""The text form holds everything a record can hold, and says which line it cannot read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord
from tusach.catalogue.marc.text import read, write
from tusach.catalogue.tests.marc.records import ISO_FILES, records


@pytest.mark.parametrize("name", ISO_FILES)
def test_every_real_record_comes_back_from_its_text_as_it_was(name: str) -> None:
    for record in records(name):
        found = read(write(record))
        assert not found.faults
        assert found.record == record


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"]), max_size=40)
_SIGN = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
_CODE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
_TAG = st.from_regex(r"[1-9A-Za-z][0-9A-Za-z]{2}", fullmatch=True)
_DATA = st.builds(
    DataField, _TAG, _SIGN, _SIGN, st.lists(st.tuples(_CODE, _TEXT), min_size=0, max_size=4)
)
_CONTROL = st.builds(ControlField, st.sampled_from(["001", "003", "005", "008", "007"]), _TEXT)
_RECORD = st.builds(
    MarcRecord,
    st.text(_SIGN, min_size=24, max_size=24),
    st.lists(st.one_of(_DATA, _CONTROL), max_size=5),
)


@given(_RECORD)
def test_whatever_a_field_holds_it_comes_back(record: MarcRecord) -> None:
    # A browser sends line ends as CRLF.
    sent = write(record).replace("\n", "\r\n")
    found = read(sent)
    assert not found.faults
    assert found.record == record


def test_the_text_is_as_cataloguers_write_it() -> None:
    record = MarcRecord(
        "00000nam a2200000 a 4500",
        [
            ControlField("008", "190101s2019    vm a   b      000 0 vie d"),
            DataField("020", " ", " ", [("a", "9786042046817"), ("c", "45.000đ")]),
            DataField("245", "1", "0", [("a", "Giá $5 {dollar} /"), ("c", "Tô Hoài")]),
        ],
    )
    assert write(record).split("\n") == [
        "=LDR 00000nam#a2200000#a#4500",
        "=008 190101s2019####vm#a###b######000#0#vie#d",
        "=020 ##$a9786042046817$c45.000đ",
        "=245 10$aGiá {dollar}5 {lcub}dollar} /$cTô Hoài",
    ]


def test_a_line_pasted_from_marcedit_is_read() -> None:
    found = read(
        "=LDR  00000nam a2200000 a 4500\n=245  10$aTắt đèn\n=650  \\4$aTruyện\n=020    $aX"
    )
    assert not found.faults
    one, two, three = found.record.fields
    assert isinstance(one, DataField)
    assert (one.ind1, one.ind2, one.subfields) == ("1", "0", [("a", "Tắt đèn")])
    assert isinstance(two, DataField)
    assert (two.ind1, two.ind2) == (" ", "4")
    assert isinstance(three, DataField)
    assert (three.ind1, three.ind2) == (" ", " ")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("245 10$aThiếu dấu bằng", "text-no-tag"),
        ("=24", "text-no-tag"),
        ("=245 1$aMột chỉ thị sát dấu", None),
        ("=245 100$aBa chỉ thị", "text-indicators"),
        ("=245 10$aCó $", "text-no-code"),
        ("=LDR 00000nam#a2200000#a#4500", "text-leader-twice"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, code: str | None) -> None:
    found = read(f"=LDR 00000nam#a2200000#a#4500\n{line}\n=500 ##$aSau nó")
    assert [(fault.line, fault.code) for fault in found.faults] == ([(2, code)] if code else [])
    assert found.record.fields[-1].tag == "500"
    assert found.lines[len(found.record.fields) - 1] == 3


def test_a_text_without_a_leader_says_so() -> None:
    assert [fault.code for fault in read("=245 10$aTắt đèn").faults] == ["text-no-leader"]
