"""A person who cuts an address off lands on a page that they may see."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.rights.addresses import every_address
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db

# The first part of every address below which others lie: "mang-luoi/diem/" lies below it.
FIRST = sorted({a.route.partition("/")[0] for a in every_address() if a.route.partition("/")[2]})


def test_the_rooms_are_among_them() -> None:
    assert {"mang-luoi", "luan-chuyen", "bien-muc", "kho", "bo-sung", "sach"} <= set(FIRST)


@pytest.mark.parametrize("role", ["administrator", "director", "warehouse_keeper"])
def test_every_beginning_of_an_address_leads_to_a_page(client: Client, role: str) -> None:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    client.force_login(make_account(role, None if role == "administrator" else library))
    for first in FIRST:
        answer = client.get(f"/{first}/", follow=True)
        # A page of its own that is not for this role says so; a cut-off address never does.
        led = bool(answer.redirect_chain)
        assert answer.status_code == 200 or (answer.status_code == 403 and not led), first


def test_a_guest_signs_in_first_and_then_comes_to_the_first_page(client: Client) -> None:
    answer = client.get("/mang-luoi/")
    assert answer["Location"] == "/dang-nhap/?next=/mang-luoi/"


@pytest.mark.parametrize(
    ("role", "first", "page"),
    [
        ("director", "mang-luoi", "/mang-luoi/diem/"),
        ("director", "kho", "/kho/"),
        ("reader", "mang-luoi", "/ban-lam-viec/"),
        ("warehouse_keeper", "he-thong", "/ban-lam-viec/"),
        ("director", "he-thong", "/he-thong/suc-khoe/"),
    ],
)
def test_each_comes_to_the_first_page_that_they_may_see(
    client: Client, role: str, first: str, page: str
) -> None:
    client.force_login(make_account(role, make_point("provincial_library", "Thư viện tỉnh")))
    assert client.get(f"/{first}/")["Location"].startswith(page)


def test_books_are_found_by_searching(client: Client) -> None:
    assert client.get("/sach/")["Location"] == "/tim/"
