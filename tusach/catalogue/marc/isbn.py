"""ISBN: reading, checking and bringing to thirteen digits (ISO 2108)."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s\u2010-\u2015\-.]")
_LOOKS = re.compile(r"(?<![0-9])(97[89][0-9]{10}|[0-9]{9}[0-9Xx])(?![0-9])")


def _check_ten(digits: str) -> bool:
    total = sum((10 - i) * (10 if d in "Xx" else int(d)) for i, d in enumerate(digits))
    return total % 11 == 0


def check_digit_13(twelve: str) -> str:
    """The thirteenth digit for twelve digits (weights 1 and 3, modulo 10)."""
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(twelve))
    return str(-total % 10)


def compact(text: str) -> str:
    """The ISBN-like run of digits in ``text`` without its separators; "" when there is none.

    Qualifiers as in ``978-604-2-12345-6 (bìa cứng)`` are left out. The check digit is not
    looked at: see :func:`normalise`.
    """
    bare = _SEPARATORS.sub("", text.split("(")[0].split(":")[0])
    found = _LOOKS.search(bare)
    return found.group(1).upper() if found else ""


def normalise(text: str) -> str:
    """Thirteen digits when ``text`` holds a right ISBN of ten or thirteen; "" otherwise."""
    digits = compact(text)
    if len(digits) == 10 and _check_ten(digits):
        twelve = f"978{digits[:9]}"
        return twelve + check_digit_13(twelve)
    if len(digits) == 13 and check_digit_13(digits[:12]) == digits[12]:
        return digits
    return ""
