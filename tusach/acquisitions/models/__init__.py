"""The room's tables, by subject."""

from tusach.acquisitions.models.funds import Allocation, Fund
from tusach.acquisitions.models.intakes import Intake, IntakeLine, LineCopy, LineFile, SheetMapping
from tusach.acquisitions.models.numbers import YearNumber
from tusach.acquisitions.models.orders import Claim, ClaimLine, Order, OrderLine
from tusach.acquisitions.models.policy import StockPolicy, StockShare
from tusach.acquisitions.models.serials import (
    Break,
    CheckIn,
    Issue,
    OlderHoldings,
    Pattern,
    Serial,
    Subscription,
    SubscriptionPlace,
    Volume,
)
from tusach.acquisitions.models.suppliers import Supplier
from tusach.acquisitions.models.wishes import Wish

__all__ = [
    "Allocation",
    "Break",
    "CheckIn",
    "Claim",
    "ClaimLine",
    "Fund",
    "Intake",
    "IntakeLine",
    "Issue",
    "LineCopy",
    "LineFile",
    "OlderHoldings",
    "Order",
    "OrderLine",
    "Pattern",
    "Serial",
    "SheetMapping",
    "StockPolicy",
    "StockShare",
    "Subscription",
    "SubscriptionPlace",
    "Supplier",
    "Volume",
    "Wish",
    "YearNumber",
]
