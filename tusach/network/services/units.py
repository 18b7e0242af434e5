"""Administrative units made and changed by hand."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tusach.network.models import AdminUnit, Level, UnitFact, UnitKind
from tusach.network.names import search_form, sort_key, split_kind
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


def _usual(level: str) -> str:
    return {
        Level.PROVINCE: UnitKind.PROVINCE,
        Level.DISTRICT: UnitKind.RURAL_DISTRICT,
        Level.COMMUNE: UnitKind.COMMUNE,
    }[Level(level)]
