"""Asking for a file of records, and throwing files away that nobody needs any more."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tusach.audit.api import Actor, record
from tusach.catalogue.models import Export, ExportPart, Record
from tusach.catalogue.tasks import ask_for_export
from tusach.ui.api import note_asked

# Records of one part: what is in memory at a time, and what a kill costs.
PART = 500
# How long a file lies there to be fetched.
KEPT = timedelta(days=7)


@transaction.atomic
def begin(
    found: QuerySet[Record],
    form: str,
    *,
    what: str,
    by: Actor,
    at: datetime,
    source: str = "",
    options: Mapping[str, Any] | None = None,
    place: int | None = None,
    part: int = PART,
) -> Export:
    """Has the records of the list written into a file, in its order, as it stands now.

    ``what`` is what the list is called; ``source`` a name given to ``on_export``; ``place`` the
    service point whose books they are, for the log.
    """
    made = Export(
        what=what[:300],
        form=form,
        source=source,
        options=dict(options or {}),
        made_at=at,
        path=f"exports/{at:%Y%m%d}-{secrets.token_hex(8)}",
    )
    made.actor = by
    made.save()
    keys = found.values_list("pk", flat=True).iterator(chunk_size=5_000)
    number = 0
    while chunk := list(islice(keys, part)):
        ExportPart.objects.create(export=made, number=number, records=chunk)
        made.total += len(chunk)
        number += 1
    made.save(update_fields=["total"])
    record("catalogue.export", by=by, place=place, changes={"form": ["", form]}, at=at)
    _queue(made, at=at)
    return made


@transaction.atomic
def ask_again(pk: int, *, at: datetime) -> Export:
    """Puts an export into the queue again: its worker is gone, or it stopped."""
    made = Export.objects.select_for_update().get(pk=pk)
    if made.state in (Export.State.WRITING, Export.State.FAILED):
        made.state, made.problem = Export.State.WRITING, {}
        made.save(update_fields=["state", "problem"])
        _queue(made, at=at)
    return made


def throw_away_old(at: datetime) -> int:
    """Deletes the files that lay there longer than :data:`KEPT`; returns of how many exports."""
    old = Export.objects.filter(made_at__lt=at - KEPT).exclude(state=Export.State.GONE)
    thrown = 0
    for pk in list(old.values_list("pk", flat=True)):
        with transaction.atomic():
            made = Export.objects.select_for_update().get(pk=pk)
            for path in (file_of(made), left_out_of(made)):
                path.unlink(missing_ok=True)
            made.state = Export.State.GONE
            made.save(update_fields=["state"])
            made.parts.all().delete()
            thrown += 1
    return thrown


def file_of(made: Export) -> Path:
    """Where the file lies."""
    return Path(settings.MEDIA_ROOT) / made.path


def left_out_of(made: Export) -> Path:
    """Where the records lie that are too long for ISO 2709."""
    return Path(settings.MEDIA_ROOT) / f"{made.path}-left-out"


def _queue(made: Export, *, at: datetime) -> None:
    note_asked(made, at)
    ask_for_export(made.pk)
