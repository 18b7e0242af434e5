"""A count of a school's shelves under way: most books seen, some damaged, some without a label."""

from __future__ import annotations

from datetime import datetime, timedelta

from tusach.demo.places import Map
from tusach.holdings.api import State, all_copies
from tusach.holdings.testing import make_stocktake


def build(places: Map, at: datetime) -> None:
    school = places.named("Trường Tiểu học San Thàng")
    standing = all_copies().filter(
        place__point=school, place__state__in=[State.IN_STORE, State.IN_SERVICE]
    )
    books = list(standing.order_by("register_id", "number"))
    if len(books) < 20:
        return
    make_stocktake(
        school, books[:-8], damaged=books[-8:-6], unlabelled=books[-6:-2],
        name="Kiểm kê cuối học kỳ", at=at - timedelta(days=1),
    )  # fmt: skip
