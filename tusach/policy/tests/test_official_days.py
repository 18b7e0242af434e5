"""Public holidays as people note them."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.testing import written
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.policy.models import OfficialDay
from tusach.policy.official_days import lay_first_days, working_days_after

pytestmark = pytest.mark.django_db
NEW = reverse("policy:new_official_day")
LIST = reverse("policy:official_days")
# A Monday far from every first day.
MONDAY = date(2031, 2, 3)


def browser(role: str = "director", kind: str = "provincial_library") -> Client:
    client = Client()
    client.force_login(make_account(role, at=make_point(kind, f"Nơi làm việc {kind}")))
    return client


def note(client: Client, **more: str):
    once = re.search(r'name="once" value="([^"]+)"', client.get(NEW).content.decode())
    assert once is not None
    said = {
        "kind": "off", "first": f"{MONDAY:%d/%m/%Y}", "last": "", "name": "Tết Nguyên đán",
        "basis": "Thông báo số 1", "once": once[1],
    }  # fmt: skip
    return client.post(NEW, {**said, **more}, follow=True)


def test_a_row_of_days_is_noted_at_once_and_reckoned_with() -> None:
    client = browser()
    assert working_days_after(MONDAY - timedelta(days=3), 2) == MONDAY + timedelta(days=1)
    page = note(client, last=f"{MONDAY + timedelta(days=3):%d/%m/%Y}").content.decode()
    assert page.count("Tết Nguyên đán") >= 4
    assert working_days_after(MONDAY - timedelta(days=3), 2) == MONDAY + timedelta(days=7)
    day = OfficialDay.objects.get(day=MONDAY)
    assert written(act="policy.note_day", key=day.pk)


def test_a_day_taken_back_counts_as_the_week_has_it() -> None:
    client = browser()
    note(client)
    day = OfficialDay.objects.get(day=MONDAY)
    assert "Thông báo số 1" in client.get(day.get_absolute_url()).content.decode()
    drop = reverse("policy:drop_official_day", args=[day.pk])
    assert client.post(drop).status_code == 302
    assert working_days_after(MONDAY - timedelta(days=3), 1) == MONDAY
    assert written(act="policy.drop_day", key=day.pk)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kind": "working"}, "không phải thứ bảy, chủ nhật"),
        ({"last": "01/02/2031"}, "ngày sau phải không sớm hơn"),
        ({"last": "01/05/2031"}, "nhiều nhất 31 ngày"),
        ({"basis": " "}, "bắt buộc"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(said: dict[str, str], why: str) -> None:
    answer = note(browser(), **said)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "Tết Nguyên đán" in answer.content.decode()
    assert not OfficialDay.objects.filter(day=MONDAY).exists()


def test_a_day_noted_twice_is_refused_by_its_name_and_nothing_of_the_row_stays() -> None:
    client = browser()
    note(client, first="05/02/2031")
    answer = note(client, name="Nghỉ", last="06/02/2031")
    assert "Ngày 05/02/2031 đã ghi là “Tết Nguyên đán”" in answer.content.decode()
    assert OfficialDay.objects.filter(day__year=2031).count() == 1


def test_who_runs_one_point_notes_no_day_for_all() -> None:
    make_point("provincial_library", "Thư viện tỉnh")
    client = browser("director", "commune_library")
    assert "chung cho toàn tỉnh" in note(client).content.decode()
    assert "Ghi ngày</a>" not in client.get(LIST).content.decode()


def test_a_year_with_too_few_days_is_named_and_the_list_leaves_as_a_file() -> None:
    lay_first_days()
    client = browser()
    page = client.get(LIST).content.decode()
    assert f"Năm {timezone.localdate().year + 1} mới ghi" in page
    sheet = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "Quốc khánh" in sheet
