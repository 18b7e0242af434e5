"""What the room does by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tusach.network.services.current import refresh_all


@app.periodic(cron="5 17 * * *")  # 17:05 UTC is 00:05 in Vietnam: facts that begin today
@app.task(name="network.refresh", pass_context=False)
def refresh_points(timestamp: int) -> int:
    """Bring the columns that repeat today's facts up to the new day; how many differed."""
    return refresh_all()
