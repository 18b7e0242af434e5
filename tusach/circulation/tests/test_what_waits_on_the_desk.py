from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.api import ask_for
from tusach.circulation.testing import make_first_rules, make_loan
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.api import Account
from tusach.people.testing import make_account
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def point() -> ServicePoint:
    make_first_rules()
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def keeper(client: Client, point: ServicePoint) -> Account:
    account = make_account("commune_librarian", at=point)
    client.force_login(account)
    return account


def _panel(client: Client, account: Account) -> str:
    return client.get(reverse("circulation:waiting", args=[account.pk])).content.decode()


def test_what_is_late_and_what_to_pull_is_said_with_a_way_there(
    client: Client, keeper: Account, point: ServicePoint
) -> None:
    at = timezone.now() - timedelta(days=40)
    reader = make_reader("Lò Văn Páo", home=point)
    lent, shelved = (make_copy(owner=point, collection="main", at=at) for _one in range(2))
    make_loan(lent, point, reader, at=at + timedelta(days=1))
    ask_for(point=point, only_copy=shelved, reader=reader, by=HOUSE, at=timezone.now())
    said = _panel(client, keeper)
    assert "1 bản quá hạn trả" in said
    assert "1 bản chờ lấy trên giá" in said
    assert reverse("circulation:overdue") in said
    assert reverse("circulation:pull_list") in said
    assert "Lò Văn Páo" not in said


def test_nothing_waits_at_another_library(client: Client, keeper: Account) -> None:
    far = make_point("commune_library", "Thư viện xã Sìn Hồ")
    at = timezone.now() - timedelta(days=40)
    make_loan(
        make_copy(owner=far, collection="main", at=at), far, make_reader("Lò Thị Mỷ", home=far),
        at=at + timedelta(days=1),
    )  # fmt: skip
    assert "Không có gì chờ làm" in _panel(client, keeper)


def test_nobody_sees_what_waits_for_somebody_else(client: Client, keeper: Account) -> None:
    other = make_account("director", at=keeper.posts.get().point)
    assert client.get(reverse("circulation:waiting", args=[other.pk])).status_code == 404
