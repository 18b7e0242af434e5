"""Reader cards as PDF: ten of 85.6 × 54 mm (ISO/IEC 7810 ID-1) on a sheet of A4, with cut marks.

A card carries Code 128 for scanners and a QR of the same number for telephones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import segno
from reportlab.graphics.barcode.code128 import Code128

from tusach.readers.models import Card
from tusach.ui.api import in_vietnamese, pdf

# Ten to a sheet.
MOST = 500


def bars_of(text: str) -> str:
    """The bars of Code 128 as a picture (SVG), a module one unit wide, without quiet zones."""
    code: Any = Code128(text, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    found, x = [], 0
    for sign in code.decomposed:
        # Small letters are bars, capitals the spaces between them; a is one module wide.
        width = ord(sign.lower()) - ord("a") + 1
        if sign.islower():
            found.append(f"M{x} 0h{width}v1h-{width}z")
        x += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x} 1" width="{x}" height="1"'
        f' preserveAspectRatio="none"><path d="{"".join(found)}"/></svg>'
    )


def square_of(text: str) -> str:
    """The QR code as a picture (SVG)."""
    return str(segno.make(text, error="m", micro=False).svg_inline(border=0, scale=4))


@in_vietnamese
def card_sheet(cards: Sequence[Card], *, start: int = 1) -> bytes:
    """The cards in order, from place ``start`` (1 to 10) of the first sheet. Each card comes with
    its reader, the reader's class and home point."""
    return pdf(
        "readers/cards.typ",
        {
            "skip": start - 1,
            "cards": [
                {
                    "library": card.reader.home.name,
                    "name": card.reader.name,
                    "class": card.reader.school_class or str(card.reader.reader_class),
                    "is_pupil": bool(card.reader.school_class),
                    "number": _grouped(card.number),
                    "until": f"{card.valid_until:%d/%m/%Y}",
                    "bars": bars_of(card.number),
                    "square": square_of(card.number),
                }
                for card in cards
            ],
        },
    )


@in_vietnamese
def blank_sheet(library: str, numbers: Sequence[str]) -> bytes:
    """Cards printed ahead for ``library``, with room for a name written by hand: for places
    without a printer."""
    return pdf(
        "readers/cards.typ",
        {
            "skip": 0,
            "cards": [
                {
                    "library": library,
                    "name": "",
                    "class": "",
                    "is_pupil": False,
                    "number": _grouped(number),
                    "until": "",
                    "bars": bars_of(number),
                    "square": square_of(number),
                }
                for number in numbers
            ],
        },
    )


def _grouped(number: str) -> str:
    if len(number) == 12 and number.isdecimal():
        return f"{number[:4]} {number[4:8]} {number[8:]}"
    return number
