"""What is at a point now: the panel on its page and the list behind it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tusach.holdings.models import Collection
from tusach.holdings.rules import State
from tusach.holdings.selectors.copies import at_holder, counts_at
from tusach.holdings.selectors.places import points_by_number
from tusach.holdings.web.columns import copies_listing
from tusach.network.api import ServicePoint
from tusach.ui.api import needs


def point_of(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    point = points_by_number([pk]).get(pk)
    if point is None:
        raise Http404
    return point


def _by(rows: list[dict[str, Any]], key: str) -> list[tuple[str, int]]:
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row[key]] += row["count"]
    return list(sums.items())


@needs("holdings.view", at=point_of)
@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Copies at a point by library, collection and state: a piece of the point's page."""
    rows = counts_at(pk)
    return render(
        request,
        "holdings/at_point_panel.html",
        {
            "pk": pk,
            "total": sum(row["count"] for row in rows),
            "owners": _by(rows, "copy__owner__name"),
            "collections": [(Collection(key).label, n) for key, n in _by(rows, "copy__collection")],
            "states": [(State(key).label, n, key) for key, n in _by(rows, "state")],
        },
    )


@needs("holdings.view", at=point_of)
@require_safe
def at_point(request: HttpRequest, pk: int) -> HttpResponseBase:
    point = point_of(request, pk)
    listing = copies_listing(
        request,
        at_holder(point=pk),
        places=False,
        empty=_("Điểm này hiện không giữ bản sách nào."),
        name="sach-tai-diem",
    )
    return listing.export() or render(
        request,
        "holdings/at_point.html",
        {
            "point": point,
            "listing": listing,
            "may_take_out": request.user.has_perm("catalogue.export", point),
        },
    )
