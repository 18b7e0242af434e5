"""What every act on an import begins and ends with: its file kept, its row locked, its work
asked for."""

from __future__ import annotations

import hashlib
import shutil
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from tusach.catalogue.errors import FileRefused, ImportIsElsewhere
from tusach.catalogue.importing.sniff import kind_of
from tusach.catalogue.models import Import, ImportContent, ImportItem, ImportRow
from tusach.catalogue.tasks import ask_for
from tusach.ui.api import note_asked

State = Import.State


def store(file: BinaryIO) -> tuple[str, int, str]:
    """Keeps the file under its digest; returns (digest, bytes, path below MEDIA_ROOT).

    Refuses one beyond the limit, and what is empty or no file of records.
    """
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while block := file.read(1 << 20):
        digest.update(block)
        size += len(block)
    limit = settings.UPLOAD_LIMIT
    if size > limit:
        raise FileRefused("too-large", sent=size // 1_000_000, limit=limit // 1_000_000)
    kind_of(file)
    name = digest.hexdigest()
    relative = f"imports/{name[:2]}/{name}"
    _keep(file, Path(settings.MEDIA_ROOT) / relative)
    return name, size, relative


def _keep(file: BinaryIO, path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Under another name until whole: a kill in between leaves no half file under the digest.
    partial = path.with_suffix(".partial")
    file.seek(0)
    with partial.open("wb") as kept:
        shutil.copyfileobj(file, kept, 1 << 20)
    partial.replace(path)


def queue(imported: Import, *, at: datetime) -> None:
    note_asked(imported, at)
    ask_for(imported.pk)


def locked(pk: int, *states: str) -> Import:
    imported = Import.objects.select_for_update().get(pk=pk)
    if imported.state not in states:
        raise elsewhere(imported)
    return imported


def elsewhere(imported: Import) -> ImportIsElsewhere:
    return ImportIsElsewhere(file=imported.file_name, state=imported.get_state_display())


def has_written(imported: Import) -> bool:
    """Whether anything of it stands in the catalogue: then it is undone, not read again."""
    return imported.rows.filter(settled=True).exists()


def read_again(imported: Import, *, at: datetime) -> Import:
    """Forgets what was read and asks a worker to read once more."""
    ImportContent.objects.filter(row__imported=imported)._raw_delete("default")
    ImportRow.objects.filter(imported=imported)._raw_delete("default")
    ImportItem.objects.filter(imported=imported)._raw_delete("default")
    imported.read_to = imported.next_offset = imported.applied_to = 0
    imported.state, imported.problem = State.READING, {}
    imported.save()
    queue(imported, at=at)
    return imported
