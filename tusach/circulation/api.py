"""The door of the room `circulation`: what other rooms may use."""

from tusach.circulation.classes import audience_of, classes_at
from tusach.circulation.models import Family, Tally, TallyLine, TallySource
from tusach.circulation.services.settling import settle_month
from tusach.circulation.services.tallies import Figure, correct, put, take_back, undo_count

__all__ = [
    "Family",
    "Figure",
    "Tally",
    "TallyLine",
    "TallySource",
    "audience_of",
    "classes_at",
    "correct",
    "put",
    "settle_month",
    "take_back",
    "undo_count",
]
