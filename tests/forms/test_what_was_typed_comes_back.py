"""A form that could not be taken comes back as it was typed, without script."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django import forms
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.services.details import give_alias
from tusach.holdings.testing import make_box, make_copy
from tusach.network.testing import make_point
from tusach.people.models import Account, SignIn
from tusach.people.testing import PASSWORD, make_account
from tusach.people.web import me
from tusach.people.web import sign_in as door
from tusach.ui.web import keeping

pytestmark = pytest.mark.django_db
TITLE = 'Chuyện kể bên bếp lửa: "nhà sàn" & <bản Mường>'
SIGN_IN = "/dang-nhap/"
HERE = "http://testserver"


@pytest.fixture
def library() -> Any:
    return make_point("provincial_library", "Thư viện tỉnh Lai Châu")


@pytest.fixture
def cataloguer(library: Any) -> Account:
    return make_account("cataloguer", at=library, username="bienmuc", password=PASSWORD)


def browser(account: Account | None = None, **more: Any) -> Client:
    client = Client(**more)
    if account is not None:
        client.force_login(account)
        client.get("/ban-lam-viec/")  # a page was open
    return client


def end_sessions() -> None:
    SignIn.objects.update(last_seen_at=timezone.now() - timedelta(hours=3))


def sign_in(client: Client, username: str, to: str) -> str:
    """The page that opens after the sign-in."""
    answer = client.post(SIGN_IN, {"username": username, "password": PASSWORD, "next": to})
    assert answer.status_code == 302
    return client.get(answer["Location"], follow=True).content.decode()


def send_record(client: Client, **more: str) -> str:
    """Send a new record over an ended session; where the sign-in leads to."""
    page = reverse("catalogue:new")
    typed = {"title": TITLE, "year": "2021", "note": "dòng một\ndòng hai", "kind": "book", **more}
    answer = client.post(page, typed, headers={"referer": HERE + page})
    assert answer.status_code == 302
    assert answer["Location"] == f"{SIGN_IN}?next={page}"
    assert "chưa được ghi" in client.get(answer["Location"]).content.decode()
    return page


def test_a_form_sent_after_the_session_ended_comes_back_filled(cataloguer: Account) -> None:
    client = browser(cataloguer)
    end_sessions()
    page = sign_in(client, "bienmuc", send_record(client))
    assert "Lần gửi vừa rồi chưa được ghi" in page
    assert f'value="{TITLE}"' in unescape(page).replace('\\"', '"')
    assert re.search(r'<input[^>]*name="year"[^>]*value="2021"|value="2021"[^>]*name="year"', page)
    # Once only: the next new record is empty again.
    assert TITLE not in unescape(client.get(reverse("catalogue:new")).content.decode())


def test_nobody_else_gets_what_was_typed(cataloguer: Account, library: Any) -> None:
    make_account("cataloguer", at=library, username="nguoi-khac", password=PASSWORD)
    client = browser(cataloguer)
    end_sessions()
    to = send_record(client)
    assert TITLE not in unescape(sign_in(client, "nguoi-khac", to))
    client.post("/dang-xuat/")
    assert TITLE not in unescape(sign_in(client, "bienmuc", to))


def test_after_an_hour_it_is_gone(cataloguer: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(cataloguer)
    end_sessions()
    to = send_record(client)
    # Whoever does not come back leaves a session that runs out.
    assert client.session.get_expiry_age() <= 3600
    later = keeping.time.time() + 3601
    monkeypatch.setattr(keeping.time, "time", lambda: later)
    assert TITLE not in unescape(sign_in(client, "bienmuc", to))


def test_a_session_lives_as_long_as_ever_after_the_sign_in(cataloguer: Account) -> None:
    client = browser(cataloguer)
    end_sessions()
    sign_in(client, "bienmuc", send_record(client))
    assert client.session.get_expiry_age() > 3600


def test_a_browser_nobody_signed_in_from_keeps_nothing(cataloguer: Account) -> None:
    client = browser()
    assert TITLE not in unescape(sign_in(client, "bienmuc", send_record(client)))
    assert not any("typed" in one.get_decoded() for one in Session.objects.all())


def test_too_much_is_not_kept(cataloguer: Account) -> None:
    client = browser(cataloguer)
    end_sessions()
    send_record(client, note="x" * keeping.LARGEST)
    assert not any("typed" in one.get_decoded() for one in Session.objects.all())


@pytest.mark.parametrize("name", [
    "people:choose_password", "people:second_factor", "people:recovery_codes",
    "people:switch_off_second_factor",
])  # fmt: skip
def test_passwords_and_codes_are_never_kept(cataloguer: Account, name: str) -> None:
    client = browser(cataloguer)
    end_sessions()
    secret = {"current": "mật khẩu cũ", "new": "mật khẩu mới", "again": "…", "code": "123456"}
    assert client.post(reverse(name), {**secret, "password": "x"}).status_code == 302
    assert not any("typed" in one.get_decoded() for one in Session.objects.all())


def test_every_form_with_a_password_or_a_code_is_sent_to_a_secret_view() -> None:
    """A new one is to be written down here, and its view marked ``@secret``."""

    def kinds(kind: type[forms.BaseForm]) -> set[type[forms.BaseForm]]:
        return {kind}.union(*(kinds(one) for one in kind.__subclasses__()))

    def asks(kind: type[forms.BaseForm]) -> bool:
        return any(
            isinstance(one.widget, forms.PasswordInput)
            or one.widget.attrs.get("autocomplete") == "one-time-code"
            for one in getattr(kind, "base_fields", {}).values()
        )

    ours = {
        one
        for one in kinds(forms.BaseForm)
        if one.__module__.startswith("tusach.") and not one.__name__.startswith("_")
    }
    assert {one.__name__ for one in ours if asks(one)} == {
        "SignInForm", "SecondStepForm", "NewPasswordForm", "ChangePasswordForm", "ConfirmForm",
        "SetUpSecondFactorForm",
    }  # fmt: skip
    for view in (
        door.sign_in, door.second_step, me.choose_password, me.second_factor_page,
        me.renew_recovery_codes, me.switch_off_second_factor,
    ):  # fmt: skip
        assert view.is_secret  # type: ignore[attr-defined]


def test_a_page_open_since_before_another_sign_in_sends_nothing_into_the_void(
    cataloguer: Account,
) -> None:
    """The token against forgery changes at each sign-in, in every tab."""
    client = browser(cataloguer, enforce_csrf_checks=True)
    page = reverse("catalogue:new")
    client.get(page)
    typed = {"title": TITLE, "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(page, typed, headers={"referer": HERE + page})
    assert answer.status_code == 302
    shown = client.get(answer["Location"]).content.decode()
    assert TITLE in unescape(shown)
    assert "chưa được ghi" in shown


def test_a_form_forged_elsewhere_is_refused_and_not_kept(cataloguer: Account) -> None:
    client = browser(cataloguer, enforce_csrf_checks=True)
    page = reverse("catalogue:new")
    for referer in ("https://noi-khac.example/", ""):
        answer = client.post(page, {"title": TITLE}, headers={"referer": referer})
        assert answer.status_code == 403
        assert "Trang đã cũ" in answer.content.decode()
    assert TITLE not in unescape(client.get(page).content.decode())


def test_a_small_form_that_is_refused_keeps_what_was_typed(library: Any) -> None:
    client = browser(make_account("warehouse_keeper", at=library))
    box = make_box(library)
    address = box.get_absolute_url()
    name = "Thùng sách thiếu nhi " * 20
    answer = client.post(
        reverse("holdings:rename_box", args=[box.pk]), {"name": name},
        headers={"referer": HERE + address},
    )  # fmt: skip
    assert answer["Location"] == address
    page = client.get(address).content.decode()
    assert "Dài quá: nhiều nhất" in page
    assert name in page


def test_a_code_another_copy_has_is_refused_and_stays(library: Any) -> None:
    client = browser(make_account("cataloguer", at=library))
    copy, other = make_copy(owner=library), make_copy(owner=library)
    give_alias(copy=other, value="VN-00017", by=HOUSE, at=timezone.now())
    edit = reverse("holdings:edit_copy", args=[copy.pk])
    once = re.search(r'name="once" value="([^"]+)"', client.get(edit).content.decode())
    assert once is not None
    answer = client.post(
        reverse("holdings:aliases", args=[copy.pk]), {"value": "VN-00017", "once": once[1]},
        headers={"referer": HERE + edit},
    )  # fmt: skip
    page = client.get(answer["Location"]).content.decode()
    assert "đã là của bản" in page
    assert 'value="VN-00017"' in page


def test_the_page_of_a_refusal_leads_back_to_the_form(cataloguer: Account) -> None:
    """The floor below views that do not catch a refusal themselves."""
    from django.http import HttpRequest
    from django.test import RequestFactory

    from tusach.ui.api import Refusal, SentTwice
    from tusach.ui.web.refused import RefusalMiddleware

    class Full(Refusal):
        code = "full"
        sentence = "Đã đầy."

    def refused(error: Refusal) -> str:
        request: HttpRequest = RequestFactory().post(
            "/gui/", {"title": TITLE}, headers={"referer": HERE + "/trang/"}
        )
        request.user, request.session = cataloguer, {}  # type: ignore[assignment]
        request.resolver_match = type("Match", (), {"func": refused})()  # type: ignore[assignment]
        page = RefusalMiddleware(lambda r: None).process_exception(request, error)  # type: ignore
        assert page is not None
        return page.content.decode() + str(request.session)

    page = refused(Full())
    assert 'href="/trang/"' in page
    assert "Chuyện kể" in page
    # What was acted upon once is not offered a second time.
    assert "/trang/" not in refused(SentTwice())
