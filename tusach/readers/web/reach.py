"""Whom and what an address is about, and which places a person's right covers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from tusach.network.api import SECRET_KINDS, ServicePoint, is_open_q
from tusach.readers.models import Reader
from tusach.readers.selectors.readers import reader_of


def places(request: HttpRequest, act: str) -> QuerySet[ServicePoint]:
    """The points at which this person may do ``act`` and which may keep readers."""
    user: Any = request.user
    found: QuerySet[ServicePoint] = user.places_for(act).exclude(kind__in=SECRET_KINDS)
    return found


def open_places(request: HttpRequest, act: str, day: date) -> QuerySet[ServicePoint]:
    """Those of them that serve on a day."""
    return places(request, act).filter(is_open_q(day))


def reader_or_404(pk: int) -> Reader:
    """The reader; an erased one is nobody's any more."""
    found = reader_of(pk)
    if found is None or found.erased_at is not None:
        raise Http404
    return found


def home_of(request: HttpRequest, pk: int) -> ServicePoint:
    """For a guard: where the reader belongs."""
    return reader_or_404(pk).home
