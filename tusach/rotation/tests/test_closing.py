"""A rotation closes only when what was handed over is answered for."""

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.rotation import errors
from tusach.rotation.models import Line
from tusach.rotation.rules.states import LegState, LineState
from tusach.rotation.services.closing import close_batch
from tusach.rotation.services.onward import pass_on
from tusach.rotation.services.returning import finish_return, inspect, take_back
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db


def now_by():
    return {"by": HOUSE, "at": timezone.now()}


def close(batch):
    return close_batch(batch=batch, made_on=timezone.localdate(), drawn_by="Hoa", **now_by())


@pytest.mark.parametrize("state", [LegState.IN_SERVICE, LegState.RECALLED])
def test_a_batch_with_copies_out_is_not_closed_and_says_how_many(state):
    with pytest.raises(errors.SumsDisagree) as refused:
        close(make_batch(state, count=3))
    assert "3" in str(refused.value)


@pytest.mark.parametrize("state", [LegState.PLANNED, LegState.PACKED, LegState.RETURNED])
def test_a_batch_not_inspected_is_not_closed(state):
    with pytest.raises(errors.NotInspected):
        close(make_batch(state))


def test_one_school_done_does_not_close_a_batch_of_two():
    points = [make_point(name="Trường Một"), make_point(name="Trường Hai")]
    batch = make_batch(LegState.RETURNED, points=points)
    leg = batch.legs.select_related("point").first()
    inspect(leg=leg, made_on=timezone.localdate(), inspectors=["A"], finding="Đủ", **now_by())
    with pytest.raises(errors.NotInspected) as refused:
        close(batch)
    assert "Trường Hai" in str(refused.value)
    assert "Trường Một" not in str(refused.value)


def test_copies_passed_on_are_answered_for_by_the_open_batch_that_took_them():
    batch = make_batch(LegState.IN_SERVICE, count=3)
    leg = only_leg(batch)
    stays, *goes = Line.objects.filter(leg=leg).select_related("copy")
    village = make_point("village_bookcase", "Tủ sách bản Nậm Loỏng")
    onward = pass_on(
        leg=leg,
        line_ids=[line.pk for line in goes],
        to=village,
        due_on=leg.due_on,
        signed_at=timezone.now(),
        giver_name="Đại uý A",
        receiver_name="Trưởng bản B",
        **now_by(),
    )
    assert onward.batch.return_to == batch.store
    take_back(leg=leg, scan=stays.copy.barcode, **now_by())
    finish_return(leg=leg, **now_by())
    inspect(leg=leg, made_on=timezone.localdate(), inspectors=["A"], finding="Đủ", **now_by())
    paper = close(batch)
    assert len(paper.content["passed"]) == 2
    there = only_leg(onward.batch)
    assert there.state == LegState.IN_SERVICE
    take_back(leg=there, scan=goes[0].copy.barcode, **now_by())
    take_back(leg=there, scan=goes[1].copy.barcode, **now_by())
    goes[0].refresh_from_db()
    assert goes[0].state == LineState.PASSED_ON


def test_a_closed_batch_is_not_closed_again():
    batch = make_batch(LegState.CLOSED)
    with pytest.raises(errors.NotInspected):
        close(batch)
