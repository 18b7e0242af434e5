"""The slip that goes along with copies to a workshop."""

from __future__ import annotations

from typing import Any

from tusach.network.api import office, seat
from tusach.ui.api import in_vietnamese, pdf
from tusach.upkeep.models import Repair, Trip
from tusach.upkeep.selectors.repairs import lines_of_trip
from tusach.vietnamese.api import day_long, day_short, grouped


@in_vietnamese
def trip_content(trip: Trip) -> dict[str, Any]:
    """Everything on the slip: who sends, who mends, until when, which copies and what ails them."""
    lines = lines_of_trip(trip)
    return {
        "title": "Phiếu giao sách sửa chữa",
        "subtitle": "",
        "number": f"{trip.pk}/PSC",
        "version": 0,
        "bases": [],
        "giver": office(trip.owner, trip.sent_on),
        "place_and_day": f"{seat(trip.owner)}, {day_long(trip.sent_on)}",
        "library": trip.owner.name,
        "holder": trip.holder,
        "due": day_short(trip.due_on) if trip.due_on else "",
        "note": trip.note,
        "copies": grouped(len(lines)),
        "lines": [_row(n, one) for n, one in enumerate(lines, 1)],
    }


def _row(number: int, one: Repair) -> dict[str, str]:
    record, found = one.copy.record, one.inspection
    return {
        "no": str(number),
        "accession_no": one.copy.accession_no,
        "title": f"{record.shown_title} / {record.author}" if record.author else record.shown_title,
        "ails": f"{found.grade.name}: {found.note}" if found.note else found.grade.name,
        "cost": grouped(one.cost) if one.cost is not None else "",
        "back": day_short(one.back_on) if one.back_on else "",
    }


def trip_pdf(trip: Trip) -> bytes:
    return pdf("upkeep/repair.typ", trip_content(trip))
