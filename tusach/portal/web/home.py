"""The front page and the page on how to search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tusach.portal import selectors
from tusach.portal.arrivals import arrivals, lately
from tusach.portal.compiling.selectors import published_for
from tusach.portal.nearness import near_of
from tusach.portal.whereabouts import with_places
from tusach.ui.api import public

_NEW = 8


@public
def home(request: HttpRequest) -> HttpResponse:
    near = near_of(request)
    new = arrivals(lately(None, timezone.localdate()), _NEW)
    return render(
        request,
        "portal/home.html",
        {
            "here": "home",
            "near": near,
            "network": selectors.network_name(),
            "numbers": selectors.numbers(),
            "arrivals": with_places([one.record for one in new], near),
            "published": published_for(None),
        },
    )


@public
def how_to_search(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/how_to_search.html")
