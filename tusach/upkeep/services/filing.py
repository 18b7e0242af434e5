"""The file of a round: papers made at each step, scans of what was signed; kept for years."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from tusach.audit.api import Actor, record
from tusach.upkeep import errors
from tusach.upkeep.models import FileKind, Weeding, WeedingFile
from tusach.upkeep.papers import weeding_pdf
from tusach.upkeep.selectors.weedings import keep_years, kept_until

MOST_MB = 20
_MOST_PIXELS = 120_000_000
_ENDING = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def file_paper(weeding: Weeding, kind: str, *, by: Actor, at: datetime) -> WeedingFile:
    """Make a paper as the round stands now and put it into its file."""
    name = f"{FileKind(kind).label} – {weeding.name}"[:200]
    return _store(weeding, kind, weeding_pdf(weeding, kind), "application/pdf", name, by, at, False)


def _store(
    weeding: Weeding, kind: str, data: bytes, content_type: str, name: str, by: Actor, at: datetime,
    is_scan: bool,
) -> WeedingFile:  # fmt: skip
    digest = hashlib.sha256(data).hexdigest()
    stored = WeedingFile(
        weeding=weeding,
        kind=kind,
        name=name,
        content_type=content_type,
        size=len(data),
        sha256=digest,
        is_scan=is_scan,
        made_at=at,
        made_by=by.name,
    )
    stored.content.save(
        f"{weeding.pk}-{digest[:16]}.{_ENDING[content_type]}", ContentFile(data), save=False
    )
    stored.save()
    return stored


def _type_of(data: bytes, name: str) -> str:
    """By what the bytes are, not by what the name says."""
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return "application/pdf"
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as sent:
            if sent.width * sent.height > _MOST_PIXELS:
                raise errors.FileUnreadable(name=name)
            sent.verify()
            return "image/png" if sent.format == "PNG" else "image/jpeg"
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise errors.FileUnreadable(name=name) from None


@transaction.atomic
def add_scan(
    *, weeding: Weeding, kind: str, data: bytes, name: str, by: Actor, at: datetime
) -> WeedingFile:
    """Put a scan of a signed paper into the file. Refuses what is neither PDF nor a picture by
    its content (:class:`errors.FileUnreadable`), and more than 20 MB."""
    shown = name.replace("\\", "/").rsplit("/", 1)[-1].strip()[:200] or "?"
    if len(data) > MOST_MB * 1_000_000:
        raise errors.FileTooLarge(name=shown, most=MOST_MB)
    held = Weeding.objects.select_for_update(of=("self",)).get(pk=weeding.pk)
    stored = _store(held, FileKind(kind), data, _type_of(data, shown), shown, by, at, True)
    _note("upkeep.file_scan", stored, by=by, at=at)
    return stored


@transaction.atomic
def discard(*, paper: WeedingFile, by: Actor, at: datetime) -> None:
    """Remove a paper from the file. Before the years of the rule are over only a scan that was put
    in within the hour, by mistake, may go (:class:`errors.FileMustBeKept` names the day,
    :class:`errors.FileOfOpenRound` says that the years have not begun)."""
    weeding = Weeding.objects.select_for_update(of=("self",)).get(pk=paper.weeding_id)
    today = timezone.localdate(at)
    until = kept_until(weeding)
    by_mistake = paper.is_scan and (at - paper.made_at).total_seconds() < 3600
    if not by_mistake and not (until is not None and today >= until):
        years = keep_years(weeding, weeding.closed_on or weeding.cancelled_on or today)
        if until is None:
            raise errors.FileOfOpenRound(years=years)
        raise errors.FileMustBeKept(years=years, day=f"{until:%d/%m/%Y}")
    _note("upkeep.discard_file", paper, by=by, at=at)
    name, storage = str(paper.content.name), paper.content.storage
    paper.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _note(act: str, paper: WeedingFile, *, by: Actor, at: datetime) -> None:
    weeding = paper.weeding
    record(
        act,
        by=by,
        on=("upkeep.weeding", weeding.pk, weeding.name[:300]),
        place=weeding.owner_id,
        changes={"file": [None, paper.name]},
        at=at,
    )
