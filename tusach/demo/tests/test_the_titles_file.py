"""The titles are facts: their form is checked here, their truth by who wrote them."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest

FILE = Path(__file__).parent.parent / "data" / "titles.tsv"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_there_are_at_least_150_true_titles(rows):
    assert len(rows) >= 150


def test_no_book_stands_there_twice(rows):
    names = [(row["title"], row["author"]) for row in rows]
    assert len(names) == len(set(names))


def test_every_book_has_title_class_subject_audience_and_language(rows):
    for row in rows:
        for cell in ("title", "class_number", "subjects", "audience", "language"):
            assert row[cell], row
        assert row["audience"] in {"children", "pupils", "adults"}, row
        assert row["class_number"].replace(".", "").isdigit(), row
        assert len(row["class_number"].split(".")[0]) == 3, row


def test_years_are_years_and_nothing_was_made_up_to_fill_a_cell(rows):
    for row in rows:
        for cell in ("year", "first_published"):
            assert not row[cell] or 1800 < int(row[cell]) <= 2026, row
        assert not row["isbn"], "an ISBN goes in only when it was read off the book"


def test_what_is_unsure_names_a_cell_that_is_filled(rows):
    for row in rows:
        for cell in filter(None, row["unsure"].split(";")):
            assert row[cell], (row["title"], cell)


def test_letters_are_composed_and_cells_are_trimmed(rows):
    for row in rows:
        for cell in row.values():
            assert cell == unicodedata.normalize("NFC", cell).strip()
