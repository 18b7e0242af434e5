"""Issues as they come: checked in, claimed, given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.acquisitions import errors
from tusach.acquisitions.models import CheckIn, Claim, ClaimLine, Issue, SubscriptionPlace
from tusach.acquisitions.rules.states import CheckedAs
from tusach.acquisitions.services.claiming import start_claim
from tusach.audit.api import Actor
from tusach.ui.api import fitting
from tusach.vietnamese.api import day_short


def _locked(
    issue: Issue, place: SubscriptionPlace
) -> tuple[Issue, SubscriptionPlace, CheckIn | None]:
    """Both, with what was written of them; whoever checks in at this place waits in turn."""
    place = (
        SubscriptionPlace.objects.select_for_update(of=("self",))
        .select_related("subscription__serial__record", "subscription__supplier", "point")
        .get(pk=place.pk)
    )
    issue = Issue.objects.get(pk=issue.pk)
    term = place.subscription
    ends = min(term.ends_on, term.cancelled_on or term.ends_on)
    if issue.serial_id != term.serial_id or not term.starts_on <= issue.on < ends:
        raise errors.NotOfTerm(issue=issue.label, point=place.point.name)
    return issue, place, CheckIn.objects.filter(issue=issue, place=place).first()


def _refuse_received(old: CheckIn | None, issue: Issue, place: SubscriptionPlace) -> None:
    if old is not None and old.state == CheckedAs.RECEIVED:
        raise errors.AlreadyCheckedIn(
            title=place.subscription.serial.record.shown_title,
            issue=issue.label,
            day=day_short(old.on) if old.on else "",
            name=old.by,
        )


@transaction.atomic
def check_in(
    *,
    issue: Issue,
    place: SubscriptionPlace,
    copies: int | None = None,
    on: date,
    note: str = "",
    by: Actor,
    at: datetime,
) -> CheckIn:
    """Write that an issue came to a place (``copies``: default all that it gets).

    One that was claimed or given up and comes after all is received. Refuses
    (:class:`errors.AlreadyCheckedIn`) what stands as received, naming who wrote it; an issue
    outside the term; copies outside 1 to 200; a day to come.
    """
    if on > timezone.localdate(at):
        raise errors.DayInFuture(day=day_short(on))
    issue, place, old = _locked(issue, place)
    _refuse_received(old, issue, place)
    count = place.copies if copies is None else copies
    if not 1 <= count <= 200:
        raise errors.BadCopies(most=200, count=count)
    made = old or CheckIn(issue=issue, place=place)
    made.state, made.copies, made.on = CheckedAs.RECEIVED, count, on
    made.note, made.at, made.by = note, at, by.name
    made.save()
    return made


@transaction.atomic
def undo_check_in(*, check_in: CheckIn, by: Actor, at: datetime) -> None:
    """An issue was checked in by mistake: it is awaited again. Refuses one that is bound."""
    found = (
        CheckIn.objects.select_for_update(of=("self",)).select_related("issue").get(pk=check_in.pk)
    )
    # Read after the lock: who bound it meanwhile was waited for.
    if found.volume_id is not None:
        assert found.volume is not None
        raise errors.IssueIsBound(issue=found.issue.label, volume=found.volume.label)
    found.delete()


@transaction.atomic
def give_up(
    *, issue: Issue, place: SubscriptionPlace, note: str, by: Actor, at: datetime
) -> CheckIn:
    """Write that an issue will never come to a place. Refuses no reason, and one received."""
    note = fitting(note, 200, _("Lý do"))
    issue, place, old = _locked(issue, place)
    if not note:
        raise errors.ReasonMissing()
    _refuse_received(old, issue, place)
    made = old or CheckIn(issue=issue, place=place)
    made.state, made.copies, made.on = CheckedAs.MISSING, 0, None
    made.note, made.at, made.by = note, at, by.name
    made.save()
    return made


@transaction.atomic
def claim_issues(
    *,
    wanted: Sequence[tuple[Issue, SubscriptionPlace]],
    on: date,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Claim:
    """One letter to one distributor for issues that have not come.

    Refuses nothing chosen, issues of several distributors (:class:`errors.SuppliersDiffer`),
    a subscription without one, and an issue that came meanwhile.
    """
    if not wanted:
        raise errors.NothingChosen()
    rows, lines, heads = [], [], set()
    for issue, place in sorted(wanted, key=lambda pair: (pair[1].pk, pair[0].pk)):
        issue, place, old = _locked(issue, place)
        term = place.subscription
        if term.supplier is None:
            raise errors.SupplierMissing()
        heads.add((term.owner_id, term.supplier_id))
        if len(heads) > 1:
            raise errors.SuppliersDiffer()
        if old is not None and old.state == CheckedAs.RECEIVED:
            raise errors.AlreadyCheckedIn(
                title=term.serial.record.shown_title,
                issue=issue.label,
                day=day_short(old.on) if old.on else "",
                name=old.by,
            )
        made = old or CheckIn(issue=issue, place=place)
        made.state, made.copies, made.on = CheckedAs.CLAIMED, 0, None
        made.at, made.by = at, by.name
        made.save()
        lines.append((issue, place))
        rows.append(
            {
                "title": term.serial.record.shown_title,
                "issue": issue.label,
                "on": day_short(issue.on),
                "place": place.point.name,
                "missing": place.copies,
            }
        )
    term = lines[0][1].subscription
    assert term.supplier is not None
    content = {"kind": "serial", "rows": rows}
    claim = start_claim(term.owner, term.supplier, on, content, note=note, by=by, at=at)
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, issue=issue, place=place, quantity=place.copies)
        for issue, place in lines
    )
    return claim
