"""Pages of an accession register (sổ đăng ký cá biệt) as they are printed and bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from tusach.holdings.models import Copy, Register
from tusach.holdings.rules import State
from tusach.network.api import office
from tusach.ui.api import in_vietnamese, pdf
from tusach.vietnamese.api import day_short, grouped

# Rows that one sheet of A4 on its side holds; the last is followed by the sums.
ROWS = 20


@in_vietnamese
def register_content(register: Register, copies: Sequence[Copy]) -> dict[str, Any]:
    """The pages for these copies (with record, source and place), in the order of numbers.

    A copy that was withdrawn keeps its row; the day and the decision stand in the column of
    the paper that struck it out.
    """
    today = timezone.localdate()
    pages = []
    for begin in range(0, len(copies), ROWS):
        part = copies[begin : begin + ROWS]
        pages.append(
            {
                "rows": [_row(copy) for copy in part],
                "copies": len(part),
                "value": grouped(sum(copy.price or 0 for copy in part)),
            }
        )
    return {
        **office(register.owner, today),
        "register": register.name,
        "library": register.owner.name,
        "first": copies[0].accession_no,
        "last": copies[-1].accession_no,
        "pages": pages,
        "copies": grouped(len(copies)),
        "titles": grouped(len({copy.record_id for copy in copies})),
        "value": grouped(sum(copy.price or 0 for copy in copies)),
        "printed_on": day_short(today),
    }


def _row(copy: Copy) -> dict[str, str]:
    record = copy.record
    issued = ", ".join(
        part for part in (record.place_published, record.publisher, str(record.year or "")) if part
    )
    out = ""
    if copy.place.state == State.WITHDRAWN:
        day = day_short(timezone.localdate(copy.place.since))
        out = f"{day} {copy.place.entry.note.split(':')[0]}".strip()
    return {
        "day": day_short(timezone.localdate(copy.accessioned_at)),
        "number": copy.accession_no,
        "title": f"{record.author}. {record.shown_title}" if record.author else record.shown_title,
        "issued": issued,
        "price": grouped(copy.price) if copy.price is not None else "–",
        "mark": copy.shelf_mark or record.class_number,
        "source": str(copy.source),
        "out": out,
        "note": copy.note,
    }


def register_pdf(register: Register, copies: Sequence[Copy]) -> bytes:
    """The pages as PDF, A4 on its side."""
    return pdf("holdings/register.typ", register_content(register, copies))
