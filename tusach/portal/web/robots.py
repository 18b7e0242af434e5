"""What machines read: robots.txt, sitemaps, the description of the search."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from tusach.portal import selectors
from tusach.portal.compiling.selectors import for_sitemap as lists_for_sitemap
from tusach.portal.localities import for_sitemap
from tusach.ui.api import public

View = Callable[..., HttpResponse]


def _for_machines(seconds: int) -> Callable[[View], View]:
    """One answer for everybody, in Vietnamese, kept by caches for so many seconds."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, **arguments: object) -> HttpResponse:
            with translation.override("vi"):
                answer = view(request, **arguments)
            answer["Cache-Control"] = f"public, max-age={seconds}"
            return answer

        return public(kept)

    return decorate


def _address(name: str, *arguments: object) -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse(name, args=arguments)}"


@_for_machines(86_400)
def robots(request: HttpRequest) -> HttpResponse:
    # Result lists are without end; records and places have pages of their own.
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('portal:results')}",
        f"Disallow: {reverse('ui:desk')}",
        f"Disallow: {reverse('portal:compilations')}",
        "Allow: /",
        f"Sitemap: {_address('portal:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@_for_machines(86_400)
def opensearch(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "portal/opensearch.xml",
        {
            "network": selectors.network_name(),
            "results": _address("portal:results"),
        },
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


def _sitemap(request: HttpRequest, template: str, rows: list[tuple[str, str]]) -> HttpResponse:
    return render(request, template, {"rows": rows}, content_type="application/xml; charset=utf-8")


@_for_machines(3_600)
def sitemap(request: HttpRequest) -> HttpResponse:
    files = [
        (_address("portal:sitemap_records", number), "")
        for number in range(1, selectors.sitemap_files() + 1)
    ]
    files.append((_address("portal:sitemap_places"), ""))
    files.append((_address("portal:sitemap_lists"), ""))
    return _sitemap(request, "portal/sitemap_index.xml", files)


@_for_machines(3_600)
def sitemap_records(request: HttpRequest, number: int) -> HttpResponse:
    if not 1 <= number <= selectors.sitemap_files():
        raise Http404
    rows = [
        (_address("portal:record", control_number), changed.isoformat())
        for control_number, changed in selectors.sitemap_records(number)
    ]
    return _sitemap(request, "portal/sitemap.xml", rows)


@_for_machines(3_600)
def sitemap_places(request: HttpRequest) -> HttpResponse:
    rows = [
        (_address(f"portal:{name}"), "")
        for name in ("home", "places", "localities", "how_to_search", "published")
    ]
    rows += [
        (_address("portal:place", code), "")
        for code in selectors.public_points().order_by("pk").values_list("code", flat=True)
    ]
    rows += [(_address("portal:locality", key), "") for key in for_sitemap(timezone.localdate())]
    return _sitemap(request, "portal/sitemap.xml", rows)


@_for_machines(3_600)
def sitemap_lists(request: HttpRequest) -> HttpResponse:
    rows = [
        (_address("portal:compilation", slug), day.isoformat()) for slug, day in lists_for_sitemap()
    ]
    return _sitemap(request, "portal/sitemap.xml", rows)
