"""Which devices a person may see and act on: those that serve a point of theirs."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from tusach.network.api import ServicePoint
from tusach.offline.models import CarriedBundle, Device
from tusach.offline.selectors import all_carried, devices_at


def places(request: HttpRequest, act: str) -> QuerySet[ServicePoint]:
    """The points where the person signed in may do ``act``."""
    found: QuerySet[ServicePoint] = request.user.places_for(act)  # type: ignore[union-attr]
    return found


def devices_seen(request: HttpRequest, act: str = "offline.view") -> QuerySet[Device]:
    return devices_at(places(request, act))


def device_or_404(request: HttpRequest, pk: int, act: str = "offline.view") -> Device:
    device = devices_seen(request, act).filter(pk=pk).first()
    if device is None:
        raise Http404
    return device


def carried_or_404(request: HttpRequest, pk: int) -> CarriedBundle:
    row = all_carried().filter(pk=pk, device__in=devices_seen(request).values("pk")).first()
    if row is None:
        raise Http404
    return row
