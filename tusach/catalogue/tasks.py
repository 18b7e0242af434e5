"""What the worker does for the catalogue."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django import app

from tusach.catalogue.importing.work import stalled, work


@app.task(queue="imports")
def work_on_import(import_id: int) -> None:
    """Moves one import on until it waits for a person or is done."""
    work(import_id)


@app.periodic(cron="* * * * *")
@app.task(queue="imports", queueing_lock="catalogue-resume-imports")
def resume_imports(timestamp: int) -> None:
    """Takes up imports whose worker was killed: asks for them again."""
    for import_id in stalled(timezone.now()):
        enqueue(import_id)


def enqueue(import_id: int) -> None:
    """Asks a worker for the import, in the caller's transaction; once while it waits."""
    try:
        with transaction.atomic():
            work_on_import.configure(queueing_lock=f"catalogue-import-{import_id}").defer(
                import_id=import_id
            )
    except exceptions.AlreadyEnqueued:
        pass  # it waits in the queue already
