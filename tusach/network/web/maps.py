"""The map of points: drawn here from coordinates alone, no tiles, no script needed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tusach.network.models import AdminUnit, Level, PointKind, ServicePoint
from tusach.network.models.points import SECRET_KINDS
from tusach.network.rules.mapping import Sheet, around, names_apart, reach_of, sheet_for
from tusach.network.selectors.dates import today
from tusach.network.selectors.registry import home_provinces, is_open_q
from tusach.network.selectors.units import placed_communes, provinces_on, units_on
from tusach.network.web.reach import seen_by
from tusach.ui.api import needs

GROUPS: dict[str, tuple[Any, frozenset[str]]] = {
    "library": (
        _("Thư viện công cộng, kho luân chuyển"),
        frozenset(
            {
                PointKind.PROVINCIAL_LIBRARY,
                PointKind.ROTATION_STORE,
                PointKind.DISTRICT_LIBRARY,
                PointKind.COMMUNE_LIBRARY,
                PointKind.GRASSROOTS_MODEL,
            }
        ),
    ),
    "school": (_("Trường học"), frozenset({PointKind.SCHOOL_LIBRARY})),
    "bookcase": (
        _("Tủ sách"),
        frozenset(
            {
                PointKind.LAW_BOOKCASE,
                PointKind.VILLAGE_BOOKCASE,
                PointKind.FAMILY_BOOKCASE,
                PointKind.PRIVATE_LIBRARY,
                PointKind.COMMUNITY_LIBRARY,
            }
        ),
    ),
    "culture": (
        _("Bưu điện – Văn hóa, học tập cộng đồng và nơi khác"),
        frozenset(
            {
                PointKind.POST_CULTURE_POINT,
                PointKind.LEARNING_CENTRE,
                PointKind.INTERNET_POINT,
                PointKind.SPECIAL_LIBRARY,
                PointKind.MOBILE_STOP,
                PointKind.CLUB,
                PointKind.BOOKSHOP,
            }
        ),
    ),
    "secret": (_("Điểm không công khai"), SECRET_KINDS),
}
# A digital library is nowhere.
_PLACELESS = (PointKind.ONLINE,)
_GROUP_OF = {kind: group for group, (_label, kinds) in GROUPS.items() for kind in kinds}


def _province(request: HttpRequest) -> tuple[AdminUnit | None, list[AdminUnit]]:
    homes = home_provinces()
    offered = homes or list(provinces_on(today()).order_by("sort_key"))
    asked = request.GET.get("tinh", "")
    first = offered[0] if offered else None
    return next((p for p in offered if str(p.pk) == asked), first), offered


def _placed(points: QuerySet[ServicePoint], sheet: Sheet) -> list[dict[str, Any]]:
    """Each point with x and y; those known only by commune are set about its centre."""
    near: dict[int, int] = defaultdict(int)
    placed = []
    for point in points:
        exact = point.lat is not None and point.lon is not None
        if exact:
            x, y = sheet.at(point.lat or 0, point.lon or 0)
        else:
            commune = point.commune
            if commune is None or commune.lat is None or commune.lon is None:
                continue
            x, y = sheet.at(commune.lat, commune.lon)
            dx, dy = around(near[commune.pk])
            near[commune.pk] += 1
            x, y = round(x + dx, 1), round(y + dy, 1)
        placed.append(
            {
                "point": point,
                "x": x,
                "y": y,
                "exact": exact,
                "group": _GROUP_OF.get(point.kind, "culture"),
                "left": x > sheet.width * 0.62,
            }
        )
    return placed


@needs("network.view")
@require_safe
def points_map(request: HttpRequest) -> HttpResponse:
    """Lai Châu at a glance: every point that serves today, by kind.

    Points of army, border guard, police and prisons are drawn only for those who hold
    network.view_secret there.
    """
    province, offered = _province(request)
    seen = seen_by(request, "network.view_secret")
    seen = seen.filter(is_open_q(), province=province).exclude(kind__in=_PLACELESS)
    group = request.GET.get("nhom", "")
    if group in GROUPS:
        seen = seen.filter(kind__in=GROUPS[group][1])
    kind = request.GET.get("loai", "")
    if kind in PointKind.values:
        seen = seen.filter(kind=kind)
    communes = (
        list(
            units_on(today(), level=Level.COMMUNE, within=province)
            .filter(lat__isnull=False)
            .order_by("-area_km2", "pk")
        )
        if province
        else []
    )
    exact = seen.filter(Q(lat__isnull=False), Q(lon__isnull=False))
    corners = [(u.lat, u.lon) for u in communes] + list(exact.values_list("lat", "lon"))
    sheet = sheet_for([(lat, lon) for lat, lon in corners if lat is not None and lon is not None])
    context: dict[str, Any] = {
        "province": province,
        "offered": offered,
        "groups": [(key, label) for key, (label, _kinds) in GROUPS.items()],
        "group": group,
        "kinds": PointKind.choices,
        "kind": kind,
        "sheet": sheet,
    }
    if sheet is not None:
        placed = _placed(seen.order_by("commune_id", "sort_key", "pk"), sheet)
        meridians, parallels = sheet.lines()
        km, units = sheet.bar()
        used = {one["group"] for one in placed}
        context |= {
            "placed": placed,
            "listed": sorted(placed, key=lambda one: one["point"].sort_key),
            "unplaced": seen.count() - len(placed),
            "guessed": sum(not one["exact"] for one in placed),
            "centres": [sheet.at(u.lat or 0, u.lon or 0) for u in communes],
            "names": _below(sheet, communes, placed),
            "meridians": meridians,
            "parallels": parallels,
            "bar": {"km": km, "units": units, "end": sheet.margin + units, "y": sheet.height - 14},
            "key": [(key, label) for key, (label, _kinds) in GROUPS.items() if key in used],
        }
    return render(request, "network/map.html", context)


def _below(
    sheet: Sheet, communes: list[AdminUnit], placed: list[dict[str, Any]]
) -> list[tuple[str, float, float]]:
    """Names of communes, each below the points set about its centre."""
    near: dict[int, int] = defaultdict(int)
    for one in placed:
        if not one["exact"]:
            near[one["point"].commune_id] += 1
    names = []
    for unit in communes:
        x, y = sheet.at(unit.lat or 0, unit.lon or 0)
        names.append((unit.bare_name, x, round(y + reach_of(near[unit.pk]) + 14, 1)))
    return names_apart(names, dots=[(one["x"], one["y"]) for one in placed])


def inset(point: ServicePoint) -> dict[str, Any] | None:
    """A small map for the page of a point: its place among the communes of its province.

    None where neither it nor its commune has coordinates. The caller asks whether the person
    may see where it is.
    """
    lat, lon = point.lat, point.lon
    exact = lat is not None and lon is not None
    if not exact and point.commune is not None:
        lat, lon = point.commune.lat, point.commune.lon
    found = small_map(point.province, lat, lon) if point.province else None
    return found and {**found, "exact": exact}


def small_map(province: AdminUnit, lat: float | None, lon: float | None) -> dict[str, Any] | None:
    """A place among the communes of today's province; None for one without coordinates."""
    if lat is None or lon is None:
        return None
    centres = placed_communes(province)
    sheet = sheet_for([*centres, (lat, lon)])
    if sheet is None:
        return None
    x, y = sheet.at(lat, lon)
    km, units = sheet.bar()
    return {
        "sheet": sheet,
        "centres": [sheet.at(*centre) for centre in centres],
        "x": x,
        "y": y,
        "bar": {"km": km, "end": sheet.margin + units, "y": sheet.height - 14},
    }
