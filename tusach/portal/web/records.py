"""The page of a record, and the record to take away."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from tusach.acquisitions.api import SerialHolding, serial_holdings
from tusach.catalogue.api import (
    Kind,
    Links,
    Record,
    articles_of,
    isbd,
    language_name,
    links_of,
    marc_of,
    now_under,
    series_title,
    volumes_of,
)
from tusach.portal import citing, selectors
from tusach.portal.describing import language_tag, script_safe, structured
from tusach.portal.nearness import Near, near_of
from tusach.portal.reading_list import mine
from tusach.portal.unit_addresses import keys_of
from tusach.portal.whereabouts import Entry, Whereabouts, whereabouts, with_places
from tusach.ui.api import named, public

_PER_PAGE = 50
EXPORTS = {
    "mrc": "application/marc",
    "xml": "application/marcxml+xml; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
}


def permanent(record: Record) -> str:
    """The address that stays: by control number, under the installation's own name."""
    path = reverse("portal:record", args=[record.control_number])
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def _found(number: str) -> Record:
    record = selectors.record_by_number(number)
    if record is None:
        raise Http404
    return record


def _moved(name: str, *arguments: str) -> HttpResponse:
    """The number was merged into another for good; asked anew, for a merge can be undone."""
    answer = redirect(name, *arguments, permanent=True)
    answer["Cache-Control"] = "no-cache"
    return answer


@public
def record(request: HttpRequest, number: str) -> HttpResponse:
    if (now := now_under(number)) is not None and not now.is_suppressed:
        return _moved("portal:record", now.control_number)
    one = _found(number)
    near = near_of(request)
    [entry] = with_places([one], near)
    asked = _Asked(request)
    found = whereabouts(entry, near, words=asked.words, free=asked.free, page=asked.page)
    keys_of(part.unit for part in found.localities if part.unit)  # remembered for the links
    links = links_of(one, public=True)
    issues = _issues_held(one)
    tag = _etag(request, one, entry, found, near, asked, links, issues)
    if tag is not None and request.headers.get("If-None-Match") == tag:
        return _kept(HttpResponseNotModified(), tag)
    address = permanent(one)
    answer = render(
        request,
        "portal/record.html",
        {
            "here": "home",
            "record": one,
            "entry": entry,
            "found": found,
            "asked": asked,
            "near": near,
            "listed": one.control_number in mine(request),
            "isbd": isbd(marc_of(one)),
            "links": links,
            "issues": issues,
            "language": language_name(one.language) if one.language else "",
            "lang": language_tag(one.language),
            "address": address,
            "citation": citing.citation(one, address),
            "structured": script_safe(structured(one, address)),
            "exports": [
                (form, reverse("portal:export", args=[one.control_number, form]))
                for form in EXPORTS
            ],
        },
    )
    return _kept(answer, tag)


def _issues_held(one: Record) -> list[SerialHolding]:
    """What the libraries open to all hold of a newspaper or magazine."""
    if one.kind != Kind.SERIAL:
        return []
    return [held for held in serial_holdings([one.pk]) if held.point.is_public]


class _Asked:
    """What the address asks of the places: words of a name, only what is free, which page."""

    def __init__(self, request: HttpRequest) -> None:
        self.words = " ".join(request.GET.get("noi", "").split())[:100]
        self.free = request.GET.get("con") == "1"
        page = request.GET.get("trang", "1")
        self.page = int(page) if page.isdecimal() and len(page) < 6 else 1

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.free)


def _etag(
    request: HttpRequest,
    one: Record,
    entry: Entry,
    found: Whereabouts,
    near: Near | None,
    asked: _Asked,
    links: Links,
    issues: list[SerialHolding],
) -> str | None:
    """What the page shows, as one short sign; None for people who are signed in."""
    if request.user.is_authenticated or request.COOKIES.get("messages"):
        return None
    # The day, too: what was expected yesterday is overdue today.
    shown = [
        one.pk, one.version, one.changed_at, get_language(), found, entry.total, entry.free,
        settings.DATA, timezone.localdate(), near, one.control_number in mine(request),
        asked.words, asked.free, links,
        [(held.point.pk, held.point.public_name, held.text, held.volumes) for held in issues],
    ]  # fmt: skip
    return f'W/"{hashlib.sha256(repr(shown).encode()).hexdigest()[:20]}"'


def _kept(answer: HttpResponse, tag: str | None) -> HttpResponse:
    # Availability is live: a browser may keep the page but asks each time whether it holds.
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    if tag is not None:
        answer["ETag"] = tag
    return answer


@public
def articles(request: HttpRequest, number: str) -> HttpResponse:
    """The articles of a newspaper, magazine or collection, the latest first."""
    one = _found(number)
    page = Paginator(articles_of(one, public=True), _PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "portal/articles.html", {"here": "home", "record": one, "page": page})


@public
def series(request: HttpRequest, key: str) -> HttpResponse:
    """The volumes of a series, by their numbers."""
    page = Paginator(volumes_of(key, public=True), _PER_PAGE).get_page(request.GET.get("trang"))
    if not page.paginator.count:
        raise Http404
    return render(
        request,
        "portal/series.html",
        {"here": "home", "series": series_title(key), "page": page},
    )


@public
def export(request: HttpRequest, number: str, form: str) -> HttpResponse:
    if form not in EXPORTS:
        raise Http404
    if (now := now_under(number)) is not None and not now.is_suppressed:
        return _moved("portal:export", now.control_number, form)
    one = _found(number)
    body: bytes | str
    if form == "mrc":
        body = citing.iso2709(one)
    elif form == "xml":
        body = citing.marcxml(one)
    elif form == "ris":
        body = citing.ris(one, permanent(one))
    else:
        body = citing.bibtex(one, permanent(one))
    answer = HttpResponse(body, content_type=EXPORTS[form])
    named(answer, f"{one.control_number}.{form}")
    answer["Cache-Control"] = "public, max-age=300"
    return answer
