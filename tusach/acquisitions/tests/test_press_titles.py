"""How many titles of newspapers and magazines each library gets in a year (R-165, R-241)."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.acquisitions.asked_rules import PRESS_TITLES
from tusach.acquisitions.selectors.press_titles import libraries_with_titles
from tusach.acquisitions.services.subscribing import Place, stop_subscription
from tusach.acquisitions.testing import make_serial, make_subscription
from tusach.audit.api import HOUSE
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.policy.api import set_rule

pytestmark = pytest.mark.django_db


def _counts(year: int) -> dict[str, tuple[int, int, int]]:
    rows = libraries_with_titles(ServicePoint.objects.all(), year)
    return {one.name: (one.printed, one.electronic, one.titles) for one in rows}


@pytest.fixture
def library() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Bình Lư", opened_on=date(2020, 1, 1))


def test_a_title_counts_once_however_often_it_is_subscribed_to(library: ServicePoint) -> None:
    other = make_point("provincial_library", "Thư viện tỉnh", opened_on=date(2020, 1, 1))
    paper = make_serial("Báo Lai Châu", start=date(2024, 1, 1))
    for year in (2024, 2025):
        make_subscription(
            paper, owner=other, starts_on=date(year, 1, 1), ends_on=date(year + 1, 1, 1),
            places=[Place(other), Place(library)],
        )  # fmt: skip
    make_subscription(paper, owner=library, starts_on=date(2025, 7, 1))
    make_subscription(make_serial("Báo điện tử", is_electronic=True), owner=library, way="free",
                      starts_on=date(2025, 7, 1))  # fmt: skip
    assert _counts(2024) == {"Thư viện xã Bình Lư": (1, 0, 1), "Thư viện tỉnh": (1, 0, 1)}
    assert _counts(2025) == {"Thư viện xã Bình Lư": (1, 1, 2), "Thư viện tỉnh": (1, 0, 1)}
    assert _counts(2023)["Thư viện tỉnh"] == (0, 0, 0)
    assert "Thư viện tỉnh" not in _counts(2019)


def test_what_was_stopped_before_the_year_does_not_count(library: ServicePoint) -> None:
    term = make_subscription(make_serial(start=date(2024, 1, 1)), owner=library,
                             starts_on=date(2024, 1, 1), ends_on=date(2026, 1, 1))  # fmt: skip
    stop_subscription(subscription=term, on=date(2025, 1, 1), reason="báo ngừng ra", by=HOUSE,
                      at=timezone.now())  # fmt: skip
    assert _counts(2024)["Thư viện xã Bình Lư"] == (1, 0, 1)
    assert _counts(2025)["Thư viện xã Bình Lư"] == (0, 0, 0)


def test_the_page_says_who_has_enough_by_the_rule_in_force(
    client: Client, library: ServicePoint
) -> None:
    day = timezone.localdate()
    make_subscription(make_serial(start=day), owner=library, starts_on=day)
    client.force_login(make_account("commune_librarian", at=library))
    page = reverse("acquisitions:press_titles")
    shown = client.get(page).content.decode()
    assert "0 trên 1 thư viện đủ mức" in shown
    assert '<td data-label="Các đầu báo" class="wide">Báo Lai Châu</td>' in shown
    assert "thiếu 9" in shown
    set_rule(key=PRESS_TITLES, value=1, basis="Kế hoạch mới", by=HOUSE, at=timezone.now(),
             valid_from=day)  # fmt: skip
    shown = client.get(page).content.decode()
    assert "1 trên 1 thư viện đủ mức" in shown
    assert "Thư viện xã Bình Lư" in client.get(page, {"muc": "dat"}).content.decode()
    assert "Không có dòng nào" in client.get(page, {"muc": "thieu"}).content.decode()
    assert client.get(page, {"export": "xlsx"}).status_code == 200
    assert client.get(page, {"nam": "9999999"}).status_code == 200


def test_a_year_is_held_to_the_rule_of_its_own_end(client: Client, library: ServicePoint) -> None:
    day = timezone.localdate()
    set_rule(key=PRESS_TITLES, value=3, basis="Kế hoạch mới", by=HOUSE, at=timezone.now(),
             valid_from=day)  # fmt: skip
    client.force_login(make_account("commune_librarian", at=library))
    page = reverse("acquisitions:press_titles")
    assert "ít nhất 3 tên" in client.get(page).content.decode()
    assert "ít nhất 10 tên" in client.get(page, {"nam": day.year - 1}).content.decode()
    before = client.get(page, {"nam": 2020, "muc": "thieu"}).content.decode()
    assert "chưa có quy định" in before
    assert "đủ mức" not in before
    assert "Thư viện xã Bình Lư" in before


def test_a_page_of_many_libraries_asks_few_queries(
    client: Client, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(12):
        make_point("commune_library", f"Thư viện xã {number}")
    client.force_login(make_account("administrator"))
    client.force_login(
        make_account("director", at=make_point("provincial_library", "Thư viện tỉnh"))
    )
    with django_assert_max_num_queries(15):
        assert client.get(reverse("acquisitions:press_titles")).status_code == 200
