"""A point that is to be dissolved tells what it holds."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.dependents import at_point
from tusach.holdings.holder import at_point as here
from tusach.holdings.services.custody import Move, move
from tusach.holdings.testing import make_box, make_copies, make_store
from tusach.network.testing import make_point


@pytest.mark.django_db
def test_custody_ownership_and_boxes_are_counted_apart():
    store, school = make_store(), make_point()
    copies = make_copies(3)
    make_box(store)
    move(
        [Move(copies[0].pk, here(school.pk), "move", "in_store")],
        by=HOUSE,
        at=timezone.now(),
    )
    assert [one.count for one in at_point(store, date(2026, 7, 1))] == [3, 0, 1]
    assert [one.count for one in at_point(school, date(2026, 7, 1))] == [0, 1, 0]
