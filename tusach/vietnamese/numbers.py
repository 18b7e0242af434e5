"""Numbers as Vietnamese writes and says them: 1.250.000 and 0,4."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 1_000_000_000


class NotANumber(ValueError):
    """The text is no number. ``reason`` is ``empty``, ``not-a-number`` or ``ambiguous``
    (``45,000``: forty-five or forty-five thousand?); ``text`` is what was given."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason
        super().__init__(f"{text!r}: {reason}")


def _below_thousand(number: int, *, whole: bool, odd: str) -> list[str]:
    """Words of 1..999. ``whole``: a higher group was said, so the hundreds are said too."""
    hundreds, tens, units = number // 100, number // 10 % 10, number % 10
    words: list[str] = []
    if hundreds or whole:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        if units:
            words += ([odd] if words else []) + [_DIGITS[units]]
        return words
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 4 and tens > 1:
        words.append("tư")
    elif units == 5:
        words.append("lăm")
    elif units:
        words.append(_DIGITS[units])
    return words


def _words(number: int, *, whole: bool, odd: str, thousand: str) -> list[str]:
    words: list[str] = []
    billions, rest = divmod(number, _BILLION)
    if billions:
        words += [*_words(billions, whole=whole, odd=odd, thousand=thousand), "tỷ"]
    for size, name in ((1_000_000, "triệu"), (1_000, thousand), (1, "")):
        group = rest // size % 1_000
        if group:
            words += _below_thousand(group, whole=whole or bool(words), odd=odd)
            words += [name] if name else []
    return words


def number_words(number: int, *, odd: str = "linh", thousand: str = "nghìn") -> str:
    """A whole number in words, in lower case: 1.250.000 → một triệu hai trăm năm mươi nghìn.

    After a higher group the hundreds are said (1.005: một nghìn không trăm linh năm); an
    empty group is not. ``odd`` may be ``lẻ`` and ``thousand`` ``ngàn``, as in the south.
    """
    if number == 0:
        return _DIGITS[0]
    words = _words(abs(number), whole=False, odd=odd, thousand=thousand)
    return " ".join(["âm", *words] if number < 0 else words)


_SAID = {word: value for value, word in enumerate(_DIGITS)} | {
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
    "nhăm": 5,
    "bẩy": 7,
}
_ODD = frozenset({"linh", "lẻ"})
_TENS = frozenset({"mươi", "chục"})
# Said short: băm sáu is ba mươi sáu.
_SHORT_TENS = {"hăm": 20, "băm": 30}
_GROUPS = {"nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000, "triệu": 1_000_000, "tỷ": _BILLION}
_GROUPS["tỉ"] = _BILLION


def read_number_words(words: Sequence[str]) -> int | None:
    """The whole number that words say, in lower case with their tones; None when they say none.

    ``hai vạn`` is 20,000, ``ba mươi sáu`` and ``ba sáu`` 36, ``một trăm linh tám`` 108. What is
    said after a higher group is lower than it: ``hai trăm nghìn`` is one number, ``nghìn hai
    trăm nghìn`` none.
    """
    total = below = 0
    ceiling: float = math.inf
    last: int | None = None
    fresh = True
    for word in words:
        if word in _GROUPS:
            size = _GROUPS[word]
            if size >= ceiling or (fresh and total):
                return None
            total += (below + (last or 0) if not fresh else 1) * size
            below, last, ceiling, fresh = 0, None, size, True
            continue
        fresh = False
        if word == "mười":
            if last is not None:
                return None
            below += 10
        elif word in _TENS or word == "trăm":
            if last is None:
                return None
            below, last = below + last * (100 if word == "trăm" else 10), None
        elif word in _SHORT_TENS:
            if last is not None or below % 100:
                return None
            below += _SHORT_TENS[word]
        elif word in _ODD:
            if last is not None or not (below or total):
                return None
        elif (digit := _SAID.get(word)) is not None:
            # ba sáu: said short for ba mươi sáu.
            if last is not None:
                if below % 100 or not last:
                    return None
                below += last * 10
            last = digit
        else:
            return None
    return total + below + (last or 0) if words else None


_UNITS = re.compile(r"(?:đồng|đ|₫|vnđ|vnd)\.?$")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"\d+(?:,\d+)?")
_FOREIGN = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.(?:\d{1,2}|\d{4,})")
_UNSURE = re.compile(r"[1-9]\d{0,2},\d{3}")


def parse_number(text: str) -> Decimal:
    """The number a Vietnamese text means: ``1.000`` is a thousand, ``0,4`` four tenths.

    ``45.000đ``, ``45 000 đồng``, ``1,250,000`` and ``12.5`` are understood, a sign too.
    Raises :class:`NotANumber`; ``45,000`` is refused as ambiguous rather than guessed.
    """
    given = text
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip().lower()
    text = _UNITS.sub("", text).strip()
    if not text:
        raise NotANumber(given, "empty")
    sign = -1 if text[0] in "-−–" else 1
    text = text.lstrip("+-−–").strip()
    if _UNSURE.fullmatch(text):
        raise NotANumber(given, "ambiguous")
    if any(form.fullmatch(text) for form in (_DOTTED, _SPACED, _PLAIN)):
        text = text.replace(".", "").replace(" ", "").replace(",", ".")
    elif _FOREIGN.fullmatch(text):
        text = text.replace(",", "")
    else:
        raise NotANumber(given, "not-a-number")
    return sign * Decimal(text)
