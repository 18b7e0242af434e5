"""Plain decisions of the intake: clocks and the fingerprint of an event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

# Two readings of one clock differ by the way the line took; more than this, and it was set.
SAME_CLOCK = timedelta(minutes=2)

# ``json.dumps`` would make one for each event.
_said = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def fingerprint(kind: str, stated_at: datetime, payload: Mapping[str, Any]) -> bytes:
    """32 bytes that are equal when and only when the same thing was said (SHA-256)."""
    said = _said([kind, stated_at.astimezone(UTC).isoformat(), payload])
    return hashlib.sha256(said.encode()).digest()


def offset(known: timedelta | None, device_now: datetime, server_now: datetime) -> timedelta:
    """What to add to a device's times. The known offset stays unless the clock was set."""
    seen = server_now - device_now
    return known if known is not None and abs(seen - known) <= SAME_CLOCK else seen


def offset_of_carried(
    known: timedelta | None, sealed: datetime, since: datetime, received_at: datetime
) -> timedelta:
    """The offset of a device whose bundle was carried here: the known one (none: zero), as long
    as it puts the sealing between enrolment and arrival. Else the clock was set, or wrong all
    along, and the least that it lacks is what puts the sealing at the arrival."""
    lacks = known or timedelta(0)
    try:
        fits = since - SAME_CLOCK <= sealed + lacks <= received_at + SAME_CLOCK
    except OverflowError:
        fits = False
    return lacks if fits else received_at - sealed


def corrected(
    stated: datetime, lacks: timedelta, since: datetime, received_at: datetime
) -> datetime:
    """When it happened by our clock: never before the device was ours nor after it told us."""
    try:
        when = stated + lacks
    except OverflowError:
        when = received_at
    return min(max(when, since), received_at)


def holds_nul(value: Any) -> bool:
    """Whether a text anywhere in it holds U+0000, which PostgreSQL cannot store."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, Mapping):
        return any(holds_nul(key) or holds_nul(one) for key, one in value.items())
    if isinstance(value, list | tuple):
        return any(holds_nul(one) for one in value)
    return False
