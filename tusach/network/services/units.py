"""Administrative units made and changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.network.errors import PlacedMeanwhile
from tusach.network.models import AdminUnit, Level, Topic, UnitFact, UnitKind
from tusach.network.names import search_form, sort_key, split_kind
from tusach.network.rules.topics import clean
from tusach.network.selectors.dates import during


@transaction.atomic
def make_unit(
    *,
    level: str,
    name: str,
    code: str = "",
    parent: AdminUnit | None = None,
    since: date | None = None,
    until: date | None = None,
    kind: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
) -> AdminUnit:
    """A unit with one fact, from ``since`` (None: not known since when) up to ``until``.

    ``name`` is the full one ("Xã San Thàng"); the kind is read from it unless given. The
    parent of a commune is its district until 30/06/2025 and its province from then on.
    """
    read, bare = split_kind(name, level)
    kind = kind or read or _usual(level)
    unit = AdminUnit.objects.create(
        level=level,
        name=name,
        bare_name=bare,
        kind=kind,
        code=code,
        parent=parent,
        ended_on=until,
        sort_key=sort_key(bare),
        lat=lat,
        lon=lon,
    )
    province = unit
    if parent is not None:
        province = parent if parent.level == Level.PROVINCE else parent.province or parent
    unit.province = province
    unit.save(update_fields=["province"])
    UnitFact.objects.create(
        unit=unit,
        valid=during(since, until),
        level=level,
        code=code,
        name=name,
        bare_name=bare,
        folded=search_form(bare),
        kind=kind,
        parent=parent,
        province=province,
    )
    return unit


@transaction.atomic
def place_unit(
    *,
    unit: AdminUnit,
    position: Mapping[str, float] | None,
    source: str,
    was: str,
    by: Actor,
    at: datetime,
) -> AdminUnit:
    """Set or mend the place at which maps draw a unit; None takes it away.

    ``position`` has ``lat`` and ``lon`` in degrees (WGS 84), ``source`` says where they come
    from, ``was`` is :func:`place_of` as the person saw it. Locks the unit. Refuses
    :class:`BadFact` for a place outside the country,
    :class:`PlacedMeanwhile` when another
    has set it since. Recorded as ``network.place_unit``; nothing where nothing changes.
    """
    held = AdminUnit.objects.select_for_update().get(pk=unit.pk)
    if place_of(held) != was:
        raise PlacedMeanwhile(unit=held.name)
    new = clean(Topic.POSITION, position) if position else {}
    source = source.strip() if new else ""
    before = (held.lat, held.lon, held.place_source)
    if before == (new.get("lat"), new.get("lon"), source):
        return held
    held.lat, held.lon, held.place_source = new.get("lat"), new.get("lon"), source
    held.save(update_fields=["lat", "lon", "place_source"])
    record(
        "network.place_unit",
        by=by,
        on=("network.unit", held.pk, held.name),
        changes={
            "lat": [before[0], held.lat],
            "lon": [before[1], held.lon],
            "source": [before[2], source],
        },
        at=at,
    )
    return held


def place_of(unit: AdminUnit) -> str:
    """The place and its source as one text, for telling whether it has changed."""
    return f"{unit.lat} {unit.lon} {unit.place_source}"


def _usual(level: str) -> str:
    return {
        Level.PROVINCE: UnitKind.PROVINCE,
        Level.DISTRICT: UnitKind.RURAL_DISTRICT,
        Level.COMMUNE: UnitKind.COMMUNE,
    }[Level(level)]
