"""What is in a bundle, read and written: the JSON of ``docs/offline-protocol.md``."""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from tusach.offline.errors import BatchUnreadable, TooBig
from tusach.offline.intake import Answer, Reported
from tusach.offline.photos import PhotoPart, photo_digest

LINE, STICK, CODES = "line", "stick", "codes"
WAYS = (LINE, STICK, CODES)
# More than a point does in a year without ever reaching the house.
MOST_EVENTS = 20_000
MOST_WANTED = 20
# Parts of photographs in one bundle.
MOST_PARTS = 200

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What fits a datetime with room for any offset; a clock beyond it says nothing anyway.
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Up:
    """What a device says. ``oldest``: the lowest number it still holds. ``left``: how many
    events it still has to send after these. ``heard``: the serial of the last answer it read.
    ``photos``: None from a device that holds none."""

    now: datetime
    known: int
    oldest: int
    heard: int
    left: int
    way: str
    events: Sequence[Reported]
    want: Mapping[str, str]
    photos: Sequence[PhotoPart] | None = None


def read_up(said: Mapping[str, Any]) -> Up:
    """Refuses (:class:`BatchUnreadable`, naming the field; :class:`TooBig`)."""
    events = said.get("events", [])
    want = said.get("want", {})
    way = said.get("way", LINE)
    if not isinstance(events, list):
        raise _unreadable("events")
    if len(events) > MOST_EVENTS:
        raise TooBig()
    if way not in WAYS:
        raise _unreadable("way")
    if (
        not isinstance(want, dict)
        or len(want) > MOST_WANTED
        or not all(isinstance(v, str) and len(v) <= 200 for v in want.values())
    ):
        raise _unreadable("want")
    who = _people(said.get("by", []))
    return Up(
        now=moment(_number(said, "now", None)),
        known=_number(said, "known", 0),
        oldest=_number(said, "oldest", 1),
        heard=_number(said, "heard", 0),
        left=min(_number(said, "left", 0), 2**31 - 1),
        way=way,
        events=[_event(event, who) for event in events],
        want=want,
        photos=_photos(said.get("photos")),
    )


def told(answer: Answer) -> list[Any]:
    return [answer.seq, answer.standing, answer.code, dict(answer.detail)]


def moment(ms: int) -> datetime:
    """A time in milliseconds since 1970, no further off than a calendar goes."""
    try:
        return min(max(_EPOCH + timedelta(milliseconds=ms), _EARLIEST), _LATEST)
    except OverflowError:
        return _LATEST if ms > 0 else _EARLIEST


def milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)


def _people(said: object) -> list[tuple[int, str]]:
    """From which number on whose PIN had opened the device, lowest number first."""
    if not isinstance(said, list) or len(said) > MOST_EVENTS:
        raise _unreadable("by")
    found = []
    for one in said:
        if not isinstance(one, list) or len(one) != 2:
            raise _unreadable("by")
        number, name = one
        if type(number) is not int or not isinstance(name, str):
            raise _unreadable("by")
        found.append((number, " ".join(name.split())[:60]))
    return sorted(found)


def _event(said: object, who: Sequence[tuple[int, str]]) -> Reported:
    if not isinstance(said, list) or len(said) != 4:
        raise _unreadable("events")
    seq, kind, stated, payload = said
    if (
        type(seq) is not int
        or type(stated) is not int
        or not isinstance(kind, str)
        or not isinstance(payload, dict)
    ):
        raise _unreadable("events")
    at = bisect_right(who, seq, key=itemgetter(0))
    return Reported(seq, kind, moment(stated), payload, who[at - 1][1] if at else "")


def _photos(said: object) -> list[PhotoPart] | None:
    if said is None:
        return None
    if not isinstance(said, list) or len(said) > MOST_PARTS:
        raise _unreadable("photos")
    return [_part(one) for one in said]


def _part(said: object) -> PhotoPart:
    if not isinstance(said, list) or len(said) != 3:
        raise _unreadable("photos")
    name, offset, data = said
    if type(offset) is not int or not 0 <= offset < 2**31:
        raise _unreadable("photos")
    digest = photo_digest(name)
    if digest is None or not (data is None or isinstance(data, str)):
        raise _unreadable("photos")
    if data is None:
        return PhotoPart(digest, offset, None)
    try:
        read = base64.b64decode(data + "=" * (-len(data) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        raise _unreadable("photos") from None
    return PhotoPart(digest, offset, read)


def _number(said: Mapping[str, Any], name: str, otherwise: int | None) -> int:
    value = said.get(name, otherwise)
    if type(value) is not int or (name != "now" and not 0 <= value < 2**63):
        raise _unreadable(name)
    return value


def _unreadable(name: str) -> BatchUnreadable:
    return BatchUnreadable(why=_("mục “%(name)s” sai dạng") % {"name": name})
