"""What the worker does for this room."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.ui.api import enqueue, stalled


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

    for intake_id in stalled(Intake, timezone.now()):
        ask_for(intake_id)


def ask_for(intake_id: int) -> None:
    """Asks a worker for the intake, in the caller's transaction; once while it waits."""
    enqueue(work_on_intake, lock=f"acquisitions-intake-{intake_id}", intake_id=intake_id)
