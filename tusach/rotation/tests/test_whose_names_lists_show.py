"""Points of army, border guard, police and prisons in lists of batches."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.testing import make_store
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account
from tusach.rotation.rules.states import LegState
from tusach.rotation.selectors.batches import destinations_for
from tusach.rotation.services.planning import Destination, plan_batch
from tusach.rotation.testing import make_batch

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


@pytest.fixture
def library():
    return make_point("commune_library", "Thư viện xã Huổi Luông")


@pytest.fixture
def from_library(library, border):
    """A batch that somebody of the province sent from a commune library to a border post."""
    school = make_point("school_library", "Trường Tiểu học Huổi Luông")
    batch = make_batch(LegState.IN_SERVICE, store=library, points=[border, school])
    return batch, *batch.legs.select_related("point").order_by("pk")


def test_a_commune_librarian_reads_no_secret_name_in_a_batch_from_her_library(
    client: Client, from_library, library, border
):
    batch, secret, _school = from_library
    client.force_login(make_account("commune_librarian", at=library))
    pages = [
        client.get(batch.get_absolute_url()).content.decode(),
        client.get("/luan-chuyen/bang/").content.decode(),
        client.get("/luan-chuyen/bang/", {"export": "csv"}).getvalue().decode(),
        client.get("/luan-chuyen/bang/", {"q": "ma lu thang"}).content.decode(),
    ]
    assert all("Ma Lù Thàng" not in page for page in pages)
    assert "Trường Tiểu học Huổi Luông" in pages[0]
    assert "một điểm khác" in pages[0]
    assert batch.code not in pages[3]
    paper = secret.minutes.first()
    for address in (
        reverse("rotation:copies", args=[secret.pk]),
        reverse("rotation:minutes", args=[paper.pk]),
        reverse("rotation:recall", args=[secret.pk]),
        reverse("rotation:take_back", args=[secret.pk]),
    ):
        assert client.get(address).status_code == 404, address


def test_who_works_with_them_has_every_act_of_the_same_batch(client: Client, from_library, library):
    batch, secret, _school = from_library
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "Ma Lù Thàng" in page
    assert reverse("rotation:recall", args=[secret.pk]) in page
