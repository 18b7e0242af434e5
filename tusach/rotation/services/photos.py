"""Pictures of the rotation (R-081): checked by content, turned upright, made smaller."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from tusach.audit.api import Actor
from tusach.rotation import errors
from tusach.rotation.models import Leg, Photo
from tusach.rotation.services.doing import write_down
from tusach.ui.api import PictureUnreadable, redrawn


@transaction.atomic
def add_photo(
    *, leg: Leg, data: bytes, name: str, caption: str = "", by: Actor, at: datetime
) -> Photo:
    """Keep a picture of a destination. Refuses what is not a JPEG, PNG or WebP picture by
    its content (:class:`errors.PhotoUnreadable`)."""
    try:
        made = redrawn(data)
    except PictureUnreadable:
        raise errors.PhotoUnreadable(name=name[:100]) from None
    photo = Photo(
        leg=leg,
        width=made.width,
        height=made.height,
        caption=caption.strip()[:200],
        made_at=at,
        made_by=by.name,
    )
    photo.picture.save(
        f"{hashlib.sha256(made.jpeg).hexdigest()[:24]}.jpg", ContentFile(made.jpeg), save=False
    )
    photo.save()
    write_down("photo", leg, by=by, at=at)
    return photo
