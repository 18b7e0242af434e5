"""The desk seals, opens and cuts bundles as the protocol has it (tusach/offline/vectors.json)."""

from __future__ import annotations

import json
import random

import pytest
from playwright.sync_api import Page

from tests.desk.proof_page import PROJECT

pytestmark = pytest.mark.browser

VECTORS = json.loads((PROJECT / "tusach/offline/vectors.json").read_text(encoding="utf-8"))
SIGNATURE = 2 * 64  # hexadecimal digits; another one each time


def test_what_the_desk_seals_is_the_stored_bundle(proof: Page) -> None:
    up = VECTORS["up"]
    sealed = proof.evaluate("([vectors, up]) => proof.sealed(vectors, up)", [VECTORS, up])
    assert sealed == up["bundle"][:-SIGNATURE]


def test_what_the_desk_opens_says_what_was_sealed(proof: Page) -> None:
    down = VECTORS["down"]
    said = proof.evaluate("([v, hex]) => proof.opened(v, hex)", [VECTORS, down["bundle"]])
    assert said == {**down["contents"], "serial": down["serial"]}


def test_what_must_be_refused_is_refused(proof: Page) -> None:
    for one in VECTORS["refused_by_the_device"]:
        said = proof.evaluate("([v, hex]) => proof.opened(v, hex)", [VECTORS, one["bundle"]])
        assert isinstance(said, str), one["why"]
        assert said == one["code"], one["why"]


def test_codes_are_cut_and_put_together_in_any_order(proof: Page) -> None:
    codes, bundle = VECTORS["codes"], VECTORS["down"]["bundle"]
    cut = proof.evaluate("([hex, size]) => proof.codes(hex, size)", [bundle, codes["size"]])
    assert cut == codes["parts"]
    shuffled = [*cut, cut[0]]
    random.Random(7).shuffle(shuffled)
    assert proof.evaluate("(texts) => proof.gathered(texts)", shuffled) == bundle


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda cut: cut[:-1], None),
        (lambda cut: [*cut[:-1], "https://vi.wikipedia.org"], "codes-unreadable"),
        (lambda cut: [*cut[:-1], cut[-1].replace(".3.3.", ".4.3.")], "codes-unreadable"),
        (lambda cut: [*cut[:-1], "TS1.00000000" + cut[-1][12:]], "codes-mixed"),
        (lambda cut: [*cut[:-1], cut[-1][:-8] + "AAAAAAAA"], "codes-damaged"),
    ],
    ids=["one missing", "another code", "beyond the last", "another bundle", "altered"],
)
def test_a_spoiled_sequence_is_told(proof: Page, spoil, said) -> None:
    cut = list(VECTORS["codes"]["parts"])
    assert proof.evaluate("(texts) => proof.gathered(texts)", spoil(cut)) == said
