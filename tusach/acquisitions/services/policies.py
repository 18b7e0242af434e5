"""Saying which share of the stock each group of books should have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tusach.acquisitions import errors
from tusach.acquisitions.models import StockPolicy, StockShare
from tusach.audit.api import Actor, record
from tusach.holdings.api import SubjectGroup
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import day_short, nfc

WHOLE = 1000


@dataclass(frozen=True)
class Wanted:
    """A group of a table of subjects and its share in thousandths."""

    group: SubjectGroup
    permille: int


@transaction.atomic
def set_policy(
    *,
    owner: ServicePoint | None,
    name: str,
    basis: str,
    valid_from: date,
    shares: Sequence[Wanted],
    by: Actor,
    at: datetime,
) -> StockPolicy:
    """The balance wished from a day on, of a library or (None) of every library that has none
    of its own. The one that held until then ends with that day; nothing is changed behind it.

    Refuses a second one from the same day (:class:`errors.PolicyExists`), shares that exceed
    the whole or are all nought (:class:`errors.SharesExceed`).
    """
    total = sum(one.permille for one in shares)
    if not 0 < total <= WHOLE or any(one.permille < 0 for one in shares):
        raise errors.SharesExceed(total=f"{total / 10:g}".replace(".", ","))
    later = StockPolicy.objects.filter(owner=owner, valid_from__gt=valid_from)
    after = later.order_by("valid_from").first()
    try:
        with transaction.atomic():
            policy = StockPolicy.objects.create(
                owner=owner,
                name=nfc(name).strip(),
                basis=nfc(basis).strip(),
                valid_from=valid_from,
                valid_to=after.valid_from if after else None,
                made_at=at,
                made_by=by.name,
            )
    except IntegrityError:
        raise errors.PolicyExists(day=day_short(valid_from)) from None
    before = StockPolicy.objects.filter(owner=owner, valid_from__lt=valid_from)
    last = before.order_by("-valid_from").first()
    if last is not None and (last.valid_to is None or last.valid_to > valid_from):
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    StockShare.objects.bulk_create(
        StockShare(
            policy=policy,
            position=place,
            label=one.group.label,
            permille=one.permille,
            classes=one.group.classes,
            audiences=one.group.audiences,
        )
        for place, one in enumerate(shares, 1)
    )
    record(
        "acquisitions.set_policy",
        by=by,
        on=("acquisitions.policy", policy.pk, policy.name),
        place=owner.pk if owner else None,
        at=at,
    )
    return policy
