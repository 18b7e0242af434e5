"""At which desk a request works, and what it may reach from there."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from tusach.circulation.selectors.desk import point_of
from tusach.network.api import ServicePoint

# So many places are offered in a list; whoever has more looks his up.
_MOST = 200


def _asked(request: HttpRequest) -> int | None:
    text = request.POST.get("diem", "") or request.GET.get("diem", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def place_of_desk(request: HttpRequest, **_more: Any) -> ServicePoint | None:
    """The point under "diem" of the form or the address; None where none is named. The guard
    asks for it and the view again: it is looked up once."""
    number = _asked(request)
    if number is None:
        return None
    kept: ServicePoint | None = getattr(request, "desk_point", None)
    if kept is None or kept.pk != number:
        # Most work at the point of their own post, which was read with them.
        own = (post.point for post in request.user.current_posts if post.point_id == number)  # type: ignore[union-attr]
        kept = next(own, None) or point_of(number)
        request.desk_point = kept  # type: ignore[attr-defined]
    if kept is None:
        raise Http404
    return kept


def desk_point(request: HttpRequest, act: str) -> ServicePoint | None:
    """The point asked for, which the guard has checked, or the person's usual one."""
    asked = place_of_desk(request)
    if asked is not None:
        return asked
    usual: ServicePoint | None = request.user.usual_place(act)  # type: ignore[union-attr]
    return usual


def choices_of_points(request: HttpRequest, act: str) -> list[ServicePoint]:
    """The places where the person may do ``act``."""
    return list(readers_known_here(request, act).order_by("sort_key", "pk")[:_MOST])


def readers_known_here(request: HttpRequest, act: str) -> QuerySet[ServicePoint]:
    """The places whose readers may be found by name: those where the person may do ``act``."""
    mine: QuerySet[ServicePoint] = request.user.places_for(act)  # type: ignore[union-attr]
    return mine
