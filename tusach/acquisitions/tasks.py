"""What the worker does for this room."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django import app

# A batch takes a second or two; after a minute without one the worker is gone.
_STALLED = timedelta(seconds=60)


@app.task(queue="intakes")
def work_on_intake(intake_id: int) -> None:
    """Enters the copies of one intake until it is done or something stops it."""
    from tusach.acquisitions.services.accepting import work

    work(intake_id)


@app.periodic(cron="* * * * *")
@app.task(queue="intakes", queueing_lock="acquisitions-resume-intakes")
def resume_intakes(timestamp: int) -> None:
    """Takes up intakes whose worker was killed."""
    from tusach.acquisitions.models import Intake

    before = timezone.now() - _STALLED
    found = Intake.objects.filter(state="accepting", problem={}, queued_at__lt=before).filter(
        Q(worked_at__lt=before) | Q(worked_at=None)
    )
    for intake_id in found.values_list("pk", flat=True):
        enqueue(intake_id)


def enqueue(intake_id: int) -> None:
    """Asks a worker for the intake, in the caller's transaction; once while it waits."""
    try:
        with transaction.atomic():
            work_on_intake.configure(queueing_lock=f"acquisitions-intake-{intake_id}").defer(
                intake_id=intake_id
            )
    except exceptions.AlreadyEnqueued:
        pass  # it waits in the queue already
