"""Requests: the queue, the way of a book to whoever asked, and what ends it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation import request_errors as errors
from tusach.circulation.models import OpenLoan, Request
from tusach.circulation.selectors.requests import wanted_titles
from tusach.circulation.services import queue, requests
from tusach.circulation.services.agreements import make_agreement
from tusach.circulation.testing import make_first_rules, make_rule
from tusach.facts.api import total
from tusach.holdings.api import lose, place_of
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.offline.api import Batch, Reported, take_in
from tusach.offline.testing import make_device
from tusach.people.testing import make_account
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=9)


def now() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


class Town:
    """Two libraries, a reader of the first, and a title that the second has."""

    def __init__(self) -> None:
        make_first_rules()
        self.here = make_point("commune_library", "Thư viện xã Bình Lư")
        self.there = make_point("commune_library", "Thư viện xã Tà Lèng")
        self.reader = make_reader("Lò Thị Mai", home=self.here)
        make_agreement(
            name="Liên thông", document="1/TT", valid_from=date(2020, 1, 1),
            kinds=["commune_library"], by=HOUSE, at=timezone.now(),
        )  # fmt: skip
        self.record = make_record(title="Kỹ thuật nuôi lợn bản")

    def copy(self, owner: Any = None) -> Any:
        return make_copy(
            self.record, owner or self.there, collection="main", at=timezone.now() - LONG_AGO
        )

    def ask(self, **more: Any) -> Request:
        said = {"point": self.here, "wanted": self.record, "reader": self.reader, **more}
        return requests.ask(**said, **now())


@pytest.fixture
def town() -> Town:
    return Town()


def test_a_book_travels_to_whoever_asked_and_is_lent(town: Town) -> None:
    copy = town.copy()
    asked = town.ask()
    assert (asked.state, asked.copy_id, asked.lender_id) == ("assigned", copy.pk, town.there.pk)
    requests.pull(request=asked, **now())
    assert place_of([copy.pk])[copy.pk].state == "in_transit"
    arrived = requests.arrive(request=asked, **now())
    assert place_of([copy.pk])[copy.pk].point_id == town.here.pk
    assert arrived.ready_until == timezone.localdate() + timedelta(days=7)
    done = requests.fetch(request=asked, **now())
    assert done.state == "fetched"
    assert done.reader is None
    assert OpenLoan.objects.get(copy=copy).reader_id == town.reader.pk


def test_a_copy_at_the_asked_point_goes_before_one_elsewhere(town: Town) -> None:
    town.copy()
    near = town.copy(town.here)
    asked = town.ask()
    assert asked.copy_id == near.pk
    assert requests.pull(request=asked, **now()).state == "ready"


def test_whoever_asked_first_gets_the_copy_that_comes_free(town: Town) -> None:
    first = town.ask()
    second = town.ask(reader=make_reader("Vàng A Páo", home=town.here))
    town.copy()
    assert queue.promise(**now()) == 1
    first.refresh_from_db()
    assert first.state == "assigned"
    requests.cancel(request=first, why="Đã mua được", **now())
    second.refresh_from_db()
    assert second.state == "assigned"


def test_a_reader_asks_for_a_title_once(town: Town) -> None:
    town.ask()
    with pytest.raises(errors.AskedAlready):
        town.ask()


def test_a_copy_that_left_the_shelf_meanwhile_is_refused(town: Town) -> None:
    copy = town.copy()
    asked = town.ask()
    lose(copy=copy, reason="Không thấy trên giá", **now())
    with pytest.raises(errors.CopyNotFree):
        requests.pull(request=asked, **now())
    assert queue.release(request=asked, **now()).state == "waiting"


def test_steps_out_of_turn_are_refused(town: Town) -> None:
    town.copy()
    asked = town.ask()
    for act in (requests.arrive, requests.fetch):
        with pytest.raises(errors.NotThisStep):
            act(request=asked, **now())


def test_what_is_not_fetched_in_time_goes_to_the_next(town: Town) -> None:
    town.copy(town.here)
    first = town.ask()
    second = town.ask(reader=make_reader("Vàng A Páo", home=town.here))
    requests.pull(request=first, **now())
    assert requests.expire(on=timezone.localdate() + timedelta(days=7), **now()) == 0
    assert requests.expire(on=timezone.localdate() + timedelta(days=8), **now()) == 1
    second.refresh_from_db()
    assert second.state == "assigned"


def test_a_point_of_the_border_guard_asks_without_a_name(town: Town) -> None:
    post = make_point("border_post", "Đồn Biên phòng")
    with pytest.raises(errors.NoReadersHere):
        town.ask(point=post)
    wish = requests.ask(point=post, title="Truyện trinh thám", **now())
    assert wish.reader is None
    assert [one.title for one in wanted_titles([post.pk])] == ["Truyện trinh thám"]


def test_a_book_brought_home_is_counted_at_home_once(town: Town) -> None:
    make_rule(point=town.here, days=14, most_copies=5)
    town.copy(town.here)
    asked = town.ask(at_home=True)
    requests.pull(request=asked, **now())
    requests.fetch(request=asked, **now())
    assert total("visit", date(2020, 1, 1), date(2099, 1, 1), mode="home") == 1


def test_a_device_asks_once_and_may_take_it_back(town: Town) -> None:
    device = make_device([town.here.pk])
    at = timezone.now()
    said = {"point": town.here.code, "record": town.record.control_number, "reader": None}
    for _time in range(2):
        take_in(device, Batch(at, [Reported(1, "circulation.request", at, said)]), timezone.now())
    assert Request.objects.count() == 1
    undo = Reported(2, "circulation.undo", at, {"point": town.here.code, "seq": 1})
    take_in(device, Batch(at, [undo]), timezone.now())
    assert Request.objects.get().state == "cancelled"


def test_staff_write_a_request_and_pull_it_by_the_pages(town: Town) -> None:
    copy = town.copy(town.here)
    client = Client()
    client.force_login(make_account("commune_librarian", at=town.here))
    page = reverse("circulation:new_request")
    token = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())
    assert token is not None
    typed = {
        "once": token[1], "point": town.here.name, "point_id": town.here.pk,
        "scan": copy.barcode, "reader": "Lò Thị Mai",
    }  # fmt: skip
    shown = client.post(page, typed, follow=True).content.decode()
    assert "có bản, chờ lấy trên giá" in shown
    asked = Request.objects.get()
    assert copy.barcode in client.get(reverse("circulation:pull_list")).content.decode()
    assert client.get(reverse("circulation:pull_paper")).content.startswith(b"%PDF")
    client.post(reverse("circulation:pulled", args=[asked.pk]))
    ready = client.get(reverse("circulation:requests_ready")).content.decode()
    assert "Lò Thị Mai" in ready
    client.post(reverse("circulation:request_fetched", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == "fetched"
