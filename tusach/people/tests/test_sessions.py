"""Sessions that can be seen and that end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.people.models import Account, SignIn
from tusach.people.services import accounts, one_time, passwords, sessions
from tusach.people.services.posts import end_post
from tusach.people.testing import PASSWORD, make_account, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def librarian() -> Account:
    return make_account("school_librarian", at=make_point(), password=PASSWORD)


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("people:me")).status_code == 200


def aged(**fields: Any) -> None:
    SignIn.objects.update(**fields)


def test_a_session_left_alone_for_two_hours_is_over(librarian: Account) -> None:
    client = browser(librarian)
    aged(last_seen_at=timezone.now() - timedelta(hours=1, minutes=59))
    assert is_in(client)
    aged(last_seen_at=timezone.now() - timedelta(hours=2))
    answer = client.get(reverse("people:me"), follow=True)
    assert "Phiên làm việc đã kết thúc" in answer.content.decode()
    assert SignIn.objects.get().end == SignIn.End.IDLE


def test_a_session_in_use_ends_after_ten_hours_all_the_same(librarian: Account) -> None:
    client = browser(librarian)
    aged(started_at=timezone.now() - timedelta(hours=10))
    assert not is_in(client)
    assert SignIn.objects.get().end == SignIn.End.TOO_OLD


def test_last_seen_is_written_once_a_minute_not_at_every_page(librarian: Account) -> None:
    client = browser(librarian)
    first = SignIn.objects.get().last_seen_at
    assert is_in(client)
    assert SignIn.objects.get().last_seen_at == first
    aged(last_seen_at=first - timedelta(minutes=2))
    assert is_in(client)
    assert SignIn.objects.get().last_seen_at > first - timedelta(seconds=1)


def test_the_session_left_open_elsewhere_is_on_the_list_and_can_be_ended(
    librarian: Account,
) -> None:
    firefox = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"}
    school, home = Client(headers=firefox), Client(headers=firefox)
    for one in (school, home):
        one.post("/dang-nhap/", {"username": librarian.username, "password": PASSWORD})
    page = home.get(reverse("people:me")).content.decode()
    assert page.count("Firefox, Linux") == 2
    left_open = SignIn.objects.order_by("pk").first()
    assert left_open is not None
    home.post(reverse("people:end_session", args=[left_open.pk]))
    assert is_in(home)
    assert not is_in(school)


def test_all_others_can_be_ended_at_once(librarian: Account) -> None:
    clients = [browser(librarian) for _ in range(3)]
    clients[0].post(reverse("people:end_sessions"))
    assert [is_in(client) for client in clients] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else(librarian: Account) -> None:
    other = make_account("school_librarian", at=make_point(name="Trường khác"))
    client, theirs = browser(librarian), browser(other)
    their_row = SignIn.objects.get(account=other)
    client.post(reverse("people:end_session", args=[their_row.pk]))
    assert is_in(theirs)


def test_signing_out_ends_the_session_for_good(librarian: Account) -> None:
    client = browser(librarian)
    cookie = client.cookies["sessionid"].value
    client.post(reverse("people:sign_out"))
    assert SignIn.objects.get().end == SignIn.End.SIGNED_OUT
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not is_in(thief)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(librarian: Account) -> None:
    here, elsewhere = browser(librarian), browser(librarian)
    new = "một câu dài dễ nhớ"
    answer = here.post(
        reverse("people:choose_password"), {"current": PASSWORD, "new": new, "again": new}
    )
    assert answer.status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("không phải", "một câu dài dễ nhớ", "một câu dài dễ nhớ", "Mật khẩu hiện tại không đúng"),
        (PASSWORD, "một câu dài dễ nhớ", "một câu khác hẳn", "Hai lần nhập không giống nhau"),
        (PASSWORD, "ngắn", "ngắn", "Mật khẩu mới chưa dùng được"),
        (PASSWORD, "password123", "password123", "Mật khẩu mới chưa dùng được"),
        (PASSWORD, "Lò Thị An", "Lò Thị An", "Mật khẩu mới chưa dùng được"),
        (PASSWORD, PASSWORD, PASSWORD, "Mật khẩu mới trùng mật khẩu cũ"),
    ],
)
def test_an_unfit_new_password_is_refused_with_its_reason(
    librarian: Account, current: str, new: str, again: str, said: str
) -> None:
    answer = browser(librarian).post(
        reverse("people:choose_password"), {"current": current, "new": new, "again": again}
    )
    assert said in answer.content.decode()
    librarian.refresh_from_db()
    assert librarian.check_password(PASSWORD)


def test_the_end_of_a_post_ends_the_sessions(librarian: Account) -> None:
    client = browser(librarian)
    end_post(post=librarian.posts.get(), by=HOUSE, at=timezone.now())
    assert not is_in(client)
    assert SignIn.objects.get().end == SignIn.End.POST_ENDED


def test_closing_the_account_ends_the_sessions(librarian: Account) -> None:
    client = browser(librarian)
    accounts.close_account(account=librarian, by=HOUSE, at=timezone.now())
    assert not is_in(client)


def test_a_reset_ends_the_sessions(librarian: Account) -> None:
    client = browser(librarian)
    one_time.make_code(account=librarian, by=HOUSE, at=timezone.now())
    assert not is_in(client)


def test_a_session_of_ours_that_is_not_written_down_is_not_believed(librarian: Account) -> None:
    client = browser(librarian)
    SignIn.objects.all().delete()
    assert not is_in(client)


def test_acting_as_one_post_lasts_for_the_session_and_is_named(librarian: Account) -> None:
    village = make_point("village_bookcase", "Tủ sách bản Séo Sin Chải")
    second = make_post(librarian, "point_keeper", at=village)
    client, other = browser(librarian), browser(librarian)
    client.post(reverse("people:act_as"), {"post": second.pk})
    page = client.get(reverse("people:me"))
    assert page.wsgi_request.user.post_label.startswith("Người trông điểm phục vụ")
    assert not page.wsgi_request.user.has_perm("holdings.accession")
    assert other.get(reverse("people:me")).wsgi_request.user.has_perm("holdings.accession")
    client.post(reverse("people:act_as"), {"post": ""})
    assert client.get(reverse("people:me")).wsgi_request.user.has_perm("holdings.accession")


def test_nobody_acts_under_a_post_of_somebody_else(librarian: Account) -> None:
    director = make_account("director", at=make_point("provincial_library", "Thư viện tỉnh"))
    client = browser(librarian)
    client.post(reverse("people:act_as"), {"post": director.posts.get().pk})
    assert not client.get(reverse("people:me")).wsgi_request.user.has_perm("rotation.plan")


def test_sessions_long_over_are_forgotten(librarian: Account) -> None:
    now = timezone.now()
    browser(librarian)
    assert sessions.forget(before=now + timedelta(days=89)) == 0
    assert sessions.forget(before=now + timedelta(days=91)) == 1


def test_a_page_for_everybody_asks_nothing_of_the_database(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        Client().get(reverse("people:sign_in"))


def test_the_current_password_cannot_be_guessed_without_end(librarian: Account) -> None:
    from tusach.people.errors import TooManyTries, WrongPassword

    now = timezone.now()
    for _ in range(5):
        with pytest.raises(WrongPassword):
            passwords.require_password(librarian, "sai", at=now)
    with pytest.raises(TooManyTries):
        passwords.require_password(librarian, PASSWORD, at=now)
