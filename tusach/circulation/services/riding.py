"""Requests that a box of the rotation answers: packed for the point that asked, and handed over.

The room `rotation` calls these in its own transactions: the custody of the copy is its matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.circulation.models import Request
from tusach.circulation.request_states import RequestState
from tusach.circulation.services.queue import (
    alone,
    end,
    keep_ready,
    lock,
    promise,
    release,
    written_down,
)
from tusach.holdings.api import Copy
from tusach.network.api import ServicePoint

_S = RequestState


@transaction.atomic
def ride(
    *, copy: Copy, store: ServicePoint, point: ServicePoint, batch: str, by: Actor, at: datetime
) -> Request | None:
    """``copy`` was packed at ``store`` for ``point``: whoever asked there first for its title, or
    for this very copy, has it. Returns that request; None where nobody waits for it there.

    A promise of this copy to another point falls: the box has it.
    """
    asked = Request.objects.filter(state=_S.WAITING, point=point, record=copy.record_id).exists()
    promised = Request.objects.filter(state=_S.ASSIGNED, copy=copy).first()
    if not asked and promised is None:
        return None
    alone()
    if promised is not None:
        promised.refresh_from_db()
        if promised.state == _S.ASSIGNED and promised.copy_id == copy.pk:
            if promised.point_id == point.pk:
                return _packed(promised, copy, store, batch, by, at)
            release(request=promised, by=by, at=at)
            promise(records=[copy.record_id], by=by, at=at)
    first = (
        Request.objects.filter(
            Q(only_copy=None) | Q(only_copy=copy),
            state=_S.WAITING,
            point=point,
            record=copy.record_id,
        )
        .order_by("made_at", "pk")
        .first()
    )
    return None if first is None else _packed(first, copy, store, batch, by, at)


def _packed(
    request: Request, copy: Copy, store: ServicePoint, batch: str, by: Actor, at: datetime
) -> Request:
    request = lock(request, "ride")
    request.copy, request.lender, request.coming_with = copy, store, batch[:60]
    request.save()
    written_down("ride", request, by, at)
    return request


def asked_among(copies: Sequence[Copy], point: ServicePoint) -> set[int]:
    """Of these copies, the numbers of those that :func:`ride` may answer somebody with, or whose
    promise it would take away. Two queries, however many copies."""
    records = set(
        Request.objects.filter(
            state=_S.WAITING, point=point, record__in={copy.record_id for copy in copies}
        ).values_list("record", flat=True)
    )
    promised = set(
        Request.objects.filter(
            state=_S.ASSIGNED, copy__in=[copy.pk for copy in copies]
        ).values_list("copy", flat=True)
    )
    return {copy.pk for copy in copies if copy.record_id in records or copy.pk in promised}


@transaction.atomic
def stay(*, copies: Iterable[int], by: Actor, at: datetime) -> int:
    """These copies do not come after all (taken out of the box, refused at the door, lost on the
    way): who waited for them is back at the old place in the queue. Returns how many were."""
    found = list(Request.objects.filter(state=_S.COMING, copy__in=list(copies)).order_by("pk"))
    if not found:
        return 0
    alone()
    for one in found:
        request = lock(one, "stay")
        request.copy = request.lender = None
        request.coming_with = ""
        request.save()
        written_down("stay", request, by, at)
    promise(records={one.record_id for one in found if one.record_id}, by=by, at=at)
    return len(found)


@transaction.atomic
def came(*, copies: Iterable[int], by: Actor, at: datetime) -> int:
    """The box was handed over at the point: what was asked for is kept there for the reader who
    asked; a wish of the point itself is fulfilled. Returns how many were answered."""
    found = list(Request.objects.filter(state=_S.COMING, copy__in=list(copies)).order_by("pk"))
    for one in found:
        if one.reader_id is None:
            request = lock(one, "fulfil")
            end(request, by, at, _("Đã về điểm theo đợt luân chuyển"))
            written_down("fulfil", request, by, at)
        else:
            request = lock(one, "come")
            keep_ready(request, at)
            request.save()
            written_down("come", request, by, at)
    return len(found)
