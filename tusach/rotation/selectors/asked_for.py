"""What readers of a destination asked for and wait for, for who plans and packs its boxes."""

from __future__ import annotations

from dataclasses import dataclass

from tusach.circulation.api import WantedTitle, wanted_copies, wanted_titles
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.states import OPEN_LINES


@dataclass(frozen=True)
class Asked:
    """A title, how many wait for it at the point, and the copies that the store can give now
    (as many as are waited for, of ``in_store`` that stand free). ``picked`` are picked already."""

    title: str
    record: int | None
    asked: int
    copies: list[int]
    in_store: int
    picked: int


def asked_for(leg: Leg) -> list[Asked]:
    """What the point of ``leg`` waits for, the most asked first."""
    wanted = wanted_titles([leg.point_id])
    if not wanted:
        return []
    standing = wanted_copies([leg.point_id], leg.batch.store_id)
    promised = set(
        Line.objects.filter(
            copy__in=[copy for copies in standing.values() for copy in copies],
            state__in=OPEN_LINES,
        ).values_list("copy", flat=True)
    )
    mine = list(
        Line.objects.filter(leg=leg, copy__in=promised, state__in=OPEN_LINES).values_list(
            "copy__record", flat=True
        )
    )
    return [_asked(one, standing, promised, mine) for one in wanted]


def _asked(
    one: WantedTitle, standing: dict[int, list[int]], promised: set[int], mine: list[int]
) -> Asked:
    free = [copy for copy in standing.get(one.record or 0, []) if copy not in promised]
    picked = mine.count(one.record or 0)
    return Asked(
        one.title, one.record, one.asked, free[: max(0, one.asked - picked)], len(free), picked
    )
