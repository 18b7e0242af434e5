from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.catalogue.marc import iso2709, marcxml
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord

DATA = Path(__file__).parent.parent / "data"
KIEU = MarcRecord(
    "00000nam a2200000 a 4500",
    [
        ControlField("001", "TS00000001"),
        DataField("245", "0", "0", [("a", "Truyện Kiều /"), ("c", "Nguyễn Du")]),
        DataField("653", " ", " ", [("a", "Thơ")]),
    ],
)
GOOD = iso2709.write(KIEU)


def fault_of(raw: bytes, charset: str = "") -> Fault:
    with pytest.raises(Fault) as caught:
        iso2709.parse(raw, charset)
    return caught.value


def test_a_lying_length_harms_one_record_alone() -> None:
    liar = b"00999" + GOOD[5:]
    found = []
    for piece in iso2709.pieces(io.BytesIO(GOOD + liar + GOOD)):
        try:
            found.append(iso2709.parse(piece.content).control("001"))
        except Fault as fault:
            found.append(fault.code)
    assert found == ["TS00000001", "length-lies", "TS00000001"]


def test_the_fault_tells_what_was_said_and_what_was_found() -> None:
    assert fault_of(b"00999" + GOOD[5:]).facts == {"said": 999, "found": len(GOOD)}


def test_utf8_under_a_leader_that_says_marc8_is_not_read_as_something_else() -> None:
    liar = GOOD[:9] + b" " + GOOD[10:]
    assert fault_of(liar).code == "utf8-said-marc8"
    assert iso2709.parse(liar, iso2709.UTF8).fields == KIEU.fields


def test_bytes_of_another_code_under_utf8_are_refused_with_their_field() -> None:
    broken = GOOD.replace("ễ".encode(), b"\xe9\x65\x65")
    fault = fault_of(broken)
    assert (fault.code, fault.facts["tag"], fault.facts["bytes"]) == ("not-utf8", "245", "E9")


def test_a_record_cut_off_at_the_end_of_the_file_is_kept() -> None:
    pieces = list(iso2709.pieces(io.BytesIO(GOOD + GOOD[:60])))
    assert [len(piece.content) for piece in pieces] == [len(GOOD), 60]
    assert fault_of(pieces[1].content).code == "no-record-end"


def test_bytes_that_no_directory_entry_reaches_are_refused_not_lost() -> None:
    # The second entry skips five bytes of data.
    gap = bytearray(GOOD)
    at = 24 + 12
    gap[at + 3 : at + 7] = f"{int(gap[at + 3 : at + 7]) - 5:04d}".encode()
    assert fault_of(bytes(gap)).code in {"field-end", "field-place"}


def test_two_leaders_in_one_record_are_refused() -> None:
    assert fault_of(GOOD[:30] + GOOD).code == "length-lies"


def test_a_run_without_any_terminator_does_not_fill_the_memory() -> None:
    pieces = list(iso2709.pieces(io.BytesIO(b"x" * 5_000_000)))
    assert max(len(piece.content) for piece in pieces) <= iso2709.LONGEST_PIECE
    assert sum(len(piece.content) for piece in pieces) == 5_000_000


def test_the_longest_record_is_written_and_one_byte_more_is_refused() -> None:
    def of_length(length: int) -> MarcRecord:
        fields = [DataField("500", " ", " ", [("a", "x" * 9_000)]) for _ in range(11)]
        record = MarcRecord(KIEU.leader, list(fields))
        fields[-1].subfields[0] = ("a", "x" * (9_000 + length - len(iso2709.write(record))))
        return record

    longest = iso2709.write(of_length(99_999))
    assert len(longest) == 99_999
    assert iso2709.length_of(of_length(99_999)) == 99_999
    assert iso2709.length_of(of_length(100_000)) == 100_000
    assert len(iso2709.parse(longest).fields) == 11
    with pytest.raises(Fault) as caught:
        iso2709.write(of_length(100_000))
    assert caught.value.code == "too-long"


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(raw: bytes) -> None:
    for piece in iso2709.pieces(io.BytesIO(raw)):
        with pytest.raises(Fault):
            iso2709.parse(piece.content)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_read_as_it_stands(at: int, byte: int) -> None:
    changed = GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    for piece in iso2709.pieces(io.BytesIO(changed)):
        try:
            record = iso2709.parse(piece.content)
        except Fault:
            continue
        assert iso2709.parse(iso2709.write(record)).fields == record.fields


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_xml_reader_down(raw: bytes) -> None:
    for found in marcxml.read(io.BytesIO(b"<collection><record>" + raw)):
        assert found.record is not None or found.fault is not None


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    (found,) = marcxml.read(io.BytesIO(bomb))
    assert found.fault is not None
    assert found.fault.code == "xml-doctype"


def test_xml_that_breaks_off_gives_what_came_before_and_says_where() -> None:
    file = marcxml.OPENING + marcxml.write(KIEU) + b"<record><leader>"
    first, last = marcxml.read(io.BytesIO(file))
    assert first.record is not None
    assert first.record.fields == KIEU.fields
    assert last.fault is not None
    assert last.fault.code == "xml-broken"
    assert file[first.offset : first.offset + first.length].endswith(b"</record>")
    assert last.offset == first.offset + first.length
