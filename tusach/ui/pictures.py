"""Pictures that people send: checked by their content, turned upright, made smaller."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST = 1600  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
# More than any telephone takes unless asked; a picture that claims more is meant to fill the
# memory. JPEG is read at a fraction of its size, of other kinds every pixel is held.
_MOST_PIXELS = 60_000_000
_MOST_HELD = 24_000_000


class PictureUnreadable(Exception):
    """No whole picture of the kinds asked for, or one that claims too many pixels."""


@dataclass(frozen=True)
class Picture:
    """A JPEG of our own making."""

    jpeg: bytes
    width: int
    height: int


def redrawn(data: bytes, formats: tuple[str, ...] = FORMATS) -> Picture:
    """The picture in ``data``, 1600 pixels at its longest. Nothing of the sent file is kept:
    where and with what it was taken goes with it. Refuses (:class:`PictureUnreadable`) what is
    none of ``formats`` by its content."""
    try:
        with Image.open(io.BytesIO(data), formats=formats) as sent:
            if sent.width * sent.height > _MOST_PIXELS:
                raise PictureUnreadable
            sent.draft("RGB", (LONGEST, LONGEST))
            if sent.width * sent.height > _MOST_HELD:
                raise PictureUnreadable
            upright = ImageOps.exif_transpose(sent).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise PictureUnreadable from None
    upright.info.clear()  # Pillow would write the comment of the sent file again
    upright.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, optimize=True)
    return Picture(out.getvalue(), upright.width, upright.height)
