"""Everything asked for across points, and the paper of what travels between two of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.catalogue.testing import make_record
from tusach.circulation.documents import courier_content, request_slip_content
from tusach.circulation.models import CourierPaper, Request
from tusach.circulation.selectors.couriers import lines_of
from tusach.circulation.services import requests
from tusach.circulation.services.couriers import make_paper
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
    paper = CourierPaper.objects.get()
    content = courier_content(
        paper, lines_of(paper), way="bưu tá", carrier="Vàng A Páo", phone="0912"
    )
    assert [row["title"] for row in content["rows"]] == ["Nuôi lợn bản", "Trồng chè"]
    assert (content["lender"], content["point"], content["total"]) == (
        "Thư viện xã Bình Lư", "Tủ sách bản Nà Đon", 2,
    )  # fmt: skip
    assert "Vàng Thị" not in str(content)
    for point in net.cases:
        empty = reverse("circulation:courier_paper", args=[net.library.pk, point.pk])
        assert "Không có sách nào" in client.post(empty, said, follow=True).content.decode()
    assert CourierPaper.objects.count() == 1


def test_a_paper_keeps_its_number_and_what_is_sent_later_gets_the_next(net: Net) -> None:
    first = net.ask("Nuôi lợn bản", 0, shelf="B 2")
    requests.pull(request=first, by=HOUSE, at=timezone.now())
    made = make_paper(lender=net.library, point=net.cases[0], by=HOUSE, at=timezone.now())
    later = net.ask("Trồng chè", 0, shelf="A 1")
    requests.pull(request=later, by=HOUSE, at=timezone.now())
    client, said = net.client(), {"way": "hand", "carrier": "Vàng A Páo"}
    assert client.post(reverse("circulation:courier_again", args=[made.pk]), said).content[:4] == (
        b"%PDF"
    )
    next_one = make_paper(lender=net.library, point=net.cases[0], by=HOUSE, at=timezone.now())
    year = timezone.localdate().year
    assert (str(made), str(next_one)) == (f"0001/{year}", f"0002/{year}")
    assert [[line.request_id for line in lines_of(one)] for one in (made, next_one)] == [
        [first.pk], [later.pk],
    ]  # fmt: skip
    requests.arrive(request=first, by=HOUSE, at=timezone.now())
    page = client.get(reverse("circulation:couriers"), {"con": "0"}).content.decode()
    assert str(made) in page
    assert str(next_one) not in page
    shown = client.get(made.get_absolute_url()).content.decode()
    assert "Nuôi lợn bản" in shown
    assert "Vàng" not in shown
    for act in ("circulation.courier_paper", "circulation.courier_again"):
        assert [one.on_label for one in written(key=made.pk, act=act)] == [str(made)]


def test_the_slip_of_a_reader_of_another_point_names_her_only_where_she_fetches(net: Net) -> None:
    far = make_reader("Giàng Thị Xa", home=make_point("village_bookcase", "Tủ sách bản Xa"))
    record = make_record(title="Nuôi lợn bản")
    make_copy(record, net.library, collection="main", at=timezone.now() - timedelta(days=9))
    asked = requests.ask(point=net.cases[0], wanted=record, reader=far, by=HOUSE, at=timezone.now())
    slip = reverse("circulation:request_slip", args=[asked.pk])

    def named() -> str:
        asked.refresh_from_db()
        content = request_slip_content(asked, named=True, at=timezone.localtime())
        return str(content["reader"])

    assert named() == ""
    requests.pull(request=asked, by=HOUSE, at=timezone.now())
    assert named() == ""
    requests.arrive(request=asked, by=HOUSE, at=timezone.now())
    assert named() == "Giàng Thị Xa"
    keeper, stranger = Client(), Client()
    keeper.force_login(make_account("point_keeper", at=net.cases[0]))
    assert keeper.get(slip).content.startswith(b"%PDF")
    stranger.force_login(make_account("point_keeper", at=net.cases[1]))
    assert stranger.get(slip).status_code == 403
