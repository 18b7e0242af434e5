"""Pages of administrative units: search, and what each was and became."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tusach.network.models import Extent, Level
from tusach.network.selectors.dates import today
from tusach.network.selectors.labels import unit_label
from tusach.network.selectors.names import UnitHit, find_units
from tusach.network.selectors.points import points_under
from tusach.network.selectors.registry import home_province, home_provinces
from tusach.network.selectors.units import (
    Became,
    all_units,
    facts_of_unit,
    provinces_on,
    units_on,
    what_became_of,
    what_it_was_made_of,
)
from tusach.network.web.days import day_asked
from tusach.network.web.maps import small_map
from tusach.network.web.reach import seen_by
from tusach.network.web.unit_place import may_place
from tusach.ui.api import needs, public
from tusach.vietnamese.api import NotADate, parse_date

# By how much of a former unit came to one of today.
_WENT_TO = {
    Extent.WHOLE: "%(unit)s",
    Extent.MAIN_PART: gettext_lazy("phần chính thuộc %(unit)s"),
    Extent.PART: gettext_lazy("một phần thuộc %(unit)s"),
}
_HOLDS = {
    Extent.WHOLE: gettext_lazy("có toàn bộ %(unit)s trước đây"),
    Extent.MAIN_PART: gettext_lazy("có phần chính của %(unit)s trước đây"),
    Extent.PART: gettext_lazy("có một phần %(unit)s trước đây"),
}


def now_names(became: Iterable[Became]) -> str:
    """ "Phường Tân Phong; một phần thuộc Xã Sin Suối Hồ"."""
    return "; ".join(str(_WENT_TO[Extent(one.extent)]) % {"unit": one.unit.name} for one in became)


def _note(hit: UnitHit) -> str:
    where = ", ".join(
        name for name in dict.fromkeys((hit.parent_name, hit.province_name)) if name != hit.name
    )
    if not hit.is_former:
        return where
    return _("%(where)s · nay là %(now)s") % {"where": where, "now": now_names(hit.now)}


@public
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the unit picker shows: {"results": [{"id", "label", "note"}], "none": "…"}.

    Former units are shown with what they became, whose numbers they carry unless the field
    asks for the former ones themselves.
    """
    try:
        on = parse_date(request.GET["on"]) if request.GET.get("on") else None
    except NotADate:
        on = None
    within = all_units().filter(pk=_number(request.GET.get("within", ""))).first()
    level = request.GET.get("level", "")
    hits = find_units(
        request.GET.get("q", "")[:200],
        on=on,
        within=within,
        level=level if level in Level.values else None,
        limit=12,
    )
    results: dict[int, dict[str, object]] = {}
    for hit in hits:
        if hit.is_former and not request.GET.get("former"):
            for one in hit.now:
                results.setdefault(
                    one.unit.pk,
                    {
                        "id": one.unit.pk,
                        "label": unit_label(one.unit),
                        "note": str(_HOLDS[Extent(one.extent)]) % {"unit": hit.name},
                    },
                )
        else:
            results[hit.unit.pk] = {
                "id": hit.unit.pk,
                "label": unit_label(hit.unit),
                "note": _note(hit),
            }
    return JsonResponse(
        {"results": list(results.values())[:12], "none": _("Không tìm thấy đơn vị nào.")}
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


@needs("network.view")
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Search by name on a date; without a name, the communes of a province."""
    on, wrong = day_asked(request)
    text = request.GET.get("q", "").strip()[:200]
    provinces = list(provinces_on(on).order_by("sort_key"))
    chosen = request.GET.get("tinh", "")
    within = next((p for p in provinces if str(p.pk) == chosen), None)
    hits = find_units(text, on=on, within=within, limit=100) if text else []
    browsed = within or home_province() or (provinces[0] if provinces else None)
    listed = (
        list(
            units_on(on, level=Level.COMMUNE, within=browsed)
            .select_related("parent")
            .order_by("sort_key", "pk")
        )
        if browsed and not text
        else []
    )
    return render(
        request,
        "network/units.html",
        {
            "on": on,
            "wrong_day": wrong,
            "text": text,
            "provinces": provinces,
            "within": within,
            "browsed": browsed,
            "homes": home_provinces(),
            "hits": [{"hit": hit, "now": now_names(hit.now)} for hit in hits],
            "listed": listed,
            "is_today": on == today(),
            "turn": date(2025, 6, 30),
        },
    )


@needs("network.view")
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit: its names and codes over time, what it was made of, what became of it, and
    its points as they lay then or as they lie today."""
    found = get_object_or_404(all_units(), pk=pk)
    now = what_became_of(found)
    last = found.ended_on - timedelta(days=1) if found.ended_on else today()
    as_then = request.GET.get("xem") != "nay" or found.ended_on is None
    seen = seen_by(request)
    if as_then:
        there = seen.filter(pk__in=points_under(found, last).values("pk"))
    else:
        there = seen.filter(commune__in=[one.unit.pk for one in now])
    communes = (
        units_on(last, level=Level.COMMUNE, within=found) if found.level != Level.COMMUNE else None
    )
    return render(
        request,
        "network/unit.html",
        {
            "unit": found,
            "label": unit_label(found),
            "facts": facts_of_unit(found),
            "made_of": what_it_was_made_of(found),
            "now": now if found.ended_on else [],
            "last": last,
            "inset": small_map(found.province or found, found.lat, found.lon),
            "may_place": may_place(request, found),
            "as_then": as_then,
            "points": list(there.order_by("sort_key", "pk")[:500]),
            "communes": list(communes.order_by("sort_key")) if communes is not None else [],
        },
    )
