"""MARC-8 to Unicode, strictly: what has no meaning in the tables is refused, not dropped.

The tables are pymarc's (from the Library of Congress). Its own converter is not used: it
normalises to NFC, drops control characters, puts a blank for an unknown one and forgets a
combining mark that nothing follows. Here each character becomes what the table says, marks
after their letter, in the order they came.

Source: MARC 21 Specifications, Character Sets and Encoding Options, part 2 (MARC-8).
"""

from __future__ import annotations

from typing import Final

from pymarc.marc8_mapping import CODESETS, ODD_MAP

from tusach.catalogue.marc.faults import Fault

ESCAPE: Final = 0x1B
BASIC_LATIN: Final = 0x42
ANSEL: Final = 0x45
EACC: Final = 0x31  # East Asian: three bytes a character
# Sets reached by a single letter after the escape: Greek symbols, sub- and superscripts; "s"
# leads back to ASCII.
_LETTER_SETS: Final = {0x67: 0x67, 0x62: 0x62, 0x70: 0x70, 0x73: BASIC_LATIN}
_ANSEL_TABLE: Final = CODESETS[ANSEL]


def decode(raw: bytes) -> str:
    """The text of one subfield or control field. The sets are the default ones at its start.

    Raises :class:`Fault` ``marc8`` with the offending bytes in hexadecimal.
    """
    if raw.isascii() and ESCAPE not in raw:
        return raw.decode("ascii")
    if ESCAPE not in raw:
        return _ansel(raw)
    return _with_escapes(raw)


def _ansel(raw: bytes) -> str:
    out: list[str] = []
    marks: list[str] = []
    for byte in raw:
        if byte < 0x80:
            out.append(chr(byte))
        else:
            found = _ANSEL_TABLE.get(byte)
            if found is None:
                raise Fault("marc8", bytes=f"{byte:02X}")
            point, is_mark = found
            if is_mark:
                marks.append(chr(point))
                continue
            out.append(chr(point))
        if marks:
            out += marks
            marks.clear()
    if marks:
        raise Fault("marc8-mark-alone", bytes=raw[-1:].hex().upper())
    return "".join(out)


def _designate(raw: bytes, at: int) -> tuple[bool | None, int, int]:
    """Reads the escape sequence at ``at``: (goes to G1, set, next position).

    The first is None when the letter alone sets G0.
    """
    rest = raw[at + 1 : at + 5]
    if rest[:1] and rest[0] in _LETTER_SETS:
        return None, _LETTER_SETS[rest[0]], at + 2
    taken = 0
    if rest[:1] == b"$":
        taken = 1
    to_g1 = rest[taken : taken + 1] in (b")", b"-")
    if rest[taken : taken + 1] in (b"(", b",", b")", b"-"):
        taken += 1
    elif not taken:
        raise Fault("marc8", bytes=raw[at : at + 3].hex(" ").upper())
    if rest[taken : taken + 1] == b"!":  # ANSEL is written "!E"
        taken += 1
    code = rest[taken : taken + 1]
    if not code or code[0] not in CODESETS:
        raise Fault("marc8", bytes=raw[at : at + 4].hex(" ").upper())
    return to_g1, code[0], at + 1 + taken + 1


def _with_escapes(raw: bytes) -> str:
    g0, g1 = BASIC_LATIN, ANSEL
    out: list[str] = []
    marks: list[str] = []
    at = 0
    while at < len(raw):
        byte = raw[at]
        if byte == ESCAPE:
            to_g1, chosen, at = _designate(raw, at)
            if to_g1:
                g1 = chosen
            else:
                g0 = chosen
            continue
        if byte <= 0x20:  # a blank is a blank in every set
            point, is_mark, at = byte, 0, at + 1
        elif byte < 0x80 and g0 == EACC:
            point, is_mark, at = _lookup_three(raw, at)
        elif byte >= 0xA0 and g1 == EACC:
            low = bytes(one & 0x7F for one in raw[at : at + 3])
            point, is_mark, _next = _lookup_three(low, 0)
            at += 3
        else:
            point, is_mark = _lookup(g0 if byte < 0x80 else g1, byte)
            at += 1
        if is_mark:
            marks.append(chr(point))
            continue
        out.append(chr(point))
        if marks:
            out += marks
            marks.clear()
    if marks:
        raise Fault("marc8-mark-alone", bytes=raw[-1:].hex().upper())
    return "".join(out)


def _lookup(chosen: int, byte: int) -> tuple[int, int]:
    table = CODESETS[chosen]
    # A set made for one half of the code table may be called into the other half.
    found = table.get(byte) or table.get(byte ^ 0x80)
    if found is None and 0x80 <= byte < 0xA0:  # the control half is the same in every set
        found = _ANSEL_TABLE.get(byte)
    if found is None:
        raise Fault("marc8", bytes=f"{byte:02X}")
    return found[0], found[1]


def _lookup_three(raw: bytes, at: int) -> tuple[int, int, int]:
    three = raw[at : at + 3]
    code = int.from_bytes(three, "big") if len(three) == 3 else -1
    if found := CODESETS[EACC].get(code):
        return found[0], found[1], at + 3
    if odd := ODD_MAP.get(code):
        return odd, 0, at + 3
    raise Fault("marc8", bytes=three.hex(" ").upper())
