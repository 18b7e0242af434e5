"""ISBN: reading, checking and bringing to thirteen digits (ISO 2108)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class WrongIsbn:
    """What is wrong with an ISBN as it was typed. ``code``: ``no-digits``, ``letter`` (facts
    ``sign`` and ``place``, from 1), ``length`` (``count``), ``prefix`` (``begin``), ``check``
    (``last``, ``right``: the last digit and what it would be were the others right).

    ``perhaps`` are the right ISBNs that come of mending one digit or two that changed places.
    """

    code: str
    facts: dict[str, str] = field(default_factory=dict)
    perhaps: tuple[str, ...] = ()


def wrong(text: str) -> WrongIsbn | None:
    """Why ``text`` is no ISBN; None when it is one."""
    if normalise(text):
        return None
    bare = _SEPARATORS.sub("", text.split("(")[0].split(":")[0]).upper()
    if not any(sign.isdigit() for sign in bare):
        return WrongIsbn("no-digits")
    for place, sign in enumerate(bare, 1):
        if not (sign in "0123456789" or (sign == "X" and place == 10 == len(bare))):
            return WrongIsbn("letter", {"sign": sign, "place": str(place)})
    if len(bare) not in (10, 13):
        return WrongIsbn("length", {"count": str(len(bare))})
    if len(bare) == 13 and bare[:3] not in ("978", "979"):
        return WrongIsbn("prefix", {"begin": bare[:3]})
    return WrongIsbn("check", {"last": bare[-1], "right": _right_last(bare)}, tuple(_mended(bare)))


def _right_last(digits: str) -> str:
    if len(digits) == 13:
        return check_digit_13(digits[:12])
    return next(sign for sign in "0123456789X" if _check_ten(digits[:9] + sign))


def _mended(digits: str) -> list[str]:
    """Thirteen digits each, without doubles: two neighbours changed back, one digit another."""
    found: dict[str, None] = {}
    swapped = [
        digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)
    ]
    others = [
        digits[:i] + sign + digits[i + 1 :]
        for i in range(len(digits))
        for sign in "0123456789"
        if sign != digits[i]
    ]
    for one in [*swapped, *others]:
        if made := normalise(one):
            found.setdefault(made)
    return list(found)
