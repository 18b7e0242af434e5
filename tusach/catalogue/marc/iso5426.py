"""ISO 5426 to Unicode: the extended Latin set of UNIMARC, marks before their letter.

French and other UNIMARC files come in it under leaders that say something else.

Source: ISO 5426:1983, Extension of the Latin alphabet coded character set for bibliographic
information interchange.
"""

from __future__ import annotations

from typing import Final

from tusach.catalogue.marc.faults import Fault


def _run(first: int, signs: str) -> dict[int, str]:
    """Signs on bytes one after another; a full stop leaves its byte out."""
    return {first + at: sign for at, sign in enumerate(signs) if sign != "."}


_SIGNS: Final = {
    **_run(0xA1, "¡„£$¥†§′‘“«♭©℗®"),
    **_run(0xB0, "ʻʼ‚...‡·″’”»♯ʹʺ¿"),
    **_run(0xE1, "ÆĐ...Ĳ.ŁØŒ.Þ"),
    **_run(0xF1, "æđð.ıĳ.łøœßþ"),
}
_MARKS: Final = {
    0xC0: "\u0309",
    0xC1: "\u0300",
    0xC2: "\u0301",
    0xC3: "\u0302",
    0xC4: "\u0303",
    0xC5: "\u0304",
    0xC6: "\u0306",
    0xC7: "\u0307",
    0xC8: "\u0308",
    0xC9: "\u0308",
    0xCA: "\u030a",
    0xCB: "\u0315",
    0xCC: "\u0312",
    0xCD: "\u030b",
    0xCE: "\u031b",
    0xCF: "\u030c",
    0xD0: "\u0327",
    0xD1: "\u031c",
    0xD2: "\u0326",
    0xD3: "\u0328",
    0xD4: "\u0325",
    0xD5: "\u032e",
    0xD6: "\u0323",
    0xD7: "\u0324",
    0xD8: "\u0332",
    0xD9: "\u0333",
    0xDA: "\u0329",
    0xDB: "\u032d",
}


def decode(raw: bytes) -> str:
    """The text, marks after their letter. Raises :class:`Fault` for a byte it does not have."""
    out: list[str] = []
    marks: list[str] = []
    for byte in raw:
        if byte in _MARKS:
            marks.append(_MARKS[byte])
            continue
        if byte >= 0x80 and byte not in _SIGNS:
            raise Fault("iso5426", bytes=f"{byte:02X}")
        out.append(_SIGNS[byte] if byte >= 0x80 else chr(byte))
        out += marks
        marks.clear()
    if marks:
        raise Fault("iso5426", bytes=raw[-1:].hex().upper())
    return "".join(out)
