"""Suggestions, and what is there already of what they ask for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from tusach.acquisitions.models import IntakeLine, OrderLine, Wish
from tusach.acquisitions.rules.states import IntakeState, OrderState, WishState
from tusach.acquisitions.selectors.funds import with_received
from tusach.acquisitions.selectors.intakes import suggested_of_record
from tusach.holdings.api import Register
from tusach.network.api import ServicePoint, registry
from tusach.vietnamese.api import fold

# Those that still ask for something.
OPEN = (WishState.NEW, WishState.APPROVED, WishState.ORDERED)


@dataclass(frozen=True)
class Standing:
    """What a title already has: copies in the network and free ones, copies on order, copies
    in drafts of intakes, open suggestions."""

    held: int = 0
    free: int = 0
    ordered: int = 0
    drafted: int = 0
    wished: int = 0

    @property
    def is_known(self) -> bool:
        return any((self.held, self.ordered, self.drafted))


def standing_of(record_ids: Iterable[int]) -> dict[int, Standing]:
    """The standing of each record; four queries for all."""
    ids = sorted(set(record_ids))
    held = suggested_of_record(ids)
    waiting = with_received(OrderLine.objects.filter(record__in=ids, order__state=OrderState.SENT))
    ordered: dict[int, int] = {}
    for record, open_copies in waiting.values_list("record", "outstanding"):
        ordered[record] = ordered.get(record, 0) + open_copies
    drafted = _sums(
        IntakeLine.objects.filter(record__in=ids, intake__state=IntakeState.DRAFT)
        .order_by()
        .values("record")
        .annotate(n=Sum("quantity"))
    )
    wished = _sums(
        Wish.objects.filter(record__in=ids, state__in=OPEN)
        .order_by()
        .values("record")
        .annotate(n=Count("pk"))
    )
    return {
        pk: Standing(
            held.get(pk, {}).get("held", 0),
            held.get(pk, {}).get("free", 0),
            ordered.get(pk, 0),
            drafted.get(pk, 0),
            wished.get(pk, 0),
        )
        for pk in ids
    }


def _sums(rows: Any) -> dict[int, int]:
    return {row["record"]: row["n"] or 0 for row in rows}


def title_key(title: str) -> str:
    """Equal for titles that differ in marks, letters and signs only."""
    words = " ".join("".join(c if c.isalnum() else " " for c in fold(title)).split())
    return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest() if words else ""


def wishes_of(points: QuerySet[ServicePoint]) -> QuerySet[Wish]:
    """The suggestions for these libraries; merged ones are shown by what they went into."""
    return (
        Wish.objects.filter(point__in=points.values("pk"))
        .exclude(state=WishState.MERGED)
        .select_related("point", "record", "order_line__order")
    )


def search_wishes(found: QuerySet[Wish], words: str) -> QuerySet[Wish]:
    for word in fold(words).split():
        found = found.filter(find_text__contains=word)
    return found


def wish_by_pk(pk: int) -> Wish | None:
    return (
        Wish.objects.select_related("point", "record", "order_line__order", "merged_into")
        .filter(pk=pk)
        .first()
    )


def merged_into(wish: Wish) -> QuerySet[Wish]:
    return Wish.objects.filter(merged_into=wish).order_by("pk")


def like_wishes(wish: Wish) -> QuerySet[Wish]:
    """Other open suggestions of the same library for what may be the same title."""
    words = wish.find_text.split()[:3]
    found = Wish.objects.filter(point=wish.point, state__in=OPEN).exclude(pk=wish.pk)
    for word in words:
        found = found.filter(find_text__contains=word)
    return found.order_by("pk")[:8]


def approved_for(points: QuerySet[ServicePoint]) -> QuerySet[Wish]:
    """Approved and on no order yet, by title."""
    return (
        Wish.objects.filter(
            point__in=points.values("pk"), state=WishState.APPROVED, order_line=None
        )
        .select_related("point", "record")
        .order_by(F("record_id").asc(nulls_last=True), "find_text", "pk")
    )


def wishes_for_record(record_id: int, points: QuerySet[ServicePoint]) -> QuerySet[Wish]:
    return wishes_of(points).filter(record=record_id, state__in=OPEN)


def libraries_for_readers() -> QuerySet[ServicePoint]:
    """The public libraries that readers may ask to buy: those with a register of their own."""
    with_register = Register.objects.filter(closed_on=None).values("owner")
    return registry().filter(pk__in=with_register).order_by("sort_key", "pk")


def library_by_code(code: str) -> ServicePoint | None:
    return libraries_for_readers().filter(code=code[:40]).first() if code else None
