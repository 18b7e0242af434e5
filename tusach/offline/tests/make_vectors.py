"""Writes ``tusach/offline/vectors.json``: what both ends of the protocol must agree on.

``python -m tusach.offline.tests.make_vectors``. Its keys are for this file alone.
"""

from __future__ import annotations

import hashlib
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

PHOTO = hashlib.sha256(b"hello").digest()
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
        [45, "rotation.receive", 1795403000000,
         {"point": "01-0001", "leg": 7, "present": ["0000012318", "0000012415"],
          "missing": ["0000012512"], "extra": ["0000099930"],
          "refused": {"0000012609": "not_in_box"}, "damaged": {"0000012415": "ướt mưa"},
          "giver": {"name": "Vàng A Páo", "post": "lái xe"},
          "receiver": {"name": "Trần Văn Thắng", "post": "cán bộ văn hoá"}}],
        [46, "rotation.hand_on", 1795404000000,
         {"point": "01-0001", "leg": 7, "copies": ["0000012318"], "to": "01-0002",
          "due": "2027-02-01", "giver": {"name": "Trần Văn Thắng", "post": ""},
          "receiver": {"name": "Lò Thị Mỷ", "post": "phụ trách tủ sách"}}],
        [47, "rotation.extend", 1795405000000,
         {"point": "01-0001", "leg": 7, "due": "2027-03-01", "reason": "đường sạt lở"}],
        [48, "holdings.move", 1795406000000,
         {"point": "01-0001", "act": "damage", "state": "damaged", "copies": ["0000012415"],
          "from": {"point": "01-0001"}, "to": {"point": "01-0001"}, "note": "rách bìa",
          "photos": [[PHOTO.hex(), 5]]}],
    ],
    "by": [[42, "Giàng A Páo"], [45, "Lò Thị Mỷ"]],
    "photos": [[PHOTO.hex(), 0, "aGVsbG8"]],
    "want": {"holdings.copies": ""},
}  # fmt: skip
SAID_DOWN: dict[str, Any] = {
    "now": 1795408993120,
    "safe": 48,
    "outcomes": [
        [42, "taken", "fits", {}],
        [43, "taken", "", {}],
        [44, "waiting", "waits", {}],
        [45, "taken", "unsettled", {"why": "copies-differ", "unsettled": ["0000099930"]}],
        [46, "taken", "handed-on", {}],
        [47, "taken", "wished", {}],
        [48, "taken", "fits", {}],
    ],
    "lacks": [[PHOTO.hex(), 0]],
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
