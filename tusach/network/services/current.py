"""The columns of a point that repeat today's facts, kept right in one place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tusach.network.dependents import tell_changed
from tusach.network.models import LegalForm, ServicePoint, Topic, UnitFact
from tusach.network.names import search_form, sort_key
from tusach.network.selectors.dates import holds, today
from tusach.network.selectors.points import facts_of_all

COLUMNS = (
    "name",
    "sort_key",
    "folded",
    "kind",
    "commune",
    "province",
    "parent",
    "owner",
    "legal_form",
    "area_classes",
    "connectivity",
    "lat",
    "lon",
)


def refresh(points: Iterable[ServicePoint], on: date | None = None) -> list[ServicePoint]:
    """Set the repeated columns of these points to the facts of ``on`` (default today).

    A point keeps its last name and kind when no fact says one for that day, for instance
    before it opens. Returns the points that differed; writes only those.
    """
    on = on or today()
    points = list(points)
    facts = facts_of_all([p.pk for p in points], on)
    units = {f[Topic.COMMUNE] for f in facts.values() if f.get(Topic.COMMUNE)}
    provinces = dict(
        UnitFact.objects.filter(holds(on), unit__in=units).values_list("unit", "province")
    )
    changed = []
    elsewhere = []
    for point in points:
        before = {
            name: getattr(point, name if name not in _RELATIONS else f"{name}_id")
            for name in COLUMNS
        }
        now = facts.get(point.pk, {})
        point.name = now.get(Topic.NAME, point.name)
        point.sort_key = sort_key(point.name)
        point.folded = search_form(point.name)
        point.kind = now.get(Topic.KIND, point.kind)
        point.commune = now.get(Topic.COMMUNE)
        point.province_id = provinces.get(point.commune_id or 0) or (
            point.commune.province_id if point.commune else None
        )
        point.parent = now.get(Topic.PARENT)
        point.owner = now.get(Topic.OWNER, "")
        point.legal_form = LegalForm(form) if (form := now.get(Topic.LEGAL_FORM)) else ""
        point.area_classes = now.get(Topic.AREA_CLASSES, [])
        point.connectivity = now.get(Topic.CONNECTIVITY, "")
        place = now.get(Topic.POSITION) or {}
        point.lat, point.lon = place.get("lat"), place.get("lon")
        after = {
            name: getattr(point, name if name not in _RELATIONS else f"{name}_id")
            for name in COLUMNS
        }
        if before != after:
            changed.append(point)
        if any(before[name] != after[name] for name in ("commune", "kind")):
            elsewhere.append(point)
    if len(changed) == 1:
        changed[0].save(update_fields=COLUMNS)
    else:  # bulk_update's CASE of every row and column takes ten times as long
        ServicePoint.objects.bulk_create(
            changed,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=COLUMNS,
        )
    tell_changed(elsewhere)
    return changed


_RELATIONS = frozenset({"commune", "province", "parent"})


def refresh_all(on: date | None = None) -> int:
    """:func:`refresh` for every point, a thousand at a time; how many differed."""
    changed, last = 0, 0
    while batch := list(ServicePoint.objects.filter(pk__gt=last).order_by("pk")[:1000]):
        changed += len(refresh(batch, on))
        last = batch[-1].pk
    return changed
