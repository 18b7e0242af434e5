"""The steps of a round: submitted, appraised, decided, carried out, cancelled, closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.holdings.api import Register
from tusach.ui.api import note_asked
from tusach.upkeep import errors
from tusach.upkeep.models import Disposal, Fate, FileKind, Weeding, WeedingLine
from tusach.upkeep.selectors.weedings import (
    cancel_until,
    counted,
    share_of,
    share_today,
    undisposed,
)
from tusach.upkeep.services.filing import file_paper
from tusach.upkeep.services.weeding import locked, on, text_of
from tusach.upkeep.tasks import ask_for

State = Weeding.State
Status = WeedingLine.Status


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _write(weeding: Weeding, needed: tuple[str, ...], values: dict[str, Any]) -> None:
    """Put values into the round; refuses (:class:`errors.Missing`) what is needed and empty."""
    for field, value in values.items():
        setattr(weeding, field, text_of(weeding, field, value) if isinstance(value, str) else value)
    lacking = [
        str(Weeding._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
        for field in needed
        if not getattr(weeding, field)
    ]
    if lacking:
        raise errors.Missing(what="; ".join(lacking))


def _not_before(weeding: Weeding, field: str, earlier: date | None) -> None:
    later = getattr(weeding, field)
    if earlier is not None and later < earlier:
        what = Weeding._meta.get_field(field).verbose_name  # type: ignore[union-attr]
        raise errors.OutOfOrder(later=_day(later), what=what, earlier=_day(earlier))


@transaction.atomic
def submit(
    *,
    weeding: Weeding,
    request_number: str,
    requested_on: date,
    by: Actor,
    at: datetime,
    reason: str | None = None,
) -> Weeding:
    """Send the list to the council; ``reason`` takes the place of the round's when it is given.
    Refuses a round without a reason (:class:`errors.Missing`), an empty list
    (:class:`errors.NothingListed`) and more than the rule's share of what the library owns
    (:class:`errors.TooMany`, with the base). The request and the list go into the file."""
    held = locked(weeding, "submit")
    values = {"request_number": request_number, "requested_on": requested_on}
    if reason is not None:
        values["reason"] = reason
    _write(held, ("reason", "requested_on"), values)
    count = counted(held).count()
    if not count:
        raise errors.NothingListed
    share = share_today(held.owner)
    if count > share.most:
        raise errors.TooMany(
            count=count, percent=share.percent, base=share.base, most=share.most, basis=share.basis
        )
    held.base_count, held.most_percent, held.share_basis = share.base, share.percent, share.basis
    held.state = State.SUBMITTED
    held.actor = by
    held.save()
    for kind in (FileKind.REQUEST, FileKind.LIST):
        file_paper(held, kind, by=by, at=at)
    changes = {"copies": [None, count], "of": [None, share.base]}
    record("upkeep.submit_weeding", by=by, on=on(held), place=held.owner_id, changes=changes, at=at)
    return held


@transaction.atomic
def send_back(*, weeding: Weeding, by: Actor, at: datetime) -> Weeding:
    """Make a draft of it again: the list is to be changed. Papers made so far stay in the file."""
    held = locked(weeding, "send_back")
    held.state = State.DRAFT
    held.save(update_fields=["state"])
    record("upkeep.send_weeding_back", by=by, on=on(held), place=held.owner_id, at=at)
    return held


@transaction.atomic
def appraise(
    *,
    weeding: Weeding,
    council_decision: str,
    council_on: date | None,
    council: str,
    appraisal_number: str,
    appraised_on: date,
    conclusion: str,
    by: Actor,
    at: datetime,
) -> Weeding:
    """Write what the council found. Refuses a council without members, a missing conclusion or
    day, and a list of which nothing is left. The record of the appraisal goes into the file."""
    held = locked(weeding, "appraise")
    _write(
        held,
        ("council_decision", "council", "appraised_on", "conclusion"),
        {
            "council_decision": council_decision,
            "council_on": council_on,
            "council": council,
            "appraisal_number": appraisal_number,
            "appraised_on": appraised_on,
            "conclusion": conclusion,
        },
    )
    _not_before(held, "appraised_on", held.council_on)
    if not held.lines.filter(status=Status.LISTED).exists():
        raise errors.NothingListed
    held.state = State.APPRAISED
    held.save()
    file_paper(held, FileKind.MINUTES, by=by, at=at)
    kept = held.lines.filter(status=Status.KEPT).count()
    changes = {"copies": [None, held.lines.count() - kept], "kept": [None, kept]}
    record(
        "upkeep.appraise_weeding", by=by, on=on(held), place=held.owner_id, changes=changes, at=at
    )
    return held


@transaction.atomic
def decide(
    *, weeding: Weeding, decision: str, decided_on: date, decided_by: str, by: Actor, at: datetime
) -> Weeding:
    """Write the decision. Nothing is struck yet: until it is carried out it can be taken back.
    Refuses a decision of before the appraisal, and once more more than the share."""
    held = locked(weeding, "decide")
    _write(
        held,
        ("decision", "decided_on", "decided_by"),
        {"decision": decision, "decided_on": decided_on, "decided_by": decided_by},
    )
    _not_before(held, "decided_on", held.appraised_on)
    share, count = share_of(held), counted(held).count()
    if count > share.most:
        raise errors.TooMany(
            count=count, percent=share.percent, base=share.base, most=share.most, basis=share.basis
        )
    held.state = State.DECIDED
    held.save()
    # What the council kept back is free for other rounds.
    held.lines.filter(status=Status.KEPT).update(is_open=False)
    file_paper(held, FileKind.DECISION, by=by, at=at)
    changes = {"decision": [None, held.decision], "copies": [None, count]}
    record("upkeep.decide_weeding", by=by, on=on(held), place=held.owner_id, changes=changes, at=at)
    return held


@transaction.atomic
def take_back(*, weeding: Weeding, by: Actor, at: datetime) -> Weeding:
    """Take a decision back that is not carried out: the round is appraised again."""
    held = locked(weeding, "take_back")
    changes = {"decision": [held.decision, None]}
    held.state, held.decision, held.decided_on, held.decided_by = State.APPRAISED, "", None, ""
    held.save()
    record(
        "upkeep.take_decision_back", by=by, on=on(held), place=held.owner_id, changes=changes, at=at
    )
    return held


def _set_going(held: Weeding, state: str, *, by: Actor, at: datetime) -> None:
    held.state, held.worked_to, held.problem = state, 0, {}
    held.actor = by
    held.save()
    note_asked(held, at)
    ask_for(held.pk)


@transaction.atomic
def carry_out(*, weeding: Weeding, by: Actor, at: datetime) -> Weeding:
    """Have a worker strike the copies out of the registers, in the name of ``by``."""
    held = locked(weeding, "carry_out")
    _set_going(held, State.CARRYING_OUT, by=by, at=at)
    changes = {"decision": [None, held.decision], "copies": [None, counted(held).count()]}
    record(
        "upkeep.carry_out_weeding", by=by, on=on(held), place=held.owner_id, changes=changes, at=at
    )
    return held


@transaction.atomic
def ask_again(*, weeding: Weeding, at: datetime) -> Weeding:
    """Put a round under way into the queue again, for when its worker is gone or was stopped by
    something that has been mended since."""
    held = locked(weeding, "ask_again")
    held.problem = {}
    held.save(update_fields=["problem"])
    note_asked(held, at)
    ask_for(held.pk)
    return held


@transaction.atomic
def dispose(
    *,
    weeding: Weeding,
    fate: str,
    on_day: date,
    to_whom: str = "",
    paper: str = "",
    amount: int | None = None,
    note: str = "",
    copies: list[int] | None = None,
    by: Actor,
    at: datetime,
) -> Disposal:
    """Write what became of struck books: all of which nothing is said yet, or these copies.

    Refuses a day before the copies were struck, a fate that needs a taker without one, and
    (:class:`errors.NotOnTheList`) when none of them waits for it.
    """
    held = locked(weeding, "dispose")
    if fate in {Fate.GIVEN, Fate.EXCHANGED} and not to_whom.strip():
        raise errors.Missing(what=Disposal._meta.get_field("to_whom").verbose_name)
    assert held.carried_out_at is not None
    struck_on = timezone.localdate(held.carried_out_at)
    if on_day < struck_on:
        raise errors.OutOfOrder(later=_day(on_day), what=Fate(fate).label, earlier=_day(struck_on))
    lines = undisposed(held)
    if copies is not None:
        lines = lines.filter(copy__in=copies)
    if not lines.exists():
        raise errors.NothingListed
    made = Disposal.objects.create(
        weeding=held,
        fate=fate,
        to_whom=to_whom.strip()[:200],
        on=on_day,
        paper=paper.strip()[:120],
        amount=amount,
        note=note.strip()[:300],
        made_at=at,
        made_by=by.name,
    )
    count = lines.update(disposal=made)
    changes = {"fate": [None, str(Fate(fate).label)], "copies": [None, count]}
    record("upkeep.dispose", by=by, on=on(held), place=held.owner_id, changes=changes, at=at)
    return made


@transaction.atomic
def take_disposal_back(*, disposal: Disposal, by: Actor, at: datetime) -> None:
    """Remove what was written by mistake, while the round is open."""
    held = locked(disposal.weeding, "dispose")
    changes = {"fate": [str(disposal.get_fate_display()), None]}
    disposal.lines.update(disposal=None)
    disposal.delete()
    record(
        "upkeep.take_disposal_back", by=by, on=on(held), place=held.owner_id, changes=changes, at=at
    )


@transaction.atomic
def cancel(
    *, weeding: Weeding, decision: str, on_day: date, register: Register, by: Actor, at: datetime
) -> Weeding:
    """Cancel a decision that was carried out, by another one: what is still there is entered
    anew, under new numbers of ``register``; struck numbers are never given again.

    Refuses after the days the rule gives (:class:`errors.TooLateToCancel`), and when every book
    has left already (:class:`errors.NothingLeft`).
    """
    held = locked(weeding, "cancel")
    _write(
        held,
        ("cancel_decision", "cancelled_on"),
        {"cancel_decision": decision, "cancelled_on": on_day},
    )
    _not_before(held, "cancelled_on", held.decided_on)
    until = cancel_until(held)
    assert until is not None
    if timezone.localdate(at) > until:
        struck_on = timezone.localdate(held.carried_out_at)
        raise errors.TooLateToCancel(days=(until - struck_on).days, until=_day(until))
    if not undisposed(held).exists():
        raise errors.NothingLeft
    held.register = register
    _set_going(held, State.CANCELLING, by=by, at=at)
    changes = {"decision": [held.decision, held.cancel_decision]}
    record("upkeep.cancel_weeding", by=by, on=on(held), place=held.owner_id, changes=changes, at=at)
    return held


@transaction.atomic
def close(*, weeding: Weeding, by: Actor, at: datetime) -> Weeding:
    """End a round. Refuses while it is not said what became of every struck book
    (:class:`errors.FateMissing`). From this day the years of the file count."""
    held = locked(weeding, "close")
    left = undisposed(held).count()
    if left:
        raise errors.FateMissing(count=left)
    held.state, held.closed_on = State.CLOSED, timezone.localdate(at)
    held.save(update_fields=["state", "closed_on"])
    file_paper(held, FileKind.DISPOSAL, by=by, at=at)
    record("upkeep.close_weeding", by=by, on=on(held), place=held.owner_id, at=at)
    return held
