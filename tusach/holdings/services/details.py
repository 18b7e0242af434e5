"""Changing what is written about a copy; where it is changes only through the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.holdings.documents import announce
from tusach.holdings.errors import BadPrice, ChangedMeanwhile
from tusach.holdings.models import Alias, Copy
from tusach.holdings.services.accession import MOST_PRICE, add_alias

FIELDS = ("price", "condition", "collection", "shelf_mark", "source_id", "fund", "note")


@transaction.atomic
def change_details(
    *, copy: Copy, version: int, values: dict[str, Any], by: Actor, at: datetime
) -> Copy:
    """Write new values of price, condition, collection, shelf mark, source, fund, note.

    ``version`` is the one the form was filled from: refuses (:class:`ChangedMeanwhile`) when
    somebody saved since, and a price out of range (:class:`BadPrice`).
    """
    # Whoever moves it meanwhile has its line of a stocktake and writes a row that points to it:
    # a lock of the key would make each wait for the other.
    copy = Copy.objects.select_for_update(no_key=True).get(pk=copy.pk)
    if copy.version != version:
        raise ChangedMeanwhile(barcode=copy.barcode)
    price = values.get("price", copy.price)
    if price is not None and not 0 <= price <= MOST_PRICE:
        raise BadPrice(price=price, most=f"{MOST_PRICE:,}".replace(",", "."))
    changes = {
        name: [getattr(copy, name), values[name]]
        for name in FIELDS
        if name in values and values[name] != getattr(copy, name)
    }
    if not changes:
        return copy
    for name, (_before, after) in changes.items():
        setattr(copy, name, after)
    copy.version += 1
    copy.save(update_fields=[*changes, "version"])
    record(
        "holdings.change_copy",
        by=by,
        on=("holdings.copy", copy.pk, copy.accession_no),
        place=copy.owner_id,
        changes=changes,
        at=at,
    )
    announce([copy.record_id])
    return copy


@transaction.atomic
def give_alias(*, copy: Copy, value: str, by: Actor, at: datetime) -> Alias:
    """Note an inherited barcode of a copy; see ``add_alias`` for what is refused."""
    alias = add_alias(copy, value)
    record(
        "holdings.add_alias",
        by=by,
        on=("holdings.copy", copy.pk, copy.accession_no),
        place=copy.owner_id,
        changes={"alias": [None, alias.value]},
        at=at,
    )
    announce([copy.record_id])
    return alias


@transaction.atomic
def take_alias(*, copy: Copy, alias_id: int, by: Actor, at: datetime) -> None:
    """Remove an inherited barcode that was noted by mistake."""
    alias = Alias.objects.select_for_update().filter(pk=alias_id, copy=copy).first()
    if alias is None:
        return
    alias.delete()
    record(
        "holdings.remove_alias",
        by=by,
        on=("holdings.copy", copy.pk, copy.accession_no),
        place=copy.owner_id,
        changes={"alias": [alias.value, None]},
        at=at,
    )
    announce([copy.record_id])
