"""Copies of the provincial library that wait for repair, are at a binder's, came back.

The binder is invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.demo.places import Map
from tusach.holdings.api import all_copies
from tusach.upkeep.api import take_back_mended, weedable
from tusach.upkeep.testing import grade, make_repair

_BINDER = "Xưởng đóng sách Minh Tâm"


def build(places: Map, at: datetime) -> None:
    library = places.library
    free = weedable(library).filter(place__point=library, place__state="in_store")
    some = list(free.order_by("-number").values_list("pk", flat=True)[:6])
    sent = at - timedelta(days=20)
    day = timezone.localdate(at)
    for place, copy in enumerate(all_copies().filter(pk__in=some).order_by("-number")):
        if place < 3:
            make_repair(copy, note="bong gáy, rời trang", at=at)
            continue
        out = make_repair(copy, holder=_BINDER, due_on=day - timedelta(days=6), at=sent)
        if place == 3:
            assert out.trip is not None
            take_back_mended(
                trip=out.trip, copies=[copy.pk], mended=True, grade=grade("sound"), on=day,
                cost=35_000, by=HOUSE, at=at,
            )  # fmt: skip
