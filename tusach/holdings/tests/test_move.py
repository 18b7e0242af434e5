"""Moving copies at a desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import (
    CopyIsElsewhere,
    Move,
    at_point,
    balance,
    balance_at,
    chain,
    copies_at,
    in_container,
    mark,
    move,
    prove,
    totals,
)
from tusach.holdings.testing import make_box, make_copies, make_copy
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db


def test_thirty_copies_go_to_a_school_in_a_box() -> None:
    copies, box, school = make_copies(30), make_box(), make_point()
    store, now = at_point(copies[0].owner_id), timezone.now()
    move(
        [Move(c.pk, in_container(box.pk), "pack", "packed", store) for c in copies],
        by=HOUSE,
        at=now,
    )
    move(
        [
            Move(c.pk, at_point(school.pk), "receive", "in_service", in_container(box.pk))
            for c in copies
        ],
        by=HOUSE,
        at=now,
    )
    assert prove() == []
    assert balance(timezone.now()) == {at_point(school.pk): 30}
    assert balance(now - timedelta(days=1)) == {}
    assert totals(timezone.now()).held == 30
    assert balance_at(school.pk, timezone.now()) == {"in_service": 30}
    frozen = mark()
    assert copies_at(timezone.now(), frozen, holder=at_point(school.pk)).count() == 30
    assert [link.entry.act for link in chain(copies[0].pk)] == ["accession", "pack", "receive"]


def test_a_copy_in_two_boxes_is_refused_with_the_box_where_it_is() -> None:
    copy, one, other = make_copy(), make_box(), make_box()
    store, now = at_point(copy.owner_id), timezone.now()
    move([Move(copy.pk, in_container(one.pk), "pack", "packed", store)], by=HOUSE, at=now)
    with pytest.raises(CopyIsElsewhere) as refused:
        move([Move(copy.pk, in_container(other.pk), "pack", "packed", store)], by=HOUSE, at=now)
    assert copy.barcode in str(refused.value)
    assert one.code in str(refused.value)
    assert len(chain(copy.pk)) == 2
