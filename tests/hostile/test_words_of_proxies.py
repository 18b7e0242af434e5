"""Where a request came from, and how: believed of a declared proxy, of nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import reverse

from tusach.holdings.testing import make_store
from tusach.house import env
from tusach.house.headers import OnlyFromTheProxy
from tusach.people.models import SignIn
from tusach.people.testing import PASSWORD, make_account

LIES = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "666",
    "Forwarded": "for=203.0.113.9;proto=https;host=evil.example",
    "X-Real-IP": "203.0.113.9",
}


@pytest.fixture
def proxy(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``TUSACH_PROXY`` as it would be read."""

    def declare(value: str) -> None:
        monkeypatch.setenv("TUSACH_PROXY", value)
        settings.PROXIES = env.networks("TUSACH_PROXY")
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    return declare


def through(peer: str, **headers: str) -> tuple[bool, str, list[str]]:
    """Secure or not, the host, and which of a proxy's words are left."""
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)
    seen = []

    def view(request: Any) -> Any:
        left = [name for name in request.META if "FORWARDED" in name or "REAL_IP" in name]
        seen.append((request.is_secure(), request.get_host(), left))

    OnlyFromTheProxy(view)(request)
    return seen[0]


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.0.5", "203.0.113.7", "", "unix:"])
def test_without_a_declared_proxy_nobody_is_believed(peer: str, proxy: Any) -> None:
    proxy("0")
    assert through(peer, **LIES) == (False, "testserver", [])


@pytest.mark.parametrize(
    ("declared", "peer", "believed"),
    [
        ("1", "127.0.0.1", True),
        ("1", "::1", True),
        ("1", "::ffff:127.0.0.1", True),
        ("1", "10.0.0.5", False),
        ("10.0.0.5", "10.0.0.5", True),
        ("10.0.0.5", "127.0.0.1", False),
        ("10.0.0.5, 192.168.1.0/24", "192.168.1.77", True),
        ("10.0.0.5", "10.0.0.6", False),
    ],
)
def test_only_the_declared_proxy_is_believed(
    declared: str, peer: str, believed: bool, proxy: Any
) -> None:
    proxy(declared)
    secure, host, left = through(peer, **LIES)
    assert secure is believed
    assert bool(left) is believed
    assert host.startswith("testserver")  # the host a proxy names besides is never taken


@pytest.mark.parametrize("value", ["yes please", "10.0.0.0/99", "proxy.example"])
def test_a_proxy_that_is_no_address_is_refused_at_the_start(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSACH_PROXY", value)
    with pytest.raises(ImproperlyConfigured, match="TUSACH_PROXY"):
        env.networks("TUSACH_PROXY")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("peer", "said", "written"),
    [
        ("127.0.0.1", "198.51.100.4, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "' OR 1=1", "127.0.0.1"),
        ("192.0.2.50", "203.0.113.9", "192.0.2.50"),
    ],
)
def test_a_sign_in_is_written_down_with_the_address_it_came_from(
    peer: str, said: str, written: str, proxy: Any
) -> None:
    proxy("1")
    make_account("director", at=make_store(), username="minh", password=PASSWORD)
    client = Client(REMOTE_ADDR=peer, headers={"X-Forwarded-For": said})
    client.post(reverse("people:sign_in"), {"username": "minh", "password": PASSWORD})
    assert SignIn.objects.get().address == written


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost@evil.example", "127.0.0.1:80:80", "a b"]
)
def test_a_host_that_is_not_ours_is_refused(host: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = Client(raise_request_exception=False).get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
