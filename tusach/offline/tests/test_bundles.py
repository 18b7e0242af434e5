"""Bundles: sealed, opened, refused by name; equal to the vectors that the other end reads."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.offline import bundles, codes
from tusach.offline.bundles import DOWN, UP, BundleRefused, Header, Keys, open_bundle, seal
from tusach.offline.codes import CodesRefused
from tusach.offline.tests import make_vectors

VECTORS: dict[str, Any] = json.loads(make_vectors.FILE.read_text(encoding="utf-8"))
OURS, THEIRS = make_vectors.HOUSE_KEYS, make_vectors.DEVICE_KEYS
HEADER = Header(UP, make_vectors.HOUSE, make_vectors.DEVICE, 7)


def _sealed(said: dict[str, Any]) -> bytes:
    return seal(HEADER, said, mine=THEIRS, theirs=OURS.public)


def _opened(bundle: bytes) -> dict[str, Any]:
    return open_bundle(bundle, mine=OURS, theirs=THEIRS.public)


def _packed(packed: bytes) -> bytes:
    return bundles.seal_packed(
        HEADER, packed, mine=THEIRS, theirs=OURS.public, nonce=bytes(bundles._NONCE)
    )


def _refusal(bundle: bytes) -> str:
    with pytest.raises(BundleRefused) as refused:
        _opened(bundle)
    return refused.value.code


@pytest.mark.parametrize(("way", "mine", "theirs"), [("up", OURS, THEIRS), ("down", THEIRS, OURS)])
def test_a_stored_bundle_opens_to_what_was_said(way: str, mine: Keys, theirs: Keys) -> None:
    said = VECTORS[way]
    bundle = bytes.fromhex(said["bundle"])
    header = bundles.header_of(bundle)
    assert (str(header.house), str(header.device)) == (VECTORS["house"], VECTORS["device"])
    assert (header.kind, header.serial) == ({"up": UP, "down": DOWN}[way], said["serial"])
    assert open_bundle(bundle, mine=mine, theirs=theirs.public) == said["contents"]
    assert bundles.agreed_key(header, mine, theirs.public).hex() == said["key"]


def test_the_vectors_are_made_of_what_is_written_in_them() -> None:
    """All but the signatures, which are never twice the same."""
    anew = make_vectors.vectors()
    for way in ("up", "down"):
        kept, made = (bytes.fromhex(one[way]["bundle"]) for one in (VECTORS, anew))
        assert kept[: -bundles._SIGNATURE] == made[: -bundles._SIGNATURE]
    assert anew["house_keys"] == VECTORS["house_keys"]
    assert anew["device_keys"] == VECTORS["device_keys"]


@pytest.mark.parametrize("one", VECTORS["refused_by_the_device"], ids=lambda one: str(one["why"]))
def test_a_bundle_that_is_not_as_it_was_made_is_refused_by_name(one: dict[str, str]) -> None:
    with pytest.raises(BundleRefused) as refused:
        open_bundle(bytes.fromhex(one["bundle"]), mine=THEIRS, theirs=OURS.public)
    assert refused.value.code == one["code"]


@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    bundle = bytearray.fromhex(VECTORS["up"]["bundle"])
    place = data.draw(st.integers(0, len(bundle) - 1))
    bundle[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BundleRefused):
        _opened(bytes(bundle))


@given(st.data())
def test_a_bundle_cut_off_anywhere_is_refused(data: st.DataObject) -> None:
    bundle = bytes.fromhex(VECTORS["up"]["bundle"])
    cut = bundle[: data.draw(st.integers(0, len(bundle) - 1))]
    assert _refusal(cut) in {"bundle-unreadable", "bundle-altered"}


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_refused(noise: bytes) -> None:
    for bundle in (noise, b"TSB1" + noise, HEADER.bytes + noise):
        with pytest.raises(BundleRefused):
            _opened(bundle)


def test_the_key_of_another_device_does_not_open_it() -> None:
    with pytest.raises(BundleRefused) as refused:
        open_bundle(_sealed({"now": 1}), mine=OURS, theirs=Keys.made().public)
    assert refused.value.code == "bundle-altered"


def test_a_bundle_signed_for_one_device_is_not_passed_off_as_anothers() -> None:
    bundle = _sealed({"now": 1})
    other = Header(UP, HEADER.house, uuid4(), HEADER.serial)
    assert _refusal(other.bytes + bundle[len(other.bytes) :]) == "bundle-altered"


def test_what_unpacks_to_more_than_is_read_is_refused_before_it_is_unpacked() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = bomb.compress(b" " * (bundles.MOST_UNPACKED + 1)) + bomb.flush()
    assert len(packed) < 20_000
    assert _refusal(_packed(packed)) == "too-big"


def test_a_bundle_over_the_limit_is_refused_by_its_length() -> None:
    assert _refusal(_sealed({"now": 1}) + bytes(bundles.MOST_BYTES)) == "too-big"
    with pytest.raises(BundleRefused):
        _packed(bytes(bundles.MOST_SEALED + 1))


@pytest.mark.parametrize(
    "said",
    [b"[]", b"null", b"{", b'{"a": NaN}', b'{"a": 1e999}', b"\xff",
     b'{"a":' * 40 + b"1" + b"}" * 40,
     b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_contents_that_are_no_object_are_refused(said: bytes) -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    assert _refusal(_packed(deflate.compress(said) + deflate.flush())) == "bundle-unreadable"


def test_what_stands_behind_the_contents_is_refused() -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflate.compress(b"{}") + deflate.flush()
    assert _refusal(_packed(packed + b"x")) == "bundle-unreadable"
    assert _refusal(_packed(packed[:-1])) == "bundle-unreadable"


def test_a_letter_that_no_database_holds_does_not_hold_up_the_rest() -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    said = b'{"a": "x\\u0000y", "b": ["\\ud83d", "\\ud83d\\ude00"]}'
    opened = _opened(_packed(deflate.compress(said) + deflate.flush()))
    assert opened == {"a": "x\ufffdy", "b": ["\ufffd", "😀"]}


def test_the_length_is_checked_although_the_signature_covers_it() -> None:
    bundle = _sealed({"now": 1})
    place = bundles._BEFORE - 4
    wrong = struct.pack(">I", struct.unpack_from(">I", bundle, place)[0] + 1)
    assert _refusal(bundle[:place] + wrong + bundle[place + 4 :]) == "bundle-unreadable"


# -- codes -----------------------------------------------------------------------------


def test_codes_join_in_any_order_and_more_than_once() -> None:
    bundle = bytes.fromhex(VECTORS["down"]["bundle"])
    cut = VECTORS["codes"]["parts"]
    assert codes.parts(bundle, VECTORS["codes"]["size"]) == cut
    assert codes.joined([*reversed(cut), cut[0]]) == bundle


def test_a_sequence_with_holes_names_what_lacks() -> None:
    cut = VECTORS["codes"]["parts"]
    with pytest.raises(CodesRefused) as refused:
        codes.joined([cut[0], cut[2]])
    assert refused.value.code == "codes-missing"
    lacks = tuple(n for n in range(1, len(cut) + 1) if n not in {1, 3})
    assert (refused.value.missing, refused.value.of) == (lacks, len(cut))


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ([], "codes-unreadable"),
        (["TS1.0a1b2c3d.2.1.AAAA"], "codes-unreadable"),
        (["https://thuvien.example/"], "codes-unreadable"),
        (["TS1.0a1b2c3d.1.1.A"], "codes-unreadable"),
        (["TS1.0a1b2c3d.1.1.AAAA"], "codes-altered"),
        (["TS1.0a1b2c3d.1.2.AAAA", "TS1.ffffffff.2.2.AAAA"], "codes-mixed"),
    ],
)
def test_codes_that_are_no_bundle_are_refused_by_name(texts: list[str], code: str) -> None:
    with pytest.raises(CodesRefused) as refused:
        codes.joined(texts)
    assert refused.value.code == code


@given(st.binary(min_size=1, max_size=3000), st.integers(1, 700), st.randoms())
def test_any_bundle_comes_whole_through_codes(said: bytes, size: int, chance: Any) -> None:
    cut = codes.parts(said, max(size, len(said) // codes.MOST_PARTS + 1))
    chance.shuffle(cut)
    assert codes.joined(cut) == said
