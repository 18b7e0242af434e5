"""CDS/ISIS dumps: folded lines, # for an end, lengths that may lie."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.catalogue.marc import isis
from tusach.catalogue.marc.faults import Fault

KIEU = [
    (24, "Truyện Kiều".encode()),
    (26, "^aH.^bVăn học^c2015".encode()),
    (70, "Nguyễn Du".encode()),
    (70, "Đào Duy Anh".encode()),
    (30, b"^a" + b"x" * 300),
]
DE_MEN = [(24, "Dế Mèn phiêu lưu ký # bản in lần 2".encode()), (70, "Tô Hoài".encode())]


def pieces(raw: bytes) -> list[isis.Piece]:
    return list(isis.pieces(io.BytesIO(raw)))


@pytest.mark.parametrize("end", [b"#", b"\x1e"])
@pytest.mark.parametrize("folded", [True, False])
def test_a_dump_is_read_as_it_was_written(end: bytes, folded: bool) -> None:
    raw = isis.write(KIEU) + isis.write(DE_MEN)
    if end != b"#":
        raw = raw.replace(b" # ", b" + ").replace(b"#", end)
    if not folded:
        raw = raw.replace(b"\r\n", b"")
    assert isis.looks_like(raw)
    first, second = pieces(raw)
    assert isis.parse(first.content) == KIEU
    assert [tag for tag, _body in isis.parse(second.content)] == [24, 70]


def test_subfields_are_told_by_the_caret() -> None:
    assert isis.subfields("^aH.^bVăn học^c2015") == [("a", "H."), ("b", "Văn học"), ("c", "2015")]
    assert isis.subfields("Nguyễn Du") == [("", "Nguyễn Du")]
    assert isis.subfields("chính^aphụ") == [("", "chính"), ("a", "phụ")]


def test_a_length_that_lies_harms_one_record() -> None:
    middle = isis.write(KIEU)
    liar = b"%05d" % (int(middle[:5]) + 9) + middle[5:]
    found = pieces(isis.write(DE_MEN) + liar + isis.write(DE_MEN))
    assert len(found) == 3
    with pytest.raises(Fault) as caught:
        isis.parse(found[1].content)
    assert caught.value.code == "length-lies"
    assert isis.parse(found[2].content) == DE_MEN


def test_marc_is_not_taken_for_a_dump() -> None:
    from tusach.catalogue.tests.imports import DATA

    for name in ("jazz_1k.mrc", "bad_records.mrc", "nepali.marc"):
        assert not isis.looks_like((DATA / name).read_bytes()[:65_536])


fields = st.lists(
    st.tuples(st.integers(1, 999), st.binary(max_size=200).filter(lambda b: not set(b) & {10, 13})),
    min_size=1,
    max_size=12,
)


@given(st.lists(fields, min_size=1, max_size=6))
def test_whatever_is_written_comes_back(records: list[list[tuple[int, bytes]]]) -> None:
    raw = b"".join(isis.write(one) for one in records)
    found = pieces(raw)
    # A body may end like a leader's line; then a piece more is cut, never one less.
    if len(found) == len(records):
        assert [isis.parse(one.content) for one in found] == records


def test_a_length_of_nothing_does_not_hold_the_reader_up() -> None:
    nothing = b"000000000000000000004500\r\n"
    assert len(pieces(nothing + nothing + isis.write(KIEU))) == 3


@given(st.binary(max_size=600), st.integers(0, 300))
def test_no_bytes_bring_the_reader_down(noise: bytes, at: int) -> None:
    good = isis.write(KIEU)
    for piece in pieces(good[:at] + noise + good[at:]):
        try:
            isis.parse(piece.content)
        except Fault:
            continue
