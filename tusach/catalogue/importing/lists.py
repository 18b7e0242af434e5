"""Lists of books read for another room: a supplier's price list or a donor's is no import.

The same reading of files, headings and cells as imports have; what becomes of a row is the
other room's business.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from tusach.catalogue.compose import RecordFields
from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing import charsets, columns, sheets
from tusach.catalogue.importing.matching import Candidate, known_records
from tusach.catalogue.importing.sniff import kind_of
from tusach.catalogue.keys import match_key, title_words
from tusach.catalogue.marc.isbn import normalise
from tusach.catalogue.models import Import
from tusach.catalogue.points import points
from tusach.catalogue.reasons import sentence
from tusach.catalogue.scoring import Description

_FIRST_ROWS = 12
_SAMPLE = 200
_SHEETS = (Import.Kind.XLSX, Import.Kind.XLS, Import.Kind.CSV)


@dataclass(frozen=True)
class BookList:
    """A spreadsheet as text. ``suggested``: column (its number as text) → what its heading
    says it holds, as far as the catalogue knows headings; ``signature`` is equal for lists
    with the same headings."""

    header_row: int
    header: list[str]
    rows: list[tuple[int, list[str]]]
    suggested: dict[str, str]
    signature: str


@dataclass(frozen=True)
class BookRow:
    """A row read: ``fields`` is None when something in ``errors`` forbids a title."""

    fields: RecordFields | None
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_list(file: BinaryIO, *, most: int) -> BookList:
    """The first sheet of a workbook, or a CSV file: its headings and at most ``most`` rows.

    Refuses (:class:`FileRefused`) what is no spreadsheet, by its content; one beyond the
    upload limit; one without rows; and text in a code used before Unicode.
    """
    file.seek(0, 2)
    if (size := file.tell()) > settings.UPLOAD_LIMIT:
        raise FileRefused(
            "too-large", sent=size // 1_000_000, limit=settings.UPLOAD_LIMIT // 1_000_000
        )
    kind = kind_of(file)
    if kind not in _SHEETS:
        raise FileRefused("unknown")
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as kept:
        file.seek(0)
        while block := file.read(1 << 20):
            kept.write(block)
        kept.flush()
        lines = list(islice(sheets.lines(Path(kept.name), kind), most + _FIRST_ROWS))
    if len(lines) < 2:
        raise FileRefused("no-rows")
    if old := charsets.suspected([line.cells for line in lines[:_SAMPLE]]):
        raise FileRefused("legacy-text", charset=old)
    first = lines[:_FIRST_ROWS]
    head = first[columns.header_of([line.cells for line in first])]
    rows = [(line.number, line.cells) for line in lines if line.number > head.number][:most]
    return BookList(
        head.number,
        head.cells,
        rows,
        columns.suggest(head.cells),
        columns.signature(head.cells),
    )


def read_row(values: Mapping[str, str], names: Mapping[str, str], *, this_year: int) -> BookRow:
    """The title that a row describes. ``values``: what a cell holds → its text (the names of
    ``importing.columns.TARGETS``); ``names``: what a column holds → its heading, for the
    sentences."""
    parsed = columns.parse(values, names, this_year=this_year)
    return BookRow(
        parsed.fields,
        [sentence(one) for one in parsed.errors],
        [sentence(one) for one in parsed.warnings],
    )


def match_titles(titles: Sequence[RecordFields]) -> list[int | None]:
    """For each title the record that it is, as imports decide it; a few queries for all."""
    candidates = []
    for at, one in enumerate(titles):
        isbn = normalise(one.isbn)
        candidates.append(
            Candidate(
                at,
                Description(
                    one.title, tuple(one.authors), one.year, one.publisher, (isbn,) if isbn else ()
                ),
                match_key(one.title, one.author, one.year),
                title_words(one.title),
            )
        )
    known = known_records(candidates, points=points())
    found = [known.match(one) for one in candidates]
    return [one.key if one and one.is_sure else None for one in found]
