"""Nightly work of the room."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.audit.api import HOUSE
from tusach.circulation.services.queue import promise
from tusach.circulation.services.requests import expire
from tusach.circulation.services.settling import settle_late_loans
from tusach.circulation.services.unlinking import unlink_closed
from tusach.ui.api import enqueue, stalled


@app.periodic(cron="10 2 * * *")
@app.task(name="circulation.unlink", queueing_lock="circulation.unlink")
def unlink(timestamp: int) -> None:
    """Take readers out of the loans that are over."""
    from tusach.circulation.services.money import part_from_loans
    from tusach.circulation.services.moving_in import forget_old

    unlink_closed(at=timezone.now())
    part_from_loans(at=timezone.now())
    forget_old(at=timezone.now())


# A device may come with its loans after a winter; a year that was reported stays as it was frozen.
_LOOKED_BACK = timedelta(days=430)


@app.periodic(cron="40 2 * * *")
@app.task(name="circulation.settle_late_loans", queueing_lock="circulation.settle_late_loans")
def settle_against_sheets(timestamp: int) -> None:
    """Count each loan once where a sheet told of it before the device did."""
    settle_late_loans(since=timezone.localdate() - _LOOKED_BACK, by=HOUSE)


@app.periodic(cron="45 1 * * *")
@app.task(name="circulation.make_months", queueing_lock="circulation.make_months")
def make_months(timestamp: int) -> None:
    """Keep a year of months ready, so that no statement has to go to the default partition."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT circulation_make_month(month::date) FROM generate_series("
            "date_trunc('month', %s::timestamp), %s::timestamp, interval '1 month') month",
            [today, today + timedelta(days=400)],
        )


@app.periodic(cron="20 5 * * *")
@app.task(name="circulation.requests", queueing_lock="circulation.requests")
def look_after_requests(timestamp: int) -> None:
    """End what was kept too long, and promise what stands free to those who wait."""
    now = timezone.now()
    expire(on=timezone.localdate(now), at=now)
    promise(at=now)


@app.task(queue="moving-in")
def work_on_move_in(move_in: int) -> None:
    """Writes or takes back one list of another system until it is done or something stops it."""
    from tusach.circulation.services.moving_in import work

    work(move_in)


@app.periodic(cron="* * * * *")
@app.task(queue="moving-in", queueing_lock="circulation-resume-moving-in")
def resume_moving_in(timestamp: int) -> None:
    """Takes up lists whose worker was killed."""
    from tusach.circulation.models import MoveIn

    for move_in in stalled(MoveIn, timezone.now()):
        ask_for_move_in(move_in)


def ask_for_move_in(move_in: int) -> None:
    """Asks a worker for the list, in the caller's transaction; once while it waits."""
    enqueue(work_on_move_in, lock=f"circulation-move-in-{move_in}", move_in=move_in)
