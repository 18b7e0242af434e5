"""An exchange as two libraries walk it, page by page."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import all_copies, open_register, registers_of, work_on_transfer
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.upkeep.models import Exchange
from tusach.upkeep.testing import make_exchange, make_request

pytestmark = pytest.mark.django_db


def signed_in(role, place):
    client = Client()
    client.force_login(make_account(role, at=place))
    return client


def post(client, url, **typed):
    token = re.search(r'name="once" value="([^"]+)"', client.get(url).content.decode())
    return client.post(url, {**typed, "once": token[1]} if token else typed)


def test_books_walk_from_the_list_into_the_other_register():
    giver = make_point("provincial_library", "Thư viện tỉnh")
    taker = make_point("school_library", "Trường Tiểu học San Thàng")
    open_register(owner=taker, name="Sổ trường", by=HOUSE, at=timezone.now())
    books = make_copies(3, owner=giver, collection="main")
    director, school = signed_in("director", giver), signed_in("school_librarian", taker)

    answer = post(director, reverse("upkeep:new_exchange"), name="Sách thừa", note="",
                  owner=f"{giver.name} ({giver.code})", owner_id=giver.pk)  # fmt: skip
    one = Exchange.objects.get()
    assert answer["Location"] == one.get_absolute_url()
    codes = " ".join(c.barcode for c in books)
    director.post(reverse("upkeep:list_books", args=[one.pk]), {"codes": codes})
    assert school.get(one.get_absolute_url()).status_code == 404  # not offered yet
    director.post(reverse("upkeep:offer", args=[one.pk]))
    assert "Đề nghị nhận sách" in school.get(one.get_absolute_url()).content.decode()

    asked = post(school, reverse("upkeep:ask", args=[one.pk]), chosen=[books[0].pk, books[1].pk],
                 register=registers_of(taker.pk).get().pk)  # fmt: skip
    assert asked.status_code == 302, asked.content.decode()
    request = one.requests.get()
    decided = post(director, reverse("upkeep:decide_exchange", args=[request.pk]),
                   decision="51/QĐ-TVT", decided_on=f"{timezone.localdate():%Y-%m-%d}",
                   decided_by="Nguyễn Thị Hoa")  # fmt: skip
    assert decided.status_code == 302, decided.content.decode()
    request.refresh_from_db()
    work_on_transfer(request.transfer_id)
    assert all_copies().get(pk=books[0].pk).owner == taker
    assert "51/QĐ-TVT" in school.get(one.get_absolute_url()).content.decode()
    page = school.get(reverse("upkeep:exchange_balance")).content.decode()
    assert giver.name in page
    panel = director.get(reverse("upkeep:exchange_panel", args=[books[0].pk])).content.decode()
    assert "51/QĐ-TVT" in panel


def test_nothing_ticked_is_said_beside_the_books_and_what_was_typed_stays():
    giver = make_point("provincial_library", "Thư viện tỉnh")
    taker = make_point("school_library", "Trường Tiểu học San Thàng")
    open_register(owner=taker, name="Sổ trường", by=HOUSE, at=timezone.now())
    one = make_exchange(giver, make_copies(2, owner=giver, collection="main"))
    school = signed_in("school_librarian", taker)
    answer = post(school, reverse("upkeep:ask", args=[one.pk]), note="cho lớp 5",
                  register=registers_of(taker.pk).get().pk)  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một bản." in text
    assert "cho lớp 5" in text


def test_a_secret_point_offers_to_nobody_and_requests_of_others_are_not_shown():
    post_ = make_point("border_post", "Đồn biên phòng")
    other = make_point("school_library", "Trường A")
    third = make_point("school_library", "Trường B")
    hidden = make_exchange(post_, make_copies(1, owner=post_, collection="main"))
    school = signed_in("school_librarian", other)
    assert school.get(hidden.get_absolute_url()).status_code == 404
    giver = make_point("provincial_library", "Thư viện tỉnh")
    books = make_copies(2, owner=giver, collection="main")
    open_register(owner=third, name="Sổ trường", by=HOUSE, at=timezone.now())
    one = make_exchange(giver, books)
    make_request(one, third, books[:1])
    assert "Trường B" not in school.get(one.get_absolute_url()).content.decode()


def test_the_lists_ask_no_more_for_many(django_assert_max_num_queries):
    giver = make_point("provincial_library", "Thư viện tỉnh")
    for n in range(12):
        make_exchange(giver, make_copies(2, owner=giver, collection="main"), name=f"Đợt {n}")
    client = signed_in("director", giver)
    client.get(reverse("upkeep:exchanges"))
    with django_assert_max_num_queries(15):
        client.get(reverse("upkeep:exchanges"))
