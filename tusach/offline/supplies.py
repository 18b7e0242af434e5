"""What devices carry: tables that rooms supply, and what of them a device lacks.

A room tells the rows as they are now (:func:`register_rows`). What a device holds is kept
as a picture: the fingerprint of every row it was given, named by the cursor. An answer is the
difference between that picture and now. So nothing has to be noted where a row changes, no
change is missed because two transactions ended in another order than they began, and after a
restored backup, or when a device is given other points, the difference is right all the same.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tusach.offline.models import Device, SupplyPicture

log = logging.getLogger(__name__)

Row = Sequence[Any]
Rows = Callable[[frozenset[int]], Iterable[Row]]

# Bytes of a row's fingerprint: a change that is missed once in 2^48 is mended by the next.
_PRINT = 6


@dataclass(frozen=True)
class Page:
    """What a device is given of one supply. ``gone``: the first column of rows to forget.
    ``more``: ask again with ``cursor``. ``anew``: forget all rows held before these."""

    rows: Sequence[Row]
    gone: Sequence[Any] = field(default_factory=tuple)
    cursor: str = ""
    more: bool = False
    anew: bool = False

    def told(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "rows": list(self.rows),
            "gone": list(self.gone),
            "cursor": self.cursor,
            "more": self.more,
        }
        return {**said, "anew": True} if self.anew else said


_rows: dict[str, Rows] = {}


def register_rows(name: str, rows: Rows) -> None:
    """Supply devices with ``rows(points)``: every row that a device of these points (their
    numbers) is to hold now. A row is a sequence that JSON can say; its first column is its key,
    a text or a number, and no two rows share it. Asked at each contact: mind its queries."""
    _rows[name] = rows


def known_supplies() -> list[str]:
    return sorted(_rows)


def supplied(
    device: Device, points: frozenset[int], wanted: Mapping[str, str], most: int, at: datetime
) -> dict[str, Any]:
    """A page of each wanted supply that there is, as the device is told it."""
    return {
        name: _difference(device, name, _rows[name](points), cursor, most, at).told()
        for name, cursor in wanted.items()
        if name in _rows
    }


def _difference(
    device: Device, name: str, rows: Iterable[Row], cursor: str, most: int, at: datetime
) -> Page:
    now: dict[str, Row] = {}
    for row in rows:
        if now.setdefault(_said(row[0]), row) is not row:
            log.error("supply %s: two rows with the key %s", name, row[0])
    prints = {key: _print(row) for key, row in now.items()}
    kept = SupplyPicture.objects.filter(device=device, name=name)
    picture = kept.filter(cursor=cursor).first() if cursor else None
    held = _unpacked(bytes(picture.rows)) if picture else {}
    changed = [key for key, print_ in prints.items() if held.get(key) != print_]
    gone = [key for key in held if key not in prints]
    if picture is not None and not changed and not gone:
        return Page([], [], cursor)
    given = changed[:most]
    for key in gone:
        del held[key]
    held.update((key, prints[key]) for key in given)
    made = SupplyPicture.objects.create(
        cursor=secrets.token_urlsafe(8), device=device, name=name, rows=_packed(held), made_at=at
    )
    # The one it came with stays: the answer may be lost, and it asks again.
    kept.exclude(cursor__in=[cursor, made.cursor]).delete()
    return Page(
        [now[key] for key in given],
        [json.loads(key) for key in gone],
        made.cursor,
        more=len(changed) > len(given),
        anew=picture is None,
    )


# ``json.dumps`` would make one for each of thousands of rows.
_said = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _print(row: Row) -> bytes:
    return hashlib.blake2b(_said(list(row)).encode(), digest_size=_PRINT).digest()


def _packed(held: Mapping[str, bytes]) -> bytes:
    keys = "\n".join(held).encode()
    return zlib.compress(b"%d\n" % len(keys) + keys + b"".join(held.values()))


def _unpacked(said: bytes) -> dict[str, bytes]:
    length, rest = zlib.decompress(said).split(b"\n", 1)
    keys, prints = rest[: int(length)], rest[int(length) :]
    names = keys.decode().split("\n") if keys else []
    return {
        key: prints[start : start + _PRINT]
        for key, start in zip(names, range(0, len(prints), _PRINT), strict=True)
    }
