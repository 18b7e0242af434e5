"""Makers: units and points as the services make them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.network.models import (
    AdminUnit,
    Extent,
    Level,
    PointFact,
    ServicePoint,
    Topic,
    UnitChange,
)
from tusach.network.parts import Plan
from tusach.network.services.importing import take_in_file
from tusach.network.services.points import close_point, create_point
from tusach.network.services.reorganising import reorganise
from tusach.network.services.units import make_unit as _make_unit

_codes = count(90_000)
_points = {"founded_on", "founding_basis", "since", "note", "invented", "code"}


def make_province(name: str = "Lai Châu", *, code: str = "") -> AdminUnit:
    """The province of that name, made once ("Lai Châu", not "Tỉnh Lai Châu")."""
    full = name if name.startswith(("Tỉnh ", "Thành phố ")) else f"Tỉnh {name}"
    found = AdminUnit.objects.filter(level=Level.PROVINCE, name=full, ended_on=None).first()
    return found or _make_unit(level=Level.PROVINCE, name=full, code=code)


def make_unit(
    name: str = "Phường Tân Phong",
    *,
    level: str = Level.COMMUNE,
    parent: AdminUnit | None = None,
    province: AdminUnit | None = None,
    code: str | None = None,
    since: date | None = None,
    until: date | None = None,
    became: AdminUnit | None = None,
    extent: str = Extent.WHOLE,
    lat: float | None = None,
    lon: float | None = None,
) -> AdminUnit:
    """A new unit in ``parent`` (default: ``province``, default Lai Châu).

    With ``until`` and ``became`` it is a former one that became part of another.
    """
    unit = _make_unit(
        level=level,
        name=name,
        code=str(next(_codes)) if code is None else code,
        parent=parent or province or (None if level == Level.PROVINCE else make_province()),
        since=since,
        until=until,
        lat=lat,
        lon=lon,
    )
    if became is not None and until is not None:
        UnitChange.objects.create(from_unit=unit, to_unit=became, extent=extent, on=until)
    return unit


def make_point(
    kind: str = "school_library",
    name: str = "Trường Tiểu học San Thàng",
    commune: AdminUnit | None = None,
    *,
    parent: ServicePoint | None = None,
    opened_on: date | None = None,
    closed_on: date | None = None,
    by: Actor = HOUSE,
    **facts: Any,
) -> ServicePoint:
    """A point; without a commune in phường Tân Phong, Lai Châu (made once).

    ``facts`` are topics (``owner="…"``, ``position={"lat": …, "lon": …}``) or further
    arguments of ``create_point``.
    """
    if commune is None:
        province = make_province()
        commune = AdminUnit.objects.filter(
            level=Level.COMMUNE, name="Phường Tân Phong", province=province, ended_on=None
        ).first() or make_unit("Phường Tân Phong", province=province)
    more = {key: facts.pop(key) for key in list(facts) if key in _points}
    unknown = set(facts) - set(Topic.values)
    if unknown:
        raise TypeError(f"make_point: no such fact: {', '.join(sorted(unknown))}")
    point = create_point(
        kind=kind,
        name=name,
        commune=commune,
        parent=parent,
        opened_on=opened_on,
        facts=facts,
        same_name_refused=False,
        by=by,
        at=timezone.now(),
        **more,
    )
    if closed_on is not None:
        point = close_point(point=point, on=closed_on, by=by, at=timezone.now())
    return point


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the matrix of rights (tests/rights): the point ``world.place`` and its unit."""
    point: ServicePoint = world.place
    here = {"pk": point.pk}
    fact = PointFact.objects.filter(point=point).order_by("pk").first()
    gone = make_point("village_bookcase", "Tủ sách đã giải thể", point.commune)
    done = reorganise(
        Plan(kind="dissolve", sources=[gone], targets=[], on=date(2026, 1, 1), legal_basis="QĐ 1"),
        by=HOUSE,
        at=timezone.now(),
    )
    sent = take_in_file(
        name="diem.csv",
        content="Tên,Loại,Xã\nTrường A,Trường,Mường".encode(),
        by=Actor(account=world.keeper.pk, name=world.keeper.full_name),
        at=timezone.now(),
    )
    return {
        "import_again": {"pk": sent.pk},
        "import_preview": {"pk": sent.pk},
        "import_progress": {"pk": sent.pk},
        "leave_home": {"pk": point.province_id},
        "reorganisation": {"pk": done.pk},
        "undo_decision": {"pk": done.pk},
        "close_point": here,
        "correct_fact": {**here, "fact": fact.pk if fact else 0},
        "edit_point": here,
        "point": here,
        "reopen_point": here,
        "unit": {"pk": point.commune_id},
        "unit_place": {"pk": point.commune_id},
    }
