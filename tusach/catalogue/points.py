"""The points of likeness as they are kept, and changing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.errors import PointsRefused
from tusach.catalogue.models import MatchPoints
from tusach.catalogue.scoring import DEFAULT_POINTS

LIMIT = 200


def ensure_points(**_signal: Any) -> None:
    """Adds the parts that have no row yet; touches nothing else. After each migration."""
    there = set(MatchPoints.objects.values_list("part", flat=True))
    MatchPoints.objects.bulk_create(
        MatchPoints(part=part, points=points)
        for part, points in DEFAULT_POINTS.items()
        if part not in there
    )


def points() -> dict[str, int]:
    """Part → points, as this library weighs them. One query."""
    kept = dict(MatchPoints.objects.values_list("part", "points"))
    return {part: kept.get(part, usual) for part, usual in DEFAULT_POINTS.items()}


@transaction.atomic
def change_points(new: Mapping[str, int], *, by: Actor, at: datetime) -> None:
    """Weighs otherwise from now on; what was matched before stays matched.

    Refuses (:class:`PointsRefused`) numbers beyond ±200 and a threshold for "maybe" that is
    not below the one for "same".
    """
    rows = {one.part: one for one in MatchPoints.objects.select_for_update()}
    after = {part: new.get(part, rows[part].points) for part in DEFAULT_POINTS}
    for part, value in after.items():
        if not -LIMIT <= value <= LIMIT:
            raise PointsRefused("too-far", limit=LIMIT, value=value, part=part)
    if not 0 < after["maybe"] < after["same"]:
        raise PointsRefused("thresholds", maybe=after["maybe"], same=after["same"])
    changes: dict[str, list[Any]] = {}
    for part, value in after.items():
        row = rows[part]
        if row.points != value:
            changes[part] = [row.points, value]
            row.points, row.changed_at, row.changed_by = value, at, by.name
            row.save()
    if changes:
        write_act("catalogue.change_match_points", by=by, changes=changes, at=at)
