"""Photographs of damage that come from devices after what they said."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.core.files.base import ContentFile

from tusach.holdings.errors import PhotoUnreadable
from tusach.holdings.models import DamagePhoto, LedgerEntry
from tusach.offline.api import Photograph
from tusach.ui.api import PictureUnreadable, redrawn


def take_photo(sent: Photograph) -> None:
    """Keep a photograph with the entries that its event wrote. Refuses what is no JPEG by its
    content (:class:`PhotoUnreadable`). The same again changes nothing."""
    try:
        made = redrawn(sent.data, ("JPEG",))
    except PictureUnreadable:
        raise PhotoUnreadable() from None
    entries = LedgerEntry.objects.filter(device=sent.device, device_seq=sent.seq)
    kept = DamagePhoto.objects.filter(entry__in=entries, sent=sent.digest).values("entry")
    for entry in entries.exclude(pk__in=kept).order_by("pk"):
        photo = DamagePhoto(entry=entry, sent=sent.digest, width=made.width, height=made.height)
        name = f"{hashlib.sha256(made.jpeg).hexdigest()[:24]}.jpg"
        photo.picture.save(name, ContentFile(made.jpeg), save=False)
        photo.save()


def photos_of(entries: Iterable[int]) -> dict[int, list[DamagePhoto]]:
    """The photographs that go with each of these entries of the ledger."""
    found: dict[int, list[DamagePhoto]] = defaultdict(list)
    for photo in DamagePhoto.objects.filter(entry__in=list(entries)):
        found[photo.entry_id].append(photo)
    return found


def photo_of(copy: int, photo: int) -> DamagePhoto | None:
    """That photograph, if it is of this copy."""
    return DamagePhoto.objects.filter(pk=photo, entry__copy=copy).select_related("entry").first()
