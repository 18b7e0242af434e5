"""From text to the words that are indexed and looked for, three times over.

Each syllable is kept with its exact tones, with its letters only, and folded; pairs of
neighbours (shingles) stand for the words that Vietnamese writes in two (B.8.8, B.8.9).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tusach.vietnamese.api import (
    APOSTROPHES,
    WORD,
    canonical,
    fold,
    nfc,
    repair_lookalikes,
    same_sound,
    strip_tones,
)

_INSIDE = re.compile(rf"(\w+)[{APOSTROPHES}](\w+)")
_GROUPED = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{3})+)(?![\d.])")
# Written without spaces: each sign is a word, pairs do the rest.
_IDEOGRAPH = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
START, END = "^", "$"
# Longer runs are no words (a base64 lump in a note) and would swell the index.
_LONGEST = 60


def words(text: str, *, whole: bool = False) -> list[str]:
    """The words of a text: canonical, lower case, exact tones.

    A word with an apostrophe inside is joined (``hmông`` for H'Mông); unless ``whole``, its
    longer parts follow it, so that ``été`` finds ``l'été``. Numbers lose their dots.
    """
    text = repair_lookalikes(nfc(text)).lower()
    if "." in text:
        text = _GROUPED.sub(lambda m: m[1].replace(".", ""), text)
    if _INSIDE.search(text):
        text = _INSIDE.sub(_joined_whole if whole else _joined, text)
    if text.isascii():
        return [word[:_LONGEST] for word in WORD.findall(text)]
    text = _IDEOGRAPH.sub(r" \1 ", text)
    return [_canonical(word[:_LONGEST]) for word in WORD.findall(text)]


@lru_cache(maxsize=65_536)
def _canonical(word: str) -> str:
    return canonical(word)


def _joined_whole(match: re.Match[str]) -> str:
    return match[1] + match[2]


def _joined(match: re.Match[str]) -> str:
    parts = [part for part in match.groups() if len(part) > 1]
    return " ".join([match[1] + match[2], *parts])


@lru_cache(maxsize=65_536)
def letters(word: str) -> str:
    return strip_tones(word)


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=16_384)
def spellings(word: str) -> tuple[str, ...]:
    """The word and its other spelling in i or y, exact tones."""
    return (word, *same_sound(word))


def marked(word: str) -> bool:
    """Whether the word was typed with a mark: what it says of tone or letter is meant."""
    return folded(word) != word


def pairs(found: Sequence[str]) -> list[str]:
    return [f"{one}_{other}" for one, other in itertools.pairwise(found)]


def identifier(text: str) -> str:
    """An ISBN, control number or barcode without its punctuation, for finding it whole."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


@dataclass
class Analysed:
    """The four readings of one field, each a string of words between spaces."""

    exact: str
    letters: str
    folded: str
    exact_pairs: str
    folded_pairs: str


def analyse(texts: Sequence[Sequence[str]], *, bounded: bool = False) -> Analysed:
    """The readings of the texts of one field, each its words; ``bounded`` marks where each
    begins and ends."""
    every: list[str] = []
    exact_pairs: list[str] = []
    folded_pairs: list[str] = []
    for found in texts:
        every += found
        edged = [START, *found, END] if bounded and found else found
        exact_pairs += pairs(edged)
        folded_pairs += pairs([folded(word) for word in edged])
    return Analysed(
        exact=" ".join(every),
        letters=" ".join([letters(word) for word in every]),
        folded=" ".join([folded(word) for word in every]),
        exact_pairs=" ".join(exact_pairs),
        folded_pairs=" ".join(folded_pairs),
    )


def readings(texts: Sequence[Sequence[str]]) -> str:
    """Words and pairs with what they fold to (``ban|bản``, ``lon_ban|lợn_bản``): from these
    the index tells how a word typed without marks is usually written."""
    out: list[str] = []
    for found in texts:
        bare = [folded(word) for word in found]
        out += [f"{one}|{word}" for one, word in zip(bare, found, strict=True)]
        out += [f"{one}|{pair}" for one, pair in zip(pairs(bare), pairs(found), strict=True)]
    return " ".join(out)
