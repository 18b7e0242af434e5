"""Writes ``tusach/offline/vectors.json``: what both ends of the protocol must agree on.

``python -m tusach.offline.tests.make_vectors``. Its keys are for this file alone.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID

from tusach.offline import bundles, codes
from tusach.offline.bundles import DOWN, UP, Header, Keys

FILE = Path(__file__).resolve().parents[1] / "vectors.json"

HOUSE = UUID("6f1d2c3b-4a59-4687-9e0f-112233445566")
DEVICE = UUID("0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9")
HOUSE_KEYS = Keys.read(bytes(range(1, 33)), bytes(range(33, 65)))
DEVICE_KEYS = Keys.read(bytes(range(65, 97)), bytes(range(97, 129)))

SAID_UP: dict[str, Any] = {
    "now": 1795408991000,
    "known": 41,
    "oldest": 12,
    "heard": 6,
    "left": 0,
    "way": "line",
    "events": [
        [
            42,
            "circulation.lend",
            1795400000000,
            {"point": "01-0001", "copy": "2900000000018", "reader": 1021, "due": "2026-12-07"},
        ],
        [43, "circulation.tally", 1795401000000,
         {"point": "01-0001", "day": "2026-11-23", "mode": "on_site",
          "counts": {"visit": {"children": 9, "adults": 5}}, "exact": True}],
        [44, "circulation.request", 1795402000000,
         {"point": "01-0001", "title": "Dế Mèn phiêu lưu ký 📕", "note": "em Sùng A Páo hỏi"}],
    ],
    "want": {"holdings.copies": ""},
}  # fmt: skip
SAID_DOWN: dict[str, Any] = {
    "now": 1795408993120,
    "safe": 44,
    "outcomes": [
        [42, "taken", "fits", {}],
        [43, "taken", "", {}],
        [44, "waiting", "waits", {}],
    ],
    "later": [[17, "taken", "unsettled", {"unsettled": ["2900000000018"]}]],
    "supplies": {
        "holdings.copies": {
            "rows": [
                ["2900000000018", "LC.00001", "Dế Mèn phiêu lưu ký", "Tô Hoài", "895.9 D250M",
                 "in_service", "01-0001", "main", [], "R-000001"]
            ],
            "gone": ["2900000000025"],
            "cursor": "h8Zk2Q0c1xA",
            "more": False,
            "anew": True,
        }
    },
    "points": ["01-0001"],
}  # fmt: skip


def _packed(said: dict[str, Any]) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return deflate.compress(text) + deflate.flush()


def _bundle(header: Header, said: dict[str, Any], mine: Keys, theirs: Keys) -> dict[str, Any]:
    packed, nonce = _packed(said), bytes(range(0xA0 + header.kind, 0xAC + header.kind))
    bundle = bundles.seal_packed(header, packed, mine=mine, theirs=theirs.public, nonce=nonce)
    return {
        "serial": header.serial,
        "nonce": nonce.hex(),
        "key": bundles.agreed_key(header, mine, theirs.public).hex(),
        "packed": packed.hex(),
        "bundle": bundle.hex(),
        "contents": said,
    }


def _refused(up: bytes, down: bytes) -> list[dict[str, str]]:
    """Bundles from the house that a device must refuse, and by which name."""
    cut, longer = down[:-70], down + b"\0"
    altered = bytearray(down)
    altered[-70] ^= 1
    forged = bytearray(down)
    forged[-1] ^= 1
    newer = b"TSB2" + down[4:]
    return [
        {"code": code, "why": why, "bundle": bytes(bundle).hex()}
        for code, why, bundle in (
            ("bundle-unreadable", "cut off", cut),
            ("bundle-unreadable", "a byte too many", longer),
            ("bundle-unreadable", "not a bundle", b"PK\x03\x04" + down[4:]),
            ("bundle-unreadable", "empty", b""),
            ("bundle-altered", "one bit of the contents", altered),
            ("bundle-altered", "one bit of the signature", forged),
            ("version-unknown", "a later version", newer),
        )
    ]


def vectors() -> dict[str, Any]:
    up = _bundle(Header(UP, HOUSE, DEVICE, 7), SAID_UP, DEVICE_KEYS, HOUSE_KEYS)
    down = _bundle(Header(DOWN, HOUSE, DEVICE, 7), SAID_DOWN, HOUSE_KEYS, DEVICE_KEYS)
    ends = {
        name: {
            "sign_private": keys.numbers[0].hex(),
            "agree_private": keys.numbers[1].hex(),
            "sign_public": keys.public.sign.hex(),
            "agree_public": keys.public.agree.hex(),
        }
        for name, keys in (("house_keys", HOUSE_KEYS), ("device_keys", DEVICE_KEYS))
    }
    bundle = bytes.fromhex(down["bundle"])
    return {
        "version": bundles.VERSION,
        "house": str(HOUSE),
        "device": str(DEVICE),
        **ends,
        "up": up,
        "down": down,
        "refused_by_the_device": _refused(bytes.fromhex(up["bundle"]), bundle),
        "codes": {"size": 200, "parts": codes.parts(bundle, 200)},
    }


if __name__ == "__main__":
    said = json.dumps(vectors(), ensure_ascii=False, indent=1)
    FILE.write_text(said + "\n", encoding="utf-8")
