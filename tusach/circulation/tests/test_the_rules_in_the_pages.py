"""Rules of lending are set, replaced and ended in the pages."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tusach.circulation.models import LoanRule
from tusach.circulation.testing import make_rule
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db

SAID = {
    "most_copies": "4",
    "days": "20",
    "renewals": "1",
    "renewal_days": "10",
    "other_libraries": "on",
    "deposit": "50.000",
    "fine_per_day": "500",
    "fine_most": "10.000",
    "grace_days": "7",
    "lost_percent": "400",
    "basis": "Nội quy của thư viện, Điều 4",
}


@pytest.fixture
def point():
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def librarian(client: Client, point) -> Client:
    client.force_login(make_account("commune_librarian", point))
    return client


def said(of, **other: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        **SAID,
        "point": of.name,
        "point_id": str(of.pk),
        "valid_from": f"{today:%d/%m/%Y}",
        "once": str(uuid4()),
        **other,
    }


def test_a_library_sets_a_rule_of_its_own(librarian: Client, point) -> None:
    answer = librarian.post("/luu-thong/quy-dinh/moi/", said(point))
    rule = LoanRule.objects.get(point=point)
    assert answer["Location"] == rule.get_absolute_url()
    assert (rule.deposit, rule.fine_per_day, rule.fine_most) == (50_000, 500, 10_000)
    assert (rule.days, rule.most_copies) == (20, 4)
    assert "50.000" in librarian.get(rule.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "said_of_it"),
    [
        ("deposit", "năm mươi", "không phải là một số đồng"),
        ("deposit", "9.000.000.000", "quá nhiều"),
        ("days", "2000", "1000"),
        ("basis", "", "bắt buộc"),
    ],
)
def test_what_is_wrong_is_told_and_all_that_was_typed_stays(
    librarian: Client, point, field: str, typed: str, said_of_it: str
) -> None:
    answer = librarian.post("/luu-thong/quy-dinh/moi/", said(point, **{field: typed}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said_of_it in page
    assert 'value="10.000"' in page
    assert not LoanRule.objects.filter(point=point).exists()


def test_a_new_rule_ends_the_one_before_it(librarian: Client, point) -> None:
    old = make_rule(point=point, days=30)
    librarian.post("/luu-thong/quy-dinh/moi/", said(point))
    old.refresh_from_db()
    assert old.valid_to == timezone.localdate()


def test_a_rule_for_all_is_not_a_librarians_to_set(librarian: Client, point) -> None:
    make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    answer = librarian.post("/luu-thong/quy-dinh/moi/", said(point, point="", point_id=""))
    assert answer.status_code == 422
    assert "thư viện tỉnh" in answer.content.decode()


def test_a_rule_that_has_not_begun_is_taken_back(librarian: Client, point) -> None:
    soon = timezone.localdate() + timedelta(days=10)
    librarian.post("/luu-thong/quy-dinh/moi/", said(point, valid_from=f"{soon:%d/%m/%Y}"))
    rule = LoanRule.objects.get(point=point)
    librarian.post(f"/luu-thong/quy-dinh/{rule.pk}/rut/")
    assert not LoanRule.objects.filter(point=point).exists()
