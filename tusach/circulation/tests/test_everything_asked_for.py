"""Everything asked for across points, and the paper of what travels between two of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation.documents import courier_content
from tusach.circulation.models import Request
from tusach.circulation.selectors.requests import on_the_way_between
from tusach.circulation.services import requests
from tusach.circulation.testing import make_first_rules
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db
PAGE = reverse("circulation:all_requests")


class Net:
    """A commune library, two bookcases of its own; what was asked for at each."""

    def __init__(self) -> None:
        make_first_rules()
        self.library = make_point("commune_library", "Thư viện xã Bình Lư")
        self.cases = [
            make_point("village_bookcase", f"Tủ sách bản {name}", parent=self.library)
            for name in ("Nà Đon", "Nà Hum")
        ]

    def ask(self, title: str, case: int, *, shelf: str = "", days: int = 0) -> Request:
        record = make_record(title=title)
        ago = timezone.now() - timedelta(days=days)
        if shelf:
            make_copy(
                record, self.library, collection="main", shelf_mark=shelf,
                at=ago - timedelta(days=9),
            )  # fmt: skip
        point = self.cases[case]
        reader = make_reader(f"Vàng Thị {title}", home=point)
        return requests.ask(point=point, wanted=record, reader=reader, by=HOUSE, at=ago)

    def client(self) -> Client:
        client = Client()
        client.force_login(make_account("commune_librarian", at=self.library))
        return client


@pytest.fixture
def net() -> Net:
    return Net()


def test_the_list_narrows_by_state_point_and_age_and_names_nobody(net: Net) -> None:
    net.ask("Nuôi lợn bản", 0, shelf="B 2")
    net.ask("Trồng chè", 1, days=40)
    client = net.client()

    def shown(**asked: Any) -> tuple[bool, bool]:
        page = client.get(PAGE, asked).content.decode()
        assert "Vàng Thị" not in page
        return "Nuôi lợn bản" in page, "Trồng chè" in page

    assert shown() == (True, True)
    assert shown(**{"tinh-trang": "assigned"}) == (True, False)
    assert shown(diem=net.cases[1].pk) == (False, True)
    assert shown(cho="30") == (False, True)
    assert shown(q="Nà Hum") == (False, True)
    file = b"".join(client.get(PAGE, {"export": "csv"})).decode()
    assert "Nuôi lợn bản" in file
    assert "Vàng Thị" not in file


def test_nobody_sees_what_is_asked_for_elsewhere(net: Net) -> None:
    net.ask("Nuôi lợn bản", 0, shelf="B 2")
    client = Client()
    client.force_login(make_account("commune_librarian", at=make_point("commune_library")))
    assert "Nuôi lợn bản" not in client.get(PAGE).content.decode()


def test_what_is_to_be_pulled_is_printed_and_an_empty_list_says_so(net: Net) -> None:
    client = net.client()
    said = client.get(PAGE, {"in": "1"}, follow=True).content.decode()
    assert "không có sách nào phải lấy" in said
    net.ask("Nuôi lợn bản", 0, shelf="B 2")
    assert client.get(PAGE, {"in": "1"}).content.startswith(b"%PDF")


def test_a_paper_goes_with_what_travels_and_names_no_reader(net: Net) -> None:
    for title, shelf in (("Nuôi lợn bản", "B 2"), ("Trồng chè", "A 1")):
        asked = net.ask(title, 0, shelf=shelf)
        requests.pull(request=asked, by=HOUSE, at=timezone.now())
    client = net.client()
    page = client.get(reverse("circulation:sent")).content.decode()
    assert "Thư viện xã Bình Lư → Tủ sách bản Nà Đon" in page
    where = reverse("circulation:courier_paper", args=[net.library.pk, net.cases[0].pk])
    said = {"way": "courier", "carrier": "Vàng A Páo", "phone": "0912 000 111"}
    assert client.post(where, said).content.startswith(b"%PDF")
    rows = on_the_way_between(net.library.pk, net.cases[0].pk)
    content = courier_content(
        rows, way="bưu tá", carrier="Vàng A Páo", phone="0912", at=timezone.localtime()
    )
    assert [row["title"] for row in content["rows"]] == ["Nuôi lợn bản", "Trồng chè"]
    assert (content["lender"], content["point"], content["total"]) == (
        "Thư viện xã Bình Lư", "Tủ sách bản Nà Đon", 2,
    )  # fmt: skip
    assert "Vàng Thị" not in str(content)
    empty = reverse("circulation:courier_paper", args=[net.library.pk, net.cases[1].pk])
    assert "Không có sách nào" in client.post(empty, said, follow=True).content.decode()
