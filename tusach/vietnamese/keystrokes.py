"""Telex and VNI keystrokes left in a text because the Vietnamese keyboard was off."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tusach.vietnamese.letters import ACUTE, BREVE, CIRCUMFLEX, DOT, GRAVE, HOOK, HORN, TILDE
from tusach.vietnamese.syllables import is_syllable, take_apart

_TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT}
_VNI_TONES = {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT}
_WORD = re.compile(r"[^\W_]+")


def _compose(bare: str, tone: str) -> str | None:
    """The syllable with its tone where it belongs; None when it is no syllable."""
    bare = unicodedata.normalize("NFC", bare)
    # "uow" and "uo7" are typed for ươ with one horn.
    bare = re.sub("uơ(?=[^\\W]|$)", "ươ", bare) if not bare.endswith("uơ") else bare
    parts = take_apart(bare)
    if parts is None:
        return None
    word = str(type(parts)(parts.onset, parts.nucleus, parts.coda, tone))
    return word if is_syllable(word) else None


@lru_cache(maxsize=4_096)
def _telex(word: str) -> tuple[str, int, int] | None:
    """(syllable, keystrokes undone, of them such as no plain word has)."""
    bare, tone, signs, sure = "", "", 0, 0
    for place, key in enumerate(word):
        if key in _TELEX_TONES and not tone and re.search("[aeiouyăâêôơư]", bare):
            # "s" and "r" and "x" also begin syllables; after a vowel they are tones.
            tone, signs, sure = _TELEX_TONES[key], signs + 1, sure + 1
        elif key == "d" and bare == "d":
            bare, signs, sure = "đ", signs + 1, sure + 1
        elif key in "aeo" and bare.endswith(key):
            bare = bare[:-1] + {"a": "â", "e": "ê", "o": "ô"}[key]
            signs += 1
        elif (
            key in "aeo"
            and key in bare
            and not re.search(f"{key}[aeiouy]", bare)
            and (place == len(word) - 1 or word[place + 1 :] in _TELEX_TONES)
        ):
            bare = bare.replace(key, {"a": "â", "e": "ê", "o": "ô"}[key])  # "dara" and "coon"
            signs += 1
        elif key == "d" and bare.startswith("d"):
            bare, signs, sure = "đ" + bare[1:], signs + 1, sure + 1
        elif key == "w":
            shaped = re.sub("uo", "ươ", bare, count=1)
            if shaped == bare:
                shaped = re.sub("ươ$|uơ", "ươ", bare, count=1)
            if shaped == bare:
                at = max(bare.rfind("a"), bare.rfind("o"), bare.rfind("u"))
                if at < 0:
                    return None
                letter = {"a": "ă", "o": "ơ", "u": "ư"}[bare[at]]
                shaped = bare[:at] + letter + bare[at + 1 :]
            bare, signs, sure = shaped, signs + 1, sure + 1
        else:
            bare += key
    found = _compose(bare, tone)
    return (found, signs, sure) if found and signs else None


@lru_cache(maxsize=4_096)
def _vni(word: str) -> tuple[str, int, int] | None:
    bare, tone, signs = "", "", 0
    for key in word:
        if not key.isdecimal():
            bare += key
            continue
        signs += 1
        if key in _VNI_TONES and not tone:
            tone = _VNI_TONES[key]
        elif key == "9" and bare.startswith("d"):
            bare = "đ" + bare[1:]
        elif key in "678":
            mark, letters = {"6": (CIRCUMFLEX, "aeo"), "7": (HORN, "ou"), "8": (BREVE, "a")}[key]
            if key == "7" and "uo" in bare:
                bare = bare.replace("uo", "ươ")
                continue
            at = max(bare.rfind(letter) for letter in letters)
            if at < 0:
                return None
            bare = unicodedata.normalize("NFC", bare[: at + 1] + mark + bare[at + 1 :])
        else:
            return None
    found = _compose(bare, tone)
    return (found, signs, signs) if found and signs and len(bare) > 1 else None


def _undone(words: list[str], method: str) -> tuple[list[str], int, int] | None:
    decode = _vni if method == "vni" else _telex
    found: list[str] = []
    signs = sure = 0
    for word in words:
        lower = word.lower()
        if not word.isascii() or (lower.isdecimal()):
            found.append(word)
        elif undone := decode(lower):
            text = undone[0]
            found.append(
                text.upper()
                if word.isupper() and len(word) > 1
                else text.capitalize()
                if word[0].isupper()
                else text
            )
            signs, sure = signs + undone[1], sure + undone[2]
        elif take_apart(lower) is not None:
            found.append(word)
        else:
            return None
    return (found, signs, sure) if sure and signs >= 2 else None


def residue(text: str) -> str | None:
    """What was meant by text typed in Telex or VNI with the keyboard off, or None.

    ``ddaats nuwowcs`` → ``đất nước``, ``d9a61t`` → ``đất``. Only when confident: every word
    becomes a possible syllable and at least two keystrokes are undone, one of them such as
    no plain word has; so ``max``, ``too soon`` and ``khổ A4`` give None. What lies between
    the words is kept. A suggestion to offer, never to be put in the text's place unasked.
    """
    words = _WORD.findall(text)
    if not words:
        return None
    for method in ("telex", "vni"):
        undone = _undone(words, method)
        if undone is not None:
            left = iter(undone[0])
            return _WORD.sub(lambda _, left=left: next(left), text)  # type: ignore[misc]
    return None
