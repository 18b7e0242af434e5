"""Agreements between points, and what the province decides where none is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor, record
from tusach.circulation import request_errors as errors
from tusach.circulation.models import Agreement, AgreementParty, Request
from tusach.circulation.request_states import RequestState
from tusach.circulation.services.queue import alone, promise, written_down
from tusach.network.api import ServicePoint
from tusach.ui.api import fitting

ALLOWED, REFUSED = "allowed", "refused"


@transaction.atomic
def make_agreement(
    *,
    name: str,
    document: str,
    valid_from: date,
    valid_to: date | None = None,
    points: Iterable[ServicePoint] = (),
    kinds: Iterable[str] = (),
    collections: Iterable[str] = (),
    note: str = "",
    by: Actor,
    at: datetime,
) -> Agreement:
    """Note an agreement between these points and all points of these kinds; what waits and may
    travel now is promised at once.

    Refuses one without name or document, between fewer than two parties (one kind counts as
    many), and one that ends before it begins.
    """
    name, document = name.strip(), document.strip()
    members, sorts = list({one.pk: one for one in points}.values()), sorted(set(kinds))
    if not name or not document:
        raise errors.AgreementUnnamed
    if len(members) < 2 and not sorts:
        raise errors.TooFewParties
    if valid_to is not None and valid_to <= valid_from:
        raise errors.AgreementEndsTooSoon(since=f"{valid_from:%d/%m/%Y}")
    made = Agreement.objects.create(
        name=fitting(name, 200, _("Tên thoả thuận")),
        document=fitting(document, 200, _("Số, ngày văn bản")),
        collections=sorted(set(collections)), note=fitting(note, 400, _("Ghi chú")),
        valid_from=valid_from, valid_to=valid_to, made_at=at, made_by=by.name,
    )  # fmt: skip
    AgreementParty.objects.bulk_create(
        [AgreementParty(agreement=made, point=one) for one in members]
        + [AgreementParty(agreement=made, kind=one) for one in sorts]
    )
    _note("make_agreement", made, by, at, document=[None, made.document])
    promise(by=by, at=at)
    return made


@transaction.atomic
def end_agreement(
    *, agreement: Agreement, last: date, why: str = "", by: Actor, at: datetime
) -> Agreement:
    """From ``last`` on it no longer holds; what is promised or travelling already goes on.
    Refuses one that has an end already, and a day that is not after its first."""
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if held.ended_by:
        raise errors.AgreementEnded(day=f"{held.valid_to:%d/%m/%Y}")
    if last <= held.valid_from:
        raise errors.AgreementEndsTooSoon(since=f"{held.valid_from:%d/%m/%Y}")
    held.valid_to, held.ended_by = last, by.name
    held.ended_why = fitting(why, 300, _("Lý do"))
    held.save()
    _note("end_agreement", held, by, at, valid_to=[None, f"{last:%d/%m/%Y}"])
    return held


def _note(act: str, one: Agreement, by: Actor, at: datetime, **changes: object) -> None:
    record(
        f"circulation.{act}", by=by, on=("circulation.agreement", one.pk, one.name),
        changes=dict(changes), at=at,
    )  # fmt: skip


@transaction.atomic
def decide(*, request: Request, allowed: bool, why: str, by: Actor, at: datetime) -> Request:
    """The province lets a book travel to whoever asked though no agreement covers it, or does
    not: then the request waits for one that may. Refuses a missing reason and a request that no
    longer waits for a decision (:class:`errors.NothingToDecide`)."""
    why = fitting(why, 300, _("Lý do"))
    if not why:
        raise errors.WhyDecided
    alone()
    held = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.state != RequestState.WAITING or held.beyond_id is None or held.decision:
        raise errors.NothingToDecide(title=held.title)
    held.decision = ALLOWED if allowed else REFUSED
    held.decided_at, held.decided_by, held.decided_why = at, by.name, why
    held.save()
    written_down("allow" if allowed else "refuse", held, by, at, why)
    if allowed and held.record_id:
        promise(records=[held.record_id], by=by, at=at)
        held.refresh_from_db()
    return held
