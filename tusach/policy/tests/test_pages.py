"""The rules as people see and change them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.policy.api import history, number_on, set_rule
from tusach.policy.testing import EXAMPLE, ask_example

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _asked() -> None:
    ask_example()


def browser(role: str, at=None) -> Client:
    client = Client()
    client.force_login(
        make_account(role, at=at or make_point("provincial_library", "Thư viện tỉnh"))
    )
    return client


def typed(client: Client, page: str, **more: str) -> dict[str, str]:
    token = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())
    assert token is not None
    return {
        "value": "5", "strictness": "refuse", "basis": "Quyết định 12/QĐ-TV",
        "valid_from": f"{TODAY:%Y-%m-%d}", "once": token[1], **more,
    }  # fmt: skip


def test_the_director_sets_a_rule_and_it_holds_from_that_day():
    client = browser("director")
    page = reverse("policy:new", args=["rotation.stay_months"])
    answer = client.post(page, typed(client, page))
    assert answer.status_code == 302, answer.content.decode()
    assert number_on("rotation.stay_months", TODAY, 0) == 5
    assert number_on("rotation.stay_months", TODAY - timedelta(days=1), 0) == 6
    shown = client.get(answer["Location"]).content.decode()
    assert "5 tháng" in shown
    assert "Quyết định 12/QĐ-TV" in shown


def test_who_runs_one_point_sets_no_rule_for_all_but_one_for_it():
    make_point("provincial_library", "Thư viện tỉnh")
    commune = make_point("commune_library", "Thư viện xã Bình Lư")
    client = browser("director", commune)
    page = reverse("policy:new", args=[EXAMPLE.key])
    answer = client.post(page, typed(client, page))
    assert answer.status_code == 422
    assert "chỉ đặt được quy định riêng cho điểm của mình" in answer.content.decode()
    own = {"point": f"{commune.name} ({commune.code})", "point_id": str(commune.pk)}
    assert client.post(page, typed(client, page, **own)).status_code == 302
    assert number_on(EXAMPLE.key, TODAY, 0, point=commune) == 5
    assert number_on(EXAMPLE.key, TODAY, 0) == 0


def test_a_refusal_stays_in_the_form_with_what_was_typed():
    client = browser("director")
    page = reverse("policy:new", args=["rotation.staff"])
    answer = client.post(page, typed(client, page, valid_from="2018-12-01"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "phải sau ngày 01/12/2018" in text
    assert "Quyết định 12/QĐ-TV" in text


def test_the_list_shows_what_holds_today_and_all_when_asked():
    client = browser("warehouse_keeper")
    at = timezone.now()
    set_rule(key="rotation.staff", value=4, basis="Thông tư sắp tới",
             valid_from=TODAY + timedelta(days=30), by=HOUSE, at=at)  # fmt: skip
    now = client.get(reverse("policy:rules"), {"nhom": "rotation"}).content.decode()
    assert "Thông tư sắp tới" not in now
    assert "6 tháng" in now
    every = client.get(reverse("policy:rules"), {"xem": "tat-ca"}).content.decode()
    assert "Thông tư sắp tới" in every
    found = client.get(reverse("policy:rules"), {"q": "can nang"}).content.decode()
    assert "350 g" in found
    assert "6 tháng" not in found
    assert client.get(reverse("rotation:rules"))["Location"].endswith("/quy-dinh/?nhom=rotation")


def test_a_slip_is_taken_back_on_the_page():
    client = browser("director")
    rule = set_rule(key="rotation.staff", value=9, basis="Nhầm", valid_from=TODAY, by=HOUSE,
                    at=timezone.now())  # fmt: skip
    client.post(reverse("policy:take_back", args=[rule.pk]))
    assert [one.value for one in history("rotation.staff")] == [2]
    assert number_on("rotation.staff", TODAY, 0) == 2
