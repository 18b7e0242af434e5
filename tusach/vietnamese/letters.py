"""The alphabet, the marks on it, and where Latin ends.

Vietnamese writes twelve vowel letters (a ă â e ê i o ô ơ u ư y) and đ. The breve, the
circumflex, the horn and the stroke make letters; the five tone marks do not.
"""

from __future__ import annotations

import re
import unicodedata

# The dictionary order of 29 letters, with f j w z of loan words in their Latin places.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
VOWELS = "aăâeêioôơuưy"

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
TONES = GRAVE + HOOK + TILDE + ACUTE + DOT
BREVE, CIRCUMFLEX, HORN = "\u0306", "\u0302", "\u031b"

# Letter and mark to the letter they make, and back.
SHAPES = {
    "a" + BREVE: "ă",
    "a" + CIRCUMFLEX: "â",
    "e" + CIRCUMFLEX: "ê",
    "o" + CIRCUMFLEX: "ô",
    "o" + HORN: "ơ",
    "u" + HORN: "ư",
}

# Latin letters that no decomposition opens.
SPELLED_OUT = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "ß": "ss",
    "þ": "th",
    "ı": "i",
    "ſ": "s",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "ng",
    "ɨ": "i",
    "ʉ": "u",
    "ƀ": "b",
}


def _marks() -> tuple[str, str]:
    """Character classes: every combining mark; those that sit on Latin letters."""
    runs: list[list[int]] = []
    for point in range(0x300, 0x1F000):
        if unicodedata.category(chr(point))[0] == "M":
            if runs and runs[-1][1] == point - 1:
                runs[-1][1] = point
            else:
                runs.append([point, point])
    every = "".join(f"\\U{a:08x}-\\U{b:08x}" for a, b in runs)
    return every, "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"


MARKS, LATIN_MARKS = _marks()
DROP_LATIN_MARKS = {
    point: None
    for first, last in (
        (0x300, 0x36F),
        (0x1AB0, 0x1AFF),
        (0x1DC0, 0x1DFF),
        (0x20D0, 0x20FF),
        (0xFE20, 0xFE2F),
    )
    for point in range(first, last + 1)
}
# A run of letters with their marks, of any script; digits; what joins inside a word (H'Mông).
APOSTROPHES = "'’‘ʼ`´"
WORD = re.compile(rf"(?:[^\W\d_][{MARKS}]*)+|\d+")
