"""Numbers under their other names: 36 and ba mươi sáu, XX and 20.

Found while a text is indexed, where tones are written and tell *năm* from *nam*; what is typed
later without marks finds them all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from tusach.search.analysis import folded
from tusach.vietnamese.api import number_words, read_number_words

_SAYING = {
    *("không", "một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "nhăm", "sáu", "bảy", "bẩy"),
    *("tám", "chín", "mười", "mươi", "chục", "linh", "lẻ", "trăm", "nghìn", "ngàn", "vạn"),
    *("triệu", "tỷ", "tỉ", "hăm", "băm"),
}
# Alone these are mostly something else: a father, a year, an article.
_DOUBTFUL = frozenset(
    {"không", "một", "mốt", "ba", "tư", "năm", "lăm", "nhăm", "linh", "lẻ", "hăm", "băm"}
)
# Behind these a numeral may be Roman: thế kỷ XX, chương IV, Đại hội XIII.
_COUNTED = {"ky", "ki", "chuong", "tap", "khoa", "thu", "hoi", "quyen", "phan", "bai", "lop"}
_ROMAN_VALUES = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))
_HIGHEST_ROMAN = 39
_HIGHEST = 999_000_000


def _roman(number: int) -> str:
    out = ""
    for sign, value in _ROMAN_VALUES:
        while number >= value:
            out, number = out + sign, number - value
    return out


_ROMANS = {_roman(number): number for number in range(1, _HIGHEST_ROMAN + 1)}


def _written(number: int, before: str) -> list[list[str]]:
    """Other forms of a number in figures."""
    # Years and other long numbers are not said in words by anybody who searches.
    if number > _HIGHEST or (number >= 1000 and number % 1000):
        return []
    forms = [number_words(number).split()]
    if number >= 10_000 and number % 10_000 == 0 and number < 1_000_000:
        forms.append([*number_words(number // 10_000).split(), "vạn"])
    if before in _COUNTED and 0 < number <= _HIGHEST_ROMAN:
        forms.append([_roman(number)])
    return forms


def other_forms(found: Sequence[str]) -> list[list[str]]:
    """The numbers among these words (canonical, lower case), each in its other forms."""
    forms: list[list[str]] = []
    place = 0
    while place < len(found):
        word = found[place]
        before = folded(found[place - 1]) if place else ""
        if word.isascii() and word.isdecimal():
            forms += _written(int(word), before)
        elif before in _COUNTED and word in _ROMANS:
            number = _ROMANS[word]
            forms += [[str(number)], number_words(number).split()]
        elif word in _SAYING:
            end = place
            while end < len(found) and found[end] in _SAYING:
                end += 1
            forms += _said(found[place:end], at_head=place == 0 and end < len(found))
            place = end
            continue
        place += 1
    return forms


def _said(run: Sequence[str], *, at_head: bool) -> list[list[str]]:
    if len(run) == 1 and run[0] in _DOUBTFUL and not at_head:
        return []
    number = read_number_words(run)
    return [[str(number)]] if number is not None else []
