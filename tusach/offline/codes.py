"""A bundle cut into the parts of a sequence of QR codes, and put together again."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable

# A QR code of version 20 at level L holds so much and is still read from a scratched screen.
PART_BYTES = 600
MOST_PARTS = 2000

_PART = re.compile(r"TS1\.([0-9a-f]{8})\.([1-9]\d{0,3})\.([1-9]\d{0,3})\.([A-Za-z0-9_-]+)")


class CodesRefused(Exception):
    """Parts that are no whole bundle: ``codes-unreadable``, ``codes-mixed``,
    ``codes-altered``, or ``codes-missing`` with the numbers that lack."""

    def __init__(self, code: str, missing: tuple[int, ...] = (), of: int = 0) -> None:
        self.code, self.missing, self.of = code, missing, of
        super().__init__(code)


def parts(bundle: bytes, size: int = PART_BYTES) -> list[str]:
    """The texts of the codes, in order."""
    name = _name(bundle)
    cut = [bundle[start : start + size] for start in range(0, len(bundle), size)]
    return [
        f"TS1.{name}.{n}.{len(cut)}.{base64.urlsafe_b64encode(part).decode().rstrip('=')}"
        for n, part in enumerate(cut, 1)
    ]


def joined(texts: Iterable[str]) -> bytes:
    """The bundle whose parts were read, in any order and more than once."""
    found: dict[int, bytes] = {}
    heads: set[tuple[str, int]] = set()
    for text in texts:
        match = _PART.fullmatch(text.strip())
        if match is None:
            raise CodesRefused("codes-unreadable")
        name, n, of, said = match[1], int(match[2]), int(match[3]), match[4]
        if n > of or of > MOST_PARTS:
            raise CodesRefused("codes-unreadable")
        heads.add((name, of))
        try:
            found[n] = base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))
        except binascii.Error:
            raise CodesRefused("codes-unreadable") from None
    if not heads:
        raise CodesRefused("codes-unreadable")
    if len(heads) > 1:
        raise CodesRefused("codes-mixed")
    ((name, of),) = heads
    if missing := tuple(n for n in range(1, of + 1) if n not in found):
        raise CodesRefused("codes-missing", missing, of)
    bundle = b"".join(found[n] for n in range(1, of + 1))
    if _name(bundle) != name:
        raise CodesRefused("codes-altered")
    return bundle


def _name(bundle: bytes) -> str:
    return hashlib.sha256(bundle).hexdigest()[:8]
