"""Every page opens for who may open it, in every state of a batch, in both languages."""

import pytest
from django.urls import reverse

from tusach.holdings.testing import make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.rotation.rules.states import LegState
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db

PAGES = ["batches", "board", "overview", "losses", "new_batch"]
OF_LEG = {
    LegState.PLANNED: ["pick", "pack", "copies"],
    LegState.PICKING: ["pick", "pack", "copies", "pick_list"],
    LegState.PACKED: ["hand_over", "door", "receive", "copies"],
    LegState.SENT: ["hand_over", "door", "receive", "copies"],
    LegState.IN_SERVICE: ["extend", "recall", "count_use", "guide", "add_photo", "pass_on",
                          "take_back", "add_later", "copies"],
    LegState.RECALLED: ["take_back", "extend", "copies"],
    LegState.RETURNED: ["inspect", "copies"],
    LegState.INSPECTED: ["copies"],
    LegState.CLOSED: ["copies"],
    LegState.CANCELLED: ["copies"],
}  # fmt: skip


@pytest.fixture
def keeper(client):
    account = make_account("warehouse_keeper", at=make_store())
    client.force_login(account)
    return account


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_list_opens_empty_and_filled(client, keeper, name, language):
    client.cookies["lang"] = language
    assert client.get(reverse(f"rotation:{name}")).status_code == 200
    make_batch(LegState.IN_SERVICE)
    assert client.get(reverse(f"rotation:{name}")).status_code == 200


@pytest.mark.parametrize("state", LegState.values)
def test_the_pages_of_a_batch_open_in_each_state(client, keeper, state):
    batch = make_batch(state)
    leg = only_leg(batch)
    page = client.get(batch.get_absolute_url())
    assert page.status_code == 200
    assert batch.code in page.content.decode()
    for name in OF_LEG[LegState(state)]:
        answer = client.get(reverse(f"rotation:{name}", args=[leg.pk]))
        assert answer.status_code == 200, name


def test_the_panel_on_a_points_page_shows_its_batches(client, keeper):
    point = make_point()
    batch = make_batch(LegState.IN_SERVICE, points=[point])
    page = client.get(reverse("rotation:at_point", args=[point.pk])).content.decode()
    assert batch.code in page


def test_lists_do_not_ask_more_with_more_batches(client, keeper, django_assert_max_num_queries):
    for _ in range(6):
        make_batch(LegState.IN_SERVICE)
    for name in ("batches", "board"):
        with django_assert_max_num_queries(22):
            client.get(reverse(f"rotation:{name}"))
