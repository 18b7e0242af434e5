"""The tables of the room."""

from tusach.holdings.models.boxes import Container
from tusach.holdings.models.copies import (
    Alias,
    Collection,
    Condition,
    Copy,
    Register,
    RegisterKind,
    Source,
    SourceGroup,
)
from tusach.holdings.models.ledger import CopyPlace, DatedSum, LedgerEntry, LedgerMark
from tusach.holdings.models.lists import ListBranch, ListLine, ListPrefix
from tusach.holdings.models.photos import DamagePhoto
from tusach.holdings.models.stocktakes import (
    Finding,
    Stocktake,
    StocktakeLine,
    StocktakeSum,
    UnknownCode,
)
from tusach.holdings.models.tables import (
    LibraryHabit,
    MarkWay,
    PrinterMargin,
    SubjectGroup,
    Table,
    TableKind,
)
from tusach.holdings.models.transfers import Ownership, RegisterLine, Transfer, TransferLine

__all__ = [
    "Alias",
    "Collection",
    "Condition",
    "Container",
    "Copy",
    "CopyPlace",
    "DamagePhoto",
    "DatedSum",
    "Finding",
    "LedgerEntry",
    "LedgerMark",
    "LibraryHabit",
    "ListBranch",
    "ListLine",
    "ListPrefix",
    "MarkWay",
    "Ownership",
    "PrinterMargin",
    "Register",
    "RegisterKind",
    "RegisterLine",
    "Source",
    "SourceGroup",
    "Stocktake",
    "StocktakeLine",
    "StocktakeSum",
    "SubjectGroup",
    "Table",
    "TableKind",
    "Transfer",
    "TransferLine",
    "UnknownCode",
]
