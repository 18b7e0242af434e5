"""Nightly work of the room."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.facts.partitions import make_partitions


@app.periodic(cron="40 1 * * *")
@app.task(name="facts.make_partitions", queueing_lock="facts.make_partitions")
def make_next_partitions(timestamp: int) -> None:
    """Keep a year of months ready, so that no fact has to go to the default partition."""
    today = timezone.localdate()
    make_partitions(today, today + timedelta(days=400))
