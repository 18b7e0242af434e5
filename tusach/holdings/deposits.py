"""The list of books that a place keeps and does not own: rotated books, deposits of other
libraries. They stand here and in no register of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tusach.holdings.holder import at_point
from tusach.holdings.models import Copy
from tusach.holdings.selectors.balance import copies_at
from tusach.network.api import ServicePoint, office, seat
from tusach.ui.api import in_vietnamese, pdf
from tusach.vietnamese.api import day_long, day_short, dong_words, grouped

# A longer list is printed in parts: filtered by library, or as a spreadsheet.
MOST = 3000


def deposits(point: ServicePoint, as_of: datetime) -> QuerySet[Copy]:
    """Copies that stood at ``point`` then and were another library's then."""
    holder = at_point(point.pk)
    own = copies_at(as_of, holder=holder, owner=point.pk)
    return copies_at(as_of, holder=holder).exclude(pk__in=own.values("pk"))


@in_vietnamese
def deposits_content(point: ServicePoint, day: date, copies: Sequence[Copy]) -> dict[str, Any]:
    """The printed list as of the end of a day, by library and number."""
    value = sum(copy.price or 0 for copy in copies)
    owners = dict.fromkeys(copy.owner.name for copy in copies)
    return {
        **office(point, day),
        "place": point.name,
        "day": day_short(day),
        "owners": ", ".join(owners),
        "one_owner": len(owners) == 1,
        "rows": [
            {
                "no": str(number),
                "accession_no": copy.accession_no,
                "barcode": copy.barcode,
                "title": copy.record.shown_title,
                "author": copy.record.author,
                "owner": copy.owner.name,
                "since": day_short(timezone.localdate(copy.place.since)),
                "price": grouped(copy.price) if copy.price is not None else "–",
            }
            for number, copy in enumerate(copies, 1)
        ],
        "titles": grouped(len({copy.record_id for copy in copies})),
        "copies": grouped(len(copies)),
        "value": grouped(value),
        "value_words": dong_words(value),
        "place_and_day": f"{seat(point)}, {day_long(day)}",
    }


def deposits_pdf(content: dict[str, Any]) -> bytes:
    return pdf("holdings/deposits.typ", content)
