"""How a unit and a point are called where they must not be mistaken for another."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from tusach.network.models import AdminUnit, Level, ServicePoint


def unit_label(unit: AdminUnit) -> str:
    """ "Phường Tân Phong, Tỉnh Lai Châu"; of a former unit with its last day.

    Reads ``province`` and, of former units, ``parent``.
    """
    parts = [unit.name]
    if unit.level != Level.PROVINCE:
        if unit.ended_on is not None and unit.parent_id and unit.parent_id != unit.province_id:
            parts.append(unit.parent.name if unit.parent else "")
        if unit.province is not None:
            parts.append(unit.province.name)
    label = ", ".join(part for part in parts if part)
    if unit.ended_on is None:
        return label
    return _("%(unit)s (đến %(day)s)") % {
        "unit": label,
        "day": f"{unit.ended_on - timedelta(days=1):%d/%m/%Y}",
    }


def point_label(point: ServicePoint) -> str:
    """ "Trường Tiểu học San Thàng (LC-TH-001)"."""
    return f"{point.name} ({point.code})"
