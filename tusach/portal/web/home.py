"""The front page and the page on how to search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.portal import selectors
from tusach.ui.api import public


@public
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "portal/home.html",
        {
            "here": "home",
            "network": selectors.network_name(),
            "numbers": selectors.numbers(),
            "arrivals": selectors.with_places(selectors.new_arrivals()),
        },
    )


@public
def how_to_search(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/how_to_search.html")
