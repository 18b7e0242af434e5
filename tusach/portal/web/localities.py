"""Communes, former districts and provinces, and who serves readers there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tusach.network.api import Level
from tusach.portal import localities as places
from tusach.portal import selectors
from tusach.portal.unit_addresses import key_of, keys_of, unit_at
from tusach.ui.api import DayRefused, public, read_day

SIZE = 100


@public
def localities(request: HttpRequest) -> HttpResponse:
    """Search by name, former names too; without one, the communes of the provinces served."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    today = timezone.localdate()
    hits = places.found(words, today)
    listed = [] if words else places.listed(today)
    # Remembered for the links.
    keys_of([*(hit.unit.pk for hit in hits), *places.numbers_of(listed)])
    return render(
        request,
        "portal/localities.html",
        {
            "here": "places",
            "words": words,
            "hits": hits,
            "listed": listed,
            "network": selectors.network_name(),
        },
    )


@public
def locality(request: HttpRequest, key: str) -> HttpResponse:
    """A unit on a day (``ngay``, default today; of a former one its last day). Another address
    of it, such as that by number, leads here."""
    unit = unit_at(key)
    if unit is None:
        raise Http404
    if key != (lasting := key_of(unit.pk)):
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        return redirect(f"{reverse('portal:locality', args=[lasting])}{query}", permanent=True)
    today = timezone.localdate()
    asked, wrong = request.GET.get("ngay", "").strip()[:40], ""
    try:
        on = read_day(asked) if asked else today
    except DayRefused:
        on, wrong = today, asked
    place = places.locality_on(unit, on or today)
    kind = request.GET.get("loai", "")
    shown = [one for one in place.serving if one.kind == kind] or place.serving
    keys_of(places.units_named(place))  # remembered for the links
    page = Paginator(shown, SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "here": "places",
        "unit": unit,
        "address": f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('portal:locality', args=[key])}",
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
