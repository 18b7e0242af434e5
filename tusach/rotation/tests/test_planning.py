"""Making a batch: who may receive, until when, and what the rules say."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.testing import make_store
from tusach.network.testing import make_point
from tusach.policy.api import history, set_rule
from tusach.policy.errors import RuleOverlaps
from tusach.rotation import errors
from tusach.rotation.models import Batch
from tusach.rotation.rules.dated import Strictness
from tusach.rotation.rules.states import LegState
from tusach.rotation.services.planning import (
    Destination,
    cancel_batch,
    change_batch,
    check_plan,
    plan_batch,
)
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def plan(*destinations, leaves_on=TODAY, staff=("A", "B"), **more):
    return plan_batch(
        store=make_store(),
        destinations=destinations,
        leaves_on=leaves_on,
        staff=staff,
        by=HOUSE,
        at=timezone.now(),
        **more,
    )


def test_a_closed_point_is_refused_by_name():
    point = make_point(name="Thư viện xã cũ", closed_on=TODAY - timedelta(days=1))
    with pytest.raises(errors.PointIsClosed) as refused:
        plan(Destination(point, TODAY + timedelta(days=60)))
    assert "Thư viện xã cũ" in str(refused.value)
    assert Batch.objects.count() == 0


def test_a_point_that_opens_later_is_refused():
    point = make_point(opened_on=TODAY + timedelta(days=30))
    with pytest.raises(errors.PointIsClosed):
        plan(Destination(point, TODAY + timedelta(days=60)))


def test_a_batch_needs_a_point_once_and_not_the_store():
    point, due = make_point(), TODAY + timedelta(days=60)
    with pytest.raises(errors.NoPoint):
        plan()
    with pytest.raises(errors.PointTwice):
        plan(Destination(point, due), Destination(point, due))
    with pytest.raises(errors.PointIsTheStore):
        plan(Destination(make_store(), due))


def test_dates_the_wrong_way_round_or_in_the_wrong_century_are_refused():
    point = make_point()
    with pytest.raises(errors.DueTooEarly):
        plan(Destination(point, TODAY))
    with pytest.raises(errors.DateOutOfRange):
        plan(Destination(point, date(2126, 9, 5)))
    with pytest.raises(errors.DateOutOfRange):
        plan(Destination(point, TODAY), leaves_on=date(1926, 9, 5))


def test_a_long_stay_and_too_few_people_are_warned_of_with_their_source():
    found = check_plan(
        make_store(),
        [Destination(make_point(), TODAY + timedelta(days=300))],
        TODAY,
        ["Một người"],
        timezone.now(),
    )
    assert [one.code for one in found] == ["stays-too-long", "too-few-staff"]
    assert all("33/2018" in one.basis for one in found)


def test_a_rule_set_as_a_limit_refuses_from_its_day_on():
    set_rule(
        key="rotation.stay_months",
        value=3,
        strictness=Strictness.REFUSE,
        basis="Quyết định thử",
        valid_from=TODAY,
        by=HOUSE,
        at=timezone.now(),
    )
    point = make_point()
    with pytest.raises(errors.RuleForbids) as refused:
        plan(Destination(point, TODAY + timedelta(days=150)))
    assert "Quyết định thử" in str(refused.value)
    yesterday = TODAY - timedelta(days=1)
    assert plan(Destination(point, TODAY + timedelta(days=150)), leaves_on=yesterday)


def test_a_new_rule_ends_the_old_one_and_leaves_its_past():
    set_rule(
        key="rotation.staff",
        value=3,
        strictness=Strictness.WARN,
        basis="Thông tư mới",
        valid_from=TODAY,
        by=HOUSE,
        at=timezone.now(),
    )
    old, new = history("rotation.staff").order_by("valid_from")
    assert (old.value, old.valid_to, new.value, new.valid_to) == (2, TODAY, 3, None)
    with pytest.raises(RuleOverlaps):
        set_rule(
            key="rotation.staff",
            value=4,
            strictness=Strictness.WARN,
            basis="x",
            valid_from=TODAY,
            by=HOUSE,
            at=timezone.now(),
        )


def change(batch, version, *points, purpose="Mục đích mới"):
    return change_batch(
        batch=batch,
        version=version,
        destinations=[Destination(point, TODAY + timedelta(days=90)) for point in points],
        leaves_on=TODAY,
        staff=["A", "B"],
        purpose=purpose,
        plan_reference="",
        note="",
        by=HOUSE,
        at=timezone.now(),
    )


def test_two_people_editing_one_batch_the_second_is_told():
    batch = make_batch()
    point = only_leg(batch).point
    change(batch, 1, point)
    with pytest.raises(errors.ChangedMeanwhile):
        change(batch, 1, point, purpose="Của người thứ hai")
    batch.refresh_from_db()
    assert batch.purpose == "Mục đích mới"


def test_a_destination_may_be_added_but_not_taken_away_with_copies_in_it():
    batch = make_batch(LegState.PICKING)
    first, second = only_leg(batch).point, make_point(name="Trường khác")
    batch = change(batch, 1, first, second)
    assert batch.state == LegState.PLANNED
    with pytest.raises(errors.NotNow):
        change(batch, 2, second)


def test_cancelling_puts_copies_back_on_the_shelf_and_lets_others_have_them():
    batch = make_batch(LegState.PACKED)
    copies = [line.copy for line in only_leg(batch).lines.select_related("copy")]
    cancel_batch(batch=batch, reason="Đường sạt lở", by=HOUSE, at=timezone.now())
    assert make_batch(LegState.PACKED, copies=copies).state == LegState.PACKED


def test_a_batch_that_was_handed_over_is_not_cancelled():
    batch = make_batch(LegState.IN_SERVICE)
    with pytest.raises(errors.NotNow):
        cancel_batch(batch=batch, reason="x", by=HOUSE, at=timezone.now())
