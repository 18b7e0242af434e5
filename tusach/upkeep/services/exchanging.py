"""Exchange between libraries: a list is offered, others ask, a decision passes the books on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.holdings.api import (
    OUTSIDE,
    Copy,
    LedgerAct,
    Move,
    Register,
    State,
    Transfer,
    all_copies,
    decide_transfer,
    draw_up_transfer,
    hold_places,
    list_for_transfer,
    move,
)
from tusach.network.api import ServicePoint
from tusach.ui.api import fitting, in_vietnamese
from tusach.upkeep import errors
from tusach.upkeep.models import Exchange, ExchangeLine, ExchangeRequest
from tusach.upkeep.rules import WHY_NOT
from tusach.upkeep.selectors.candidates import why_not_each
from tusach.upkeep.services.weeding import NotListed

S = Exchange.State
R = ExchangeRequest.State
_BATCH = 1000


def locked(exchange: Exchange, *states: str) -> Exchange:
    """The list, locked, if it stands at one of these; refuses :class:`errors.StepNotNow`."""
    held = (
        Exchange.objects.select_for_update(of=("self",)).select_related("owner").get(pk=exchange.pk)
    )
    if held.state not in states:
        raise errors.StepNotNow(name=held.name, state=held.get_state_display())
    return held


def _request(asked: ExchangeRequest, state: str) -> ExchangeRequest:
    """The request with its list, both locked, if it stands there."""
    Exchange.objects.select_for_update(of=("self",)).get(pk=asked.exchange_id)
    held = ExchangeRequest.objects.select_related("exchange__owner", "taker", "register").get(
        pk=asked.pk
    )
    if held.state != state:
        raise errors.StepNotNow(name=held.to_whom, state=held.get_state_display())
    return held


def _note(act: str, one: Exchange, by: Actor, at: datetime, **changes: object) -> None:
    record(
        f"upkeep.{act}",
        by=by,
        on=("upkeep.exchange", one.pk, one.name[:300]),
        place=one.owner_id,
        changes={key: [None, value] for key, value in changes.items()},
        at=at,
    )


def _head(one: Exchange, name: str, note: str, until: date | None) -> None:
    one.name = fitting(name, 200, _("Tên danh mục"))
    one.note = fitting(note, 500, _("Muốn nhận lại, ghi chú"))
    one.until = until
    if not one.name:
        raise errors.Missing(what=_("tên danh mục"))


@transaction.atomic
def begin(
    *,
    owner: ServicePoint,
    name: str,
    note: str = "",
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> Exchange:
    """Begin a list of books that ``owner`` offers: a draft, seen by nobody else."""
    made = Exchange(owner=owner, state=S.DRAFT, made_at=at, made_by=by.name)
    _head(made, name, note, until)
    made.save()
    _note("begin_exchange", made, by, at)
    return made


@transaction.atomic
def change(*, exchange: Exchange, name: str, note: str, until: date | None) -> Exchange:
    """Change what a list is called and until when it may be asked for."""
    held = locked(exchange, S.DRAFT, S.OPEN)
    _head(held, name, note, until)
    held.save(update_fields=["name", "note", "until"])
    return held


def _why_not(copies: Sequence[Copy], owner: int, but: int) -> dict[int, str]:
    """What forbids weeding forbids offering; a lost book too, and one another list offers."""
    wrong = why_not_each(copies, owner, offered_by=but)
    for one in copies:
        if one.pk not in wrong and one.place.state == State.LOST:
            wrong[one.pk] = "lost"
    return wrong


@transaction.atomic
def add_copies(*, exchange: Exchange, copies: Sequence[Copy]) -> tuple[int, list[NotListed]]:
    """Put copies on a list that is not closed: (how many came new, those that cannot be on it)."""
    held = locked(exchange, S.DRAFT, S.OPEN)
    wrong = _why_not(copies, held.owner_id, held.pk)
    before = held.lines.count()
    ExchangeLine.objects.bulk_create(
        (
            ExchangeLine(
                exchange=held,
                copy=one,
                accession_no=one.accession_no,
                price=one.price,
                condition=one.condition,
            )
            for one in copies
            if one.pk not in wrong
        ),
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    refused = [NotListed(one, wrong[one.pk]) for one in copies if one.pk in wrong]
    return held.lines.count() - before, refused


@transaction.atomic
def take_off(*, exchange: Exchange, copies: Sequence[int]) -> int:
    """Take copies that nobody asked for off a list; returns how many."""
    held = locked(exchange, S.DRAFT, S.OPEN)
    return held.lines.filter(copy__in=copies, request=None).delete()[0]


@transaction.atomic
def offer(*, exchange: Exchange, by: Actor, at: datetime) -> Exchange:
    """Show the list to the other libraries. Refuses an empty one and a last day gone by."""
    held = locked(exchange, S.DRAFT)
    count = held.lines.count()
    if not count:
        raise errors.NothingListed
    _refuse_late(held, at)
    held.state, held.opened_at = S.OPEN, at
    held.save(update_fields=["state", "opened_at"])
    _note("offer_exchange", held, by, at, copies=count)
    return held


def _refuse_late(held: Exchange, at: datetime) -> None:
    if held.until is not None and held.until < timezone.localdate(at):
        raise errors.OfferOver(name=held.name, day=f"{held.until:%d/%m/%Y}")


@transaction.atomic
def ask(
    *,
    exchange: Exchange,
    copies: Sequence[int],
    taker: ServicePoint | None = None,
    register: Register | None = None,
    outside: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
) -> ExchangeRequest:
    """Ask for books of an open list: for ``taker``, into its ``register``, or, written by the
    giver, for a library ``outside`` the network. The books are kept for it until it is decided.

    Refuses the giver itself (:class:`errors.OwnOffer`), a register that is missing or another
    library's, a book that somebody asked for first (:class:`errors.AskedAlready`, naming it)
    and a last day gone by (:class:`errors.OfferOver`).
    """
    held = locked(exchange, S.OPEN)
    _refuse_late(held, at)
    outside = fitting(outside, 200, _("Thư viện ngoài mạng lưới"))
    note = fitting(note, 500, _("Ghi chú"))
    if taker is None and not outside:
        raise errors.Missing(what=_("thư viện nhận"))
    if taker is not None:
        if taker.pk == held.owner_id:
            raise errors.OwnOffer(library=taker.name)
        if register is None or register.owner_id != taker.pk or register.closed_on is not None:
            raise errors.NeedsRegister(library=taker.name)
    lines = list(held.lines.filter(copy__in=copies).select_related("copy__record"))
    if not lines:
        raise errors.NothingListed
    for line in lines:
        if line.request_id is not None:
            raise errors.AskedAlready(title=line.copy.record.shown_title, number=line.accession_no)
    made = ExchangeRequest.objects.create(
        exchange=held,
        taker=taker,
        outside="" if taker is not None else outside,
        register=register if taker is not None else None,
        note=note,
        state=R.ASKED,
        asked_at=at,
        asked_by=by.name,
    )
    ExchangeLine.objects.filter(pk__in=[line.pk for line in lines]).update(request=made)
    _note("ask_exchange", held, by, at, to=made.to_whom, copies=len(lines))
    return made


@transaction.atomic
def free(
    *, asked: ExchangeRequest, why: str = "", declined: bool, by: Actor, at: datetime
) -> ExchangeRequest:
    """The giver declines, with a reason, or the taker takes its request back: the books are
    offered again."""
    held = _request(asked, R.ASKED)
    why = fitting(why, 300, _("Lý do"))
    if declined and not why:
        raise errors.Missing(what=_("lý do"))
    held.state, held.why = R.DECLINED if declined else R.WITHDRAWN, why
    held.save(update_fields=["state", "why"])
    held.lines.update(request=None)
    act = "decline_exchange" if declined else "take_request_back"
    _note(act, held.exchange, by, at, to=held.to_whom)
    return held


@transaction.atomic
@in_vietnamese
def decide(
    *,
    asked: ExchangeRequest,
    decision: str,
    decided_on: date,
    decided_by: str,
    by: Actor,
    at: datetime,
) -> ExchangeRequest:
    """Pass the books on by a decision: to a library of the network by a transfer into its
    register, on the day of the decision; to one outside by striking them out of the giver's.

    Refuses a missing number, day or signer, a day to come, a book that meanwhile may not leave
    (:class:`errors.CannotBeOffered`, naming it) and what a transfer refuses.
    """
    held = _request(asked, R.ASKED)
    owner = held.exchange.owner
    held.decision = fitting(decision, 120, _("Quyết định trao đổi"))
    held.decided_by = fitting(decided_by, 120, _("Người ký"))
    held.decided_on = decided_on
    if not held.decision or not held.decided_by:
        raise errors.Missing(what=_("số quyết định, người ký"))
    if decided_on > timezone.localdate(at):
        raise errors.DayToCome(day=f"{decided_on:%d/%m/%Y}")
    ids = list(held.lines.values_list("copy", flat=True))
    hold_places(ids)
    copies = list(all_copies().filter(pk__in=ids))
    wrong = _why_not(copies, owner.pk, held.exchange_id)
    for one in copies:
        if one.pk in wrong:
            raise errors.CannotBeOffered(
                title=one.record.shown_title, number=one.accession_no, why=WHY_NOT[wrong[one.pk]]
            )
    if held.taker is not None:
        held.transfer = draw_up_transfer(
            giver=owner,
            taker=held.taker,
            decision=held.decision,
            decided_on=decided_on,
            on=decided_on,
            reason=_("Trao đổi: %(name)s") % {"name": held.exchange.name[:280]},
            register=held.register,
            by=by,
            at=at,
        )
        list_for_transfer(transfer=held.transfer, copies=copies, at=at)
        decide_transfer(transfer=held.transfer, by=by, at=at)
    else:
        # What stands before the colon goes into the register's column of decisions.
        said = _("trao đổi với %(library)s") % {"library": held.outside}
        note = f"{held.decision}: {said}"
        move(
            [
                Move(one.pk, OUTSIDE, LedgerAct.WITHDRAW, State.WITHDRAWN, one.place.holder,
                     note=note)
                for one in copies
            ],
            by=by,
            at=at,
        )  # fmt: skip
    held.state = R.DECIDED
    held.save()
    held.lines.update(is_open=False)
    _note(
        "decide_exchange", held.exchange, by, at,
        decision=held.decision, to=held.to_whom, copies=len(copies),
    )  # fmt: skip
    return held


@transaction.atomic
def offer_again(*, asked: ExchangeRequest, by: Actor, at: datetime) -> ExchangeRequest:
    """After its transfer was taken back, the books are the giver's and offered again. Refuses
    (:class:`errors.TakeTransferBackFirst`) while the transfer stands, and books that are gone."""
    held = _request(asked, R.DECIDED)
    if held.transfer is None:
        raise errors.GoneForGood(library=held.to_whom)
    if held.transfer.state != Transfer.State.UNDONE:
        raise errors.TakeTransferBackFirst(decision=held.decision)
    held.state, held.why = R.WITHDRAWN, held.decision
    held.save(update_fields=["state", "why"])
    lines = held.lines.all()
    back = list(lines.values_list("pk", flat=True))
    lines.update(request=None)
    if held.exchange.state == S.OPEN:
        _open_lines(held.exchange, back)
    _note("exchange_again", held.exchange, by, at, decision=held.decision, copies=len(back))
    return held


def _open_lines(exchange: Exchange, lines: Sequence[int]) -> None:
    """Offer these lines again, but for copies that another list offers meanwhile."""
    taken = ExchangeLine.objects.filter(is_open=True).exclude(exchange=exchange)
    exchange.lines.filter(pk__in=lines).exclude(copy__in=taken.values("copy")).update(is_open=True)


@transaction.atomic
def close(*, exchange: Exchange, by: Actor, at: datetime) -> Exchange:
    """End an offer; refuses (:class:`errors.RequestsWait`) while requests are undecided."""
    held = locked(exchange, S.OPEN)
    waiting = held.requests.filter(state=R.ASKED).count()
    if waiting:
        raise errors.RequestsWait(count=waiting)
    held.state, held.closed_at = S.CLOSED, at
    held.save(update_fields=["state", "closed_at"])
    held.lines.update(is_open=False)
    _note("close_exchange", held, by, at)
    return held


@transaction.atomic
def reopen(*, exchange: Exchange, by: Actor, at: datetime) -> Exchange:
    """Offer what is left of a closed list again; its last day no longer counts."""
    held = locked(exchange, S.CLOSED)
    held.state, held.closed_at, held.until = S.OPEN, None, None
    held.save(update_fields=["state", "closed_at", "until"])
    _open_lines(held, list(held.lines.filter(request=None).values_list("pk", flat=True)))
    _note("reopen_exchange", held, by, at)
    return held


@transaction.atomic
def drop(*, exchange: Exchange, by: Actor, at: datetime) -> Exchange:
    """Leave a draft; nobody saw it."""
    held = locked(exchange, S.DRAFT)
    held.state, held.closed_at = S.DROPPED, at
    held.save(update_fields=["state", "closed_at"])
    held.lines.update(is_open=False)
    _note("drop_exchange", held, by, at)
    return held
