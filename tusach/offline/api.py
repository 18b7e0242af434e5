"""The door of the room `offline`: what other rooms may use."""

from tusach.offline.errors import BatchUnreadable, DeviceUnknown
from tusach.offline.handlers import (
    Event,
    Outcome,
    Photograph,
    declined,
    known_kinds,
    name_codes,
    register_handler,
    taken,
    waits,
)
from tusach.offline.intake import CONFLICT, Answer, Batch, Reported, arrived, take_in
from tusach.offline.models import Device, DeviceEvent, RefusedEvent, SentPhoto, Standing
from tusach.offline.services import device_of, enrol, revoke
from tusach.offline.supplies import register_rows

__all__ = [
    "CONFLICT",
    "Answer",
    "Batch",
    "BatchUnreadable",
    "Device",
    "DeviceEvent",
    "DeviceUnknown",
    "Event",
    "Outcome",
    "Photograph",
    "RefusedEvent",
    "Reported",
    "SentPhoto",
    "Standing",
    "arrived",
    "declined",
    "device_of",
    "enrol",
    "known_kinds",
    "name_codes",
    "register_handler",
    "register_rows",
    "revoke",
    "take_in",
    "taken",
    "waits",
]
