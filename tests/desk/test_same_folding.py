"""The desk finds without marks as the house does. How fast: bench/desk_search.py."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tusach.vietnamese.api import fold

pytestmark = pytest.mark.browser

TEXTS = [
    "Đất rừng phương Nam",
    "ĐẤT RỪNG PHƯƠNG NAM",
    "Ðịa chí Lai Châu",  # with the Icelandic letter
    "ɖường d̶ài",
    "hoà bình, hòa bình, hoa\u0300 bi\u0300nh",
    "Ế ế Ệ ệ Ỡ ỡ Ự ự",
    "thu\u031b\u0301 (dấu trước) \u00a0 khoảng\u200b trắng\u00ad",
    "Œuvres; Straße; Øre; Łódź; ﬁ",
    "H'Mông, Kơ-ho, Ê-đê, ꪼꪕ",
    "İstanbul ΟΔΟΣ कि",
    "",
    "Dế Mèn 123 !?",
]


def test_folding_is_the_same(proof: Page) -> None:
    assert proof.evaluate("(texts) => proof.fold(texts)", TEXTS) == [fold(text) for text in TEXTS]


def test_every_letter_folds_alike(proof: Page) -> None:
    letters = [chr(point) for first, last in ((0x20, 0x17F), (0x1E00, 0x1EFF), (0x300, 0x34E))
               for point in range(first, last + 1)]  # fmt: skip
    assert proof.evaluate("(texts) => proof.fold(texts)", letters) == [fold(one) for one in letters]


@pytest.mark.parametrize("query", ["dat rung", "ĐẤT RỪNG", "rung nam", "đat"])
def test_words_in_any_order_and_without_marks_find(proof: Page, query: str) -> None:
    ask = "([texts, query]) => proof.found(texts, query)"
    assert proof.evaluate(ask, [[*TEXTS[:1], "Dế Mèn"], query]) == TEXTS[:1]
