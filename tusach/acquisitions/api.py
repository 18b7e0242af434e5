"""The door of the room `acquisitions`: what other rooms may use."""

from tusach.acquisitions.models import Intake, Order, Serial, Subscription, Supplier, Wish

__all__ = ["Intake", "Order", "Serial", "Subscription", "Supplier", "Wish"]
