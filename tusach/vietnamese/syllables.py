"""The syllable: its parts, where its tone mark stands, which others sound the same."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from tusach.vietnamese.folding import nfc, repair_lookalikes
from tusach.vietnamese.letters import ACUTE, DOT, TONES, WORD

_ONSETS = "ngh ng nh gh gi kh ph qu th tr ch b c d đ g h k l m n p r s t v x"
_NUCLEI = """
a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oe oi oo ôi ơi ua uâ uê ui uô
uơ uy ưa ưi ươ ưu yê iêu yêu oai oao oay oeo uây uôi uya uyê uyu ươi ươu uêu
"""
_WITH_CODA_ONLY = "ă â iê yê oă uâ uô ươ uyê oo"
ONSETS = tuple(_ONSETS.split())
NUCLEI = frozenset(_NUCLEI.split())
CODAS = ("nh", "ng", "ch", "n", "m", "p", "t", "c", "")
# Ended by a stop, a syllable is said with sắc or nặng only; written without a tone it is
# somebody typing without marks.
_STOPS = frozenset({"p", "t", "c", "ch"})
_PARTS = re.compile(f"^({'|'.join(ONSETS)})?([aăâeêioôơuưy]+)({'|'.join(c for c in CODAS if c)})?$")
_NEEDS_CODA = frozenset(_WITH_CODA_ONLY.split())


@dataclass(frozen=True)
class Syllable:
    """A syllable taken apart, lower case. ``tone`` is its mark, or empty for ngang."""

    onset: str
    nucleus: str
    coda: str
    tone: str

    @property
    def tone_at(self) -> int:
        """The place of the tone mark within the nucleus, counted from 0.

        On ê or ơ first, else on another marked letter, else on the last vowel before a
        final consonant; in an open syllable on the second vowel of oa, oe, uy (hoà, khoẻ,
        thuỷ) and of three, else on the first (của, mía).
        """
        vowels = self.nucleus
        for letter in "êơ":
            if letter in vowels:
                return vowels.rindex(letter)
        for letter in "ăâôư":
            if letter in vowels:
                return vowels.index(letter)
        if self.coda:
            return len(vowels) - 1
        if len(vowels) == 3 or vowels in {"oa", "oe", "uy"}:
            return 1
        return 0

    def __str__(self) -> str:
        at = self.tone_at
        vowels = self.nucleus[: at + 1] + self.tone + self.nucleus[at + 1 :]
        return unicodedata.normalize("NFC", self.onset + vowels + self.coda)


@lru_cache(maxsize=65_536)
def take_apart(word: str) -> Syllable | None:
    """The parts of a Vietnamese syllable wherever its tone mark was put; None for others.

    ``word`` is one word, composed. Whether the parts go together is looked at (no ``kă``
    without a final consonant), dictionary words are not.
    """
    opened = unicodedata.normalize("NFD", word.lower())
    tones = [sign for sign in opened if sign in TONES]
    if len(tones) > 1:
        return None
    bare = unicodedata.normalize("NFC", "".join(s for s in opened if s not in TONES))
    tone = tones[0] if tones else ""
    match = _PARTS.match(bare)
    if match is None:
        return None
    onset, nucleus, coda = match[1] or "", match[2], match[3] or ""
    # "gi" takes its i along when no other vowel follows it (gì, gìn), as in "giếng".
    if onset == "gi" and (nucleus not in NUCLEI or nucleus[0] == "ê"):
        onset, nucleus = "g", "i" + nucleus
    if onset == "qu" and nucleus not in NUCLEI:
        return None
    if nucleus not in NUCLEI or (nucleus in _NEEDS_CODA and not coda):
        return None
    return Syllable(onset, nucleus, coda, tone)


def is_syllable(word: str) -> bool:
    """Whether the word can be a Vietnamese syllable with the tone it carries."""
    parts = take_apart(word)
    return parts is not None and (parts.coda not in _STOPS or parts.tone in {ACUTE, DOT})


@lru_cache(maxsize=65_536)
def _placed(word: str) -> str:
    parts = take_apart(word)
    if parts is None or not parts.tone:
        return word
    placed = str(parts)
    if word.islower():
        return placed
    # The letters stay where they are, so the capitals do too.
    return "".join(
        new.upper() if old.isupper() else new for old, new in zip(word, placed, strict=True)
    )


def canonical(text: str) -> str:
    """One string for what is one text: composed, look-alikes repaired, one tone placement.

    For searching and comparing, never for showing: hòa and hoà, khỏe and khoẻ, thủy and
    thuỷ become the second of each, capitals stay. What is no Vietnamese syllable is only
    composed. ``canonical`` of the composed, decomposed and mixed forms is equal.
    """
    text = nfc(repair_lookalikes(text))
    return text if text.isascii() else WORD.sub(lambda m: _placed(m[0]), text)


def same_sound(word: str) -> tuple[str, ...]:
    """The other spelling of a syllable in i or y (kĩ → kỹ, quí → quý, Mĩ → mỹ), if any.

    To widen a query, not to index: both spellings are right and stay as printed. In lower
    case. Where i and y are two sounds (tai, tay) there is none.
    """
    parts = take_apart(nfc(word))
    if parts is None or parts.nucleus not in {"i", "y"}:
        return ()
    if parts.coda and parts.onset != "qu":
        return ()
    other = "y" if parts.nucleus == "i" else "i"
    if parts.onset == "g":
        return ()
    return (str(Syllable(parts.onset, other, parts.coda, parts.tone)),)
