"""Which point a page is about, among those of the person; and who may do what there."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from tusach.circulation.models import Tally
from tusach.circulation.selectors import tallies as found
from tusach.network.api import ServicePoint

# So many places are offered as tabs; more are looked up by name.
FEW = 6


def places(request: HttpRequest, act: str) -> QuerySet[ServicePoint]:
    """The points where the person signed in may do ``act``."""
    mine: QuerySet[ServicePoint] = request.user.places_for(act)  # type: ignore[union-attr]
    return mine


def point_asked(
    request: HttpRequest, mine: QuerySet[ServicePoint], act: str
) -> ServicePoint | None:
    """The point under "diem" of the address or the form; else the person's usual one."""
    text = request.POST.get("diem", "") or request.GET.get("diem", "")
    if text.isdecimal() and len(text) < 19:
        return mine.filter(pk=int(text)).first()
    usual: ServicePoint | None = request.user.usual_place(act)  # type: ignore[union-attr]
    return mine.filter(pk=usual.pk).first() if usual is not None else None


def to_choose(mine: QuerySet[ServicePoint]) -> list[ServicePoint]:
    """The places shown as tabs: nothing where there is one only, or too many."""
    few = list(mine.order_by("sort_key", "pk")[: FEW + 1])
    return few if 1 < len(few) <= FEW else []


def tally_or_404(pk: int) -> Tally:
    tally = found.tally_by_pk(pk)
    if tally is None:
        raise Http404
    return tally


def point_of_tally(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return tally_or_404(pk).point
