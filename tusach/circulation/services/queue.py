"""The queue of requests: who is promised which copy, and what every step of a request shares.

Whoever takes several locks takes the copy's place first, then the queue (:func:`alone`), then
the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from tusach.audit.api import HOUSE, Actor, record
from tusach.circulation import request_errors as errors
from tusach.circulation.asked_for_requests import AGREEMENT, LENDS, READY_DAYS, STORE_SENDS
from tusach.circulation.models import Request
from tusach.circulation.request_queue import (
    Asked,
    Free,
    Pact,
    Place,
    beyond,
    is_covered,
    lends_to,
    pairs,
)
from tusach.circulation.request_states import ACTS, HOLDING, RequestState, may
from tusach.circulation.rules import due_day
from tusach.circulation.selectors.agreements import pacts_on
from tusach.circulation.selectors.rules import closed_at
from tusach.holdings.api import CopyPlace, State
from tusach.network.api import PointKind, ServicePoint
from tusach.policy.api import number_on

FREE = (State.IN_STORE, State.IN_SERVICE)
# Of the network, and may come back.
_ABOUT = (*FREE, State.ON_LOAN, State.IN_TRANSIT)
# Those who promise copies wait in turn.
_LOCK = 7413


def alone() -> None:
    """Until the transaction ends nobody else promises copies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def written_down(act: str, request: Request, by: Actor, at: datetime, why: str = "") -> None:
    """The record of acts never says who asked."""
    record(
        f"circulation.request_{act}",
        by=by,
        on=("circulation.request", request.pk, request.title),
        place=request.point_id,
        changes={"reason": [None, why]} if why else None,
        at=at,
    )


def _place(point: ServicePoint, lends: dict[int, bool], day: date) -> Place:
    if point.pk not in lends:
        lends[point.pk] = bool(number_on(LENDS, day, 1, point=point)) and (
            point.kind != PointKind.ROTATION_STORE
            or bool(number_on(STORE_SENDS, day, 0, point=point))
        )
    return Place(
        point.pk, point.parent_id, point.commune_id, point.province_id, lends[point.pk],
        point.kind, point.kind == PointKind.ROTATION_STORE,
    )  # fmt: skip


def _asked(one: Request, lends: dict[int, bool], day: date) -> Asked:
    needed = one.decision != "allowed" and bool(number_on(AGREEMENT, day, 1, point=one.point))
    return Asked(one.pk, one.made_at, _place(one.point, lends, day), one.only_copy_id, needed)


def within_reach(request: Request, at: datetime) -> bool:
    """Whether the network has a copy of what was asked for, free or not, that may travel there
    without a decision."""
    day, lends = timezone.localdate(at), dict[int, bool]()
    pacts = pacts_on(day)
    asked = _asked(request, lends, day)
    held = CopyPlace.objects.filter(
        copy__record=request.record_id, point__isnull=False, state__in=_ABOUT
    ).select_related("copy", "point")
    return any(
        lends_to(free.at, asked.at) and is_covered(asked, free, pacts)
        for one in held
        if one.point is not None
        and (free := Free(one.copy_id, _place(one.point, lends, day), one.copy.collection))
    )


@transaction.atomic
def promise(*, records: Iterable[int] | None = None, by: Actor = HOUSE, at: datetime) -> int:
    """Promise free copies to those who wait, by the queue; returns how many were promised.

    ``records`` narrows to these titles. Called when somebody asks, when a promise falls free,
    by the page of what to pull, and every morning.
    """
    alone()
    waiting = Request.objects.filter(state=RequestState.WAITING, record__isnull=False)
    if records is not None:
        waiting = waiting.filter(record__in=list(records))
    asked = list(waiting.select_related("point"))
    if not asked:
        return 0
    promised = Request.objects.filter(state__in=HOLDING).values("copy")
    free = list(
        CopyPlace.objects.filter(
            copy__record__in={one.record_id for one in asked}, state__in=FREE,
            point__isnull=False,
        )
        .exclude(copy__in=promised)
        .exclude(point__kind__in=[PointKind.PRISON])
        .select_related("copy", "point")
    )  # fmt: skip
    day, lends = timezone.localdate(at), dict[int, bool]()
    pacts = pacts_on(day)
    by_number = {one.pk: one for one in asked}
    places = {one.copy_id: one for one in free}
    made = 0
    for record_id in sorted({one.record_id or 0 for one in asked}):
        waiting_for = [_asked(one, lends, day) for one in asked if one.record_id == record_id]
        standing = [
            Free(one.copy_id, _place(one.point, lends, day), one.copy.collection)
            for one in free
            if one.copy.record_id == record_id and one.point is not None
        ]
        found = pairs(waiting_for, standing, pacts)
        _note_beyond(waiting_for, found, standing, pacts, by_number)
        for number, copy in found:
            request = by_number[number]
            request.state, request.copy_id = RequestState.ASSIGNED, copy
            request.lender_id, request.beyond = places[copy].point_id, None
            request.save(update_fields=["state", "copy", "lender", "beyond"])
            written_down("assign", request, by, at)
            made += 1
    return made


def _note_beyond(
    asked: list[Asked],
    found: list[tuple[int, int]],
    standing: list[Free],
    pacts: list[Pact],
    requests: dict[int, Request],
) -> None:
    """Remember for who still waits where a copy stands that no agreement lets travel."""
    served = {request for request, _copy in found}
    taken = {copy for _request, copy in found}
    left = [one for one in standing if one.copy not in taken]
    for one in asked:
        if one.request in served:
            continue
        out = beyond(one, left, pacts)
        request, point = requests[one.request], out.at.point if out is not None else None
        if request.beyond_id != point:
            request.beyond_id = point
            request.save(update_fields=["beyond"])


def lock(request: Request, act: str) -> Request:
    """The request, locked and in its state after ``act``, not saved. Refuses
    (:class:`errors.NotThisStep`) by the table of steps."""
    held = (
        Request.objects.select_for_update(of=("self",))
        .select_related("point", "lender", "copy__record", "reader", "record")
        .get(pk=request.pk)
    )
    if not may(act, held.state):
        raise errors.NotThisStep(title=held.title, state=RequestState(held.state).label)
    held.state = ACTS[act][1]
    return held


def keep_ready(request: Request, at: datetime) -> None:
    """From now on it is kept for whoever asked, so many days by rule; not saved."""
    day = timezone.localdate(at)
    days = number_on(READY_DAYS, day, 7, point=request.point)
    request.ready_at = at
    request.ready_until = due_day(day, days, closed_at(request.point, day), request.point.code)


def end(request: Request, by: Actor, at: datetime, why: str = "") -> None:
    """Save it as over."""
    # Who asked is nobody's business any more.
    request.reader = None
    request.ended_at, request.ended_by, request.ended_why = at, by.name, why
    request.save()


@transaction.atomic
def release(*, request: Request, by: Actor, at: datetime) -> Request:
    """The promised copy is not on the shelf, or somebody else has it: back into the queue, at the
    old place in it."""
    alone()
    request = lock(request, "release")
    request.copy = request.lender = request.ready_at = request.ready_until = None
    request.save()
    written_down("release", request, by, at)
    return request
