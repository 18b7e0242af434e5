"""Requests: asked for, promised a copy, sent, ready, fetched; or ended otherwise."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import HOUSE, Actor
from tusach.catalogue.api import Record
from tusach.circulation import request_errors as errors
from tusach.circulation.asked_for_requests import AGREEMENT
from tusach.circulation.classes import audience_of
from tusach.circulation.models import OpenLoan, Request, TallySource
from tusach.circulation.request_states import RequestState, may
from tusach.circulation.services.lending import lend
from tusach.circulation.services.queue import (
    FREE,
    alone,
    end,
    keep_ready,
    lock,
    promise,
    within_reach,
    written_down,
)
from tusach.circulation.services.tallies import Figure, put
from tusach.facts.api import Audience, Measure, Mode
from tusach.holdings.api import (
    Copy,
    CopyPlace,
    LedgerAct,
    Move,
    State,
    at_point,
    hold_places,
    move,
    with_post,
)
from tusach.network.api import ServicePoint
from tusach.policy.api import rule_on
from tusach.readers.api import Reader
from tusach.ui.api import fitting


@transaction.atomic
def ask(
    *,
    point: ServicePoint,
    wanted: Record | None = None,
    title: str = "",
    only_copy: Copy | None = None,
    reader: Reader | None = None,
    at_home: bool = False,
    note: str = "",
    device: int | None = None,
    seq: int | None = None,
    by: Actor,
    at: datetime,
) -> Request:
    """Ask for a title, one copy of it, or what is known by its words only; to be had at
    ``point``.

    Where a copy is free it is promised at once. Refuses nothing asked for, a reader at a point
    that knows none, delivery to nobody, (:class:`errors.AskedAlready`) a title that the reader is
    waiting for, and (:class:`errors.NoAgreement`), where a rule says so, what stands only where
    no agreement lets it come from; else that waits for the province's decision.
    """
    alone()
    if only_copy is not None:
        wanted = only_copy.record
    title = fitting(title, 400, _("Nhan đề")) or (wanted.shown_title[:400] if wanted else "")
    if not title:
        raise errors.NothingAsked
    if reader is not None and not point.is_public:
        raise errors.NoReadersHere(point=point.name)
    if at_home and reader is None:
        raise errors.HomeNeedsReader
    if (
        reader is not None
        and wanted is not None
        and Request.objects.filter(reader=reader, record=wanted, ended_at__isnull=True).exists()
    ):
        raise errors.AskedAlready(reader=reader.name, title=title)
    made = Request.objects.create(
        point=point, record=wanted, title=title, only_copy=only_copy, reader=reader,
        at_home=at_home, note=fitting(note, 300, _("Ghi chú")), made_at=at, made_by=by.name,
        device_id=device, seq=seq,
    )  # fmt: skip
    written_down("ask", made, by, at)
    if wanted is not None:
        promise(records=[wanted.pk], by=by, at=at)
        made.refresh_from_db()
        _refuse_beyond(made, at)
    return made


def _refuse_beyond(request: Request, at: datetime) -> None:
    """Where the rule of the day refuses what no agreement covers, and nothing else may come."""
    if request.beyond is None:
        return
    rule = rule_on(AGREEMENT, timezone.localdate(at), point=request.point)
    if rule is not None and rule.is_limit and not within_reach(request, at):
        raise errors.NoAgreement(
            title=request.title, lender=request.beyond.public_name, point=request.point.name
        )


@transaction.atomic
def pull(*, request: Request, by: Actor, at: datetime) -> Request:
    """The promised copy was taken from the shelf: at the asked point it is ready, from another
    it is sent on its way, which the ledger holds.

    Refuses (:class:`errors.CopyNotFree`) a copy that has left the shelf meanwhile; the request
    then goes back into the queue by :func:`release`.
    """
    held = Request.objects.get(pk=request.pk)
    here = held.lender_id == held.point_id
    _hold_copy(held)
    request = lock(request, "hold" if here else "send")
    assert request.copy is not None
    assert request.lender is not None
    place = CopyPlace.objects.get(copy=request.copy)
    if place.point_id != request.lender_id or place.state not in FREE:
        raise errors.CopyNotFree(barcode=request.copy.barcode, point=request.lender.name)
    if here:
        keep_ready(request, at)
    else:
        request.sent_at = at
        move(
            [
                Move(
                    request.copy.pk, with_post(_carrier(request.point)), LedgerAct.SEND,
                    State.IN_TRANSIT, expect_from=at_point(request.lender.pk),
                    note=f"Yêu cầu {request.pk}",
                )
            ],
            by=by,
            at=at,
        )  # fmt: skip
    request.save()
    written_down("hold" if here else "send", request, by, at)
    return request


def _hold_copy(request: Request) -> None:
    """Its copy's place is locked before the request, as whoever lends does it."""
    if request.copy_id is not None:
        hold_places([request.copy_id])


def _carrier(point: ServicePoint) -> str:
    """In whose hands a book is on its way: a task, never a person."""
    return f"Chuyển sách yêu cầu → {point.name}"[:120]


@transaction.atomic
def arrive(*, request: Request, by: Actor, at: datetime) -> Request:
    """The copy has come to the asked point: it waits there for whoever asked."""
    _hold_copy(request)
    request = lock(request, "arrive")
    assert request.copy is not None
    move(
        [
            Move(
                request.copy.pk, at_point(request.point_id), LedgerAct.RECEIVE, State.IN_SERVICE,
                expect_from=with_post(_carrier(request.point)), note=f"Yêu cầu {request.pk}",
            )
        ],
        by=by,
        at=at,
    )  # fmt: skip
    keep_ready(request, at)
    request.save()
    written_down("arrive", request, by, at)
    return request


@transaction.atomic
def fetch(*, request: Request, by: Actor, at: datetime) -> Request:
    """Whoever asked has the book: lent by the rules of lending, once; brought home it is one
    item served at home. Refuses what lending refuses."""
    _hold_copy(request)
    request = lock(request, "fetch")
    assert request.copy is not None
    # Lent at the counter already, it is only noted here.
    if not OpenLoan.objects.filter(copy=request.copy, reader=request.reader).exists():
        done = lend(
            copy=request.copy, point=request.point, reader=request.reader,
            audience="" if request.reader is not None else audience_of(request.point),
            answers=request.pk, by=by, at=at,
        )  # fmt: skip
        request.lent_by = done.statement if request.reader is not None else None
    if request.at_home:
        who = request.reader.audience if request.reader is not None else Audience.UNKNOWN
        put(
            point=request.point, mode=Mode.HOME, source=TallySource.DELIVERY,
            day=timezone.localdate(at), figures=[Figure(Measure.VISIT, who, 1)],
            reference=str(request.pk), by=by, at=at,
        )  # fmt: skip
    end(request, by, at)
    written_down("fetch", request, by, at)
    return request


@transaction.atomic
def cancel(*, request: Request, why: str, by: Actor, at: datetime) -> Request:
    """Nobody wants it any more; a copy that was promised goes to the next who waits. Refuses one
    that is on its way or has ended, and a missing reason."""
    why = fitting(why, 300, _("Lý do"))
    if not why:
        raise errors.WhyCancelled
    alone()
    request = lock(request, "cancel")
    end(request, by, at, why)
    written_down("cancel", request, by, at, why)
    if request.record_id:
        promise(records=[request.record_id], by=by, at=at)
    return request


@transaction.atomic
def expire(*, on: date, by: Actor = HOUSE, at: datetime) -> int:
    """End what was kept for longer than its day; returns how many. The copies are free for the
    next who waits."""
    alone()
    late = list(Request.objects.filter(state=RequestState.READY, ready_until__lt=on).order_by("pk"))
    for one in late:
        request = lock(one, "expire")
        end(request, by, at)
        written_down("expire", request, by, at)
    promise(records={one.record_id for one in late if one.record_id}, by=by, at=at)
    return len(late)


@transaction.atomic
def undo_request(device: int, seq: int, *, by: Actor, at: datetime) -> bool | None:
    """A device takes its request back; None where none came under that number, True when it is
    ended (or goes on because the book is on its way)."""
    found = Request.objects.filter(device=device, seq=seq).first()
    if found is None:
        return None
    if may("cancel", found.state):
        cancel(request=found, why=str(_("Huỷ trên máy")), by=by, at=at)
    return True
