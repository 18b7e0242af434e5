"""What the worker does for this room."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.holdings.services import stocktake_closing
from tusach.holdings.services.transferring import begin_due, left_lying, work
from tusach.ui.api import enqueue


@app.task(queue="transfers")
def work_on_transfer(number: int) -> None:
    """Moves one transfer on until it is done."""
    work(number)


@app.periodic(cron="* * * * *")
@app.task(queue="transfers", queueing_lock="holdings-resume-transfers")
def resume_transfers(timestamp: int) -> None:
    """Begins transfers whose day has come, and takes up those whose worker was killed."""
    now = timezone.now()
    with transaction.atomic():
        for number in begin_due(now):
            ask_for(number)
    for number in left_lying(now):
        ask_for(number)


def ask_for(number: int) -> None:
    """Asks a worker for the transfer, in the caller's transaction; once while it waits."""
    enqueue(work_on_transfer, lock=f"holdings-transfer-{number}", number=number)


@app.task(queue="transfers")
def work_on_stocktake(number: int) -> None:
    """Closes or reopens one stocktake."""
    stocktake_closing.work(number)


@app.periodic(cron="* * * * *")
@app.task(queue="transfers", queueing_lock="holdings-resume-stocktakes")
def resume_stocktakes(timestamp: int) -> None:
    """Takes up the stocktakes whose worker was killed."""
    for number in stocktake_closing.left_lying(timezone.now()):
        ask_for_stocktake(number)


def ask_for_stocktake(number: int) -> None:
    """Asks a worker for the stocktake, in the caller's transaction; once while it waits."""
    enqueue(work_on_stocktake, lock=f"holdings-stocktake-{number}", number=number)
