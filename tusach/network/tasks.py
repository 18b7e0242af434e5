"""What the room does by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.network.models import PointImport
from tusach.network.services.current import refresh_all
from tusach.network.services.import_work import work
from tusach.ui.api import enqueue, stalled


@app.periodic(cron="5 17 * * *")  # 17:05 UTC is 00:05 in Vietnam: facts that begin today
@app.task(name="network.refresh", pass_context=False)
def refresh_points(timestamp: int) -> int:
    """Bring the columns that repeat today's facts up to the new day; how many differed."""
    return refresh_all()


@app.task(queue="imports")
def work_on_points(number: int) -> None:
    """Moves one import of points on until it waits for a person or is done."""
    work(number)


@app.periodic(cron="* * * * *")
@app.task(queue="imports", queueing_lock="network-resume-imports")
def resume_imports(timestamp: int) -> None:
    """Takes up imports of points whose worker was killed."""
    for number in stalled(PointImport, timezone.now()):
        ask_for(number)


def ask_for(number: int) -> None:
    """Asks a worker for the import, in the caller's transaction; once while it waits."""
    enqueue(work_on_points, lock=f"network-import-{number}", number=number)
