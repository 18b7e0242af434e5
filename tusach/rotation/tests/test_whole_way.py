"""One batch through every state, through the services; the ledger agrees all along."""

import pytest
from django.utils import timezone

from tusach.holdings.api import State, balance_at, prove
from tusach.holdings.testing import make_store
from tusach.rotation.models import Batch, Minutes
from tusach.rotation.rules.states import WAY, LegState
from tusach.rotation.selectors.sums import sums_of
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [*WAY, LegState.CANCELLED])
def test_a_batch_reaches_every_state(state):
    batch = make_batch(state, count=3)
    assert batch.state == state
    assert only_leg(batch).state == state
    assert prove() == []


def test_copies_are_where_the_state_says():
    now = timezone.now()
    store = make_store()
    batch = make_batch(LegState.IN_SERVICE, count=3)
    point = only_leg(batch).point
    assert balance_at(point.pk, timezone.now()) == {State.IN_SERVICE: 3}
    assert balance_at(store.pk, timezone.now()) == {}
    assert balance_at(store.pk, now) == {}


def test_numbers_run_on_through_the_year():
    codes = [make_batch().code for _ in range(3)]
    year = timezone.localdate().year
    assert codes == [f"LC-{year}-{n:03d}" for n in (1, 2, 3)]
    assert Batch.objects.count() == 3


def test_a_closed_batch_has_its_three_papers_and_agreeing_sums():
    batch = make_batch(LegState.CLOSED, count=3)
    kinds = list(Minutes.objects.filter(batch=batch).values_list("kind", flat=True))
    assert kinds == ["hand_over", "return", "closing"]
    sums = sums_of([only_leg(batch).pk])
    assert (sums.handed_over, sums.returned, sums.agree) == (3, 3, True)
