"""The batch page gives the next step first; the desk says what waits."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.testing import make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.rotation.rules.states import LegState
from tusach.rotation.selectors.batches import legs_of
from tusach.rotation.selectors.next_steps import cards
from tusach.rotation.selectors.waiting import waiting_for
from tusach.rotation.services.in_service import count_use
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_account("warehouse_keeper", at=make_store())


def card_of(batch, user):
    (card,) = cards(legs_of(batch), user)
    return card


@pytest.mark.parametrize(
    ("state", "first"),
    [
        (LegState.PLANNED, "pick"),
        (LegState.PICKING, "pack"),
        (LegState.PACKED, "hand_over"),
        (LegState.SENT, "hand_over"),
        (LegState.IN_SERVICE, "count_use"),
        (LegState.RECALLED, "take_back"),
        (LegState.RETURNED, "inspect"),
    ],
)
def test_the_step_that_brings_it_on_comes_first_and_few_beside_it(keeper, state, first):
    batch = make_batch(state)
    card = card_of(batch, keeper)
    assert card.next[0].url == reverse(f"rotation:{first}", args=[card.leg.pk])
    assert len(card.next) <= 2
    assert not {act.url for act in card.next} & {act.url for act in card.more}


def test_a_box_soon_due_is_called_back_first(keeper):
    batch = make_batch(LegState.IN_SERVICE, due_on=timezone.localdate() + timedelta(days=5))
    card = card_of(batch, keeper)
    assert card.next[0].url == reverse("rotation:recall", args=[card.leg.pk])


def test_the_school_is_offered_to_check_what_came():
    school = make_point("school_library", "Trường Tiểu học Nậm Hàng")
    batch = make_batch(LegState.SENT, points=[school])
    card = card_of(batch, make_account("school_librarian", at=school))
    assert [act.url for act in card.next] == [reverse("rotation:receive", args=[card.leg.pk])]


def test_monthly_figures_are_one_row_a_month_with_their_sum(client, keeper):
    leg = only_leg(make_batch(LegState.IN_SERVICE))
    month = timezone.localdate().replace(day=1)
    count_use(
        leg=leg, month=month, quantities={"visit": 12, "item_served": 30}, is_exact=False,
        wishes="Thêm truyện tranh", by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    card = card_of(leg.batch, keeper)
    (row,) = card.months
    assert (row.visits, row.served, row.is_estimate) == (12, 30, True)
    client.force_login(keeper)
    page = client.get(leg.batch.get_absolute_url()).content.decode()
    assert "Thêm truyện tranh" in page
    assert "ước tính" in page


def test_the_desk_names_what_is_late_first(keeper):
    today = timezone.localdate()
    long_ago = timezone.now() - timedelta(days=60)
    late = make_batch(
        LegState.IN_SERVICE, at=long_ago, due_on=today - timedelta(days=3),
        points=[make_point("school_library", "Trường Mù Cả")],
    )  # fmt: skip
    make_batch(
        LegState.IN_SERVICE, at=long_ago, due_on=today + timedelta(days=200),
        points=[make_point("school_library", "Trường Ka Lăng")],
    )  # fmt: skip
    soon = make_batch(points=[make_point("school_library", "Trường Tà Tổng")])
    found = waiting_for(keeper, today)
    assert [one.card.leg.batch for one in found] == [late, soon]
    assert [one.is_late for one in found] == [True, False]
    assert "3" in found[0].what


def test_a_school_is_asked_for_last_months_figures_until_it_told_them():
    today = timezone.localdate()
    before = timezone.now() - timedelta(days=60)
    school = make_point("school_library", "Trường Tiểu học Nậm Hàng")
    leg = only_leg(
        make_batch(
            LegState.IN_SERVICE, points=[school], at=before, due_on=today + timedelta(days=90)
        )
    )
    teacher = make_account("school_librarian", at=school)
    (one,) = waiting_for(teacher, today)
    assert one.act.url == reverse("rotation:count_use", args=[leg.pk])
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    count_use(
        leg=leg, month=last, quantities={"visit": 1, "item_served": 1}, by=HOUSE, at=timezone.now()
    )
    assert waiting_for(teacher, today) == []


def test_the_desk_shows_it_to_the_person_alone(client, keeper):
    batch = make_batch(LegState.RETURNED)
    client.force_login(keeper)
    address = reverse("rotation:waiting", args=[keeper.pk])
    assert address in client.get(reverse("ui:desk")).content.decode()
    assert batch.code in client.get(address).content.decode()
    assert client.get(reverse("rotation:waiting", args=[keeper.pk + 1])).status_code == 404
