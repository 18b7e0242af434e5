"""Which classes of reader a kind of point counts, the commonest first."""

from __future__ import annotations

from tusach.facts.api import Audience
from tusach.network.api import PointKind, ServicePoint

_EVERYBODY = (
    Audience.CHILDREN,
    Audience.PUPILS,
    Audience.ADULTS,
    Audience.ELDERLY,
    Audience.UNKNOWN,
)
_OF_KIND = {
    PointKind.SCHOOL_LIBRARY: (Audience.PUPILS, Audience.ADULTS),
    PointKind.PRISON: (Audience.PRISONERS, Audience.SOLDIERS),
    PointKind.BORDER_POST: (Audience.SOLDIERS, Audience.ADULTS, Audience.CHILDREN),
    PointKind.ARMED_FORCES_LIBRARY: (Audience.SOLDIERS, Audience.ADULTS),
    PointKind.POLICE: (Audience.SOLDIERS, Audience.ADULTS),
}
# Only the class is ever known at these points, never a person.
_ONE_CLASS = frozenset(
    {
        PointKind.SCHOOL_LIBRARY,
        PointKind.PRISON,
        PointKind.BORDER_POST,
        PointKind.ARMED_FORCES_LIBRARY,
        PointKind.POLICE,
    }
)


def classes_at(point: ServicePoint) -> tuple[str, ...]:
    """The classes that a sheet or the counting page of this point offers."""
    return _OF_KIND.get(PointKind(point.kind), _EVERYBODY)


def audience_of(point: ServicePoint) -> str:
    """Whom a point serves, where a figure is not told by class; unknown for one for everybody."""
    kind = PointKind(point.kind)
    return _OF_KIND[kind][0] if kind in _ONE_CLASS else Audience.UNKNOWN
