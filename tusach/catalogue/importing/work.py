"""The worker's side of an import, and knowing whether there is a worker at all."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing.applying import apply, undo
from tusach.catalogue.importing.reading import BATCH, read
from tusach.catalogue.models import Import

log = logging.getLogger(__name__)

# A batch takes a second or two; after a minute without one the worker is gone.
STALLED = timedelta(seconds=60)
# How long a page waits before it says that nobody takes the work.
PATIENCE = timedelta(seconds=15)
# A worker writes a heartbeat every ten seconds.
_HEARTBEAT = timedelta(seconds=40)

_BACK_TO = {
    Import.State.READING: Import.State.FAILED,
    Import.State.APPLYING: Import.State.READ,
    Import.State.UNDOING: Import.State.DONE,
}


def work(import_id: int, *, batch: int = BATCH) -> None:
    """Reads, applies or undoes, whatever the import stands at.

    An error nobody foresaw puts the import where a person sees it and can go on from there:
    what is written stays written, and how far it came is known.
    """
    imported = Import.objects.filter(pk=import_id).first()
    if imported is None:
        return
    try:
        if imported.state == Import.State.READING:
            read(imported, batch=batch)
        elif imported.state == Import.State.APPLYING:
            apply(imported, batch=batch)
        elif imported.state == Import.State.UNDOING:
            undo(imported, batch=batch)
    except FileRefused as refused:
        _stop(imported, {"code": refused.code, "sentence": str(refused)})
    except Exception as error:
        log.exception("import %s stopped", import_id)
        _stop(imported, {"code": "unexpected", "sentence": "", "error": type(error).__name__})


def _stop(imported: Import, problem: dict[str, str]) -> None:
    state = Import.State(imported.state)
    Import.objects.filter(pk=imported.pk, state=state).update(
        state=_BACK_TO.get(state, Import.State.FAILED),
        problem=problem,
        worked_at=timezone.now(),
    )


def stalled(now: datetime) -> list[int]:
    """Imports under way that nobody has moved for a minute."""
    before = now - STALLED
    under_way = [Import.State.READING, Import.State.APPLYING, Import.State.UNDOING]
    found = Import.objects.filter(state__in=under_way, queued_at__lt=before).filter(
        Q(worked_at__lt=before) | Q(worked_at__isnull=True)
    )
    return list(found.values_list("pk", flat=True))


def nobody_works(imported: Import, now: datetime) -> bool:
    """True when the import waits and no worker has given a sign of life lately."""
    if not imported.is_under_way:
        return False
    last = max(filter(None, [imported.queued_at, imported.worked_at]), default=now)
    if now - last < PATIENCE:
        return False
    return not ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - _HEARTBEAT).exists()
