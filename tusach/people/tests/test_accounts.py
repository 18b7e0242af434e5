"""The pages by which others' accounts are managed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.network.api import ServicePoint
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people import selectors
from tusach.people.models import Account, OneTimeCode
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def library() -> ServicePoint:
    return make_point("provincial_library", "Thư viện tỉnh Lai Châu")


@pytest.fixture
def director(library: ServicePoint, client: Client) -> Account:
    account = make_account("director", at=library, username="giamdoc", full_name="Nguyễn Minh")
    client.force_login(account)
    return account


def token(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def open_one(client: Client, **fields: Any) -> Any:
    url = reverse("people:new_account")
    sent = {
        "once": token(client, url),
        "full_name": "Pờ Lóng Tơ",
        "role": "school_librarian",
        "place": "san thang",
        **fields,
    }
    return client.post(url, sent)


def test_a_new_account_answers_with_the_slip_to_print(client: Client, director: Account) -> None:
    make_point(name="Trường Tiểu học San Thàng")
    answer = open_one(client)
    page = answer.content.decode()
    account = Account.objects.get(username="to.pl")
    assert "Phiếu giao tài khoản" in page
    assert re.search(r"\w{4}-\w{4}-\w{4}", page)
    assert "no-store" in answer["Cache-Control"]
    assert not account.has_usable_password()
    assert str(account.posts.get()) == "Cán bộ thư viện trường học, Trường Tiểu học San Thàng"


def test_the_form_sent_twice_opens_one_account(client: Client, director: Account) -> None:
    make_point(name="Trường Tiểu học San Thàng")
    once = token(client, reverse("people:new_account"))
    assert open_one(client, once=once).status_code == 200
    assert open_one(client, once=once).status_code == 302
    assert Account.objects.filter(full_name="Pờ Lóng Tơ").count() == 1


def test_a_place_that_several_names_fit_is_asked_for_and_nothing_typed_is_lost(
    client: Client, director: Account
) -> None:
    make_point(name="Trường Tiểu học San Thàng")
    other = make_point(name="Trường THCS San Thàng")
    page = open_one(client, basis="QĐ 12/QĐ-TVT").content.decode()
    assert "Có nhiều nơi khớp" in page
    assert "QĐ 12/QĐ-TVT" in page
    assert "Pờ Lóng Tơ" in page
    open_one(client, which=other.code)
    assert Account.objects.get(full_name="Pờ Lóng Tơ").posts.get().point == other


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"place": "không có nơi này"}, "Không có nơi nào tên hoặc mã “không có nơi này”"),
        ({"username": "giamdoc"}, "Tên đăng nhập giamdoc đã có người dùng"),
        ({"username": "Có Dấu"}, "không dùng được"),
        ({"starts_on": "0026-11-22"}, "“22/11/0026”: năm quá xa về trước"),
        ({"role": "administrator"}, "administrator"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    client: Client, director: Account, fields: dict[str, str], said: str
) -> None:
    make_point(name="Trường Tiểu học San Thàng")
    page = open_one(client, **fields).content.decode()
    assert said in page
    assert not Account.objects.filter(full_name="Pờ Lóng Tơ").exists()


def test_a_director_is_not_offered_roles_above_hers(client: Client, director: Account) -> None:
    page = client.get(reverse("people:new_account")).content.decode()
    assert 'value="director"' in page
    assert 'value="administrator"' not in page


def test_the_last_day_of_the_form_is_a_day_in_the_post(client: Client, director: Account) -> None:
    make_point(name="Trường Tiểu học San Thàng")
    last = timezone.localdate() + timedelta(days=30)
    open_one(client, ends_on=last.isoformat())
    post = Account.objects.get(full_name="Pờ Lóng Tơ").posts.get()
    assert post.holds_on(last)
    assert not post.holds_on(last + timedelta(days=1))


def test_the_list_shows_only_people_within_the_reach(client: Client, director: Account) -> None:
    make_account("school_librarian", at=make_point(), full_name="Giàng A Páo")
    son_la = make_unit("Xã Tân Phong", province=make_province("Sơn La"))
    make_account(
        "school_librarian",
        at=make_point("school_library", "Trường Tân Phong", son_la),
        full_name="Quàng Văn Xa",
    )
    make_account("department", at=make_province("Lai Châu"), full_name="Đỗ Thu Hà")
    make_account("department", at=make_province("Sơn La"), full_name="Lường Thị Biên")
    make_account("administrator", full_name="Trần Văn Đức")
    page = client.get(reverse("people:accounts")).content.decode()
    seen = {
        name
        for name in ("Giàng A Páo", "Quàng Văn Xa", "Đỗ Thu Hà", "Lường Thị Biên", "Trần Văn Đức")
        if name in page
    }
    assert seen == {"Giàng A Páo", "Đỗ Thu Hà"}


def test_an_account_elsewhere_is_not_found(client: Client, director: Account) -> None:
    son_la = make_unit("Xã Tân Phong", province=make_province("Sơn La"))
    far = make_account("school_librarian", at=make_point("school_library", "Trường", son_la))
    for name in ("account", "make_code", "close", "grant", "rename"):
        url = reverse(f"people:{name}", args=[far.pk])
        method = client.get if name == "account" else client.post
        assert method(url).status_code == 404, name
    assert not OneTimeCode.objects.exists()


def test_the_list_files_people_by_given_name_and_finds_them_without_marks(
    client: Client, director: Account
) -> None:
    for name in ("Vàng A Bình", "Lò Thị An", "Giàng A Páo"):
        make_account("school_librarian", at=make_point(name=name), full_name=name)
    page = client.get(reverse("people:accounts")).content.decode()
    assert page.index("Lò Thị An") < page.index("Vàng A Bình") < page.index("Giàng A Páo")
    found = client.get(reverse("people:accounts"), {"q": "giang pao"}).content.decode()
    assert "Giàng A Páo" in found
    assert "Lò Thị An" not in found


def test_the_list_costs_the_same_for_sixty_people(
    client: Client, director: Account, django_assert_max_num_queries: Any
) -> None:
    school = make_point()
    for n in range(60):
        make_account("school_librarian", at=school, full_name=f"Người {n}")
    with django_assert_max_num_queries(15):
        client.get(reverse("people:accounts"))
    with django_assert_max_num_queries(15):
        b"".join(client.get(reverse("people:accounts"), {"export": "csv"}))


def test_a_reset_is_printed_once_per_form(client: Client, director: Account) -> None:
    account = make_account("school_librarian", at=make_point())
    page = reverse("people:account", args=[account.pk])
    url = reverse("people:make_code", args=[account.pk])
    sent = {"once": token(client, page)}
    assert "Phiếu cấp lại mật khẩu" in client.post(url, sent).content.decode()
    assert client.post(url, sent).status_code == 302
    assert OneTimeCode.objects.count() == 1


def test_a_post_is_given_and_ended_on_the_page(client: Client, director: Account) -> None:
    village = make_point("village_bookcase", "Tủ sách bản Séo Sin Chải")
    account = make_account("school_librarian", at=make_point())
    page = reverse("people:account", args=[account.pk])
    client.post(
        reverse("people:grant", args=[account.pk]),
        {"once": token(client, page), "role": "point_keeper", "place": village.code},
    )
    post = account.posts.get(role="point_keeper")
    assert "Tủ sách bản Séo Sin Chải" in client.get(page).content.decode()
    client.post(reverse("people:end_post", args=[post.pk]), {})
    assert not account.posts.filter(role="point_keeper", period__contains=timezone.localdate())


def test_closing_and_reopening_on_the_page(client: Client, director: Account) -> None:
    account = make_account("school_librarian", at=make_point())
    client.post(reverse("people:close", args=[account.pk]))
    account.refresh_from_db()
    assert not account.is_active
    client.post(reverse("people:reopen", args=[account.pk]))
    account.refresh_from_db()
    assert account.is_active


def test_an_administrator_who_has_no_second_factor_is_led_to_set_it_up(client: Client) -> None:
    client.force_login(make_account("administrator", second_factor=False))
    for name in ("people:accounts", "ui:desk"):
        assert client.get(reverse(name)).url == reverse("people:second_factor")
    page = client.get(reverse("people:second_factor"))
    assert "data:image/svg+xml" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Lò Thị An", "an.lt"),
        ("Đỗ Đức Đạt", "dat.dd"),
        ("Páo", "pao"),
        ("Ý", "nguoi-dung.y"),
        ("李", "dung.n"),
    ],
)
def test_a_sign_in_name_is_made_from_the_name(name: str, username: str) -> None:
    assert selectors.free_username(name) == username


def test_a_sign_in_name_that_is_taken_gets_a_number() -> None:
    make_account("school_librarian", at=make_point(), username="an.lt")
    assert selectors.free_username("Lò Thị An") == "an.lt2"
