"""Marks of titles and authors, and the shelf marks made with them; no database.

A shelf mark is the class number, the mark and the year (domain B.7). The mark comes from a
table that a library chooses; what is made here is a suggestion that a person may change.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, product
from string import ascii_lowercase

from tusach.holdings.models.tables import MarkWay
from tusach.vietnamese.api import fold, nfc, number_words, strip_tones

_WORD = re.compile(r"[^\W\d_]+|\d+")
_VOWELS = "aăâeêioôơuưy"
# The longest first: "ngh" before "ng" before "n". "gi" and "qu" before a vowel alone.
_INITIAL = re.compile(
    rf"ngh|ng|nh|ch|gh|kh|ph|th|tr|gi(?=[{_VOWELS}])|qu(?=[{_VOWELS}])|[bcdđfghjklmnpqrstvwxz]"
)
_LETTERS = 3


def _words(name: str) -> list[str]:
    """The words in small letters without tones; a number at the head as it is spoken, since
    "200 cây thuốc" files as "Hai trăm"."""
    words = _WORD.findall(strip_tones(nfc(name)).lower())
    if words and words[0].isdecimal() and len(words[0]) <= 9:
        words[:1] = strip_tones(number_words(int(words[0]))).lower().split()
    return words


def _parted(syllable: str) -> tuple[str, str]:
    """First consonant (or "") and rhyme."""
    found = _INITIAL.match(syllable)
    end = found.end() if found else 0
    return syllable[:end], syllable[end:]


def mark_of(name: str, way: str, rows: Mapping[str, str]) -> str:
    """The mark of a name by a table's ``rows``; "" for a name without letters.

    By rhyme: first consonant, the number of the first syllable's rhyme, the first consonant
    of the second (Kỹ thuật → K993TH). A rhyme that the table has not is shortened until it
    has one. By opening: the first letter and what stands with the last opening that is not
    after the name. Otherwise, and where no row fits, the first three letters.
    """
    words = _words(name)
    if not words:
        return ""
    if way == MarkWay.RHYME:
        initial, rhyme = _parted(words[0])
        while rhyme and rhyme not in rows:
            rhyme = rhyme[:-1]
        if rhyme:
            second = _parted(words[1]) if len(words) > 1 else ("", "")
            return f"{initial or words[0][0]}{rows[rhyme]}{second[0] or second[1][:1]}".upper()
    elif way == MarkWay.OPENING:
        spoken = " ".join(fold(word) for word in words)
        keys = sorted((fold(key), key) for key in rows)
        place = bisect_right(keys, (spoken, "\uffff")) - 1
        if place >= 0 and keys[place][0][:1] == spoken[:1]:
            return rows[keys[place][1]]
    return "".join(words)[:_LETTERS].upper()


def _letters() -> Iterator[str]:
    """ "", a, b … z, aa, ab …"""
    return chain(
        [""], ascii_lowercase, ("".join(two) for two in product(ascii_lowercase, repeat=2))
    )


def shelf_marks(class_number: str, mark: str, year: int | None) -> Iterator[str]:
    """The shelf mark, then what stands for it when another title has it: a letter after the
    mark. At most 80 signs, as the field holds."""
    for letter in _letters():
        parts = [class_number, f"{mark}{letter}", str(year) if year else ""]
        yield " ".join(part for part in parts if part)[:80]


def first_free(class_number: str, mark: str, year: int | None, taken: Collection[str]) -> str:
    """The first of :func:`shelf_marks` that is not taken; the plain one when all are."""
    found = shelf_marks(class_number, mark, year)
    plain = next(found)
    return plain if plain not in taken else next((one for one in found if one not in taken), plain)
