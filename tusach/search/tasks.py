"""What the worker does for the search."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.search import measuring
from tusach.search.models import Measurement
from tusach.ui.api import enqueue, stalled


@app.task(queue="imports")
def measure_order(number: int) -> None:
    """Moves one measurement of the order of results on until it is done."""
    measuring.work_on(number)


@app.periodic(cron="* * * * *")
@app.task(queue="imports", queueing_lock="search-resume-measurements")
def resume_measurements(timestamp: int) -> None:
    """Takes up measurements whose worker was killed."""
    for number in stalled(Measurement, timezone.now()):
        ask_for_measurement(number)


def ask_for_measurement(number: int) -> None:
    """Asks a worker for the measurement, in the caller's transaction; once while it waits."""
    enqueue(measure_order, lock=f"search-measurement-{number}", number=number)
