"""Communes, former districts and provinces, and who serves readers there."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tusach.network.api import Level, unit_by_number
from tusach.portal import localities as places
from tusach.portal import selectors
from tusach.ui.api import DayRefused, public, read_day

SIZE = 100


@public
def localities(request: HttpRequest) -> HttpResponse:
    """Search by name, former names too; without one, the communes of the provinces served."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    today = timezone.localdate()
    return render(
        request,
        "portal/localities.html",
        {
            "here": "places",
            "words": words,
            "hits": places.found(words, today),
            "listed": [] if words else places.listed(today),
            "network": selectors.network_name(),
        },
    )


@public
def locality(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit on a day (``ngay``, default today; of a former one its last day)."""
    unit = unit_by_number(pk)
    if unit is None:
        raise Http404
    today = timezone.localdate()
    asked, wrong = request.GET.get("ngay", "").strip()[:40], ""
    try:
        on = read_day(asked) if asked else today
    except DayRefused:
        on, wrong = today, asked
    place = places.locality_on(unit, on or today)
    kind = request.GET.get("loai", "")
    shown = [one for one in place.serving if one.kind == kind] or place.serving
    page = Paginator(shown, SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "here": "places",
        "unit": unit,
        "place": place,
        "name": place.fact.name if place.fact else unit.name,
        "is_today": place.on == today,
        "asked": asked,
        "wrong_day": wrong,
        "kind": kind if shown is not place.serving else "",
        "page": page,
        "linked": places.with_a_page(list(page)),
        "map": places.little_map(place),
    }
    if place.on == today and unit.level == Level.COMMUNE:
        context["books"] = places.books_in(place.serving)
    return render(request, "portal/locality.html", context)
