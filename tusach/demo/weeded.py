"""What the provincial library weeds: one round carried out, one whose list is drawn up.

The council, its papers and what became of the books are invented.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tusach.demo.places import Map
from tusach.upkeep.api import weedable
from tusach.upkeep.testing import make_weeding


def build(places: Map, at: datetime) -> None:
    """A twentieth of the stock each time: well within the share of one round."""
    library, year = places.library, timezone.localdate(at).year
    for name, reason, until in (
        (f"Thanh lọc sách hư hỏng năm {year}", "damaged", "carried_out"),
        (f"Rà soát bản thừa năm {year}", "surplus", "draft"),
    ):
        free = weedable(library).order_by("register", "number")
        some = list(free[: max(free.count() // 20, 1)])
        make_weeding(library, some, name=name, reason=reason, until=until, at=at)
