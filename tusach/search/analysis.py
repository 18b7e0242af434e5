"""From text to the words that are indexed and looked for, three times over.

Each syllable is kept with its exact tones, with its letters only, and folded; pairs of
neighbours (shingles) stand for the words that Vietnamese writes in two (B.8.8, B.8.9).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
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
# What is left out of this class has no letter with a mark of its own and no ideograph: such a
# text, nearly every one, is cut into words by a shorter expression, three times as fast.
_BEYOND_LATIN = re.compile("[^\x00-\u02af\u1e00-\u1eff\u2010-\u2027]")
_LATIN_WORD = re.compile(r"[^\W\d_]+|\d+")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
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
    if _APOSTROPHE.search(text):
        text = _INSIDE.sub(_joined_whole if whole else _joined, text)
    if text.isascii():
        return [word[:_LONGEST] for word in _LATIN_WORD.findall(text)]
    if not _BEYOND_LATIN.search(text):
        return [_canonical(word[:_LONGEST]) for word in _LATIN_WORD.findall(text)]
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


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read for the index: its words and its pairs, each a string between spaces."""

    words: tuple[str, ...]
    bare: tuple[str, ...]
    exact: str
    letters: str
    folded: str
    exact_pairs: str
    folded_pairs: str


def reading_of(found: Sequence[str]) -> Reading:
    """The reading of a text that is words already."""
    if not found:
        return _NOTHING
    exact, bare = " ".join(found), tuple([folded(word) for word in found])
    is_bare = exact.isascii()
    spoken = exact if is_bare else " ".join([letters(word) for word in found])
    plain = " ".join(bare)
    exact_pairs = " ".join(pairs(found))
    return Reading(
        tuple(found),
        bare,
        exact,
        spoken,
        plain,
        exact_pairs,
        exact_pairs if plain == exact else " ".join(pairs(bare)),
    )


_NOTHING = Reading((), (), "", "", "", "", "")
# Names, publishers and subjects come again and again; long texts do not.
_COMES_AGAIN = 60


def reading(text: str) -> Reading:
    return _kept(text) if len(text) <= _COMES_AGAIN else reading_of(words(text))


@lru_cache(maxsize=16_384)
def _kept(text: str) -> Reading:
    return reading_of(words(text))


def joined(parts: Iterable[str]) -> str:
    return " ".join([part for part in parts if part])


def edged_pairs(one: Reading) -> tuple[str, str]:
    """Its pairs, exact and folded, with where it begins and ends marked."""
    found, bare = one.words, one.bare
    return (
        joined([f"{START}_{found[0]}", one.exact_pairs, f"{found[-1]}_{END}"]),
        joined([f"{START}_{bare[0]}", one.folded_pairs, f"{bare[-1]}_{END}"]),
    )


def readings(texts: Iterable[Reading]) -> str:
    """Words and pairs with what they fold to (``ban|bản``, ``lon_ban|lợn_bản``): from these
    the index tells how a word typed without marks is usually written."""
    out: list[str] = []
    for one in texts:
        out += [f"{bare}|{word}" for bare, word in zip(one.bare, one.words, strict=True)]
        out += [
            f"{bare}|{pair}"
            for bare, pair in zip(one.folded_pairs.split(), one.exact_pairs.split(), strict=True)
        ]
    return " ".join(out)
