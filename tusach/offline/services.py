"""Devices coming and going."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.offline.errors import DeviceUnknown
from tusach.offline.models import Device


@transaction.atomic
def enrol(*, name: str, points: Sequence[int], by: Actor, at: datetime) -> Device:
    """Make a device ours, for the points with these numbers; returns it.

    What it later reports is never dated before ``at``.
    """
    device = Device.objects.create(name=name, enrolled_at=at, enrolled_by=by.name)
    device.points.set(points)
    record(
        "offline.enrol",
        by=by,
        on=("offline.device", device.pk, name),
        place=points[0] if points else None,
        at=at,
    )
    return device


@transaction.atomic
def revoke(device: Device, *, by: Actor, at: datetime) -> Device:
    """A lost phone reports no more. What it reported before stays. Twice changes nothing."""
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.revoked_at is None:
        device.revoked_at = at
        device.save(update_fields=["revoked_at"])
        record("offline.revoke", by=by, on=("offline.device", device.pk, device.name), at=at)
    return device


def device_of(key: UUID) -> Device:
    """The device that calls itself so. Refuses (:class:`DeviceUnknown`) one never enrolled."""
    try:
        return Device.objects.get(key=key)
    except Device.DoesNotExist:
        raise DeviceUnknown(key=key) from None
