"""Field for field and unnormalised, checked against readings that share no code with ours."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pymarc
import pytest
from pymarc.marc8_mapping import CODESETS

from tusach.catalogue.marc import iso2709, marcxml
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import DataField, MarcRecord, from_json

DATA = Path(__file__).parent.parent / "data"
FILES = sorted(path.name for path in DATA.glob("*.m*rc"))

Plain = list[tuple[bytes, bytes]]


def good(name: str) -> Iterator[tuple[bytes, MarcRecord]]:
    with (DATA / name).open("rb") as file:
        for piece in iso2709.pieces(file):
            try:
                yield piece.content, iso2709.parse(piece.content)
            except Fault:
                continue


def plainly(raw: bytes) -> Plain:
    """Tag and bytes of each field by the directory alone: the checker, ten lines long."""
    base = int(raw[12:17])
    entries = [raw[at : at + 12] for at in range(24, base - 1, 12)]
    return [(entry[:3], raw[base + int(entry[7:12]) :][: int(entry[3:7])]) for entry in entries]


@pytest.mark.parametrize("name", FILES)
def test_utf8_fields_come_out_byte_for_byte(name: str) -> None:
    for raw, record in good(name):
        if raw[9:10] == b"a":
            assert plainly(iso2709.write(record)) == plainly(raw)


ANSEL = {chr(point): bytes([byte]) for byte, (point, _mark) in CODESETS[0x45].items()}
MARKS = {chr(point) for point, is_mark in CODESETS[0x45].values() if is_mark}


def back_to_marc8(text: str) -> bytes:
    """The MARC-8 bytes of a text of Latin letters: marks go before their letter again."""
    out = bytearray()
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and text[end] in MARKS:
            end += 1
        for mark in text[at + 1 : end]:
            out += ANSEL[mark]
        letter = text[at]
        out += letter.encode("ascii") if letter.isascii() else ANSEL[letter]
        at = end
    return bytes(out)


@pytest.mark.parametrize("name", ["jazz_1k.mrc", "lul_fre_100.mrc", "bad_records.mrc"])
def test_marc8_fields_can_be_turned_back_into_the_bytes_they_were(name: str) -> None:
    seen = 0
    for raw, record in good(name):
        assert raw[9:10] == b" "
        if b"\x1b" in raw:
            continue
        assert plainly(turned_back(record)) == plainly(raw)
        seen += 1
    assert seen


def turned_back(record: MarcRecord) -> bytes:
    """Our record as MARC-8 written by hand, in the layout :func:`plainly` reads."""
    bodies = []
    for one in record.fields:
        if isinstance(one, DataField):
            body = (one.ind1 + one.ind2).encode() + b"".join(
                b"\x1f" + code.encode() + back_to_marc8(value) for code, value in one.subfields
            )
        else:
            body = back_to_marc8(one.value)
        bodies.append((one.tag.encode(), body + b"\x1e"))
    directory, at = b"", 0
    for tag, body in bodies:
        directory += tag + f"{len(body):04d}{at:05d}".encode()
        at += len(body)
    base = 24 + len(directory) + 1
    return (b"0" * 12 + f"{base:05d}".encode() + b"0" * 7 + directory + b"\x1e") + b"".join(
        body for _tag, body in bodies
    )


@pytest.mark.parametrize("name", FILES)
def test_pymarc_reads_the_same_but_for_normalisation(name: str) -> None:
    for raw, record in good(name):
        theirs = pymarc.Record(raw, to_unicode=True, force_utf8=False, utf8_handling="strict")
        assert [_nfc(one) for one in _ours(record)] == [_nfc(one) for one in _pymarcs(theirs)]


def _ours(record: MarcRecord) -> list[tuple[str, ...]]:
    return [
        (one.tag, one.ind1, one.ind2, *(code + value for code, value in one.subfields))
        if isinstance(one, DataField)
        else (one.tag, one.value)
        for one in record.fields
    ]


def _pymarcs(record: pymarc.Record) -> list[tuple[str, ...]]:
    return [
        (one.tag, one.data)
        if one.control_field
        else (one.tag, *one.indicators, *(s.code + s.value for s in one.subfields))
        for one in record.fields
    ]


def _nfc(field: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", text) for text in field)


@pytest.mark.parametrize("name", FILES)
def test_marcxml_and_json_lose_nothing(name: str) -> None:
    records = [record for _raw, record in good(name)]
    file = marcxml.OPENING + b"".join(marcxml.write(r) for r in records) + marcxml.CLOSING
    again = [found.record for found in marcxml.read(io.BytesIO(file))]
    assert [r.fields for r in again if r] == [r.fields for r in records]
    through_json = [from_json(json.loads(json.dumps(r.as_json()))) for r in records]
    assert through_json == records


def test_three_serialisations_of_the_same_records_are_equal() -> None:
    binary = [record.fields for _raw, record in good("test_data.utf8.mrc")]
    with (DATA / "test_data.utf8.marc.xml").open("rb") as file:
        xml = [found.record.fields for found in marcxml.read(file) if found.record]
    lines = (DATA / "test_data.utf8.json").read_text(encoding="utf-8").splitlines()
    in_json = [from_json(json.loads(line)).fields for line in lines if line.strip()]
    assert len(binary) == 30
    assert binary == xml == in_json


def test_of_the_leader_only_what_describes_the_bytes_is_set_anew() -> None:
    for raw, record in good("jazz_1k.mrc"):
        written = iso2709.write(record)
        assert int(written[:5]) == len(written)
        assert written[5:9] == raw[5:9]
        assert written[9:12] == b"a22"
        assert written[17:20] == raw[17:20]
