"""What is held about the reader who signed in, as a page, as JSON and as a table."""

from __future__ import annotations

import csv
import io
from typing import Any

from tusach.readers.api import Reader, own_reader
from tusach.ui.api import plain_cell


def reader_self(account: int) -> Reader | None:
    """The reader an account was opened for, never a child shown to it: what a library holds of
    a child it hands to whom it knows."""
    return own_reader(account)


def as_table(held: dict[str, Any], heads: tuple[str, str, str, str]) -> bytes:
    """The same as CSV that office programs open: heading, number of the entry, field, value."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(heads)
    for heading, rows in held.items():
        entries = [rows] if isinstance(rows, dict) else rows
        for number, entry in enumerate(entries, 1):
            for field, value in entry.items():
                if value not in (None, ""):
                    write.writerow([heading, number, plain_cell(field), plain_cell(value)])
    return out.getvalue().encode("utf-8-sig")
