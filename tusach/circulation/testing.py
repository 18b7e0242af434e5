"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.models import Tally
from tusach.circulation.services.tallies import Figure, put
from tusach.facts.api import Mode
from tusach.network.api import ServicePoint


def make_tally(
    point: ServicePoint,
    counts: Mapping[str, int] | None = None,
    *,
    audience: str = "adults",
    day: date | None = None,
    month: date | None = None,
    source: str = "tap",
    mode: str = Mode.ON_SITE,
    at: datetime | None = None,
    **more: object,
) -> Tally:
    """A count of ``{"visit": 14}`` at a point: on ``day`` (default: today), or of ``month``."""
    at = at or timezone.now()
    if day is None and month is None:
        day = timezone.localdate(at)
    return put(
        point=point,
        mode=mode,
        source=source,
        figures=[Figure(m, audience, n) for m, n in (counts or {"visit": 1}).items()],
        day=day,
        month=month,
        by=HOUSE,
        at=at,
        **more,  # type: ignore[arg-type]
    )
