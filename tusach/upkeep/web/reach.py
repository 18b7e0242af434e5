"""What this person may see and do of the room's things."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from tusach.network.api import ServicePoint
from tusach.upkeep.models import Weeding, WeedingFile
from tusach.upkeep.selectors.weedings import all_weedings, file_of


def places(request: HttpRequest, act: str) -> QuerySet[ServicePoint]:
    """The points where the person signed in may do ``act``."""
    found: QuerySet[ServicePoint] = request.user.places_for(act)  # type: ignore[union-attr]
    return found


def weedings_seen(request: HttpRequest) -> QuerySet[Weeding]:
    return all_weedings().filter(owner__in=places(request, "upkeep.view").values("pk"))


def weeding_or_404(request: HttpRequest, pk: int) -> Weeding:
    found = weedings_seen(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def file_or_404(pk: int) -> WeedingFile:
    found = file_of(pk)
    if found is None:
        raise Http404
    return found


# For the guards: the place at which the rights are asked.


def owner_of_weeding(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    found = all_weedings().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found.owner


def owner_of_file(request: HttpRequest, pk: int) -> ServicePoint:
    return file_or_404(pk).weeding.owner


def owner_of_disposal(request: HttpRequest, pk: int) -> ServicePoint:
    found = all_weedings().filter(disposals=pk).first()
    if found is None:
        raise Http404
    return found.owner
