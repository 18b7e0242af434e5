"""The tables of the room `circulation`, by subject."""

from tusach.circulation.models.seats import SeatSession
from tusach.circulation.models.tallies import (
    CountingRule,
    Family,
    OverlapChoice,
    SmsNumber,
    Span,
    Tally,
    TallyLine,
    TallySource,
    TallyState,
)

__all__ = [
    "CountingRule",
    "Family",
    "OverlapChoice",
    "SeatSession",
    "SmsNumber",
    "Span",
    "Tally",
    "TallyLine",
    "TallySource",
    "TallyState",
]
