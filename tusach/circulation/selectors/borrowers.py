"""What the rules of lending ask of a reader."""

from __future__ import annotations

from datetime import date

from tusach.circulation.rules import Borrower
from tusach.readers.api import Reader, standing_of
from tusach.ui.api import told


def borrower_of(reader: Reader, day: date) -> Borrower:
    """The reader as the decisions take one, on ``day``. Somebody who never had a card, or has
    lost one that still ran, borrows by name; one whose card has run out renews it first."""
    standing = standing_of(reader, day)
    until = standing.card.valid_until if standing.card is not None else None
    if standing.card is None:
        last = standing.last
        until = last.valid_until if last is not None and last.valid_until < day else None
    return Borrower(
        reader_class=reader.reader_class.code,
        home=reader.home.code,
        barred=standing.bar.reason if standing.bar is not None else "",
        card_until=until,
        needs_guardian=standing.lacks_guardian,
    )


def open_loans_of(reader: Reader) -> int:
    """How many copies the reader has at home."""
    [(count,)] = told("SELECT count(*) FROM circulation_openloan WHERE reader_id = %s", [reader.pk])
    return int(count)
