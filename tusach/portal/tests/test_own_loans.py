"""A reader who signed in sees the own loans and renews them; nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.circulation.api import OpenLoan, Statement
from tusach.circulation.testing import make_loan, make_return, make_rule
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.readers.api import open_account, show_child
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def point():
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def reader(point):
    return make_card(name="Lò Thị An", home=point).reader


@pytest.fixture
def signed_in(client: Client, reader) -> Client:
    slip = open_account(reader=reader, by=HOUSE, at=timezone.now())
    client.force_login(slip.account)
    return client


def lent(point, reader, days_ago=3):
    long_ago = timezone.now() - timedelta(days=400)
    copy = make_copy(owner=point, collection="main", at=long_ago)
    make_loan(copy, point, reader, at=timezone.now() - timedelta(days=days_ago))
    return OpenLoan.objects.get(copy=copy)


def test_a_reader_comes_to_the_own_loans(signed_in: Client, point, reader) -> None:
    loan = lent(point, reader)
    page = signed_in.get("/ban-lam-viec/", follow=True)
    assert page.redirect_chain[-1][0] == "/cua-toi/"
    text = page.content.decode()
    assert "Lò Thị An" in text
    assert loan.copy.record.control_number in text
    assert f"{loan.due:%d/%m/%Y}" in text


def test_a_loan_is_renewed_by_the_rule(signed_in: Client, point, reader) -> None:
    loan = lent(point, reader)
    answer = signed_in.post("/cua-toi/gia-han/", {"ban": loan.copy.barcode}, follow=True)
    assert "Đã gia hạn" in answer.content.decode()
    loan.refresh_from_db()
    assert loan.renewals == 1


def test_a_renewal_that_the_rule_refuses_says_why(signed_in: Client, point, reader) -> None:
    loan = lent(point, reader)
    for _turn in range(2):
        answer = signed_in.post("/cua-toi/gia-han/", {"ban": loan.copy.barcode}, follow=True)
    assert "hết số lần quy định" in answer.content.decode()


def test_the_log_of_acts_does_not_say_who_renewed(signed_in: Client, point, reader) -> None:
    loan = lent(point, reader)
    signed_in.post("/cua-toi/gia-han/", {"ban": loan.copy.barcode})
    (act,) = written(act="circulation.renew")
    assert str(reader.number) not in str(vars(act))
    assert act.account is None
    said = Statement.objects.get(kind="renew")
    assert (said.by_account, str(reader.number) in said.by_name) == (None, False)


def test_anothers_loan_is_not_found(signed_in: Client, point) -> None:
    other = lent(point, make_reader("Giàng A Páo", home=point))
    answer = signed_in.post("/cua-toi/gia-han/", {"ban": other.copy.barcode})
    assert answer.status_code == 404
    assert other.copy.record.control_number not in signed_in.get("/cua-toi/").content.decode()


def test_a_parent_renews_for_a_child_shown_to_them(signed_in: Client, point, reader) -> None:
    child = make_reader("Lò Văn Bé", home=point, reader_class="child")
    show_child(child=child, parent=reader, by=HOUSE, at=timezone.now())
    loan = lent(point, child)
    page = signed_in.get(f"/cua-toi/?ban-doc={child.number}").content.decode()
    assert loan.copy.record.control_number in page
    signed_in.post("/cua-toi/gia-han/", {"ban": loan.copy.barcode})
    loan.refresh_from_db()
    assert loan.renewals == 1


def test_a_number_of_somebody_else_shows_ones_own(signed_in: Client, point) -> None:
    other = make_reader("Giàng A Páo", home=point)
    assert "Giàng A Páo" not in signed_in.get(f"/cua-toi/?ban-doc={other.number}").content.decode()


def test_staff_have_no_such_page(client: Client, point) -> None:
    from tusach.people.testing import make_account

    client.force_login(make_account("commune_librarian", point))
    assert client.get("/cua-toi/").status_code == 403


def test_who_owes_sees_what_and_where_to_pay(signed_in: Client, point, reader) -> None:
    assert "Còn phải trả" not in signed_in.get("/cua-toi/").content.decode()
    make_rule(point=point, days=14, fine_per_day=500)
    loan = lent(point, reader, days_ago=24)
    make_return(loan.copy, point)
    page = signed_in.get("/cua-toi/").content.decode()
    assert "Còn phải trả thư viện 5.000" in page
