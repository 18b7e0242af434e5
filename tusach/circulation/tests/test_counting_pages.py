"""The pages of counting: one tap, a sheet, a choice."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.circulation.models import Tally
from tusach.circulation.testing import make_tally
from tusach.facts.api import total
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.policy.api import add_months

pytestmark = pytest.mark.django_db
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))
COUNT = "circulation:count"


def last_month() -> date:
    return add_months(timezone.localdate().replace(day=1), -1)


@pytest.fixture
def school() -> ServicePoint:
    return make_point(opened_on=date(2020, 9, 1))


@pytest.fixture
def librarian(school: ServicePoint) -> Client:
    client = Client()
    client.force_login(make_account("school_librarian", at=school, full_name="Vàng Thị Mỷ"))
    return client


def token(client: Client, page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())
    assert found is not None
    return found[1]


def tap(client: Client, **typed: str) -> str:
    page = reverse(COUNT)
    answer = client.post(page, {"once": token(client, page), **typed}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_tap_is_one_visit_and_can_be_undone(librarian: Client) -> None:
    for _time in range(2):
        shown = tap(librarian, tap="visit:pupils")
    assert "+1 lượt bạn đọc, học sinh" in shown
    assert total("visit", *ALWAYS, audience="pupils") == 2
    assert "Đã huỷ" in tap(librarian, undo="1")
    assert total("visit", *ALWAYS) == 1


def test_a_tap_sent_twice_counts_once(librarian: Client) -> None:
    page = reverse(COUNT)
    typed = {"once": token(librarian, page), "tap": "visit:pupils"}
    librarian.post(page, typed)
    librarian.post(page, typed)
    assert total("visit", *ALWAYS) == 1


def test_the_part_that_a_tap_brings_has_a_new_token_and_the_new_figure(librarian: Client) -> None:
    page = reverse(COUNT)
    answer = librarian.post(
        page, {"once": token(librarian, page), "tap": "visit:pupils", "n": "12"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    shown = answer.content.decode()
    assert 'name="once"' in shown
    assert re.search(r'id="n-visit-pupils"[^>]*>12<', shown)
    assert "<html" not in shown


def test_a_class_that_the_point_does_not_have_is_refused(librarian: Client) -> None:
    assert "Chưa có con số nào" in tap(librarian, tap="visit:prisoners")
    assert "lớn quá" in tap(librarian, tap="visit:pupils", n="501")
    assert not Tally.objects.exists()


def sheet(shape: str = "tong") -> str:
    return f"{reverse('circulation:new_sheet')}?thang={last_month():%Y-%m}&dang={shape}"


def test_a_sheet_of_totals_is_entered_and_shows_who_entered_it(librarian: Client) -> None:
    typed = {
        "once": token(librarian, sheet()), "visit.pupils.0": "1.240", "loan.pupils.0": "300",
        "in_house.adults.0": "12", "exact": "1", "reference": "Số 7",
    }  # fmt: skip
    answer = librarian.post(sheet(), typed, follow=True)
    shown = answer.content.decode()
    assert "Vàng Thị Mỷ" in shown
    assert "1.240" in shown
    assert total("visit", *ALWAYS) == 1240
    assert total("loan", *ALWAYS, mode="home") == 300
    assert "đã có phiếu" in librarian.get(sheet()).content.decode()


def test_a_sheet_by_days_stands_on_its_days(librarian: Client) -> None:
    typed = {"once": token(librarian, sheet("ngay")), "visit.pupils.3": "9", "visit.pupils.4": "8"}
    librarian.post(sheet("ngay"), typed, follow=True)
    third = last_month().replace(day=3)
    assert total("visit", third, third.replace(day=4)) == 9
    assert total("visit", *ALWAYS) == 17


def test_a_cell_that_is_no_number_is_named_and_what_was_typed_stays(librarian: Client) -> None:
    typed = {"once": token(librarian, sheet()), "visit.pupils.0": "ba mươi", "visit.adults.0": "4"}
    answer = librarian.post(sheet(), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "lượt bạn đọc, học sinh: “ba mươi” không phải là số." in shown
    assert 'value="ba mươi"' in shown
    assert not Tally.objects.exists()


def test_a_sheet_is_corrected_and_the_old_figures_stay(
    librarian: Client, school: ServicePoint
) -> None:
    first = make_tally(
        school, {"visit": 30}, audience="pupils", month=last_month(), source="sheet", key="s"
    )
    page = reverse("circulation:correct_tally", args=[first.pk])
    assert 'value="30"' in librarian.get(page).content.decode()
    typed = {"once": token(librarian, page), "visit.pupils.0": "28", "exact": "1"}
    shown = librarian.post(page, typed, follow=True).content.decode()
    assert "Các lần ghi" in shown
    assert total("visit", *ALWAYS) == 28


def test_taking_back_asks_why(librarian: Client, school: ServicePoint) -> None:
    tally = make_tally(school)
    page = reverse("circulation:take_tally_back", args=[tally.pk])
    assert librarian.post(page, {"once": token(librarian, page)}).status_code == 422
    typed = {"once": token(librarian, page), "why": "Đếm nhầm lớp"}
    assert "Đếm nhầm lớp" in librarian.post(page, typed, follow=True).content.decode()
    assert total("visit", *ALWAYS) == 0


def test_a_month_without_a_figure_is_listed_until_it_has_one(
    librarian: Client, school: ServicePoint
) -> None:
    page = reverse("circulation:missing_counts")
    month = f"thang={last_month():%Y-%m}"
    assert month in librarian.get(page).content.decode()
    make_tally(school, month=last_month(), source="sheet")
    assert month not in librarian.get(page).content.decode()


def test_the_director_chooses_whose_figure_counts(school: ServicePoint) -> None:
    library = make_point("provincial_library", "Thư viện tỉnh")
    director = Client()
    director.force_login(make_account("director", at=library))
    make_tally(school, {"visit": 100}, month=last_month(), source="sheet", mode="rotation")
    make_tally(school, {"visit": 40}, month=last_month(), source="box", mode="rotation")
    shown = director.get(reverse("circulation:overlaps")).content.decode()
    assert "chưa tính" in shown
    page = reverse("circulation:decide_overlap", args=[school.pk, f"{last_month():%Y-%m}", "visit"])
    typed = {"once": token(director, page), "counts": "box", "reason": "Trường ghi cả lớp khác"}
    assert director.post(page, typed, follow=True).status_code == 200
    assert total("visit", *ALWAYS) == 40


def test_a_paste_is_shown_before_it_is_written() -> None:
    library = make_point("provincial_library", "Thư viện tỉnh")
    director = Client()
    director.force_login(make_account("director", at=library))
    page = reverse("circulation:texts")
    typed = {"once": token(director, page), "pasted": "TS 0142 11 V35 K5\nchào"}
    shown = director.post(page, typed).content.decode()
    assert "tin 1" in shown
    assert "chữ cái đi cùng không khớp" in shown
    assert not Tally.objects.exists()


@pytest.mark.parametrize("kind", ["border_post", "village_bookcase", "prison", "school_library"])
def test_an_empty_sheet_is_printed(kind: str) -> None:
    point = make_point(kind, "Nơi đếm")
    client = Client()
    client.force_login(make_account("point_keeper", at=point))
    answer = client.get(f"{reverse('circulation:empty_sheet')}?diem={point.pk}&thang=2026-11")
    assert answer.content.startswith(b"%PDF")
