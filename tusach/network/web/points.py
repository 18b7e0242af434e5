"""The registry of points and the page of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tusach.network.models import (
    AdminUnit,
    AreaClass,
    Connectivity,
    LegalForm,
    Level,
    PointKind,
    ServicePoint,
)
from tusach.network.selectors.dates import today
from tusach.network.selectors.labels import point_label
from tusach.network.selectors.registry import (
    find_points,
    former_districts,
    home_provinces,
    in_former_district,
    is_open_q,
    owners_of,
    search_points,
)
from tusach.network.selectors.units import units_on
from tusach.network.web.page_of_point import page_of
from tusach.network.web.reach import point_or_404, seen_by
from tusach.ui.api import Column, Filter, Listing, needs


def _state(point: ServicePoint) -> str:
    day = today()
    if point.closed_on is not None and point.closed_on <= day:
        return _("đã đóng")
    if point.opened_on is not None and point.opened_on > day:
        return _("chưa mở")
    return _("đang phục vụ")


def _filters(homes: list[AdminUnit], owners: list[str]) -> list[Filter]:
    districts = former_districts(homes)
    by_key = {str(d.pk): d for d in districts}
    communes: list[tuple[str, str]] = []
    for home in homes:
        mark = f" ({home.bare_name})" if len(homes) > 1 else ""
        communes += [
            (str(unit.pk), f"{unit.name}{mark}")
            for unit in units_on(today(), level=Level.COMMUNE, within=home).order_by("sort_key")
        ]
    found = [
        Filter("loai", gettext_lazy("Loại"), PointKind.choices, lambda q, v: q.filter(kind=v)),
        Filter("xa", gettext_lazy("Xã, phường"), communes, lambda q, v: q.filter(commune_id=v)),
        Filter(
            "huyen",
            gettext_lazy("Huyện cũ"),
            [(str(d.pk), d.name) for d in districts],
            lambda q, v: in_former_district(q, by_key[v]),
        ),
        Filter(
            "vung",
            gettext_lazy("Vùng"),
            AreaClass.choices,
            lambda q, v: q.filter(area_classes__contains=[v]),
        ),
        Filter(
            "ketnoi",
            gettext_lazy("Kết nối"),
            [*Connectivity.choices, ("?", gettext_lazy("chưa ghi"))],
            lambda q, v: q.filter(connectivity="" if v == "?" else v),
        ),
        Filter(
            "loaihinh",
            gettext_lazy("Loại hình"),
            LegalForm.choices,
            lambda q, v: q.filter(legal_form=v),
        ),
        Filter(
            "chuquan",
            gettext_lazy("Cơ quan chủ quản"),
            [(owner, owner) for owner in owners],
            lambda q, v: q.filter(owner=v),
        ),
        Filter(
            "tinhtrang",
            gettext_lazy("Tình trạng"),
            [("mo", gettext_lazy("đang phục vụ")), ("dong", gettext_lazy("đã đóng, chưa mở"))],
            lambda q, v: q.filter(is_open_q()) if v == "mo" else q.exclude(is_open_q()),
        ),
    ]
    return [one for one in found if one.choices]


def _columns() -> list[Column]:
    return [
        Column(
            "name",
            gettext_lazy("Tên"),
            sort=("sort_key",),
            link=lambda p: p.get_absolute_url(),
        ),
        Column("kind", gettext_lazy("Loại"), value=lambda p: p.get_kind_display(), sort="kind"),
        Column(
            "commune",
            gettext_lazy("Xã, phường"),
            value=lambda p: p.commune.name if p.commune else None,
            sort=("commune__sort_key", "sort_key"),
        ),
        Column(
            "owner",
            gettext_lazy("Cơ quan chủ quản"),
            value=lambda p: p.owner or None,
            sort="owner",
            wide=True,
        ),
        Column(
            "connectivity",
            gettext_lazy("Kết nối"),
            value=lambda p: p.get_connectivity_display() or None,
            wide=True,
        ),
        Column("state", gettext_lazy("Tình trạng"), value=_state),
        Column("code", gettext_lazy("Mã điểm"), sort="code"),
    ]


@needs("network.view")
@require_safe
def points(request: HttpRequest) -> HttpResponseBase:
    """The registry: searched without marks, filtered, sorted by syllable, exported."""
    homes = home_provinces()
    found = seen_by(request)
    if homes:
        found = found.filter(province__in=homes) | found.filter(province=None)
    listing = Listing(
        request,
        found,
        columns=_columns(),
        search=search_points,
        search_label=gettext_lazy("Tên, mã, xã (cả tên cũ)"),
        filters=_filters(homes, owners_of(found)),
        default_sort="name",
        empty=gettext_lazy("Chưa có điểm phục vụ nào. Hãy thêm từng điểm hoặc nhập từ bảng tính."),
        name="diem-phuc-vu",
    )
    if (file := listing.export()) is not None:
        return file
    return render(
        request,
        "network/points.html",
        {
            "listing": listing,
            "homes": homes,
            "may_create": request.user.has_perm("network.edit_point"),
            "may_import": request.user.has_perm("network.import_points"),
        },
    )


@needs("network.view")
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the point picker shows."""
    found = find_points(request.GET.get("q", "")[:200], seen_by(request), limit=12)
    results: list[dict[str, Any]] = [
        {
            "id": point.pk,
            "label": point_label(point),
            "note": ", ".join(
                str(part)
                for part in (
                    point.get_kind_display(),
                    point.commune.name if point.commune else "",
                    _("đã đóng") if point.is_closed else "",
                )
                if part
            ),
        }
        for point in found
    ]
    return JsonResponse({"results": results, "none": _("Không tìm thấy điểm nào.")})


@needs("network.view")
@require_safe
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """A point: what is true of it, what was, and what other rooms know of it."""
    found = point_or_404(request, pk)
    return render(request, "network/point.html", page_of(request, found))
