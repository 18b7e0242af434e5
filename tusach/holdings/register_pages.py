"""Pages of an accession register (sổ đăng ký cá biệt) as they are printed and bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.holdings.models import Finding, Ownership, Register, RegisterLine
from tusach.holdings.rules import State
from tusach.holdings.selectors.registers import (
    COUNT_MARKS,
    arrivals,
    counts_of,
    leavings,
    years_of,
)
from tusach.network.api import office
from tusach.ui.api import in_vietnamese, pdf
from tusach.vietnamese.api import day_short, grouped

# Rows that one sheet of A4 on its side holds; the last is followed by the sums.
ROWS = 20
# Columns for stocktakes: the last ones that counted any of the copies, and empty ones for
# those to come.
COUNTS = 4


@in_vietnamese
def register_content(register: Register, lines: Sequence[RegisterLine]) -> dict[str, Any]:
    """The pages for these numbers (``lines_between``), in their order.

    A copy that was withdrawn or transferred keeps its row, struck through; day and decision
    stand in the column of the paper that struck it out. One that came by transfer was entered
    on that day. What stocktakes found is marked C (còn) or M (mất) under their year.
    """
    today = timezone.localdate()
    ids = [line.copy_id for line in lines]
    left, came = leavings(ids, register.owner_id), arrivals(ids, register.pk)
    counts = counts_of(ids, register.owner_id, COUNTS)
    years = years_of(counts)
    pages = []
    for begin in range(0, len(lines), ROWS):
        part = lines[begin : begin + ROWS]
        pages.append(
            {
                "rows": [
                    _row(register, line, left.get(line.copy_id), came.get(line.copy_id))
                    | {"counts": _marks(line.copy_id, counts)}
                    for line in part
                ],
                "copies": len(part),
                "value": grouped(sum(line.copy.price or 0 for line in part)),
            }
        )
    return {
        **office(register.owner, today),
        "register": register.name,
        "library": register.owner.name,
        "first": lines[0].accession_no,
        "last": lines[-1].accession_no,
        "pages": pages,
        "years": [*(str(years[one]) for one in counts), *[""] * (COUNTS - len(counts))],
        "copies": grouped(len(lines)),
        "titles": grouped(len({line.copy.record_id for line in lines})),
        "value": grouped(sum(line.copy.price or 0 for line in lines)),
        "printed_on": day_short(today),
    }


def _marks(copy: int, counts: dict[int, dict[int, str]]) -> list[str]:
    marks = [
        COUNT_MARKS.get(Finding(f), "") if (f := one.get(copy)) else "" for one in counts.values()
    ]
    return [*marks, *[""] * (COUNTS - len(marks))]


def _row(
    register: Register, line: RegisterLine, left: Ownership | None, came: Ownership | None
) -> dict[str, Any]:
    copy = line.copy
    record = copy.record
    issued = ", ".join(
        part for part in (record.place_published, record.publisher, str(record.year or "")) if part
    )
    out = ""
    if left is not None and copy.owner_id != register.owner_id:
        out = f"{day_short(left.since)} {left.transfer.decision}"
    elif not line.is_current:
        out = _("huỷ số, điều chuyển đã rút lại")
    elif copy.place.state == State.WITHDRAWN:
        day = day_short(timezone.localdate(copy.place.since))
        out = f"{day} {copy.place.entry.note.split(':')[0]}".strip()
    entered = timezone.localdate(copy.accessioned_at)
    source = str(copy.source)
    if came is not None and line.is_current:
        entered = came.since
        source = _("điều chuyển từ %(library)s") % {"library": came.former.name}
    return {
        "day": day_short(entered),
        "number": line.accession_no,
        "title": f"{record.author}. {record.shown_title}" if record.author else record.shown_title,
        "issued": issued,
        "price": grouped(copy.price) if copy.price is not None else "–",
        "mark": copy.shelf_mark or record.class_number,
        "source": source,
        "out": out,
        "note": copy.note,
    }


def register_pdf(register: Register, lines: Sequence[RegisterLine]) -> bytes:
    """The pages as PDF, A4 on its side."""
    return pdf("holdings/register.typ", register_content(register, lines))
