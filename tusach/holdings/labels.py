"""Labels as PDF: on A4 sheets of stickers and for label printers, one to a page.

A barcode label carries Code 128 for scanners and a QR of the same number for telephones; a
spine label the shelf mark, one part to a line; a box label its code as QR, large enough to
be read across a store.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tusach.ui.api import FONTS

_PLAIN, _BOLD = "BeVietnamPro", "BeVietnamPro-SemiBold"
# Modules of a Code 128 of ten digits (set C: start, five pairs, check, stop) and of its two
# quiet zones of ten.
_MODULES = 7 * 11 + 13 + 20
_NARROW = 32 * mm


@dataclass(frozen=True)
class Margin:
    """How far everything is moved for a printer that misses, in millimetres; negative: left, up."""

    right: float = 0
    down: float = 0


_NO_MARGIN = Margin()


@dataclass(frozen=True)
class Sheet:
    """A sheet of stickers; lengths in millimetres. ``roll``: one label is one page."""

    code: str
    name: str | Promise
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float = 0
    roll: bool = False

    @property
    def each(self) -> int:
        return self.columns * self.rows


SHEETS = {
    sheet.code: sheet
    for sheet in (
        Sheet("a4-24", _("A4, 24 nhãn 70 × 37 mm"), 3, 8, 70, 37, 0, 0.5),
        Sheet("a4-21", _("A4, 21 nhãn 63,5 × 38,1 mm"), 3, 7, 63.5, 38.1, 7.2, 15.1, 2.5),
        Sheet("a4-65", _("A4, 65 nhãn 38 × 21 mm"), 5, 13, 38.1, 21.2, 4.7, 10.7, 2.5),
        Sheet("a4-40", _("A4, 40 nhãn 52,5 × 29,7 mm"), 4, 10, 52.5, 29.7, 0, 0),
        Sheet("a4-44", _("A4, 44 nhãn 48,5 × 25,4 mm"), 4, 11, 48.5, 25.4, 8, 8.8),
        Sheet("roll-50", _("Máy in nhãn, 50 × 30 mm"), 1, 1, 50, 30, 0, 0, roll=True),
        Sheet("roll-40x30", _("Máy in nhãn, 40 × 30 mm"), 1, 1, 40, 30, 0, 0, roll=True),
        Sheet("roll-40", _("Máy in nhãn, 40 × 25 mm"), 1, 1, 40, 25, 0, 0, roll=True),
        Sheet("roll-25", _("Máy in nhãn, gáy 25 × 38 mm"), 1, 1, 25, 38, 0, 0, roll=True),
    )
}
BOX_SHEET = Sheet("a4-4", _("A4, 4 nhãn thùng 105 × 148 mm"), 2, 2, 105, 148.5, 0, 0)


@dataclass(frozen=True)
class CopyLabel:
    owner: str
    title: str
    accession_no: str
    barcode: str
    shelf_mark: str


@dataclass(frozen=True)
class BoxLabel:
    owner: str
    code: str
    name: str
    qr: str


def _fonts() -> None:
    if _PLAIN not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_PLAIN, str(FONTS / "BeVietnamPro_400Regular.ttf")))
        pdfmetrics.registerFont(TTFont(_BOLD, str(FONTS / "BeVietnamPro_600SemiBold.ttf")))


def _cut(text: str, font: str, size: float, width: float) -> str:
    """The text, shortened at a word with … until it fits."""
    if pdfmetrics.stringWidth(text, font, size) <= width:
        return text
    words = text.split()
    while words and pdfmetrics.stringWidth(" ".join(words) + "…", font, size) > width:
        words.pop()
    if words:
        return " ".join(words) + "…"
    while text and pdfmetrics.stringWidth(text + "…", font, size) > width:
        text = text[:-1]
    return text + "…"


def _wrap(text: str, font: str, size: float, width: float, most: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pdfmetrics.stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(_cut(word, font, size, width))
        else:
            lines[-1] = _cut(f"{lines[-1]} {word}…", font, size, width)
            break
    return lines


def _qr(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    matrix = segno.make(text, error="m", micro=False).matrix
    cell = side / len(matrix)
    for row, line in enumerate(matrix):
        start = None
        for column, dark in enumerate([*line, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                # One bar for a run of dark cells: no hairlines between them in print.
                canvas.rect(
                    x + start * cell,
                    y + side - (row + 1) * cell,
                    (column - start) * cell,
                    cell,
                    stroke=0,
                    fill=1,
                )
                start = None


def _barcode_label(canvas: Canvas, label: CopyLabel, width: float, height: float) -> None:
    if width < _NARROW and height > width:
        # Along the longer side: across it the bars would be too thin for scanners.
        canvas.rotate(90)
        canvas.translate(0, -width)
        width, height = height, width
    edge = 2.5 * mm if width > 45 * mm else 1.5 * mm
    inner = width - 2 * edge
    small = 6.5 if width > 45 * mm else 5.5
    canvas.setFont(_PLAIN, small)
    canvas.drawString(edge, height - edge - small, _cut(label.owner, _PLAIN, small, inner))
    canvas.drawString(edge, edge, _cut(label.title, _PLAIN, small, inner))
    canvas.setFont(_BOLD, small + 2)
    # The middle: bars, and beside them the square if there is room for both.
    bottom, top = edge + small + 1.5 * mm + small + 2, height - edge - small - 1.5 * mm
    side = min(top - bottom, 16 * mm) if width > 45 * mm else 0
    room = inner - (side + 1 * mm if side else 0)
    module = min(room / _MODULES, 0.38 * mm)
    bars = Code128(label.barcode, barHeight=top - bottom, barWidth=module, quiet=0, humanReadable=0)
    bars.drawOn(canvas, edge + 10 * module, bottom)
    canvas.drawString(edge, bottom - small - 2, label.accession_no)
    canvas.setFont(_PLAIN, small + 0.5)
    canvas.drawRightString(width - edge, bottom - small - 2, label.barcode)
    if side:
        _qr(canvas, label.barcode, width - edge - side, top - side, side)


def _spine_label(canvas: Canvas, label: CopyLabel, width: float, height: float) -> None:
    """The shelf mark, one part to a line, and the accession number below it."""
    size, edge = (12.0, 3 * mm) if height > 28 * mm else (9.0, 2 * mm)
    parts = label.shelf_mark.split() or ["–"]
    lines = [p for part in parts for p in _wrap(part, _BOLD, size, width - 2 * edge, 1)][:3]
    y = height - edge - size
    canvas.setFont(_BOLD, size)
    for line in lines:
        canvas.drawCentredString(width / 2, y, line)
        y -= size * 1.25
    canvas.setFont(_PLAIN, size * 0.7)
    canvas.drawCentredString(width / 2, edge, label.accession_no)


def _pages(sheet: Sheet, start: int, draws: Iterable[Any], margin: Margin = _NO_MARGIN) -> bytes:
    """Each ``draw(canvas, width, height)`` on the next label from position ``start`` (1…)."""
    _fonts()
    out = io.BytesIO()
    size = (sheet.width * mm, sheet.height * mm) if sheet.roll else A4
    canvas = Canvas(out, pagesize=size, invariant=1)
    place = 0 if sheet.roll else start - 1
    drawn = False
    for draw in draws:
        if place == sheet.each:
            canvas.showPage()
            place = 0
        row, column = divmod(place, sheet.columns)
        x = (sheet.left + column * (sheet.width + sheet.gap) + margin.right) * mm
        y = size[1] - (sheet.top + (row + 1) * sheet.height + margin.down) * mm
        canvas.saveState()
        canvas.translate(x, y)
        draw(canvas, sheet.width * mm, sheet.height * mm)
        canvas.restoreState()
        place += 1
        drawn = True
    if drawn:
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def copy_labels(
    labels: Sequence[CopyLabel],
    sheet: Sheet,
    *,
    kinds: Sequence[str] = ("barcode",),
    start: int = 1,
    margin: Margin = _NO_MARGIN,
) -> bytes:
    """A PDF with the labels of these copies: for each, its ``kinds`` (barcode, spine).

    ``start`` is the first free place of a sheet begun before, counted from 1 by rows.
    """
    draw_one = {"barcode": _barcode_label, "spine": _spine_label}

    def drawing(label: CopyLabel, kind: str) -> Any:
        return lambda canvas, width, height: draw_one[kind](canvas, label, width, height)

    return _pages(sheet, start, [drawing(one, kind) for one in labels for kind in kinds], margin)


def _ruler(canvas: Canvas, length: int) -> None:
    """From the origin to the right, a stroke for each millimetre, longer ones at 5 and 10."""
    canvas.line(0, 0, length * mm, 0)
    for at in range(length + 1):
        canvas.line(at * mm, 0, at * mm, (3 if at % 10 == 0 else 2 if at % 5 == 0 else 1) * mm)


def trial_page(sheet: Sheet, words: str, margin: Margin = _NO_MARGIN) -> bytes:
    """A page with the outline and the number of each label and two rulers, to be laid on a
    sheet against the light; ``words`` (what to measure) stand in the first label."""

    def drawing(number: int) -> Any:
        def draw(canvas: Canvas, width: float, height: float) -> None:
            canvas.setLineWidth(0.3)
            canvas.rect(0, 0, width, height)
            small = min(7, height / 6)
            if number == 1:
                room = width - 12 * mm
                canvas.setFont(_PLAIN, small)
                for line, text in enumerate(_wrap(words, _PLAIN, small, room, 4)):
                    canvas.drawString(8 * mm, height - (6 * mm + (line + 1) * small * 1.2), text)
                canvas.saveState()
                _ruler(canvas, int(width / mm))
                canvas.rotate(90)
                canvas.scale(1, -1)
                _ruler(canvas, int(height / mm))
                canvas.restoreState()
            else:
                canvas.setFont(_BOLD, small * 1.6)
                canvas.drawCentredString(width / 2, height / 2 - small / 2, str(number))

        return draw

    return _pages(sheet, 1, [drawing(n) for n in range(1, sheet.each + 1)], margin)


def box_labels(labels: Sequence[BoxLabel]) -> bytes:
    """A PDF with box labels, four to an A4 sheet."""

    def drawing(label: BoxLabel) -> Any:
        def draw(canvas: Canvas, width: float, height: float) -> None:
            canvas.setFont(_PLAIN, 10)
            for line, text in enumerate(_wrap(label.owner, _PLAIN, 10, width - 20 * mm, 2)):
                canvas.drawCentredString(width / 2, height - 14 * mm - line * 13, text)
            _qr(canvas, label.qr, width / 2 - 30 * mm, height - 90 * mm, 60 * mm)
            canvas.setFont(_BOLD, 30)
            canvas.drawCentredString(width / 2, height - 106 * mm, label.code)
            canvas.setFont(_PLAIN, 14)
            for line, text in enumerate(_wrap(label.name, _PLAIN, 14, width - 16 * mm, 2)):
                canvas.drawCentredString(width / 2, height - 118 * mm - line * 18, text)

        return draw

    return _pages(BOX_SHEET, 1, [drawing(one) for one in labels])
