"""Pictures of the paper behind a keyed tally (D12)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.circulation import tally_errors as errors
from tusach.circulation.models import Tally, TallyPhoto, TallySource
from tusach.ui.api import PictureUnreadable, redrawn

# A sheet has two sides; more is a notebook.
MOST_PHOTOS = 8


@transaction.atomic
def add_tally_photo(*, tally: Tally, data: bytes, name: str, by: Actor, at: datetime) -> TallyPhoto:
    """Keep a picture of the paper from which a tally was keyed, with who sent it.

    Refuses a tally that came otherwise (:class:`errors.PhotoOfPaperOnly`), what is no JPEG, PNG or
    WebP picture by its content (:class:`errors.PhotoUnreadable`), and more than a sheet has
    (:class:`errors.PhotosEnough`).
    """
    tally = Tally.objects.select_for_update(of=("self",)).select_related("point").get(pk=tally.pk)
    if tally.source != TallySource.SHEET:
        raise errors.PhotoOfPaperOnly
    if tally.photos.count() >= MOST_PHOTOS:
        raise errors.PhotosEnough(most=MOST_PHOTOS)
    try:
        made = redrawn(data)
    except PictureUnreadable:
        raise errors.PhotoUnreadable(name=name[:100]) from None
    photo = TallyPhoto(
        tally=tally, width=made.width, height=made.height, made_at=at, made_by=by.name
    )
    photo.picture.save(
        f"{hashlib.sha256(made.jpeg).hexdigest()[:24]}.jpg", ContentFile(made.jpeg), save=False
    )
    photo.save()
    record(
        "circulation.photo_of_count", by=by, place=tally.point_id, changes={}, at=at,
        on=("circulation.tally", tally.pk, f"{tally.point.name} {tally.month:%m/%Y}"),
    )  # fmt: skip
    return photo
