"""The door of the room `acquisitions`: what other rooms may use."""

from tusach.acquisitions.models import Intake, Order, Serial, Subscription, Supplier, Wish
from tusach.acquisitions.selectors.serial_holdings import SerialHolding, serial_holdings
from tusach.acquisitions.services.checking_in import check_in
from tusach.acquisitions.services.subscribing import Place

__all__ = [
    "Intake",
    "Order",
    "Place",
    "Serial",
    "SerialHolding",
    "Subscription",
    "Supplier",
    "Wish",
    "check_in",
    "serial_holdings",
]
