"""What the counter does with a copy that somebody waits for: lent, brought back, undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.circulation import errors
from tusach.circulation.asked_for_requests import LEND_PROMISED
from tusach.circulation.models import OpenLoan, Request
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
from tusach.policy.api import number_on
from tusach.readers.api import Reader
from tusach.ui.api import Prepared

_S = RequestState
# Promised, and not in other hands on its way.
_STANDING = (_S.ASSIGNED, _S.READY)
# Ended by the lending that gave the reader another copy, or the one promised.
_SERVED = (_S.WAITING, *_STANDING)

_PROMISED = Prepared(
    lambda copy: Request.objects.select_related("point", "reader").filter(
        copy=copy, state__in=_STANDING
    ),
    int,
)
# Of a copy that goes out: to whom it stands promised, and what its borrower waits for.
_ABOUT = Prepared(
    lambda copy, reader, record: Request.objects.select_related("point", "reader").filter(
        Q(copy=copy, state__in=_STANDING)
        | Q(reader=reader, record=record, only_copy=None, state__in=_SERVED)
    ),
    int,
    int,
    int,
)
_WANTED = Prepared(
    lambda record, copy: Request.objects.filter(
        Q(record=record, state=_S.WAITING) | Q(copy=copy, state__in=_STANDING)
    ),
    int,
    int,
)


@dataclass(frozen=True)
class Asked:
    """What was asked of a copy that goes out: ``promised`` to whom it stands promised, ``own`` what
    its borrower waits for and may have by another copy."""

    promised: Request | None = None
    own: Request | None = None


def asked_of(copy: Copy, reader: Reader | None) -> Asked:
    """What is asked of this copy, and by this borrower of its title."""
    rows = _ABOUT.rows(copy.pk, reader.pk if reader is not None else 0, copy.record_id)
    promised = next((one for one in rows if one.copy_id == copy.pk), None)
    own = next((one for one in rows if one is not promised), None)
    return Asked(promised, own)


def promise_of(copy: Copy) -> Request | None:
    """The request that this copy stands promised to; None for a copy that is free, on its way or
    in a box."""
    return _PROMISED.first(copy.pk)


def is_for(request: Request, point: ServicePoint, reader: Reader | None) -> bool:
    """Whether lending the copy at ``point`` to ``reader`` is what was asked for: to whoever
    asked, and a wish of the point itself to anybody there."""
    if request.reader_id is None:
        return request.point_id == point.pk
    return reader is not None and reader.pk == request.reader_id


def refuse_promised(
    request: Request, copy: Copy, point: ServicePoint, override: str, day: date
) -> None:
    """Refuse to lend it to somebody else: with a reason it may be (:class:`errors.Promised`),
    unless the rule of the day says never (:class:`errors.PromisedFirmly`)."""
    firmly = not number_on(LEND_PROMISED, day, 1, point=point)
    if override and not firmly:
        return
    said = {
        "barcode": copy.barcode,
        "title": copy.record.title,
        "whom": whom(request, point),
    }
    raise (errors.PromisedFirmly if firmly else errors.Promised)(**said)


def whom(request: Request, point: ServicePoint) -> str:
    """For whom it is kept, as the desk of ``point`` may read it: a name at the reader's own point
    alone."""
    if request.point_id != point.pk:
        return _("bạn đọc hỏi ở %(point)s") % {"point": request.point.public_name}
    if request.reader is None:
        return _("yêu cầu của %(point)s") % {"point": request.point.name}
    if request.ready_until is None:
        return request.reader.name
    return _("%(reader)s, giữ đến ngày %(day)s") % {
        "reader": request.reader.name,
        "day": f"{request.ready_until:%d/%m/%Y}",
    }


def after_lending(
    *,
    asked: Asked,
    copy: Copy,
    point: ServicePoint,
    reader: Reader | None,
    statement: int,
    by: Actor,
    at: datetime,
) -> None:
    """The copy has gone out. Whoever asked for it has it, or has another copy of the same title:
    that request is over, and what was promised for it is free. Whose promise was set aside is
    back in the queue."""
    if asked.promised is None and asked.own is None:
        return
    alone()
    if asked.promised is not None and is_for(asked.promised, point, reader):
        _served(asked.promised, statement, by, at)
        return
    if asked.promised is not None:
        release(request=asked.promised, by=by, at=at)
    if asked.own is not None:
        _served(asked.own, statement, by, at)
    promise(records=[copy.record_id], by=by, at=at)


def _served(one: Request, statement: int, by: Actor, at: datetime) -> None:
    request = lock(one, "serve")
    # A wish of the point has nobody to go on waiting, should the lending be a mistake.
    request.lent_by = statement if request.reader_id is not None else None
    end(request, by, at)
    written_down("fetch", request, by, at)


def after_return(*, copy: Copy, point: ServicePoint, by: Actor, at: datetime) -> Request | None:
    """The copy is back on the desk of ``point``. Promised to the first who waits for it, it is
    kept here at once where it was asked for here; else it waits to be sent. Returns that request,
    None where nobody waits for this copy."""
    if not _WANTED.tuples(copy.record_id, copy.pk):
        return None
    alone()
    promise(records=[copy.record_id], by=by, at=at)
    found = promise_of(copy)
    if found is None or found.state != _S.ASSIGNED or found.point_id != point.pk:
        return found
    request = lock(found, "hold")
    keep_ready(request, at)
    request.save()
    written_down("hold", request, by, at)
    return request


def after_undoing(
    *, copy: Copy, point: ServicePoint, statement: int, lent_to: int | None, by: Actor, at: datetime
) -> None:
    """A statement on the copy was taken back. The request that a lending had served goes on,
    for the reader it was lent to; a promise of a copy that is on loan again falls."""
    served = Request.objects.filter(lent_by=statement, state=_S.FETCHED).first()
    if served is not None and lent_to is not None:
        _goes_on(served, lent_to, by, at)
        after_return(copy=copy, point=point, by=by, at=at)
        return
    if OpenLoan.objects.filter(copy=copy).exists() and (promised := promise_of(copy)) is not None:
        alone()
        release(request=promised, by=by, at=at)
        promise(records=[copy.record_id], by=by, at=at)


def _goes_on(served: Request, reader: int, by: Actor, at: datetime) -> None:
    alone()
    if Request.objects.filter(reader=reader, record=served.record_id, ended_at=None).exists():
        return
    request = lock(served, "resume")
    request.reader_id = reader
    request.copy = request.lender = request.lent_by = None
    request.sent_at = request.ready_at = request.ready_until = request.ended_at = None
    request.ended_by = ""
    request.save()
    written_down("release", request, by, at)


@dataclass(frozen=True)
class Lent:
    """What a device says it lent, and the statement that stands for it."""

    copy: Copy
    point: int
    reader: int | None
    at: datetime
    statement: int

    def is_what(self, request: Request) -> bool:
        """Whether whoever asked had by it what was asked for: the copy promised, or another of
        the title."""
        if self.at < request.made_at or self.reader != request.reader_id:
            return False
        if self.copy.pk == request.copy_id:
            return self.reader is not None or self.point == request.point_id
        return (
            self.reader is not None
            and self.copy.record_id == request.record_id
            and request.only_copy_id in {None, self.copy.pk}
        )


def settle_lent(lendings: Sequence[Lent], by: Actor, at: datetime) -> None:
    """Devices lent these copies, whatever was promised: whoever asked and had it since is served,
    though it may be back by now; promises of copies that others have are back in the queue."""
    copies = {lent.copy.pk: lent.copy for lent in lendings}
    asked = list(
        Request.objects.filter(
            Q(copy__in=list(copies), state__in=_STANDING)
            | Q(
                reader__in={lent.reader for lent in lendings if lent.reader is not None},
                record__in={copy.record_id for copy in copies.values()},
                state__in=_SERVED,
            )
        )
        .select_related("point", "reader", "copy")
        .order_by("pk")
    )
    if not asked:
        return
    alone()
    loans = {one.copy_id: one for one in OpenLoan.objects.filter(copy__in=list(copies))}
    freed = set()
    for one in asked:
        loan = loans.get(one.copy_id or 0)
        had = next((lent.statement for lent in lendings if lent.is_what(one)), None)
        if had is None and loan is not None and _was_for(one, loan):
            had = loan.lend
        if had is not None:
            _served(one, had, by, at)
        elif loan is not None and one.copy_id in copies:
            release(request=one, by=by, at=at)
        else:
            continue
        freed.add(one.record_id)
    if freed:
        promise(records={one for one in freed if one}, by=by, at=at)


def _was_for(request: Request, loan: OpenLoan) -> bool:
    """Whether the copy promised is where it was promised to go."""
    return loan.reader_id == request.reader_id and (
        loan.reader_id is not None or loan.point_id == request.point_id
    )


def settle_returned(copies: Iterable[Copy], by: Actor, at: datetime) -> None:
    """Devices took these copies back: whoever waits for them is promised one, to be set aside or
    sent by the list of what to pull."""
    records = {one.record_id for one in copies}
    if Request.objects.filter(record__in=records, state=_S.WAITING).exists():
        promise(records=records, by=by, at=at)
