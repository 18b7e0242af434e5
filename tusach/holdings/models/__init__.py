"""The tables of the room."""

from tusach.holdings.models.boxes import Container
from tusach.holdings.models.copies import Alias, Collection, Condition, Copy, Register, Source
from tusach.holdings.models.ledger import CopyPlace, LedgerEntry, LedgerMark

__all__ = [
    "Alias",
    "Collection",
    "Condition",
    "Container",
    "Copy",
    "CopyPlace",
    "LedgerEntry",
    "LedgerMark",
    "Register",
    "Source",
]
