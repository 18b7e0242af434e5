"""Bytes that nobody wrote on purpose, through every reader of files: a result, or a refusal by
name, and nothing of the file lost."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing import sheets
from tusach.catalogue.importing.sniff import kind_of
from tusach.catalogue.marc import iso2709, marcjson, marcxml
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.models import Import
from tusach.catalogue.testing import make_marc
from tusach.catalogue.tests.imports import workbook

GOOD = make_marc("1", "Kỹ thuật nuôi lợn bản", {"a": "LC", "p": "K1"})
XML = marcxml.OPENING + marcxml.write(iso2709.parse(GOOD)) + marcxml.CLOSING
BOOK = workbook(["Nhan đề", "Tác giả"], ["Dế Mèn", "Tô Hoài"])
HEAD = "Nhan đề,Tác giả\n".encode()


def put(good: bytes, noise: bytes, at: int) -> bytes:
    """The noise somewhere in a good file."""
    at %= len(good) + 1
    return good[:at] + noise + good[at:]


def rows_of(content: bytes, kind: str) -> list[list[str]]:
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(content)
        kept.flush()
        path = Path(kept.name)
        sheets.sheet_names(path, kind)
        return [line.cells for line in sheets.lines(path, kind)]


@given(st.binary(max_size=300), st.integers(0, 2_000))
def test_every_byte_of_a_noisy_iso2709_file_is_in_some_piece(noise: bytes, at: int) -> None:
    content = put(GOOD + GOOD, noise, at)
    pieces = list(iso2709.pieces(io.BytesIO(content)))
    for piece in pieces:
        assert content[piece.offset : piece.offset + len(piece.content)] == piece.content
        with suppress(Fault):
            iso2709.parse(piece.content)
    covered = sum(len(piece.content) for piece in pieces)
    assert covered >= len(content) - sum(content.count(sign) for sign in b"\r\n\x00\x1a")


@given(st.binary(max_size=300), st.integers(0, 5_000))
def test_noise_in_marcxml_ends_in_records_or_named_faults(noise: bytes, at: int) -> None:
    for one in marcxml.read(io.BytesIO(put(XML, noise, at))):
        assert (one.record is None) != (one.fault is None)
        assert one.fault is None or one.fault.code


@given(st.text(max_size=200), st.integers(0, 2_000))
def test_words_in_marcxml_end_so_too(words: str, at: int) -> None:
    for one in marcxml.read(io.BytesIO(put(XML, words.encode("utf-8", "replace"), at))):
        assert (one.record is None) != (one.fault is None)


@given(st.binary(max_size=300), st.integers(0, 2_000))
def test_noise_in_marc_in_json_ends_in_records_or_named_faults(noise: bytes, at: int) -> None:
    good = json.dumps(iso2709.parse(GOOD).as_json(), ensure_ascii=False).encode()
    content = put(good + b"\n" + good, noise, at)
    for one in marcjson.read(io.BytesIO(content)):
        assert (one.record is None) != (one.fault is None)
        assert one.fault is None or one.fault.code


@given(st.binary(max_size=400))
def test_a_list_of_noise_is_read_or_refused_by_name(noise: bytes) -> None:
    try:
        rows = rows_of(HEAD + noise, Import.Kind.CSV)
    except FileRefused:
        return
    assert rows[0] == ["Nhan đề", "Tác giả"] or not noise.isascii()


# No mark that could part columns instead of the comma, and no half of a pair of UTF-16.
_CELLS = st.text(st.characters(exclude_characters=";\t|", exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.lists(_CELLS, min_size=1, max_size=6), max_size=8))
def test_whatever_a_program_writes_as_csv_keeps_each_cell(table: list[list[str]]) -> None:
    """Line ends, quotes and marks in cells, lines of any width: what is seen comes through."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["Nhan đề", "Tác giả", "Năm"], *table])
    found = rows_of(out.getvalue().encode("utf-8", "replace"), Import.Kind.CSV)
    sent = " ".join(" ".join(map(sheets.text_of, row)) for row in table)
    assert " ".join(" ".join(row) for row in found[1:]).split() == sent.split()


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=60), st.integers(0, 20_000))
def test_a_workbook_with_noise_in_it_is_read_or_refused_by_name(noise: bytes, at: int) -> None:
    content = bytearray(BOOK)
    at %= len(content)
    content[at : at + len(noise)] = noise
    with suppress(FileRefused):
        kind = kind_of(io.BytesIO(bytes(content)))
        if kind == Import.Kind.XLSX:
            rows_of(bytes(content), kind)


@settings(max_examples=60)
@given(st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]),
       st.binary(max_size=80), st.integers(0, 3_000))  # fmt: skip
def test_a_part_of_a_workbook_with_noise_is_read_or_refused_by_name(
    part: str, noise: bytes, at: int
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as good, zipfile.ZipFile(out, "w") as made:
        for name in good.namelist():
            content = good.read(name)
            made.writestr(name, put(content, noise, at) if name == part else content)
    with suppress(FileRefused):
        if kind_of(out) == Import.Kind.XLSX:
            rows_of(out.getvalue(), Import.Kind.XLSX)
