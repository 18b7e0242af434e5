"""How a cell with several accession numbers is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.catalogue.importing.columns import values_of
from tusach.catalogue.importing.runs import LONGEST, written_out


@pytest.mark.parametrize(
    ("cell", "count", "numbers"),
    [
        ("STK.00021-00023", "3", "STK.00021; STK.00022; STK.00023"),
        ("STK.00021-00023", "", "STK.00021; STK.00022; STK.00023"),
        ("STK.00021-23", "3", "STK.00021; STK.00022; STK.00023"),
        ("STK.00009 – STK.00011", "", "STK.00009; STK.00010; STK.00011"),
        ("9-11", "3", "9; 10; 11"),
        ("TK12 đến TK14", "", "TK12; TK13; TK14"),
        ("STK.1, 2, 5", "3", "STK.1; STK.2; STK.5"),
        ("STK.00001-00002; STK.00007", "3", "STK.00001; STK.00002; STK.00007"),
        ("STK.00021", "1", "STK.00021"),
        # The count speaks against it, and there are other ways to read it.
        ("00021-23", "1", "00021-23"),
        ("12-2019", "1", "12-2019"),
        ("12-2019", "", "12-2019"),
        # Nothing else than a run: entering tells that the count differs.
        ("STK.00021-00024", "3", "STK.00021; STK.00022; STK.00023; STK.00024"),
        ("SGK.5-STK.9", "5", "SGK.5-STK.9"),
        ("STK.00023-00021", "3", "STK.00023-00021"),
        ("", "2", ""),
    ],
)
def test_a_cell(cell: str, count: str, numbers: str) -> None:
    assert written_out(cell, count) == numbers


def test_the_count_of_the_same_line_helps() -> None:
    mapping = {"0": "accession_no", "1": "copies"}
    assert values_of(["SGK.0007-09", "3"], mapping)["accession_no"] == (
        "SGK.0007; SGK.0008; SGK.0009"
    )


@given(st.integers(1, 99_000), st.integers(2, LONGEST))
def test_a_run_has_as_many_numbers_as_it_says(first: int, count: int) -> None:
    cell = f"LC.{first:06d}-{first + count - 1:06d}"
    numbers = written_out(cell).split("; ")
    assert len(numbers) == count
    assert numbers[-1] == f"LC.{first + count - 1:06d}"


@given(st.text(alphabet="STK.0129-–→, ;đến", max_size=60), st.sampled_from(["", "1", "3"]))
def test_no_cell_makes_more_than_a_thousand(cell: str, count: str) -> None:
    assert written_out(cell, count).count(";") < LONGEST * (len(cell) + 1)
