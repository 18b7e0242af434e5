"""Suggesting what to buy, and answering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tusach.acquisitions import errors
from tusach.acquisitions.models import Wish
from tusach.acquisitions.rules.states import WishState
from tusach.acquisitions.selectors.wishes import OPEN, title_key
from tusach.acquisitions.titles import Title, columns_of
from tusach.audit.api import Actor, record
from tusach.catalogue.api import Record, match_titles
from tusach.network.api import ServicePoint
from tusach.ui.api import fitting
from tusach.vietnamese.api import fold, nfc

_LONGEST_WHY = 500
# Any number that no other part of the room locks: those who suggest one title wait in turn.
_LOCK = 7401


@dataclass(frozen=True)
class Suggested:
    """The suggestion, and whether it was there already (asked for once more)."""

    wish: Wish
    again: bool


@transaction.atomic
def suggest(
    *,
    point: ServicePoint,
    title: Title,
    channel: str,
    why: str = "",
    for_whom: str = "",
    quantity: int = 1,
    price: int | None = None,
    by: Actor,
    at: datetime,
) -> Suggested:
    """Suggest a title for a library.

    One that is open there already is counted once more, with the new reason beside the old:
    by its record, or by its title with the same author or none. A reader's suggestion
    (``channel`` public) names nobody. Refuses an empty title and a count outside 1 to 500.
    """
    if not 1 <= quantity <= 500:
        raise errors.BadQuantity(title=_name(title), most=500, count=quantity)
    if title.record is None and title.fields is not None and title.fields.title.strip():
        (there,) = match_titles([title.fields])
        if there is not None:
            title = Title(record=Record.objects.get(pk=there))
    values = columns_of(title)
    key = title_key(values["title"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, key])
    old = _same(point, values, key)
    if old is not None:
        old.asked += 1
        old.quantity = max(old.quantity, quantity)
        old.why = _joined(old.why, why)
        old.for_whom = old.for_whom or _clean(for_whom, 200)
        old.version += 1
        old.save()
        return Suggested(old, again=True)
    wish = Wish.objects.create(
        point=point,
        channel=channel,
        why=_clean(why, _LONGEST_WHY),
        for_whom=_clean(for_whom, 200),
        quantity=quantity,
        price=price,
        match_key=key,
        made_at=at,
        made_by="" if channel == Wish.Channel.PUBLIC else by.name,
        **values,
    )
    record(
        "acquisitions.suggest",
        by=by,
        on=("acquisitions.wish", wish.pk, wish.title),
        place=point.pk,
        at=at,
    )
    return Suggested(wish, again=False)


def _name(title: Title) -> str:
    if title.record is not None:
        return title.record.shown_title
    return title.fields.title if title.fields else ""


def _clean(text: str, longest: int) -> str:
    return nfc(" ".join(text.split()))[:longest]


def _joined(old: str, new: str) -> str:
    new = _clean(new, _LONGEST_WHY)
    if not new or fold(new) in fold(old):
        return old
    return f"{old}; {new}"[:_LONGEST_WHY] if old else new


def _same(point: ServicePoint, values: dict[str, Any], key: str) -> Wish | None:
    found = Wish.objects.select_for_update().filter(point=point, state__in=OPEN)
    if values["record"] is not None:
        by_record = found.filter(record=values["record"]).order_by("pk").first()
        if by_record is not None:
            return by_record
    author = fold(values["author"])
    for one in found.filter(match_key=key).order_by("pk"):
        if not author or not one.author or fold(one.author) == author:
            return one
    return None


def _lock(wish: Wish, *states: str) -> Wish:
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    if wish.state not in states:
        raise errors.WishAnswered(title=wish.title, state=WishState(wish.state).label)
    return wish


@transaction.atomic
def change_wish(
    *,
    wish: Wish,
    version: int,
    title: Title | None = None,
    by: Actor,
    at: datetime,
    **values: Any,
) -> Wish:
    """Correct what a suggestion asks for (why, for_whom, quantity, price), or which title it
    means. Refuses an older ``version`` and one that is answered."""
    wish = _lock(wish, WishState.NEW, WishState.APPROVED)
    if wish.version != version:
        raise errors.ChangedMeanwhile(what=wish.title, name=wish.decided_by or wish.made_by)
    if title is not None:
        for name, value in columns_of(title).items():
            setattr(wish, name, value)
        wish.match_key = title_key(wish.title)
    for name in ("why", "for_whom", "quantity", "price"):
        if name in values:
            setattr(wish, name, values[name])
    if not 1 <= wish.quantity <= 500:
        raise errors.BadQuantity(title=wish.title, most=500, count=wish.quantity)
    wish.version += 1
    wish.save()
    return wish


@transaction.atomic
def decide(
    *, wishes: Sequence[Wish], approve: bool, reason: str = "", by: Actor, at: datetime
) -> int:
    """Approve suggestions, or refuse them with a reason; returns how many.

    What was decided may be decided otherwise until it is ordered. Refuses
    (:class:`errors.ReasonMissing`) a refusal without a reason, nothing chosen, and one that
    is ordered or received.
    """
    reason = fitting(reason, 300, _("Lý do"))
    if not wishes:
        raise errors.NothingChosen()
    if not approve and not reason:
        raise errors.ReasonMissing()
    state = WishState.APPROVED if approve else WishState.REFUSED
    for wish in sorted(wishes, key=lambda one: one.pk):
        locked = _lock(wish, WishState.NEW, WishState.APPROVED, WishState.REFUSED)
        before = locked.state
        locked.state, locked.reason = state, reason
        locked.decided_by, locked.decided_at = by.name, at
        locked.version += 1
        locked.save()
        record(
            "acquisitions.approve_wish" if approve else "acquisitions.refuse_wish",
            by=by,
            on=("acquisitions.wish", locked.pk, locked.title),
            place=locked.point_id,
            changes={"state": [before, state], **({"reason": [None, reason]} if reason else {})},
            at=at,
        )
    return len(wishes)


@transaction.atomic
def merge_wishes(*, wish: Wish, into: Wish, by: Actor, at: datetime) -> Wish:
    """Let one suggestion count for another of the same library; returns that one.

    Refuses itself, another library's, and one that is answered.
    """
    if wish.pk == into.pk:
        raise errors.WishIntoItself()
    # In the order of their numbers, or two who merge crosswise would wait for each other.
    for one in sorted((wish, into), key=lambda w: w.pk):
        _lock(one, *OPEN)
    wish, into = _lock(wish, WishState.NEW, WishState.APPROVED), _lock(into, *OPEN)
    if wish.point_id != into.point_id:
        raise errors.WishOfAnotherPoint()
    into.asked += wish.asked
    into.quantity = max(into.quantity, wish.quantity)
    into.why = _joined(into.why, wish.why)
    into.version += 1
    into.save()
    wish.state, wish.merged_into = WishState.MERGED, into
    wish.version += 1
    wish.save()
    Wish.objects.filter(merged_into=wish).update(merged_into=into)
    record(
        "acquisitions.merge_wish",
        by=by,
        on=("acquisitions.wish", wish.pk, wish.title),
        place=wish.point_id,
        changes={"into": [None, into.title]},
        at=at,
    )
    return into
