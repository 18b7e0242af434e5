"""The libraries and points of the network that the public may know of."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tusach.network.api import PointKind
from tusach.portal import selectors
from tusach.portal.compiling.selectors import published_for
from tusach.portal.describing import script_safe, structured_point
from tusach.portal.templatetags.portal import permanent
from tusach.ui.api import public

SIZE = 50
_DAYS = {
    "mon": _("Thứ Hai"),
    "tue": _("Thứ Ba"),
    "wed": _("Thứ Tư"),
    "thu": _("Thứ Năm"),
    "fri": _("Thứ Sáu"),
    "sat": _("Thứ Bảy"),
    "sun": _("Chủ nhật"),
}


@public
def places(request: HttpRequest) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").split())[:100]
    kind = request.GET.get("kind", "")
    kind = kind if kind in PointKind.values else ""
    found = selectors.points_found(words, kind)
    page = Paginator(found, SIZE).get_page(request.GET.get("page"))
    kinds = [
        (key, PointKind(key).label, count)
        for key, count in sorted(selectors.kinds_of_points(), key=lambda row: -row[1])
    ]
    return render(
        request,
        "portal/places.html",
        {
            "here": "places",
            "page": page,
            "words": words,
            "kind": kind,
            "kinds": kinds,
            "former": selectors.former_units(words),
            "network": selectors.network_name(),
        },
    )


@public
def place(request: HttpRequest, code: str) -> HttpResponse:
    point = selectors.point_by_code(code)
    if point is None:
        raise Http404
    facts = selectors.point_facts(point)
    address = permanent("portal:place", point.code)
    return render(
        request,
        "portal/place.html",
        {
            "here": "places",
            "point": point,
            "facts": facts,
            "hours": _hours(facts.get("hours")),
            "held": selectors.held_at(point),
            "newest": selectors.newest_at(point),
            "published": published_for(point),
            "structured": script_safe(structured_point(point, facts, address)),
        },
    )


def _hours(hours: dict[str, Any] | None) -> list[tuple[Any, str]]:
    """Each day of the week with its hours; empty when none are recorded."""
    if not hours or not any(hours.get(day) for day in _DAYS):
        return []
    return [
        (label, ", ".join("–".join(span) for span in hours.get(day, [])))
        for day, label in _DAYS.items()
    ]
