"""Lending, taking back, renewing and losing at a desk, and undoing it.

A device's reports come in by ``offline.py``; they are never refused for what the rules say, for
the book has gone out all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.audit.api import Actor, record
from tusach.circulation import errors
from tusach.circulation.models import MoneyKind, OpenLoan, Remark, Request, StatementKind
from tusach.circulation.rules import (
    Borrower,
    Closed,
    Decision,
    Rule,
    choose,
    compensation,
    may_lend,
    may_renew,
)
from tusach.circulation.selectors.borrowers import borrower_of, open_loans_of
from tusach.circulation.selectors.money import balance_of, deposit_needed
from tusach.circulation.selectors.rules import closed_at, late_by, plain, rules_at
from tusach.circulation.services.money import charge, hold_account, take_deposit
from tusach.circulation.services.promised import (
    Asked,
    after_lending,
    after_return,
    asked_of,
    is_for,
    refuse_promised,
)
from tusach.circulation.services.statements import Saying, Written, write_at_desk
from tusach.facts.api import Audience
from tusach.holdings.api import (
    Copy,
    Holder,
    LedgerAct,
    Move,
    Place,
    State,
    at_point,
    hold_places,
    move,
    names_of,
    relocate,
    resting_state,
)
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.readers.api import Reader
from tusach.ui.api import Prepared, dong, fitting

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Done:
    """What an act at the desk came to. ``due`` of the loan as it stands now, None when it is
    closed; ``rule`` the row that decided; ``amount`` what is to be paid for it, in đồng, None
    where that is not known; ``late`` by how many days; ``reader`` whose loan it was; ``home`` the
    point where the copy was lent, when it came back elsewhere; ``at`` when it happened, of a
    lending and a return; ``kept`` the request that a returned copy is kept or sent for."""

    statement: int
    copy: Copy
    due: date | None = None
    rule: int | None = None
    amount: int | None = 0
    late: int = 0
    deposit: int = 0
    # The line of the deposit that was taken for it.
    receipt: int | None = None
    # What the house holds of the reader's deposit and needs no longer, of a return.
    spare: int = 0
    home: ServicePoint | None = None
    was_on_loan: bool = True
    reader: Reader | None = None
    at: datetime | None = None
    kept: Request | None = None


def told(copy: Copy) -> dict[str, Any]:
    """How a refusal names a copy."""
    return {"barcode": copy.barcode, "title": copy.record.title}


def on_copy(copy: Copy) -> tuple[str, object, str]:
    """A copy as the activity log names it. The log never says who borrowed it: what is unlinked
    after the return must not be read there."""
    return ("holdings.copy", copy.pk, f"{copy.accession_no} {copy.barcode}")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


@dataclass
class _Desk:
    """A copy at the desk, its place locked until the end of the transaction."""

    copy: Copy
    place: Place
    loan: OpenLoan | None
    # Later than all that is known of the copy.
    at: datetime

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def held(self) -> dict[int, Place]:
        return {self.copy.pk: self.place}


_LOAN = Prepared(
    lambda copy: OpenLoan.objects.select_related("point", "rule", "reader__home").filter(copy=copy),
    int,
)


def _take(copy: Copy, at: datetime) -> _Desk:
    place = hold_places([copy.pk])[copy.pk]
    loan = _LOAN.first(copy.pk)
    at = max(at, place.since + _TICK)
    if loan is not None:
        at = max(at, loan.changed_at + _TICK)
    return _Desk(copy, place, loan, at)


@transaction.atomic
def lend(
    *,
    copy: Copy,
    point: ServicePoint,
    reader: Reader | None = None,
    audience: str = "",
    override: str = "",
    answers: int | None = None,
    with_deposit: bool = False,
    by: Actor,
    at: datetime,
) -> Done:
    """Let a copy that is at ``point`` go home with ``reader``, or with somebody of ``audience``
    where a place counts without names.

    Refuses a copy that is lent (:class:`errors.OnLoanToAnother`, :class:`errors.OnLoanAlready`),
    elsewhere (:class:`errors.CopyNotHere`), lost, damaged or withdrawn
    (:class:`errors.CopyNotForLoan`); names at a place that keeps none
    (:class:`errors.CountsOnly`); and what a rule of lending refuses
    (:class:`errors.LendingRefused`), unless ``override`` says why it is set aside, which is kept.
    So too a copy that is promised to somebody else (:class:`errors.Promised`), where the rule of
    the day lets a reason do (else :class:`errors.PromisedFirmly`). What the borrower had asked
    for is over thereby; but the caller ends the request that it ``answers``.
    A deposit that the rule asks of a reader and that the house does not hold is taken in cash with
    a receipt (``with_deposit``), or refused (:class:`errors.DepositMissing`).
    """
    override = fitting(override, 300, _("Lý do"))
    if reader is None and not audience:
        raise errors.BorrowerMissing
    if reader is not None and point.kind in SECRET_KINDS:
        raise errors.CountsOnly(point=point.name)
    desk = _take(copy, at)
    _check_copy(desk, point, reader)
    asked = asked_of(copy, reader) if answers is None else Asked()
    if asked.promised is not None and not is_for(asked.promised, point, reader):
        refuse_promised(asked.promised, copy, point, override, desk.day)
    who = borrower_of(reader, desk.day) if reader is not None else None
    rule = choose(
        rules_at(point, desk.day), desk.day, point.code, point.kind,
        who.reader_class if who else "", copy.collection,
    )  # fmt: skip
    closed = closed_at(point, desk.day)
    count = open_loans_of(reader) if reader is not None else 0
    decision = may_lend(rule, closed, desk.day, point.code, who, count)
    if decision.refusal:
        _refuse_unless(override, decision.refusal, desk, point, reader, who, rule, count)
        decision = _set_aside(rule, closed, desk.day, point.code)
    receipt = None
    if rule is not None and rule.deposit and reader is not None and not override:
        receipt = _deposit(rule, reader, copy, point, with_deposit, by, at)
    written = write_at_desk(
        Saying(
            StatementKind.LEND, copy, point.pk, audience or reader_audience(reader), desk.at,
            reader=reader.pk if reader is not None else None, rule=decision.rule,
            due=decision.due, note=override,
        ),
        None,
        by=by,
    )  # fmt: skip
    move(
        [Move(copy.pk, at_point(point.pk), LedgerAct.LEND, State.ON_LOAN, at_point(point.pk),
              desk.at)],
        by=by, at=desk.at, held=desk.held,
    )  # fmt: skip
    after_lending(
        asked=asked, copy=copy, point=point, reader=reader, statement=written.statement, by=by,
        at=at,
    )  # fmt: skip
    changes = {"due": [None, _day(decision.due)]} if decision.due else {}
    _note("lend", copy, point, {**changes, **_overridden(override)}, by, at)
    return Done(
        written.statement, copy, decision.due, decision.rule,
        deposit=rule.deposit if rule is not None and not override else 0, receipt=receipt,
        at=desk.at,
    )  # fmt: skip


def _deposit(
    rule: Rule,
    reader: Reader,
    copy: Copy,
    point: ServicePoint,
    is_taken: bool,
    by: Actor,
    at: datetime,
) -> int | None:
    """See that the house holds what the rule asks for this copy beside the others that the reader
    has; the number of the line where it was taken now."""
    hold_account(reader)
    missing = deposit_needed(reader.pk) + rule.deposit - balance_of(reader.pk).deposit
    if missing <= 0:
        return None
    if not is_taken:
        raise errors.DepositMissing(
            reader=reader.name, sum=dong(rule.deposit), missing=dong(missing), **told(copy)
        )
    return take_deposit(reader=reader, point=point, amount=missing, by=by, at=at).pk


def _spare_deposit(loan: OpenLoan | None) -> int:
    """What the house holds of a reader and needs no longer, now that this loan is closed."""
    if loan is None or loan.reader is None or loan.rule is None or not loan.rule.deposit:
        return 0
    return max(0, balance_of(loan.reader.pk).deposit - deposit_needed(loan.reader.pk))


def reader_audience(reader: Reader | None) -> str:
    return str(reader.audience) if reader is not None else Audience.UNKNOWN


def _check_copy(desk: _Desk, point: ServicePoint, reader: Reader | None) -> None:
    copy, loan, place = desk.copy, desk.loan, desk.place
    if loan is not None:
        if reader is not None and loan.reader_id == reader.pk:
            raise errors.OnLoanAlready(reader=reader.name, due=_day(loan.due), **told(copy))
        raise errors.OnLoanToAnother(point=loan.point.public_name, due=_day(loan.due), **told(copy))
    if place.state in (State.LOST, State.DAMAGED, State.QUARANTINE, State.WITHDRAWN):
        raise errors.CopyNotForLoan(state=State(place.state).label, **told(copy))
    if place.holder != at_point(point.pk) or place.state not in (State.IN_STORE, State.IN_SERVICE):
        raise errors.CopyNotHere(
            place=names_of([place.holder])[place.holder],
            state=State(place.state).label,
            **told(copy),
        )


def _refuse_unless(
    override: str,
    code: str,
    desk: _Desk,
    point: ServicePoint,
    reader: Reader | None,
    who: Borrower | None,
    rule: Rule | None,
    count: int,
) -> None:
    if override:
        return
    raise errors.REFUSALS[code](
        reader=reader.name if reader is not None else "",
        reason=who.barred if who is not None else "",
        day=_day(who.card_until) if who is not None and who.card_until else "",
        home=reader.home.public_name if reader is not None else "",
        point=point.public_name,
        collection=desk.copy.get_collection_display(),
        most=rule.most_copies if rule is not None else 0,
        count=count,
        **told(desk.copy),
    )


def _set_aside(rule: Rule | None, closed: list[Closed], day: date, point: str) -> Decision:
    """The due day where a person decides against the rule: its days, or two weeks."""
    days = rule.days if rule is not None and rule.days else 14
    allowed = replace(rule, in_house_only=False, days=days) if rule is not None else None
    if allowed is None:
        return Decision("", None, day + timedelta(days=days))
    return may_lend(allowed, closed, day, point, None, 0)


def _overridden(reason: str) -> dict[str, Any]:
    return {"override": [None, reason]} if reason else {}


def _note(
    act: str,
    copy: Copy,
    point: ServicePoint,
    changes: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> None:
    record(
        f"circulation.{act}", by=by, on=on_copy(copy), place=point.pk, changes=dict(changes), at=at
    )


@transaction.atomic
def return_copy(
    *, copy: Copy, point: ServicePoint, fit: bool = True, by: Actor, at: datetime
) -> Done:
    """A copy is brought to the desk of ``point``, wherever it was lent: it is there from now on.

    Says how late it is, what is owed, and who waits for it, unless it is not ``fit`` to be lent
    again. A copy that nobody has is refused
    (:class:`errors.NotOnLoan`), except one noted as lost, which is thereby found.
    """
    desk = _take(copy, at)
    lost = desk.place.state == State.LOST
    if desk.loan is None and not lost and desk.place.state != State.ON_LOAN:
        raise errors.NotOnLoan(place=names_of([desk.place.holder])[desk.place.holder], **told(copy))
    late, owed = owed_for(desk.loan, desk.day)
    written = _close(desk, StatementKind.RETURN, point, owed or None, "", by)
    if owed:
        _owe(MoneyKind.FINE, desk, written, point, owed, by, at, late)
    here = at_point(point.pk)
    _return_in_ledger(desk, here, by)
    _note("return", copy, point, {}, by, at)
    home = desk.loan.point if desk.loan and desk.loan.point_id != point.pk else None
    kept = after_return(copy=copy, point=point, by=by, at=at) if fit else None
    return Done(
        written.statement, copy, None, desk.loan.rule_id if desk.loan else None, owed, late,
        home=home, was_on_loan=desk.loan is not None,
        reader=desk.loan.reader if desk.loan else None, spare=_spare_deposit(desk.loan), at=desk.at,
        kept=kept,
    )  # fmt: skip


def _return_in_ledger(desk: _Desk, here: Holder, by: Actor) -> None:
    place = desk.place
    rest = resting_state(desk.copy, here)
    if place.state in (State.ON_LOAN, State.LOST):
        one = Move(desk.copy.pk, here, LedgerAct.RETURN, rest, None, desk.at)
        move([one], by=by, at=desk.at, held=desk.held)
    elif place.holder != here:
        # Somebody noted it elsewhere while it was out: now it is here.
        one = Move(desk.copy.pk, here, LedgerAct.MOVE, rest, None, desk.at)
        move([one], by=by, at=desk.at, held=desk.held)


def _close(
    desk: _Desk, kind: str, point: ServicePoint, amount: int | None, note: str, by: Actor
) -> Written:
    loan = desk.loan
    return write_at_desk(
        Saying(
            kind, desk.copy, point.pk, loan.audience if loan else Audience.UNKNOWN, desk.at,
            rule=loan.rule_id if loan else None, amount=amount, note=note,
        ),
        loan,
        by=by,
    )  # fmt: skip


def _owe(
    kind: str,
    desk: _Desk,
    written: Written,
    point: ServicePoint,
    amount: int,
    by: Actor,
    at: datetime,
    late: int = 0,
) -> None:
    """What is owed for an act goes into the account of whoever had the book. The account never
    says which book it was."""
    if desk.loan is None or desk.loan.reader is None:
        return
    said = ngettext("quá hạn %(count)s ngày", "quá hạn %(count)s ngày", late) if late else ""
    charge(
        reader=desk.loan.reader, point=point, kind=kind, amount=amount,
        statement=written.statement, reason=said % {"count": late} if late else "", by=by, at=at,
    )  # fmt: skip


def owed_for(loan: OpenLoan | None, day: date) -> tuple[int, int]:
    """How many days late a loan is on ``day``, and the fine for it; by the rule that lent it and
    the grace of the place that lent it."""
    if loan is None or loan.due >= day:
        return 0, 0
    rule = loan.rule
    point = loan.point
    return late_by(rule, point, loan.due, day)


def plain_rule(loan: OpenLoan) -> Rule | None:
    return plain(loan.rule, loan.point) if loan.rule is not None else None


@transaction.atomic
def renew(*, copy: Copy, point: ServicePoint, override: str = "", by: Actor, at: datetime) -> Done:
    """Let a loan go on, by the rule in force today at the place that lent.

    Refuses a copy that nobody has (:class:`errors.NotOnLoan`) and what a rule refuses
    (:class:`errors.LendingRefused`) unless ``override`` says why it is set aside.
    """
    override = fitting(override, 300, _("Lý do"))
    desk = _take(copy, at)
    loan = desk.loan
    if loan is None:
        raise errors.NotOnLoan(place=names_of([desk.place.holder])[desk.place.holder], **told(copy))
    reader = loan.reader
    who = borrower_of(reader, desk.day) if reader is not None else None
    lent_at = loan.point
    rule = choose(
        rules_at(lent_at, desk.day), desk.day, lent_at.code, lent_at.kind,
        who.reader_class if who else "", copy.collection,
    )  # fmt: skip
    closed = closed_at(lent_at, desk.day)
    decision = may_renew(rule, closed, desk.day, lent_at.code, who, loan.due, loan.renewals)
    if decision.refusal:
        _refuse_unless(override, decision.refusal, desk, lent_at, reader, who, rule, loan.renewals)
        days = replace(rule, renewals=loan.renewals + 1) if rule is not None else None
        decision = may_renew(days, closed, desk.day, lent_at.code, None, loan.due, loan.renewals)
        if decision.due is None:
            decision = Decision("", None, max(loan.due, desk.day + timedelta(days=7)))
    written = write_at_desk(
        Saying(
            StatementKind.RENEW, copy, point.pk, loan.audience, desk.at, rule=decision.rule,
            due=decision.due, note=override,
        ),
        loan,
        by=by,
    )  # fmt: skip
    changes = {"due": [_day(loan.due), _day(decision.due) if decision.due else None]}
    _note("renew", copy, point, {**changes, **_overridden(override)}, by, at)
    return Done(written.statement, copy, decision.due, decision.rule)


@transaction.atomic
def lose(*, copy: Copy, point: ServicePoint, reason: str, by: Actor, at: datetime) -> Done:
    """The reader has lost the copy: the loan ends, the copy is noted as lost where it was lent,
    and what it costs is told by the rule that lent it (None: its price is not known).

    Refuses an empty reason and a copy that nobody has (:class:`errors.NotOnLoan`)."""
    reason = fitting(reason, 300, _("Mô tả"))
    if not reason:
        raise errors.ReasonMissing
    desk = _take(copy, at)
    if desk.loan is None:
        raise errors.NotOnLoan(place=names_of([desk.place.holder])[desk.place.holder], **told(copy))
    owed = compensation(plain_rule(desk.loan), copy.price)
    written = _close(desk, StatementKind.LOSE, point, owed, reason, by)
    if owed:
        _owe(MoneyKind.COMPENSATION, desk, written, point, owed, by, at)
    if desk.place.state != State.LOST:
        move(
            [Move(copy.pk, desk.place.holder, LedgerAct.LOSE, State.LOST, None, desk.at,
                  note=reason)],
            by=by, at=desk.at, held=desk.held,
        )  # fmt: skip
    _note("lose", copy, point, {"amount": [None, owed]}, by, at)
    return Done(written.statement, copy, None, desk.loan.rule_id, owed)


@transaction.atomic
def found_here(*, copy: Copy, point: ServicePoint, by: Actor, at: datetime) -> None:
    """The copy in the hand stands elsewhere by the ledger: from now on it is at ``point``."""
    hold_places([copy.pk])
    relocate(copies=[copy], to=at_point(point.pk), by=by, at=at)


@transaction.atomic
def close_loan(*, copy: Copy, by: Actor, at: datetime) -> Done:
    """End a loan whose copy the ledger knows to be somewhere else already: the custody stays as
    it is. Refuses a copy that nobody has (:class:`errors.NotOnLoan`), and one that is still out
    by the ledger (:class:`errors.StillOut`): that one is returned."""
    desk = _take(copy, at)
    if desk.loan is None:
        raise errors.NotOnLoan(place=names_of([desk.place.holder])[desk.place.holder], **told(copy))
    if desk.place.state == State.ON_LOAN:
        raise errors.StillOut(**told(copy))
    point = desk.loan.point
    written = _close(desk, StatementKind.RETURN, point, None, "", by)
    _note("return", copy, point, {}, by, at)
    return Done(written.statement, copy, rule=desk.loan.rule_id)


@transaction.atomic
def see_remarks(*, statements: Sequence[int], by: Actor, at: datetime) -> int:
    """Note that somebody looked at what a rule settled; returns how many were new."""
    return Remark.objects.filter(pk__in=list(statements), seen_at=None).update(
        seen_at=at, seen_by=by.name
    )
