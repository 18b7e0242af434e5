"""The balance wished between groups of books (R-083), and the stock against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from tusach.acquisitions.models import StockPolicy, StockShare
from tusach.acquisitions.selectors.wishes import OPEN
from tusach.catalogue.api import Record
from tusach.holdings.api import InGroup, group_sql, not_held, stock_by_group
from tusach.network.api import ServicePoint


@dataclass(frozen=True)
class Line:
    """One group against its share. ``wished`` and ``missing`` are copies: what the share makes
    of the stock there is, and what is short of it; ``asked`` copies are suggested or ordered."""

    number: int
    label: str
    permille: int
    held: InGroup
    wished: int
    asked: int
    held_permille: int

    @property
    def missing(self) -> int:
        return max(0, self.wished - self.held.copies)

    @property
    def to_buy(self) -> int:
        """What is missing and not asked for."""
        return max(0, self.missing - self.asked)

    @property
    def percent(self) -> float:
        return self.permille / 10

    @property
    def held_percent(self) -> float:
        return self.held_permille / 10


def all_policies() -> QuerySet[StockPolicy]:
    return StockPolicy.objects.select_related("owner").order_by("-valid_from", "pk")


def policy_by_pk(pk: int) -> StockPolicy | None:
    return all_policies().filter(pk=pk).first()


def policy_of(owner: ServicePoint | None, day: date) -> StockPolicy | None:
    """What holds for a library on a day: its own, or the one for all."""
    found = (
        all_policies()
        .filter(Q(owner=owner) | Q(owner=None), valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
    )
    return found.filter(owner=owner).first() or found.filter(owner=None).first()


def _numbered(shares: Sequence[StockShare]) -> list[tuple[int, StockShare]]:
    """Shares with the number they count under: lines of one name are one group."""
    firsts: dict[str, int] = {}
    return [(firsts.setdefault(one.label, one.position), one) for one in shares]


def standing(policy: StockPolicy, owner: ServicePoint | None) -> list[Line]:
    """Each group of a policy against the stock of a library, or of all. Three queries."""
    numbered = _numbered(list(policy.shares.all()))
    held = stock_by_group(numbered, owner.pk if owner else None)
    asked = _asked(numbered, owner)
    total = sum(one.copies for one in held.values())
    shares: dict[int, int] = {}
    labels: dict[int, str] = {}
    for number, one in numbered:
        shares[number] = shares.get(number, 0) + one.permille
        labels.setdefault(number, one.label)
    return [
        Line(
            number,
            labels[number],
            permille,
            there := held.get(number, InGroup()),
            round(total * permille / 1000),
            asked.get(number, 0),
            round(there.copies * 1000 / total) if total else 0,
        )
        for number, permille in shares.items()
    ]


def _asked(numbered: list[tuple[int, StockShare]], owner: ServicePoint | None) -> dict[int, int]:
    """Copies of open suggestions by group; what has no record yet is of none."""
    case, parameters = group_sql(numbered, "r")
    mine, more = ("AND w.point_id = %s", [owner.pk]) if owner else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {case}, sum(w.quantity) FROM acquisitions_wish w"  # noqa: S608
            f" JOIN catalogue_record r ON r.id = w.record_id WHERE w.state = ANY(%s) {mine}"
            " GROUP BY 1",
            [*parameters, list(OPEN), *more],
        )
        return {group: int(count) for group, count in cursor.fetchall()}


def titles_to_fill(policy: StockPolicy, number: int, owner: ServicePoint) -> QuerySet[Record]:
    """Titles of a group that other libraries hold and this one does not (``elsewhere``)."""
    return not_held(_numbered(list(policy.shares.all())), number, owner.pk)
