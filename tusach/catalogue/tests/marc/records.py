"""Every record of the files of others that a strict reading takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tusach.catalogue.marc import iso2709
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import MarcRecord

DATA = Path(__file__).parents[1] / "data"
ISO_FILES = (
    "auth-1066.mrc",
    "jazz_1k.mrc",
    "lul_fre_100.mrc",
    "nepali.marc",
    "oss.marc",
    "pride-and-prejudice-fixed.mrc",
    "test_data.utf8.mrc",
)


def records(name: str) -> Iterator[MarcRecord]:
    with (DATA / name).open("rb") as file:
        for piece in iso2709.pieces(file):
            try:
                yield iso2709.parse(piece.content)
            except Fault:
                continue
