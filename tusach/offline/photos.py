"""Photographs that events name: what is awaited, parts that come, and to whom a whole one goes.

An event names its photographs ``"photos": [[SHA-256 in hexadecimal, bytes], …]``. They come after
the events in parts; the house says of each that lacks how many bytes of it it has, so that a part
that went through need not come again.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Length

from tusach.offline.handlers import Photograph, kind_of
from tusach.offline.models import Device, DeviceEvent, SentPhoto, Standing
from tusach.ui.api import Refusal

log = logging.getLogger(__name__)

MOST_OF_EVENT = 3
# Of one photograph. A device makes them smaller than that before it keeps them.
MOST_BYTES = 400_000
# That the house waits for at once, of one device; what is named beyond them is not asked for.
MOST_AWAITED = 500
# A photograph that came whole so often and was another each time is not asked for again.
_WRONG = 3

P = SentPhoto.Standing


@dataclass(frozen=True)
class PhotoPart:
    """Bytes of a photograph from ``offset`` on; None where the device has it no more."""

    digest: bytes
    offset: int
    data: bytes | None


def photo_digest(name: object) -> bytes | None:
    """The 32 bytes that 64 hexadecimal digits name; None for anything else."""
    if not isinstance(name, str) or len(name) != 64:
        return None
    try:
        return bytes.fromhex(name)
    except ValueError:
        return None


def named(payload: Mapping[str, Any]) -> list[tuple[bytes, int]]:
    """Digest and size of the photographs an event names, leaving out what is malformed, too big
    or too many: a note is not refused for its picture."""
    said = payload.get("photos")
    found: dict[bytes, int] = {}
    for one in said if isinstance(said, list) else []:
        if not isinstance(one, list) or len(one) != 2:
            continue
        digest, size = photo_digest(one[0]), one[1]
        if digest is not None and type(size) is int and 0 < size <= MOST_BYTES:
            found.setdefault(digest, size)
    return list(found.items())[:MOST_OF_EVENT]


def awaits(
    device: Device, said: Iterable[tuple[int, str, Mapping[str, Any]]], at: datetime
) -> None:
    """Wait for the photographs that these new events (number, kind, payload) name."""
    wanted: dict[bytes, tuple[int, int]] = {}
    for seq, name, payload in said:
        kind = kind_of(name)
        if kind is not None and kind.photo is not None:
            for digest, size in named(payload):
                wanted.setdefault(digest, (seq, size))
    if not wanted:
        return
    room = MOST_AWAITED - SentPhoto.objects.filter(device=device, standing=P.AWAITED).count()
    SentPhoto.objects.bulk_create(
        [
            SentPhoto(device=device, seq=seq, digest=digest, size=size, changed_at=at)
            for digest, (seq, size) in list(wanted.items())[: max(0, room)]
        ],
        ignore_conflicts=True,
    )


def take_parts(device: Device, parts: Sequence[PhotoPart], at: datetime) -> None:
    """Put these parts to what came before. One that does not go on where the house stopped
    changes nothing; what is whole but not what it is called is begun anew."""
    rows = {
        bytes(row.digest): row
        for row in SentPhoto.objects.select_for_update().filter(
            device=device, standing=P.AWAITED, digest__in=[part.digest for part in parts]
        )
    }
    touched: dict[int, SentPhoto] = {}
    for part in parts:
        row = rows.get(part.digest)
        if row is None or row.standing != P.AWAITED:
            continue
        if part.data is None:
            row.standing, row.data = P.GONE, b""
        elif part.offset == len(row.data) and len(row.data) + len(part.data) <= row.size:
            row.data = bytes(row.data) + part.data
            _look_at(row)
        row.changed_at = at
        touched[row.pk] = row
    SentPhoto.objects.bulk_update(
        touched.values(), ["data", "standing", "wrong", "changed_at"], batch_size=20
    )


def _look_at(row: SentPhoto) -> None:
    if len(row.data) < row.size:
        return
    if hashlib.sha256(row.data).digest() == bytes(row.digest):
        row.standing = P.WHOLE
        return
    row.data, row.wrong = b"", row.wrong + 1
    if row.wrong >= _WRONG:
        row.standing = P.REFUSED


def hand_over(devices: Iterable[int], at: datetime) -> None:
    """Give whole photographs to the rooms whose events were taken; drop those of events that
    were declined."""
    for row in SentPhoto.objects.filter(device__in=devices, standing=P.WHOLE).select_related(
        "device"
    ):
        event = DeviceEvent.objects.filter(device=row.device_id, seq=row.seq).first()
        kind = kind_of(event.kind) if event else None
        if event is None or kind is None or kind.photo is None:
            continue
        if event.standing == Standing.TAKEN:
            photo = Photograph(
                row.device, row.seq, event.corrected_at, bytes(row.digest), bytes(row.data)
            )
            try:
                with transaction.atomic():
                    kind.photo(photo)
                row.standing = P.TAKEN
            except Refusal:
                row.standing = P.REFUSED
            except Exception:
                # Kept whole; the device's next contact tries again.
                log.exception("a photograph of %s could not be kept", event)
                continue
        elif event.standing == Standing.DECLINED:
            row.standing = P.REFUSED
        else:
            continue
        row.data, row.changed_at = b"", at
        row.save(update_fields=["data", "standing", "changed_at"])


def lacking(device: Device) -> list[list[Any]]:
    """Of each photograph that is awaited: its name and how many bytes of it are here."""
    rows = (
        SentPhoto.objects.filter(device=device, standing=P.AWAITED)
        .annotate(here=Length("data"))
        .order_by("seq", "pk")
        .values_list("digest", "here")
    )
    return [[bytes(digest).hex(), here] for digest, here in rows]
