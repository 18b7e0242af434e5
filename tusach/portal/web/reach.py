"""What the person signed in may see and do of the lists that are compiled."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from tusach.network.api import ServicePoint
from tusach.portal.compiling.selectors import all_compilations
from tusach.portal.compiling.selectors import edition as edition_by_key
from tusach.portal.models import Compilation, Edition
from tusach.portal.selectors import NOT_FOR_READERS


def places(request: HttpRequest) -> QuerySet[ServicePoint]:
    """The points whose lists this person compiles."""
    found: QuerySet[ServicePoint] = request.user.places_for("portal.compose")  # type: ignore[union-attr]
    return found.exclude(kind__in=NOT_FOR_READERS)


def compilations_seen(request: HttpRequest) -> QuerySet[Compilation]:
    return all_compilations().filter(library__in=places(request).values("pk"))


def compilation_or_404(pk: int) -> Compilation:
    found = all_compilations().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def edition_or_404(pk: int) -> Edition:
    found = edition_by_key(pk)
    if found is None:
        raise Http404
    return found


# For the guards: the place at which the rights are asked.


def library_of(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return compilation_or_404(pk).library


def library_of_edition(request: HttpRequest, pk: int) -> ServicePoint:
    return edition_or_404(pk).compilation.library
