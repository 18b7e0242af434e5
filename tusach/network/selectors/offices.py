"""Who signs for a point, and the place-name before the date of a paper."""

from __future__ import annotations

from datetime import date

from tusach.network.models import PointKind, ServicePoint, Topic
from tusach.network.selectors.points import facts_of

_PROVINCIAL = {PointKind.PROVINCIAL_LIBRARY, PointKind.ROTATION_STORE}


def office(point: ServicePoint, on: date) -> dict[str, str]:
    """The unit that signs for a point on a day, and the body above it: ``unit``, ``superior``.

    A rotation store is a room of the library it belongs to: that library signs.
    """
    signs = point
    if point.kind == PointKind.ROTATION_STORE and point.parent is not None:
        signs = point.parent
    facts = facts_of(signs, on)
    return {
        "unit": str(facts.get(Topic.NAME) or signs.name),
        "superior": str(facts.get(Topic.OWNER) or signs.owner or ""),
    }


def seat(point: ServicePoint) -> str:
    """The place-name before a paper's date: that of the province, or of the commune."""
    unit = point.province if point.kind in _PROVINCIAL else point.commune or point.province
    name = unit.name if unit is not None else ""
    for prefix in ("Tỉnh ", "Thành phố ", "Xã ", "Phường ", "Đặc khu "):
        name = name.removeprefix(prefix)
    return name
