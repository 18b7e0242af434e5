"""Which points this person may see or act on."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from tusach.network.models import ServicePoint
from tusach.network.selectors.registry import registry


def places(request: HttpRequest, act: str) -> QuerySet[ServicePoint]:
    """The points where the person signed in may do ``act``; none for a guest."""
    user = request.user
    if not user.is_authenticated:
        return registry().none()
    return user.places_for(act)


def seen_by(request: HttpRequest, act: str = "network.view") -> QuerySet[ServicePoint]:
    """Every public point, and of the others those where the person holds ``act``."""
    return registry(places(request, act))


def point_or_404(request: HttpRequest, pk: int) -> ServicePoint:
    """The point, if this person may see it."""
    point = seen_by(request).filter(pk=pk).first()
    if point is None:
        raise Http404
    return point
