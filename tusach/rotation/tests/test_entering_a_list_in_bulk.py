from __future__ import annotations

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import CopyPlace, prove
from tusach.holdings.testing import make_box, make_copies
from tusach.rotation import errors
from tusach.rotation.models import Line
from tusach.rotation.services.in_bulk import pack_picked, take_back_all
from tusach.rotation.services.picking import pick
from tusach.rotation.services.returning import Loss, confirm_lost, finish_return
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db


def picked(count: int):
    leg = only_leg(make_batch())
    copies = make_copies(count)
    pick(leg=leg, copy_ids=[c.pk for c in copies], by=HOUSE, at=timezone.now())
    return leg, copies


def test_a_picked_list_goes_into_its_boxes_at_once(django_assert_max_num_queries):
    leg, copies = picked(40)
    boxes = [make_box(owner=leg.batch.store) for _ in range(2)]
    which = {copy.pk: boxes[i % 2] for i, copy in enumerate(copies)}
    with django_assert_max_num_queries(25):
        assert pack_picked(leg=leg, boxes=which, by=HOUSE, at=timezone.now()) == 40
    assert CopyPlace.objects.filter(container=boxes[0], state="packed").count() == 20
    assert Line.objects.filter(leg=leg, state="packed", box=boxes[1]).count() == 20
    assert list(prove()) == []


def test_a_copy_that_was_not_picked_is_refused_and_none_is_packed():
    leg, copies = picked(2)
    (stranger,) = make_copies(1)
    box = make_box(owner=leg.batch.store)
    which = {copy.pk: box for copy in [*copies, stranger]}
    with pytest.raises(errors.NothingChosen):
        pack_picked(leg=leg, boxes=which, by=HOUSE, at=timezone.now())
    assert not CopyPlace.objects.filter(container=box).exists()


def test_all_come_back_but_the_missing_one_which_is_lost():
    batch = make_batch("in_service", count=5)
    leg = only_leg(batch)
    lines = list(Line.objects.filter(leg=leg))
    back = take_back_all(
        leg=leg,
        missing=[lines[0].pk],
        conditions={lines[1].pk: "damaged"},
        by=HOUSE,
        at=timezone.now(),
    )
    assert back == 4
    confirm_lost(leg=leg, losses=[Loss(lines[0].pk)], by=HOUSE, at=timezone.now())
    finish_return(leg=leg, by=HOUSE, at=timezone.now())
    states = sorted(CopyPlace.objects.values_list("state", flat=True))
    assert states == ["damaged", "in_store", "in_store", "in_store", "lost"]
    assert list(prove()) == []
