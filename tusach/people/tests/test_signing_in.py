"""The door: names, passwords, one-time codes, the second factor."""

from __future__ import annotations

import logging
import re
import unicodedata
from typing import Any

import pyotp
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.people.models import Account, SignIn, Throttle
from tusach.people.services import one_time, second_factor
from tusach.people.testing import PASSWORD, make_account

pytestmark = pytest.mark.django_db
SIGN_IN = "/dang-nhap/"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


def sign_in(client: Client, username: str, password: str, **more: str) -> Any:
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


@pytest.fixture
def librarian() -> Account:
    return make_account("school_librarian", at=make_point(), username="santhang", password=PASSWORD)


def test_the_right_password_leads_to_the_desk(client: Client, librarian: Account) -> None:
    answer = sign_in(client, " SanThang ", PASSWORD)
    assert answer.status_code == 302
    assert answer.url == reverse("ui:desk")
    assert client.get("/toi/").status_code == 200
    assert SignIn.objects.get(account=librarian).ended_at is None


def test_the_same_letters_typed_by_another_keyboard_are_the_same_password(
    client: Client, librarian: Account
) -> None:
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    assert sign_in(client, "santhang", decomposed).status_code == 302


def test_an_unknown_name_a_wrong_password_and_a_closed_account_get_one_answer(
    client: Client, librarian: Account
) -> None:
    make_account("school_librarian", at=make_point(name="B"), username="khoa", password=PASSWORD)
    Account.objects.filter(username="khoa").update(is_active=False)
    pages = []
    for username, password in [
        ("khong-co-ai", PASSWORD),
        ("santhang", "sai-mat-khau-roi"),
        ("khoa", PASSWORD),
    ]:
        answer = sign_in(client, username, password)
        assert answer.status_code == 403
        assert WRONG in answer.content.decode()
        page = answer.content.decode().replace(username, "")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    # One page down to the last letter, but for the name typed and the token.
    assert len(set(pages)) == 1


def test_an_unknown_name_costs_as_much_work_as_a_known_one(
    client: Client, librarian: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda *a: work.append("argon2") or encode(*a)
    )
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda *a: work.append("argon2") or verify(*a)
    )
    counts = []
    for username in ("khong-co-ai", "santhang"):
        work.clear()
        sign_in(client, username, "sai-mat-khau-roi")
        counts.append(len(work))
    assert counts == [1, 1]


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/kho/?q=1", "/kho/?q=1"),
        ("https://ke-gian.example/", "/ban-lam-viec/"),
        ("//ke-gian.example/", "/ban-lam-viec/"),
        ("/\\ke-gian.example", "/ban-lam-viec/"),
        ("javascript:alert(1)", "/ban-lam-viec/"),
        ("", "/ban-lam-viec/"),
    ],
)
def test_after_signing_in_nobody_is_led_to_another_site(
    client: Client, librarian: Account, asked: str, led_to: str
) -> None:
    assert sign_in(client, "santhang", PASSWORD, next=asked).url == led_to
    assert client.get(SIGN_IN, {"next": asked}).url == led_to  # already signed in


def test_the_session_number_of_before_is_worth_nothing_after(
    client: Client, librarian: Account
) -> None:
    session = client.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    sign_in(client, "santhang", PASSWORD)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/toi/").status_code == 302


def test_a_form_without_its_token_is_refused(librarian: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, "santhang", PASSWORD).status_code == 403
    assert not SignIn.objects.exists()
    strict.force_login(librarian)
    assert strict.post(reverse("people:end_sessions")).status_code == 403
    assert strict.post(reverse("people:sign_out")).status_code == 403


def test_the_password_is_in_no_log_and_no_table(
    client: Client, librarian: Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for username in ("santhang", "khong-co-ai"):
        sign_in(client, username, "mat-khau-toi-go-nham")
    sign_in(client, "mat-khau-go-nham-o-ten", "x")
    assert "nham" not in caplog.text
    assert not [t for t in Throttle.objects.values_list("key", flat=True) if "nham" in t]


def test_the_pages_of_the_door_are_not_kept_and_not_framed(
    client: Client, librarian: Account
) -> None:
    answer = client.get(SIGN_IN)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    sign_in(client, "santhang", PASSWORD)
    for name in ("sessionid", "known"):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name


def test_passwords_are_kept_as_argon2(librarian: Account) -> None:
    assert librarian.password.startswith("argon2$argon2id$")


def test_a_code_on_paper_signs_in_once_and_asks_for_a_password(
    client: Client, librarian: Account
) -> None:
    slip = one_time.make_code(account=librarian, by=HOUSE, at=timezone.now())
    typed = slip.code.lower().replace("-", " ")
    assert sign_in(client, "santhang", PASSWORD).status_code == 403  # the old one is gone
    assert sign_in(client, "santhang", typed).url == reverse("people:choose_password")
    # Nothing else may be done first.
    assert client.get(reverse("ui:desk")).url == reverse("people:choose_password")
    new = {"new": "bốn năm từ ghép lại", "again": "bốn năm từ ghép lại"}
    assert client.post(reverse("people:choose_password"), new).status_code == 302
    assert client.get(reverse("ui:desk")).status_code == 200
    assert sign_in(Client(), "santhang", slip.code).status_code == 403
    assert sign_in(Client(), "santhang", "bốn năm từ ghép lại").status_code == 302


def test_a_second_factor_is_asked_for_and_each_code_is_good_once(
    client: Client, librarian: Account
) -> None:
    secret = pyotp.random_base32()
    Account.objects.filter(pk=librarian.pk).update(
        totp_secret=secret, totp_confirmed_at=timezone.now()
    )
    answer = sign_in(client, "santhang", PASSWORD, next="/kho/")
    assert answer.url == reverse("people:second_step")
    assert client.get("/toi/").status_code == 302  # not in yet
    step = reverse("people:second_step")
    assert client.post(step, {"code": "000000"}).status_code == 403
    code = pyotp.TOTP(secret).now()
    assert client.post(step, {"code": code}).url == "/kho/"
    assert client.get("/toi/").status_code == 200
    again = Client()
    sign_in(again, "santhang", PASSWORD)
    assert again.post(step, {"code": code}).status_code == 403


def test_the_second_step_is_open_only_after_the_first(client: Client) -> None:
    assert client.get(reverse("people:second_step")).url == SIGN_IN
    assert client.post(reverse("people:second_step"), {"code": "123456"}).url == SIGN_IN


def test_a_recovery_code_stands_in_once(client: Client, librarian: Account) -> None:
    secret = pyotp.random_base32()
    codes = second_factor.confirm(
        account=librarian,
        secret=secret,
        typed=pyotp.TOTP(secret).now(),
        by=HOUSE,
        at=timezone.now(),
        keep=None,
    )
    assert len(codes) == 10
    for status in (302, 403):
        client = Client()
        sign_in(client, "santhang", PASSWORD)
        answer = client.post(reverse("people:second_step"), {"code": codes[0].lower()})
        assert answer.status_code == status


def test_guessing_second_codes_is_slowed_down(client: Client, librarian: Account) -> None:
    Account.objects.filter(pk=librarian.pk).update(
        totp_secret=pyotp.random_base32(), totp_confirmed_at=timezone.now()
    )
    sign_in(client, "santhang", PASSWORD)
    answers = [
        client.post(reverse("people:second_step"), {"code": f"{n:06}"}).status_code
        for n in range(7)
    ]
    assert answers == [403] * 5 + [429] * 2
