"""The door of the room `offline`: what other rooms may use."""

from tusach.offline.errors import BatchUnreadable, DeviceRevoked, DeviceUnknown
from tusach.offline.handlers import (
    Event,
    Outcome,
    declined,
    known_kinds,
    register_handler,
    taken,
    waits,
)
from tusach.offline.intake import CONFLICT, Answer, Batch, Reported, arrived, take_in
from tusach.offline.models import Device, DeviceEvent, RefusedEvent, Standing
from tusach.offline.services import device_of, enrol, revoke

__all__ = [
    "CONFLICT",
    "Answer",
    "Batch",
    "BatchUnreadable",
    "Device",
    "DeviceEvent",
    "DeviceRevoked",
    "DeviceUnknown",
    "Event",
    "Outcome",
    "RefusedEvent",
    "Reported",
    "Standing",
    "arrived",
    "declined",
    "device_of",
    "enrol",
    "known_kinds",
    "register_handler",
    "revoke",
    "take_in",
    "taken",
    "waits",
]
