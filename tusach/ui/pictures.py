"""Pictures that people send: checked by content, turned upright, made smaller."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST = 1600  # pixels
_FORMATS = ("JPEG", "PNG", "WEBP")
# More than any telephone takes unless asked; a picture that claims more is meant to fill the
# memory. JPEG is read at a fraction of its size, of other kinds every pixel is held.
_MOST_PIXELS = 60_000_000
_MOST_HELD = 24_000_000


class NotAPicture(Exception):
    """What was sent cannot be read as a JPEG, PNG or WebP picture, or claims too many pixels."""


@dataclass(frozen=True)
class Picture:
    """A JPEG made anew; the sizes in pixels."""

    jpeg: bytes
    width: int
    height: int


def picture_of(data: bytes) -> Picture:
    """What is to be kept of a sent picture: upright, at most :data:`LONGEST` pixels, and nothing of
    the sent file (where and with what it was taken). Refuses by content (:class:`NotAPicture`)."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as sent:
            if sent.width * sent.height > _MOST_PIXELS:
                raise NotAPicture
            sent.draft("RGB", (LONGEST, LONGEST))
            if sent.width * sent.height > _MOST_HELD:
                raise NotAPicture
            upright = ImageOps.exif_transpose(sent).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise NotAPicture from None
    upright.info.clear()  # Pillow would write the comment of the sent file again
    upright.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, optimize=True)
    return Picture(out.getvalue(), upright.width, upright.height)
