"""Pictures of the rotation (R-081): checked by content, turned upright, made smaller."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from tusach.audit.api import Actor
from tusach.rotation import errors
from tusach.rotation.models import Leg, Photo
from tusach.rotation.services.doing import write_down

LONGEST = 1600  # pixels
_FORMATS = ("JPEG", "PNG", "WEBP")
# More than any telephone takes unless asked; a picture that claims more is meant to fill the
# memory. JPEG is read at a fraction of its size, of other kinds every pixel is held.
_MOST_PIXELS = 60_000_000
_MOST_HELD = 24_000_000


def _reencoded(data: bytes, name: str) -> tuple[bytes, int, int]:
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as sent:
            if sent.width * sent.height > _MOST_PIXELS:
                raise errors.PhotoUnreadable(name=name)
            sent.draft("RGB", (LONGEST, LONGEST))
            if sent.width * sent.height > _MOST_HELD:
                raise errors.PhotoUnreadable(name=name)
            # Nothing of the sent file is kept: where and with what it was taken goes with it.
            upright = ImageOps.exif_transpose(sent).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise errors.PhotoUnreadable(name=name) from None
    upright.info.clear()  # Pillow would write the comment of the sent file again
    upright.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue(), upright.width, upright.height


@transaction.atomic
def add_photo(
    *, leg: Leg, data: bytes, name: str, caption: str = "", by: Actor, at: datetime
) -> Photo:
    """Keep a picture of a destination. Refuses what is not a JPEG, PNG or WebP picture by
    its content (:class:`errors.PhotoUnreadable`)."""
    made, width, height = _reencoded(data, name[:100])
    photo = Photo(
        leg=leg,
        width=width,
        height=height,
        caption=caption.strip()[:200],
        made_at=at,
        made_by=by.name,
    )
    photo.picture.save(
        f"{hashlib.sha256(made).hexdigest()[:24]}.jpg", ContentFile(made), save=False
    )
    photo.save()
    write_down("photo", leg, by=by, at=at)
    return photo
