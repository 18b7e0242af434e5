"""Nightly tidying."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from tusach.people.services import sessions, throttle


@app.periodic(cron="40 2 * * *")
@app.task(name="people.tidy", queueing_lock="people.tidy")
def tidy(timestamp: int) -> None:
    """Forget old failed tries and sessions long over."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    throttle.forget(before=now)
    sessions.forget(before=now)
