"""Nightly tidying."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from tusach.ui import sent_forms


@app.periodic(cron="50 2 * * *")
@app.task(name="ui.tidy", queueing_lock="ui.tidy")
def tidy(timestamp: int) -> None:
    """Forget forms long sent, and sessions that have run out with what was kept in them."""
    sent_forms.forget(datetime.fromtimestamp(timestamp, tz=UTC))
    SessionStore.clear_expired()
