"""Leafing through the catalogue: authors, subjects, class numbers, titles, shelves."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.catalogue.api import (
    BrowsePlace,
    browse,
    captions_of,
    heading,
    place_of,
    records_under,
)
from tusach.catalogue.api import titles as browse_titles
from tusach.portal import selectors
from tusach.portal.shelves import shelf_of
from tusach.portal.whereabouts import with_places
from tusach.ui.api import public

# In the address → list, its name, what is typed.
_LISTS = {
    "tac-gia": ("author", gettext_lazy("Tác giả"), gettext_lazy("Bắt đầu từ tên: Nguyễn Du")),
    "chu-de": ("subject", gettext_lazy("Chủ đề"), gettext_lazy("Bắt đầu từ: Nông nghiệp")),
    "phan-loai": (
        "class",
        gettext_lazy("Ký hiệu phân loại"),
        gettext_lazy("Bắt đầu từ ký hiệu: 895.9"),
    ),
}
_LETTERS = tuple("AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY")


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Where in the list the address points."""
    return {
        "typed": request.GET.get("tu", "")[:200],
        "after": place_of(request.GET.get("sau", "")[:600]),
        "before": place_of(request.GET.get("truoc", "")[:600]),
    }


def _turning(before: BrowsePlace | None, after: BrowsePlace | None) -> dict[str, str]:
    """The addresses of the pages before and after; "" for none."""
    return {
        "before_url": f"?{urlencode({'truoc': before.text})}" if before else "",
        "after_url": f"?{urlencode({'sau': after.text})}" if after else "",
    }


@public
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/browse_start.html", {"here": "browse"})


@public
def headings(request: HttpRequest, kind: str) -> HttpResponse:
    """Authors, subjects or class numbers from any place in the list."""
    if kind not in _LISTS:
        raise Http404
    index, label, hint = _LISTS[kind]
    asked = _asked(request)
    page = browse(index, **asked)
    context = {
        "here": "browse",
        "kind": kind,
        "index": index,
        "label": label,
        "hint": hint,
        "typed": asked["typed"],
        "entries": page.entries,
        "letters": [] if index == "class" else _LETTERS,
        **_turning(page.before, page.after),
    }
    return render(request, "portal/browse.html", context)


@public
def titles(request: HttpRequest) -> HttpResponse:
    """All titles by syllable."""
    asked = _asked(request)
    page = browse_titles(**asked)
    context = {
        "here": "browse",
        "kind": "nhan-de",
        "label": _("Nhan đề"),
        "hint": _("Bắt đầu từ nhan đề: Truyện Kiều"),
        "typed": asked["typed"],
        "records": page.rows,
        "letters": _LETTERS,
        **_turning(page.before, page.after),
    }
    return render(request, "portal/browse.html", context)


@public
def under(request: HttpRequest, pk: int) -> HttpResponse:
    """The records under one heading, the newest first."""
    one = heading(pk)
    if one is None:
        raise Http404
    text = request.GET.get("sau", "")
    before = int(text) if text.isdecimal() and len(text) < 19 else None
    keys, following = records_under(one, before=before)
    records = selectors.records_of([str(key) for key in keys])
    authority = one.authority
    forms = [] if authority is None else list(authority.references.order_by("kind", "sort_key"))
    kind = next((name for name, (index, *_rest) in _LISTS.items() if index == one.index), "")
    context = {
        "here": "browse",
        "one": one,
        "kind": kind,
        "caption": captions_of([(one.kind, one.text)])[one.kind, one.text]
        if one.index == "class"
        else "",
        "note": authority.note if authority else "",
        "forms": [form for form in forms if form.kind == "see"],
        "neighbours": [form for form in forms if form.kind != "see"],
        "entries": with_places(records),
        "after_url": f"?{urlencode({'sau': following})}" if following else "",
        "is_first": before is None,
    }
    return render(request, "portal/browse_under.html", context)


@public
def shelves(request: HttpRequest) -> HttpResponse:
    """The libraries whose shelves can be leafed through."""
    words = request.GET.get("q", "")[:100]
    points = selectors.points_found(words)[:100]
    context = {"here": "browse", "points": points, "words": words}
    return render(request, "portal/browse_shelves.html", context)


@public
def shelf(request: HttpRequest, code: str) -> HttpResponse:
    """What stands on the shelves of a library, by shelf mark."""
    point = selectors.point_by_code(code)
    if point is None:
        raise Http404
    asked = _asked(request)
    page = shelf_of(point, **asked)
    context = {
        "here": "browse",
        "point": point,
        "typed": asked["typed"],
        "rows": page.rows,
        **_turning(page.before, page.after),
    }
    return render(request, "portal/browse_shelf.html", context)
