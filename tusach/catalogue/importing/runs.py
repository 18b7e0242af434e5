"""Accession numbers as lists write them in one cell: one after the other, or as a run.

School lists have a line for a title and, beside three copies, "STK.00021-00023" or
"STK.00021, 22, 23".
"""

from __future__ import annotations

import re

# A run longer than this is more likely two numbers of another kind.
LONGEST = 1_000
_BETWEEN = re.compile(r"[;,\n]+")
_RUN = re.compile(
    r"(?P<before>.*?)(?P<first>[0-9]{1,12})"
    r"\s*(?:-+>?|–|—|→|~|\bđến\b|\bto\b)\s*"
    r"(?P<again>[^0-9]*?)(?P<last>[0-9]{1,12})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?P<before>.*?)[0-9]{1,12}")


def written_out(text: str, count: str = "") -> str:
    """Each number of a cell by itself, between semicolons.

    ``count`` is what the same line says of its number of copies. Where it agrees, a short end
    ("00021-23") is taken for a run too; where it does not, only what can be nothing else is
    ("00021-00023", "STK.21-STK.23"), and the difference is told when copies are entered. A
    number without letters after one with them has the same ones.
    """
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    for is_loose in (True, False):
        numbers: list[str] = []
        before = ""
        for part in parts:
            if part.isdecimal() and before:
                numbers.append(before + part)
                continue
            numbers += _run(part, is_loose=is_loose) or [part]
            if found := _NUMBER.fullmatch(numbers[-1]):
                before = found["before"]
        if str(len(numbers)) == count.strip():
            break
    return "; ".join(numbers)


def _run(text: str, *, is_loose: bool) -> list[str]:
    """The numbers from the first to the last; none when this is no run."""
    found = _RUN.fullmatch(text)
    if found is None:
        return []
    before, first, again, last = found["before"], found["first"], found["again"], found["last"]
    if again and again.strip().lower() != before.strip().lower():
        return []
    if len(last) < len(first):
        if not is_loose and not again:
            return []
        # "00021-23" ends at 00023; "9-STK.12" is written out already.
        last = first[: len(first) - len(last)] + last if not again else last
    elif len(last) > len(first) and not again and not is_loose:
        return []
    start, end = int(first), int(last)
    if not start < end < start + LONGEST:
        return []
    return [f"{before}{number:0{len(first)}d}" for number in range(start, end + 1)]
