"""Filing: titles by syllable, people by given name (B.8.2 to B.8.4)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from tusach.vietnamese.folding import nfc, repair_lookalikes
from tusach.vietnamese.letters import (
    ACUTE,
    ALPHABET,
    APOSTROPHES,
    DOT,
    GRAVE,
    HOOK,
    LATIN_MARKS,
    SHAPES,
    SPELLED_OUT,
    TILDE,
    TONES,
    VOWELS,
    WORD,
)
from tusach.vietnamese.numbers import number_words

# ngang, huyền, hỏi, ngã, sắc, nặng: Vietlex, CLDR, ICU.
DICTIONARY = ("", GRAVE, HOOK, TILDE, ACUTE, DOT)
# ngang, huyền, sắc, hỏi, ngã, nặng: older card catalogues.
CARD_CATALOGUE = ("", GRAVE, ACUTE, HOOK, TILDE, DOT)
# ngang, sắc, huyền, hỏi, ngã, nặng: Nguyễn Đình Hoà.
NGUYEN_DINH_HOA = ("", ACUTE, GRAVE, HOOK, TILDE, DOT)

ToneOrder = tuple[str, str, str, str, str, str]

# 33 letters to 33 ASCII signs in the same order, all above the digits that stand for tones.
_CODES = dict(zip(ALPHABET, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg", strict=True))
_OTHER_MARK = "7"  # a foreign mark (ü, ñ): after the same letters with any tone
_APOSTROPHES = re.compile(f"(?<=\\w)[{APOSTROPHES}](?=\\w)")
_GROUPED = re.compile(r"(?<!\d)(\d{1,3}(?:\.\d{3})+)(?!\d)")
_LATIN_MARK = re.compile(f"[{LATIN_MARKS}]")


@lru_cache(maxsize=262_144)
def _block(word: str, tones: ToneOrder) -> str:
    """The key of one run of letters or digits, lower case."""
    if word[0].isdecimal():
        digits = str(int(word)) if len(word) < 60 else word[:60]
        return f"0{chr(0x30 + len(digits))}{digits}"
    codes: list[str] = []
    tone, foreign, last = "", False, ""
    for sign in unicodedata.normalize("NFD", "".join(SPELLED_OUT.get(s, s) for s in word)):
        if sign in _CODES:
            last = sign
            codes.append(_CODES[sign])
        elif last + sign in SHAPES:
            last = SHAPES[last + sign]
            codes[-1] = _CODES[last]
        elif last and _LATIN_MARK.match(sign):
            if sign in TONES and last in VOWELS and not tone:
                tone = sign
            elif sign not in TONES or last not in VOWELS:
                foreign = True
        else:
            # Another script: its own letters, which all stand after "g" in code points.
            last = ""
            codes.append(sign)
    place = _OTHER_MARK if foreign and not tone else str(1 + tones.index(tone))
    return "".join(codes) + place


def sort_key(
    text: str,
    *,
    tones: ToneOrder = DICTIONARY,
    numbers: Literal["value", "spoken"] = "value",
) -> str:
    """A key whose code-point order (locale C) is the order of a Vietnamese list.

    Syllables are compared from left to right: first their letters (a ă â b … , the shorter
    first), then their tone; so ``ba, ba ba, ba tư, bà, bà con``. Case, punctuation and the
    look-alikes of đ do not count; an apostrophe inside a word joins (H'Mông as Hmông);
    Latin letters with foreign marks follow the bare ones; other scripts come last, by code
    point. Numbers come first, by value ("1.000" is one thousand), or with
    ``numbers="spoken"`` stand where their words do ("200 cây thuốc" under Hai trăm), as
    older rules of filing ask. Equal keys mean equal filing, not equal text.
    """
    text = repair_lookalikes(nfc(text)).lower()
    if _APOSTROPHES.search(text):
        text = _APOSTROPHES.sub("", text)
    if "." in text:
        text = _GROUPED.sub(lambda m: m[1].replace(".", ""), text)
    words = WORD.findall(text)
    if numbers == "spoken":
        words = [
            part
            for word in words
            for part in (number_words(int(word)).split() if word[0].isdecimal() else [word])
        ]
    return "".join([_block(word, tones) for word in words])


def given_name_key(name: str, *, tones: ToneOrder = DICTIONARY) -> str:
    """The key of a person's name in lists: by the last word, then from the first on.

    Lò Thị An stands before Vàng A Bình. Names are not split into family and given name
    (B.8.4): the whole name is kept, and only this key turns it round.
    """
    words = name.split()
    if not words:
        return ""
    return f"{sort_key(words[-1], tones=tones)} {sort_key(' '.join(words[:-1]), tones=tones)}"
