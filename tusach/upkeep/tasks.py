"""What the worker does for this room."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.ui.api import enqueue
from tusach.upkeep.services import striking


@app.task(queue="transfers")
def work_on_weeding(number: int) -> None:
    """Strikes the copies of one round, or enters them anew."""
    striking.work(number)


@app.periodic(cron="* * * * *")
@app.task(queue="transfers", queueing_lock="upkeep-resume-weedings")
def resume_weedings(timestamp: int) -> None:
    """Takes up the rounds whose worker was killed."""
    for number in striking.left_lying(timezone.now()):
        ask_for(number)


def ask_for(number: int) -> None:
    """Asks a worker for the round, in the caller's transaction; once while it waits."""
    enqueue(work_on_weeding, lock=f"upkeep-weeding-{number}", number=number)
