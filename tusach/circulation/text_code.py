"""The monthly message of a point that has no line but a telephone, written and read.

``TS 0142B 11 V35 M20 D12 K7``: the point's number with its letter, the month, visits (V), books
lent (M, mượn), books read on the spot (D, đọc), and the check K: the last digit of V + M + D,
which anybody can reckon. The letter guards the number against a slip of the thumb: it goes over
the four digits, so that one wrong or two exchanged give another letter.

Read as a person types: small letters, Đ for D, signs between or none, a year after the month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tusach.policy.api import add_months
from tusach.vietnamese.api import fold

# No letter that is read as a digit (I, O) or as one of the message's own (V, M, D, K).
# Nineteen, a prime: so two digits exchanged always give another letter.
LETTERS = "ABCEFGHLNPRSTUXYQWZ"
_WEIGHTS = (3, 7, 11, 13)
EXAMPLE = {"visits": 35, "loans": 20, "in_house": 12}
MOST = 9999

# A line of a paste that only says who sent the next one, and when.
_SENDER = re.compile(r"^[+\d\s:/.,()-]+$")
_HEAD = re.compile(r"\bts[\s.,:;#-]*", re.IGNORECASE)
_POINT = re.compile(r"(\d{1,4})\s*([a-z]?)(?=[^a-z]|$)", re.IGNORECASE)
_MONTH = re.compile(r"[\s.,:;-]*(?:t|thang)?\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}|\d{2}))?(?=\D|$)")
_FIGURE = re.compile(r"[\s.,:;+-]*([vmdk])\s*[:=.]?\s*(\d{1,6})(?=\D|$)")


def letter_of(number: int) -> str:
    """The letter that goes with a number."""
    digits = f"{number:04d}"
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True))
    return LETTERS[total % len(LETTERS)]


def point_code(number: int) -> str:
    """ "0142B": what stands on the card."""
    return f"{number:04d}{letter_of(number)}"


def write_code(number: int, month: int, *, visits: int, loans: int, in_house: int) -> str:
    """The message as it should be typed."""
    check = (visits + loans + in_house) % 10
    return f"TS {point_code(number)} {month} V{visits} M{loans} D{in_house} K{check}"


@dataclass(frozen=True)
class Read:
    """A message that was understood."""

    number: int
    month: date
    visits: int
    loans: int
    in_house: int


@dataclass(frozen=True)
class Unread:
    """Why a message was not: ``part`` says where, ``text`` what stands there. The parts: head,
    number, letter, month, figures, twice, check, missing, rest."""

    part: str
    text: str = ""
    should: str = ""


def read_code(message: str, today: date) -> Read | Unread:
    """What a message says. A month without a year is the last such month that has begun by
    ``today``; what stands before "TS" (a sender, an hour) is passed over."""
    text = fold(message)
    head = _HEAD.search(text)
    if head is None:
        return Unread("head", message.strip()[:40])
    rest = text[head.end() :]
    point = _POINT.match(rest)
    if point is None:
        return Unread("number", rest.split()[0][:20] if rest.split() else "")
    number, letter = int(point[1]), point[2].upper()
    if not letter or letter != letter_of(number):
        return Unread("letter", f"{point[1]}{letter}")
    rest = rest[point.end() :]
    when = _MONTH.match(rest)
    if when is None or not 1 <= int(when[1]) <= 12:
        return Unread("month", (when[0] if when else " ".join(rest.split()[:1])).strip())
    month = _month(int(when[1]), when[2], today)
    if month is None or month > today:
        return Unread("month", when[0].strip())
    rest = rest[when.end() :]
    figures: dict[str, int] = {}
    while found := _FIGURE.match(rest):
        if found[1] in figures:
            return Unread("twice", found[1].upper())
        figures[found[1]] = int(found[2])
        rest = rest[found.end() :]
    if rest.strip(" .,;:!"):
        return Unread("rest", rest.strip()[:20])
    if "v" not in figures or "k" not in figures:
        return Unread("missing", "V" if "v" not in figures else "K")
    total = sum(n for key, n in figures.items() if key != "k")
    if figures["k"] not in (total % 10, total):
        return Unread("check", f"K{figures['k']}", f"K{total % 10}")
    return Read(number, month, figures["v"], figures.get("m", 0), figures.get("d", 0))


def _month(month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, 1)
    this = date(today.year, month, 1)
    return this if this <= today else add_months(this, -12)


def messages_in(pasted: str) -> list[str]:
    """The messages of a paste: each begins with TS, and may run over lines."""
    found: list[str] = []
    for line in pasted.splitlines():
        if not line.strip():
            found.append("")
            continue
        heads = [m.start() for m in re.finditer(r"\bts[\s.,:;#-]*\d", line, re.IGNORECASE)]
        if not heads:
            if found and found[-1] and not _SENDER.match(line):
                found[-1] = f"{found[-1]} {line.strip()}"
            else:
                found.append(line.strip())
            continue
        cuts = [0, *heads[1:], len(line)]
        found += [line[a:b].strip() for a, b in pairwise(cuts)]
    return [one for one in found if one and not _SENDER.match(one)]
