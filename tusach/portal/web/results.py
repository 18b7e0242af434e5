"""Results of a search: ranked, narrowed, paged, with what is where now."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tusach.portal import selectors
from tusach.portal.nearness import near_of, within
from tusach.portal.web.asked import FACETS, SORTS, Asked
from tusach.portal.web.facets import (
    ALL_VALUES,
    VALUES_COUNTED,
    availability,
    chips,
    facets_of,
)
from tusach.portal.whereabouts import with_places
from tusach.search.api import find, suggest
from tusach.ui.api import public

SIZE = 20
# Points whose books rank a little higher for a reader who chose a place.
_NEAREST = 30


@public
def books(request: HttpRequest) -> HttpResponse:
    """Whoever cuts the number off a record's address: the books are found by searching."""
    return redirect("portal:results")


@public
def results(request: HttpRequest) -> HttpResponse:
    if "q" not in request.GET and not request.GET:
        return redirect("portal:home")
    near = near_of(request)
    asked = Asked(request.GET, near)
    if request.GET.get("trong"):
        return redirect(f"{reverse('portal:results')}{asked.url()}")
    if lasting := asked.lasting:
        return redirect(f"{reverse('portal:results')}{lasting}", permanent=True)
    hits = find(
        asked.query,
        filters=asked.all_filters,
        page=asked.page,
        size=SIZE,
        sort=asked.sort,
        facets=list(FACETS),
        facet_values=ALL_VALUES if asked.more else VALUES_COUNTED,
        counts=asked.counts,
        near=[str(pk) for pk in within(near)[:_NEAREST]] if near is not None else [],
    )
    if hits.state == "ready":
        total, records = hits.total, selectors.records_of(hits.keys)
    else:
        total, records = selectors.plain_search(asked.query, asked.page, SIZE)
    having, facets = availability(hits, asked), facets_of(hits, asked)
    last = max(1, -(-min(total, 10_000) // SIZE))
    answer = render(
        request,
        "portal/results.html",
        {
            "here": "home",
            "asked": asked,
            "near": near,
            "address_here": f"{reverse('portal:results')}{asked.url(page=asked.page)}",
            "hits": hits,
            "total": total,
            "first": (asked.page - 1) * SIZE + 1,
            "entries": with_places(records, near),
            "having": having,
            "facets": facets,
            "chips": chips(having, facets),
            "narrowed": asked.narrowed,
            "sorts": SORTS.items(),
            "pages": _pages(asked, last),
            "compile_url": _compile_url(request, asked) if total else "",
            "suggestion_url": asked.url(q=hits.suggestion) if hits.suggestion else "",
            "unfiltered_url": f"?{urlencode({'q': asked.query})}",
            "former": selectors.former_units(asked.query) if asked.page == 1 else [],
        },
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _compile_url(request: HttpRequest, asked: Asked) -> str:
    """Where a librarian makes a list of what was found; "" for readers."""
    if not request.user.has_perm("portal.compose"):
        return ""
    return f"{reverse('portal:new_compilation')}?{urlencode({'tim': asked.url()[1:]})}"


def _pages(asked: Asked, last: int) -> list[tuple[int | None, str]]:
    """Page numbers with addresses; None stands for a gap."""
    near = {1, last, *range(asked.page - 1, asked.page + 2)}
    found: list[tuple[int | None, str]] = []
    for number in sorted(n for n in near if 1 <= n <= last):
        if found and found[-1][0] is not None and number > found[-1][0] + 1:
            found.append((None, ""))
        found.append((number, asked.url(page=number)))
    return found if last > 1 else []


@public
def suggestions(request: HttpRequest) -> HttpResponse:
    """Titles that continue what is typed, for the search box. The same for everybody."""
    titles = suggest(request.GET.get("q", "")[:100])
    answer = JsonResponse({"titles": titles}, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "public, max-age=300"
    return answer
