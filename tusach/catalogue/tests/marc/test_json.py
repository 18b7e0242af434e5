"""MARC-in-JSON: both layouts are read, what is wrong is kept with its bytes, nothing hangs."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.catalogue.marc import marcjson
from tusach.catalogue.marc.faults import Fault

LINES = (Path(__file__).parent.parent / "data" / "test_data.utf8.json").read_bytes()
RECORDS = [marcjson.parse(line) for line in LINES.splitlines() if line.strip()]
ARRAY = b"[\n" + b",\n".join(marcjson.write(one) for one in RECORDS) + b"\n]\n"
ONE = marcjson.write(RECORDS[0])


def read(raw: bytes, offset: int = 0) -> list[marcjson.Found]:
    return list(marcjson.read(io.BytesIO(raw), offset=offset))


@pytest.mark.parametrize(
    "raw", [LINES, ARRAY, json.dumps(json.loads(ARRAY), indent=1).encode(), b"\xef\xbb\xbf" + LINES]
)
def test_one_on_a_line_a_list_or_spread_out_is_the_same(raw: bytes) -> None:
    assert [found.record for found in read(raw)] == RECORDS


def test_the_bytes_of_each_record_are_told() -> None:
    for found in read(ARRAY):
        assert marcjson.parse(ARRAY[found.offset : found.offset + found.length]) == found.record


def test_reading_can_begin_again_behind_a_record() -> None:
    all_of_it = read(LINES)
    assert read(LINES, all_of_it[9].offset + all_of_it[9].length) == all_of_it[10:]


def test_a_record_that_does_not_close_harms_itself_alone() -> None:
    broken = LINES.replace(b'"fields":[', b'"fields":["', 1)
    first, *rest = read(broken)
    assert first.fault is not None
    assert first.fault.code == "json-broken"
    assert [found.record for found in rest] == RECORDS[1:]


def test_a_file_cut_short_gives_what_came_before() -> None:
    *whole, last = read(LINES[:5000])
    assert [found.record for found in whole] == RECORDS[: len(whole)]
    assert last.fault is not None
    assert last.fault.facts["why"] == "cut-off"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"leader": "short", "fields": [{"001": "1"}]}, "no-leader"),
        ({"leader": " " * 24, "fields": []}, "no-fields"),
        ({"leader": " " * 24}, "json-shape"),
        ({"leader": " " * 24, "fields": [{"24": "x"}]}, "tag"),
        ({"leader": " " * 24, "fields": [{"245": "no subfields"}]}, "json-shape"),
        ({"leader": " " * 24, "fields": [{"245": {"ind1": "10", "subfields": []}}]}, "indicators"),
        (
            {"leader": " " * 24, "fields": [{"245": {"subfields": [{"ab": "x"}]}}]},
            "subfield-code",
        ),
        ({"leader": " " * 24, "fields": [{"001": "a\x07"}]}, "control-character"),
        ([], "json-shape"),
    ],
)
def test_what_is_no_marc_is_refused_by_name(form: object, code: str) -> None:
    with pytest.raises(Fault) as caught:
        marcjson.parse(json.dumps(form).encode())
    assert caught.value.code == code


def test_a_name_given_twice_is_refused_not_half_kept() -> None:
    raw = b'{"leader":"                        ","fields":[{"001":"1","001":"2"}]}'
    with pytest.raises(Fault):
        marcjson.parse(raw)


@given(st.data())
def test_changed_bytes_are_refused_or_read_and_none_are_lost(data: st.DataObject) -> None:
    raw = bytearray(ONE + b"\n" + ONE)
    for _turn in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.sampled_from(b'{}[]",\\:\n \x00\xff9a'))
    at = 0
    for found in read(bytes(raw)):
        assert found.offset >= at
        assert (found.record is None) != (found.fault is None)
        assert bytes(raw[at : found.offset]).strip(b" \t\r\n,[]\x00\x1a\xef\xbb\xbf") == b""
        at = found.offset + found.length


@pytest.mark.parametrize("raw", [b"{" * 2_000_000, b'"' * 2_000_000, b'{"a":' * 400_000])
def test_two_megabytes_of_nonsense_take_no_time(raw: bytes) -> None:
    started = time.process_time()
    assert all(found.fault is not None for found in read(raw))
    assert time.process_time() - started < 10
