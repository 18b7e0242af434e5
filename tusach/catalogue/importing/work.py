"""The worker's side of an import."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing.applying import BATCH, apply
from tusach.catalogue.importing.reading import read
from tusach.catalogue.importing.undoing import undo
from tusach.catalogue.models import Import

log = logging.getLogger(__name__)

_BACK_TO = {
    Import.State.READING: Import.State.FAILED,
    Import.State.APPLYING: Import.State.READ,
    Import.State.UNDOING: Import.State.DONE,
}


def work(import_id: int, *, batch: int = BATCH, at: datetime | None = None) -> None:
    """Reads, applies or undoes, whatever the import stands at.

    An error nobody foresaw puts the import where a person sees it and can go on from there:
    what is written stays written, and how far it came is known. ``at``: when records are made,
    by the worker's clock where nothing is said.
    """
    imported = Import.objects.filter(pk=import_id).first()
    if imported is None:
        return
    try:
        if imported.state == Import.State.READING:
            read(imported, batch=batch)
        elif imported.state == Import.State.APPLYING:
            apply(imported, batch=batch, at=at)
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
