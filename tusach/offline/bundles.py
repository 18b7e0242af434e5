"""Bundles: what a device and the house say to each other, sealed and signed.

Plain Python, no database: the other end (``frontend/src/desk``) is proven equal to this one by
``vectors.json``. The layout is written down in ``docs/offline-protocol.md``.
"""

from __future__ import annotations

import json
import math
import os
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = 1
UP, DOWN = 1, 2
_WAYS = {UP: "up", DOWN: "down"}

_NAME = b"TSB"
# Name and version, kind, house, device, serial; then nonce and length.
_HEAD = struct.Struct(">4sB16s16sQ")
_NONCE, _TAG, _SIGNATURE, _POINT = 12, 16, 64, 65
_BEFORE = _HEAD.size + _NONCE + 4

# What a phone can hold in its memory twice, and an attacker may make us unpack.
MOST_SEALED = 1 << 20
MOST_UNPACKED = 16 << 20
MOST_BYTES = _BEFORE + MOST_SEALED + _SIGNATURE
# U+0000 and what is half of a pair.
_BROKEN = re.compile("[\0\ud800-\udfff]")
# Deeper than any event; a thousand brackets must not exhaust the stack.
_DEPTH = 32


class BundleRefused(Exception):
    """A bundle that is not taken; ``code`` is one of the protocol's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Keys:
    """One end's two private keys: one signs, one agrees."""

    sign: ec.EllipticCurvePrivateKey
    agree: ec.EllipticCurvePrivateKey

    @classmethod
    def made(cls) -> Keys:
        return cls(ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def read(cls, sign: bytes, agree: bytes) -> Keys:
        """From the 32 bytes of each private number (:attr:`numbers`)."""
        return cls(
            *(ec.derive_private_key(int.from_bytes(n), ec.SECP256R1()) for n in (sign, agree))
        )

    @property
    def numbers(self) -> tuple[bytes, bytes]:
        sign, agree = (
            key.private_numbers().private_value.to_bytes(32) for key in (self.sign, self.agree)
        )
        return sign, agree

    @property
    def public(self) -> PublicKeys:
        return PublicKeys(_bytes_of(self.sign.public_key()), _bytes_of(self.agree.public_key()))


@dataclass(frozen=True)
class PublicKeys:
    """The other end's keys: 65 bytes each, the uncompressed point."""

    sign: bytes
    agree: bytes

    @classmethod
    def checked(cls, sign: bytes, agree: bytes) -> PublicKeys:
        """Refuses (ValueError) bytes that are no point of the curve."""
        for key in (sign, agree):
            _key_of(key)
        return cls(sign, agree)


@dataclass(frozen=True)
class Header:
    """What is read of a bundle without any key: who says it to whom."""

    kind: int
    house: UUID
    device: UUID
    serial: int

    @property
    def bytes(self) -> bytes:
        name = _NAME + str(VERSION).encode()
        return _HEAD.pack(name, self.kind, self.house.bytes, self.device.bytes, self.serial)


def header_of(bundle: bytes) -> Header:
    """Refuses (:class:`BundleRefused`) ``bundle-unreadable``, ``version-unknown``, ``too-big``."""
    if len(bundle) < _HEAD.size or bundle[:3] != _NAME:
        raise BundleRefused("bundle-unreadable")
    name, kind, house, device, serial = _HEAD.unpack_from(bundle)
    if name != _NAME + str(VERSION).encode():
        raise BundleRefused("version-unknown")
    if len(bundle) > MOST_BYTES:
        raise BundleRefused("too-big")
    if kind not in _WAYS or not 0 < serial < 1 << 63:
        raise BundleRefused("bundle-unreadable")
    return Header(kind, UUID(bytes=house), UUID(bytes=device), serial)


def seal(header: Header, contents: Mapping[str, Any], *, mine: Keys, theirs: PublicKeys) -> bytes:
    """The bundle. Refuses ``too-big`` what the other end would not read."""
    said = json.dumps(contents, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    if len(said) > MOST_UNPACKED:
        raise BundleRefused("too-big")
    return seal_packed(header, _packed(said), mine=mine, theirs=theirs, nonce=os.urandom(_NONCE))


def seal_packed(
    header: Header, packed: bytes, *, mine: Keys, theirs: PublicKeys, nonce: bytes
) -> bytes:
    """As :func:`seal`, from deflated contents and with a nonce that must never be used twice."""
    key = agreed_key(header, mine, theirs)
    sealed = AESGCM(key).encrypt(nonce, packed, header.bytes)
    if len(sealed) > MOST_SEALED:
        raise BundleRefused("too-big")
    said = header.bytes + nonce + struct.pack(">I", len(sealed)) + sealed
    return said + _signature(mine.sign, said)


def open_bundle(bundle: bytes, *, mine: Keys, theirs: PublicKeys) -> dict[str, Any]:
    """The contents. Refuses ``bundle-unreadable`` when its length is not what it says (cut
    off) or its contents are no JSON object, ``bundle-altered`` when signature or seal do not
    fit, ``too-big`` what unpacks to more than 16 MiB."""
    header = header_of(bundle)
    said, signature = bundle[:-_SIGNATURE], bundle[-_SIGNATURE:]
    if len(said) < _BEFORE + _TAG:
        raise BundleRefused("bundle-unreadable")
    (length,) = struct.unpack_from(">I", said, _BEFORE - 4)
    if length != len(said) - _BEFORE:
        raise BundleRefused("bundle-unreadable")
    _verify(theirs.sign, signature, said)
    nonce = said[_HEAD.size : _HEAD.size + _NONCE]
    try:
        packed = AESGCM(agreed_key(header, mine, theirs)).decrypt(
            nonce, said[_BEFORE:], header.bytes
        )
    except InvalidTag:
        raise BundleRefused("bundle-altered") from None
    return _object(_unpacked(packed))


def agreed_key(header: Header, mine: Keys, theirs: PublicKeys) -> bytes:
    """The 32 bytes of the contents' key for this house, device and direction."""
    secret = mine.agree.exchange(ec.ECDH(), _key_of(theirs.agree))
    return HKDF(
        algorithm=hashes.SHA256(),
        length=32,
        salt=header.house.bytes + header.device.bytes,
        info=f"tusach {VERSION} {_WAYS[header.kind]}".encode(),
    ).derive(secret)


def _key_of(point: bytes) -> ec.EllipticCurvePublicKey:
    if len(point) != _POINT:
        raise ValueError("not the 65 bytes of an uncompressed point")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def _bytes_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _signature(key: ec.EllipticCurvePrivateKey, said: bytes) -> bytes:
    r, s = decode_dss_signature(key.sign(said, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def _verify(point: bytes, signature: bytes, said: bytes) -> None:
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    try:
        _key_of(point).verify(encode_dss_signature(r, s), said, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise BundleRefused("bundle-altered") from None


def _packed(said: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(said) + deflate.flush()


def _unpacked(packed: bytes) -> bytes:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        said = inflate.decompress(packed, MOST_UNPACKED + 1)
    except zlib.error:
        raise BundleRefused("bundle-unreadable") from None
    if len(said) > MOST_UNPACKED:
        raise BundleRefused("too-big")
    if not inflate.eof or inflate.unused_data:
        raise BundleRefused("bundle-unreadable")
    return said


def _object(said: bytes) -> dict[str, Any]:
    try:
        found = json.loads(said.decode(), parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BundleRefused("bundle-unreadable") from None
    if not isinstance(found, dict):
        raise BundleRefused("bundle-unreadable")
    cleaned: dict[str, Any] = _clean(found, _DEPTH)
    return cleaned


def _no_number(name: str) -> float:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _clean(value: Any, depth: int) -> Any:
    """Texts as a database can hold them: U+FFFD for U+0000 and halves of a surrogate pair, so
    that one broken letter does not hold up all that a device has to say."""
    if depth < 0:
        raise BundleRefused("bundle-unreadable")
    if isinstance(value, str):
        return _BROKEN.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_clean(key, 0): _clean(one, depth - 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(one, depth - 1) for one in value]
    return value
