"""The tables of the room."""

from tusach.upkeep.models.exchange import (
    Exchange,
    ExchangeLine,
    ExchangeRequest,
    ExchangeState,
    RequestState,
)
from tusach.upkeep.models.repair import Grade, Inspection, Repair, RepairState, Trip
from tusach.upkeep.models.weeding import (
    Criterion,
    Disposal,
    Fate,
    FileKind,
    Weeding,
    WeedingFile,
    WeedingLine,
    WeedingState,
)

__all__ = [
    "Criterion",
    "Disposal",
    "Exchange",
    "ExchangeLine",
    "ExchangeRequest",
    "ExchangeState",
    "Fate",
    "FileKind",
    "Grade",
    "Inspection",
    "Repair",
    "RepairState",
    "RequestState",
    "Trip",
    "Weeding",
    "WeedingFile",
    "WeedingLine",
    "WeedingState",
]
