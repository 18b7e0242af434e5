"""What a strict reading makes of each file, record for record.

The counts are golden: a change of the reader that reads more or fewer records must be meant.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tusach.catalogue.marc import iso2709
from tusach.catalogue.marc.faults import Fault

DATA = Path(__file__).parent.parent / "data"

EXPECTED: dict[str, dict[str, int]] = {
    "auth-1066.mrc": {"read": 1066},
    # Five records end or part a field with a subfield mark that has no code.
    "jazz_1k.mrc": {"read": 995, "subfield-code": 5},
    "lul_fre_100.mrc": {"read": 100},
    # Record 16 has a field with three indicators.
    "nepali.marc": {"read": 95, "indicators": 1},
    # Record 28 has a byte that is no ASCII in its leader, record 29 a blank for a code.
    "oss.marc": {"read": 40, "no-leader": 1, "subfield-code": 1},
    "pride-and-prejudice-fixed.mrc": {"read": 383},
    "pride-and-prejudice-with-many-errors.mrc": {
        "read": 298,
        "not-utf8": 69,
        "directory-length": 16,
    },
    "test_data.utf8.mrc": {"read": 30},
    "bad_records.mrc": {
        "read": 2,
        "base-lies": 2,
        "directory-length": 2,
        "base-not-a-number": 1,
        "no-fields": 1,
    },
}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_record_is_read_or_refused_for_its_reason(name: str) -> None:
    found: Counter[str] = Counter()
    with (DATA / name).open("rb") as file:
        for piece in iso2709.pieces(file):
            try:
                iso2709.parse(piece.content)
                found["read"] += 1
            except Fault as fault:
                found[fault.code] += 1
    assert found == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_pieces_are_the_whole_file(name: str) -> None:
    content = (DATA / name).read_bytes()
    with (DATA / name).open("rb") as file:
        pieces = list(iso2709.pieces(file))
    at = 0
    for piece in pieces:
        assert content[at : piece.offset].strip(b"\r\n\x00\x1a") == b""
        assert content[piece.offset : piece.offset + len(piece.content)] == piece.content
        at = piece.offset + len(piece.content)
    assert content[at:].strip(b"\r\n\x00\x1a") == b""


def test_reading_can_begin_again_in_the_middle() -> None:
    with (DATA / "jazz_1k.mrc").open("rb") as file:
        pieces = list(iso2709.pieces(file))
        again = list(iso2709.pieces(file, offset=pieces[499].offset))
    assert again == pieces[499:]
