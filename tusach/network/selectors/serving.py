"""Which public points served in a unit on a day, by the names they had then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tusach.network.models import AdminUnit, PointFact, PointKind, ServicePoint, Topic
from tusach.network.models.points import SECRET_KINDS
from tusach.network.names import sort_key
from tusach.network.selectors.dates import holds
from tusach.network.selectors.points import points_on, points_under


@dataclass(frozen=True)
class Serving:
    """A point as it was on the day asked about."""

    point: ServicePoint
    name: str
    kind: str
    # The number of the commune it lay in then.
    commune: int | None

    @property
    def kind_label(self) -> str:
        return str(PointKind(self.kind).label)


_ORDER = {kind: at for at, kind in enumerate(PointKind.values)}
_TOPICS = (Topic.NAME, Topic.KIND, Topic.COMMUNE)


def serving_in(unit: AdminUnit, on: date) -> list[Serving]:
    """The public points that served in the unit on that day, by kind and name; three queries.

    Left out, and not to be counted from the answer: what is of army, border guard, police or
    prisons today or was so on that day.
    """
    points = (
        points_on(on)
        .filter(pk__in=points_under(unit, on).values("pk"))
        .exclude(kind__in=SECRET_KINDS)
        .in_bulk()
    )
    said: dict[int, dict[str, PointFact]] = {pk: {} for pk in points}
    for fact in PointFact.objects.filter(holds(on), point__in=points, topic__in=_TOPICS):
        said[fact.point_id][fact.topic] = fact
    found = []
    for pk, point in points.items():
        facts = said[pk]
        kind = str(facts[Topic.KIND].value) if Topic.KIND in facts else point.kind
        if kind in SECRET_KINDS:
            continue
        name = str(facts[Topic.NAME].value) if Topic.NAME in facts else point.name
        where = facts[Topic.COMMUNE].unit_id if Topic.COMMUNE in facts else point.commune_id
        found.append(Serving(point, name, kind, where))
    return sorted(found, key=lambda one: (_ORDER[one.kind], sort_key(one.name), one.point.pk))
