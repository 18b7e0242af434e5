"""Values of facts in words."""

from __future__ import annotations

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.network.models import (
    AdminUnit,
    AreaClass,
    Connectivity,
    LegalForm,
    PointKind,
    ServicePoint,
    Topic,
)
from tusach.network.rules.topics import WEEKDAYS
from tusach.network.selectors.labels import point_label, unit_label

DAY_NAMES = {
    "mon": gettext_lazy("Thứ Hai"),
    "tue": gettext_lazy("Thứ Ba"),
    "wed": gettext_lazy("Thứ Tư"),
    "thu": gettext_lazy("Thứ Năm"),
    "fri": gettext_lazy("Thứ Sáu"),
    "sat": gettext_lazy("Thứ Bảy"),
    "sun": gettext_lazy("Chủ nhật"),
}


def hours_table(value: dict[str, Any]) -> list[tuple[str, str]]:
    """(day, hours) for the seven days: ("Thứ Hai", "07:30–11:30, 13:30–17:00")."""
    return [
        (
            str(DAY_NAMES[day]),
            ", ".join("–".join(span) for span in value.get(day, [])) or _("nghỉ"),
        )
        for day in WEEKDAYS
    ]


def in_words(topic: str, value: Any) -> str:
    """One line for a table of history."""
    if value is None:
        return "–"
    if isinstance(value, AdminUnit):
        return unit_label(value)
    if isinstance(value, ServicePoint):
        return point_label(value)
    if topic == Topic.KIND:
        return str(PointKind(value).label)
    if topic == Topic.LEGAL_FORM:
        return str(LegalForm(value).label)
    if topic == Topic.CONNECTIVITY:
        return str(Connectivity(value).label)
    if topic == Topic.AREA_CLASSES:
        return ", ".join(str(AreaClass(one).label) for one in value)
    if topic == Topic.ACCESSIBLE:
        return _("có") if value else _("không")
    if topic == Topic.POSITION:
        return f"{value['lat']}, {value['lon']}"
    if topic == Topic.HOURS:
        days = "; ".join(f"{day}: {hours}" for day, hours in hours_table(value))
        return f"{days}. {value['note']}" if value.get("note") else days
    if topic in {Topic.FLOOR_AREA, Topic.SEATS, Topic.COMPUTERS}:
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    return str(value)
