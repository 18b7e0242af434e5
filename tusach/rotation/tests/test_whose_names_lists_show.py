"""Points of army, border guard, police and prisons in lists of batches."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.testing import make_store
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account
from tusach.rotation.selectors.batches import destinations_for
from tusach.rotation.services.planning import Destination, plan_batch

pytestmark = pytest.mark.django_db
LIST = "/luan-chuyen/dot/"


@pytest.fixture
def border():
    return make_point("border_post", "Đồn Biên phòng Ma Lù Thàng")


@pytest.fixture
def prison():
    return make_point("prison", "Trại giam Nà Tấu")


@pytest.fixture
def batch(border, prison):
    due = timezone.localdate() + timedelta(days=60)
    return plan_batch(
        store=make_store(),
        destinations=[Destination(border, due), Destination(prison, due)],
        leaves_on=timezone.localdate(),
        staff=["Lò An"],
        purpose="Đợt phục vụ năm học",
        by=HOUSE,
        at=timezone.now(),
    )


def listed(client, **asked):
    return client.get(LIST, asked).content.decode()


def test_a_keeper_does_not_read_the_name_of_another_such_point(client: Client, batch, border):
    client.force_login(make_account("point_keeper", at=border))
    page = listed(client)
    assert batch.code in page
    assert border.name in page
    assert "Nà Tấu" not in page
    assert "Nà Tấu" not in client.get(LIST, {"export": "csv"}).getvalue().decode()


def test_a_name_that_is_not_shown_finds_nothing(client: Client, batch, border):
    client.force_login(make_account("point_keeper", at=border))
    assert batch.code not in listed(client, q="trai giam")
    assert batch.code in listed(client, q="ma lu thang")


def test_who_works_with_them_reads_and_finds_both(client: Client, batch):
    client.force_login(make_account("warehouse_keeper", at=batch.store))
    page = listed(client, q="tra")
    assert "Nà Tấu" in page
    assert "Ma Lù Thàng" in page


def test_a_purpose_is_found_without_marks(client: Client, batch):
    client.force_login(make_account("warehouse_keeper", at=batch.store))
    for typed in ("đợt phục", "ĐỢT PHỤC", "dot phuc vu"):
        assert batch.code in listed(client, q=typed)


def test_only_such_points_within_reach_are_offered_as_destinations(border, prison):
    far = make_point(
        "border_post",
        "Đồn Biên phòng Sông Mã",
        make_unit("Xã Mường Hung", province=make_province("Sơn La")),
    )
    offered = set(destinations_for(make_account("warehouse_keeper", at=make_store())))
    assert {border, prison} <= offered
    assert far not in offered
