"""Results of a search: ranked, narrowed, paged, with what is where now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tusach.catalogue.api import Audience, Kind, language_name
from tusach.portal import selectors
from tusach.search.api import FacetValue, Hits, find, suggest
from tusach.ui.api import public
from tusach.vietnamese.api import sort_key

SIZE = 20
_FACETS: dict[str, Promise] = {
    "place": gettext_lazy("Nơi có sách"),
    "audience": gettext_lazy("Dành cho"),
    "subject": gettext_lazy("Chủ đề"),
    "language": gettext_lazy("Ngôn ngữ"),
    "kind": gettext_lazy("Loại tài liệu"),
    "decade": gettext_lazy("Năm xuất bản"),
}
_SORTS: dict[str, Promise] = {
    "relevance": gettext_lazy("phù hợp nhất trước"),
    "title": gettext_lazy("theo nhan đề"),
    "newest": gettext_lazy("năm xuất bản mới trước"),
    "oldest": gettext_lazy("năm xuất bản cũ trước"),
    "added": gettext_lazy("mới bổ sung trước"),
}
_VALUES_SHOWN = 8
# With those that have no public name, and to know whether there are more.
_VALUES_COUNTED = 15
# On the page that shows all values of one facet: more than a province has places.
_ALL_VALUES = 1000


@dataclass
class Choice:
    label: str
    count: int
    chosen: bool
    url: str


@dataclass
class Facet:
    name: str
    label: Promise
    choices: list[Choice]
    # Addresses of the page with all values, and back; "" where all are shown anyway.
    more_url: str = ""
    less_url: str = ""

    @property
    def chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


class Asked:
    """What the address asks for; unknown values are left aside."""

    def __init__(self, request: HttpRequest) -> None:
        self.query = " ".join(request.GET.get("q", "").split())[:300]
        sort = request.GET.get("sort", "relevance")
        self.sort: Any = sort if sort in _SORTS else "relevance"
        page = request.GET.get("page", "1")
        self.page = int(page) if page.isdecimal() and 0 < int(page) < 1000 else 1
        more = request.GET.get("more", "")
        self.more = more if more in _FACETS else ""
        self.filters = {
            name: values[:20]
            for name in _FACETS
            if (values := [value[:200] for value in request.GET.getlist(name) if value])
        }

    def url(self, **changes: Any) -> str:
        """The address with something changed; another choice begins at its first page."""
        parts: dict[str, Any] = {"q": self.query, "sort": self.sort, **self.filters, **changes}
        if parts["sort"] == "relevance":
            parts.pop("sort")
        if parts.get("page") == 1:
            parts.pop("page")
        return f"?{urlencode({k: v for k, v in parts.items() if v or k == 'q'}, doseq=True)}"

    def toggled(self, name: str, value: str) -> str:
        chosen = self.filters.get(name, [])
        changed = [one for one in chosen if one != value]
        return self.url(**{name: changed if value in chosen else [*chosen, value]})


@public
def books(request: HttpRequest) -> HttpResponse:
    """Whoever cuts the number off a record's address: the books are found by searching."""
    return redirect("portal:results")


@public
def results(request: HttpRequest) -> HttpResponse:
    if "q" not in request.GET and not request.GET:
        return redirect("portal:home")
    asked = Asked(request)
    hits = find(
        asked.query,
        filters=asked.filters,
        page=asked.page,
        size=SIZE,
        sort=asked.sort,
        facets=list(_FACETS),
        facet_values=_ALL_VALUES if asked.more else _VALUES_COUNTED,
    )
    if hits.state == "ready":
        total, records = hits.total, selectors.records_of(hits.keys)
    else:
        total, records = selectors.plain_search(asked.query, asked.page, SIZE)
    last = max(1, -(-min(total, 10_000) // SIZE))
    answer = render(
        request,
        "portal/results.html",
        {
            "here": "home",
            "asked": asked,
            "hits": hits,
            "total": total,
            "first": (asked.page - 1) * SIZE + 1,
            "entries": selectors.with_places(records),
            "facets": _facets(hits, asked),
            "narrowed": bool(asked.filters),
            "sorts": [(key, label, asked.url(sort=key)) for key, label in _SORTS.items()],
            "pages": _pages(asked, last),
            "suggestion_url": asked.url(q=hits.suggestion) if hits.suggestion else "",
            "unfiltered_url": f"?{urlencode({'q': asked.query})}",
            "former": selectors.former_units(asked.query) if asked.page == 1 else [],
        },
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _facets(hits: Hits, asked: Asked) -> list[Facet]:
    places = [value.value for value in hits.facets.get("place", [])]
    names = selectors.names_of_points(places) if places else {}
    found = []
    for name, label in _FACETS.items():
        choices = [
            Choice(text, one.count, one.chosen, asked.toggled(name, one.value))
            for one in hits.facets.get(name, [])
            if (text := _label(name, one, names))
        ]
        chosen = [one for one in choices if one.chosen]
        others = [one for one in choices if not one.chosen]
        facet = Facet(name, label, chosen + others[:_VALUES_SHOWN])
        if name == asked.more:
            facet.choices = chosen + sorted(others, key=lambda one: sort_key(one.label))
            facet.less_url = asked.url()
        elif len(others) > _VALUES_SHOWN:
            facet.more_url = asked.url(more=name)
        # A facet that cannot tell two results apart is no choice.
        if len(facet.choices) > 1 or chosen:
            found.append(facet)
    return found


def _label(facet: str, one: FacetValue, names: dict[str, str]) -> str:
    value = one.value
    if facet == "place":
        return names.get(value, "")
    if facet == "language":
        return str(language_name(value))
    if facet == "kind":
        return str(Kind(value).label) if value in Kind.values else ""
    if facet == "audience":
        return str(Audience(value).label) if value in Audience.values else ""
    if facet == "decade":
        if not value.isdecimal():
            return value  # made up in the address; it stays to be taken away
        return f"{value}–{int(value) + 9}"
    return value


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
