"""What this person may see and act on, and how a place is called to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from tusach.holdings.holder import Holder
from tusach.holdings.models import Container, Copy, LedgerEntry, Register, Stocktake, Transfer
from tusach.holdings.selectors.boxes import all_boxes
from tusach.holdings.selectors.copies import all_copies, all_registers
from tusach.holdings.selectors.places import names_of, points_by_number
from tusach.holdings.selectors.stocktakes import all_stocktakes
from tusach.holdings.selectors.transfers import all_transfers
from tusach.network.api import ServicePoint


def places(request: HttpRequest, act: str) -> QuerySet[ServicePoint]:
    """The points where the person signed in may do ``act``."""
    found: QuerySet[ServicePoint] = request.user.places_for(act)  # type: ignore[union-attr]
    return found


def usual_place(request: HttpRequest, act: str) -> ServicePoint | None:
    """The place to begin with where one must be chosen (people's ``Account.usual_place``)."""
    found: ServicePoint | None = request.user.usual_place(act)  # type: ignore[union-attr]
    return found


def copies_seen(request: HttpRequest, act: str = "holdings.view") -> QuerySet[Copy]:
    """Copies that belong to, or are at, a place where the person holds ``act``."""
    mine = places(request, act).values("pk")
    return all_copies().filter(
        Q(owner__in=mine) | Q(place__point__in=mine) | Q(place__container__owner__in=mine)
    )


def seen_of(request: HttpRequest, copies: Iterable[Copy]) -> set[int]:
    """Which of these copies the person may open."""
    numbers = [copy.pk for copy in copies]
    return set(copies_seen(request).filter(pk__in=numbers).values_list("pk", flat=True))


def copy_or_404(request: HttpRequest, pk: int) -> Copy:
    copy = copies_seen(request).filter(pk=pk).first()
    if copy is None:
        raise Http404
    return copy


def boxes_seen(request: HttpRequest) -> QuerySet[Container]:
    return all_boxes().filter(owner__in=places(request, "holdings.view").values("pk"))


def registers_seen(request: HttpRequest, act: str = "holdings.view") -> QuerySet[Register]:
    return all_registers().filter(owner__in=places(request, act).values("pk"))


def transfers_seen(request: HttpRequest) -> QuerySet[Transfer]:
    """Transfers from or to a place where the person may see copies; drafts only those of
    whom may transfer at both."""
    view = places(request, "holdings.view").values("pk")
    both = places(request, "holdings.transfer").values("pk")
    return all_transfers().filter(
        Q(giver__in=both, taker__in=both)
        | ~Q(state=Transfer.State.DRAFT) & (Q(giver__in=view) | Q(taker__in=view))
    )


def may_transfer(request: HttpRequest, transfer: Transfer) -> bool:
    """Only who is over both places."""
    act = "holdings.transfer"
    return request.user.has_perm(act, transfer.giver) and request.user.has_perm(act, transfer.taker)


def transfer_or_404(request: HttpRequest, pk: int, act: str = "holdings.view") -> Transfer:
    """The transfer, if it may be seen; for ``holdings.transfer``, if the person is over both
    of its places."""
    found = transfers_seen(request).filter(pk=pk).first()
    if found is None or (act == "holdings.transfer" and not may_transfer(request, found)):
        raise Http404
    return found


def stocktakes_seen(request: HttpRequest) -> QuerySet[Stocktake]:
    return all_stocktakes().filter(point__in=places(request, "holdings.stocktake").values("pk"))


def stocktake_or_404(request: HttpRequest, pk: int) -> Stocktake:
    found = stocktakes_seen(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# For the guards: the place at which the rights are asked.


def place_of_copy(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    """Where the copy is; in a box, where the box belongs; withdrawn, its library."""
    copy = all_copies().filter(pk=pk).select_related("place__container__owner").first()
    if copy is None:
        raise Http404
    if copy.place.point is not None:
        return copy.place.point
    return copy.place.container.owner if copy.place.container is not None else copy.owner


def owner_of_copy(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    copy = all_copies().filter(pk=pk).first()
    if copy is None:
        raise Http404
    return copy.owner


def owner_of_box(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    box = all_boxes().filter(pk=pk).first()
    if box is None:
        raise Http404
    return box.owner


def owner_of_register(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    register = all_registers().filter(pk=pk).first()
    if register is None:
        raise Http404
    return register.owner


class Names:
    """What to call holders to this person: points of army, border guard, police and prisons
    are "another point" to those who do not work with them."""

    def __init__(self, request: HttpRequest, holders: Iterable[Holder]) -> None:
        wanted = set(holders)
        self.names = names_of(wanted)
        self.links: dict[Holder, str] = {}
        self.hidden: set[Holder] = set()
        points = points_by_number(h.point for h in wanted)
        secret = [p.pk for p in points.values() if not p.is_public]
        known = (
            set(places(request, "holdings.view").filter(pk__in=secret).values_list("pk", flat=True))
            if secret
            else set()
        )
        for holder in wanted:
            if holder.point is not None and holder.point in points:
                if holder.point in secret and holder.point not in known:
                    self.names[holder] = _("một điểm khác")
                    self.hidden.add(holder)
                else:
                    self.links[holder] = points[holder.point].get_absolute_url()

    def __getitem__(self, holder: Holder) -> str:
        return self.names[holder]

    def hides(self, entry: LedgerEntry) -> bool:
        """Whether what was seen at that entry's place is not for this person."""
        return bool(self.hidden & {entry.origin, entry.holder})

    def link(self, holder: Holder) -> str:
        return self.links.get(holder, "")
