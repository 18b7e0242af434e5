"""Time at the public computers: begun, ended, undone; each is one count of the day (R-238)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.circulation import tally_errors as errors
from tusach.circulation.asked_rules import COMPUTER_MINUTES, MINOR_GUIDED, MINOR_MINUTES
from tusach.circulation.models import ComputerSession, TallySource, TallyState
from tusach.circulation.services.settling import hold_point
from tusach.circulation.services.tallies import Figure, put, take_back
from tusach.facts.api import Audience, Measure, Mode
from tusach.network.api import ServicePoint
from tusach.policy.api import number_on
from tusach.ui.api import fitting

MINORS = frozenset({Audience.CHILDREN, Audience.PUPILS})


def allowed(point: ServicePoint, audience: str, at: datetime) -> int | None:
    """For how many minutes readers of this class may use a computer at ``point``, by the rule of
    the day; None without a limit, 0 where children may not."""
    day = timezone.localdate(at)
    most = number_on(COMPUTER_MINUTES, day, 60, point=point)
    if audience in MINORS:
        minor = number_on(MINOR_MINUTES, day, 45, point=point)
        return min(minor, most) if most else minor
    return most or None


def must_be_guided(point: ServicePoint, audience: str, at: datetime) -> bool:
    """Whether an adult has to be there with readers of this class, by the rule of the day."""
    day = timezone.localdate(at)
    return audience in MINORS and bool(number_on(MINOR_GUIDED, day, 1, point=point))


@transaction.atomic
def begin(
    *,
    point: ServicePoint,
    machine: str,
    audience: str,
    guided: bool = False,
    by: Actor,
    at: datetime,
) -> ComputerSession:
    """Somebody of ``audience`` sits down at a machine: one session of the day, counted now.

    Refuses a machine without a name or in use (:class:`errors.MachineTaken`), children where the
    rule lets none (:class:`errors.MinorsMayNot`), or without an adult where it asks for one
    (:class:`errors.MinorAlone`).
    """
    machine = fitting(" ".join(machine.split()), 40, _("Máy"))
    if not machine:
        raise errors.MachineMissing
    hold_point(point.pk)
    there = ComputerSession.objects.filter(point=point, machine=machine, ended_at=None).first()
    if there is not None:
        begun = timezone.localtime(there.begun_at)
        raise errors.MachineTaken(machine=machine, at=f"{begun:%H:%M %d/%m}")
    minutes = allowed(point, audience, at)
    if minutes == 0:
        raise errors.MinorsMayNot(point=point.public_name)
    if must_be_guided(point, audience, at) and not guided:
        raise errors.MinorAlone
    tally = put(
        point=point, mode=Mode.ON_SITE, source=TallySource.TAP,
        figures=[Figure(Measure.COMPUTER, audience, 1)], day=timezone.localdate(at), by=by, at=at,
    )  # fmt: skip
    return ComputerSession.objects.create(
        point=point, machine=machine, audience=audience, guided=guided and audience in MINORS,
        minutes=minutes, begun_at=at, tally=tally, by_name=by.name,
    )  # fmt: skip


def _locked(session: ComputerSession) -> ComputerSession:
    return (
        ComputerSession.objects.select_for_update(of=("self",))
        .select_related("point", "tally")
        .get(pk=session.pk)
    )


@transaction.atomic
def end(*, session: ComputerSession, by: Actor, at: datetime) -> ComputerSession:
    """The machine is free again. Refuses a session that has ended
    (:class:`errors.SessionEnded`)."""
    session = _locked(session)
    if session.ended_at is not None:
        raise errors.SessionEnded(machine=session.machine)
    session.ended_at, session.ended_by = max(at, session.begun_at), by.name
    session.save(update_fields=["ended_at", "ended_by"])
    return session


@transaction.atomic
def undo_session(*, session: ComputerSession, by: Actor, at: datetime) -> ComputerSession:
    """It was a mistake: the session counts nothing and the machine is free. Refuses one undone
    before (:class:`errors.SessionEnded`)."""
    hold_point(session.point_id)
    session = _locked(session)
    if session.undone_at is not None:
        raise errors.SessionEnded(machine=session.machine)
    if session.tally.state == TallyState.LIVE:
        take_back(tally=session.tally, why=_("Ghi nhầm lượt dùng máy"), by=by, at=at)
    session.undone_at = at
    if session.ended_at is None:
        session.ended_at, session.ended_by = max(at, session.begun_at), by.name
    session.save(update_fields=["undone_at", "ended_at", "ended_by"])
    return session
