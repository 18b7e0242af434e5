"""Who sits at the public computers, and who did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from tusach.circulation.models import ComputerSession, TallyState
from tusach.network.api import ServicePoint

# So many of the machines used of late are offered.
_OFFERED = 30


def sessions_at(points: QuerySet[ServicePoint]) -> QuerySet[ComputerSession]:
    """Every session at these points, also those undone."""
    return ComputerSession.objects.filter(point__in=points.values("pk")).select_related(
        "point", "tally"
    )


def session_of(pk: int) -> ComputerSession | None:
    return ComputerSession.objects.select_related("point").filter(pk=pk).first()


def running(point: ServicePoint) -> QuerySet[ComputerSession]:
    """Who sits at a machine now, the longest first."""
    return ComputerSession.objects.filter(point=point, ended_at=None).order_by("begun_at", "pk")


def sessions_on(point: ServicePoint, day: date) -> QuerySet[ComputerSession]:
    """The sessions of a day, the latest first."""
    return ComputerSession.objects.filter(point=point, begun_at__date=day).select_related("tally")


def machines_free(point: ServicePoint, taken: Iterable[ComputerSession]) -> list[str]:
    """The names of machines used here of late at which nobody sits, in order."""
    names = (
        ComputerSession.objects.filter(point=point)
        .order_by("machine")
        .values_list("machine", flat=True)
        .distinct()[:_OFFERED]
    )
    busy = {one.machine for one in taken}
    return [one for one in names if one not in busy]


def is_counted(session: ComputerSession) -> bool:
    """Whether it stands in the figures: it was not undone, here or at its count."""
    return session.undone_at is None and session.tally.state == TallyState.LIVE


def ends_at(session: ComputerSession) -> datetime | None:
    """When the time allowed is over; None without a limit."""
    if session.minutes is None:
        return None
    return session.begun_at + timedelta(minutes=session.minutes)


def is_over(session: ComputerSession, now: datetime) -> bool:
    """Whether the time allowed is over and the machine still in use."""
    until = ends_at(session)
    return session.ended_at is None and until is not None and until < now


def minutes_used(session: ComputerSession) -> int | None:
    """How long it took, in whole minutes; None while it goes on."""
    if session.ended_at is None:
        return None
    return int((session.ended_at - session.begun_at).total_seconds() // 60)
