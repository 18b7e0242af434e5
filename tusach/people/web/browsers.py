"""Browsers that an account signed in from before, known by a signed cookie.

What it is for: see ``services.signing_in.Attempt.browser`` (OWASP: device cookies)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from tusach.people.models import Account

COOKIE = "known"
SALT = "people.browser"
LIFE = timedelta(days=365)
# How many people of one browser are remembered: a school's shared computer.
MOST = 8


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _key(username: str) -> str:
    # A shared computer's cookie must not list who works on it.
    return salted_hmac(SALT, username.strip().lower()).hexdigest()[:16]


def known_browser(request: HttpRequest, username: str) -> str:
    """The name of this browser to that account; "" when it never signed in from here."""
    return _read(request).get(_key(username), "")


def remember(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Give the browser its name for this account."""
    known = _read(request)
    name = _key(account.username)
    nonce = known.pop(name, "") or secrets.token_urlsafe(9)
    kept = dict(list(known.items())[-(MOST - 1) :])
    response.set_cookie(
        COOKIE,
        signing.dumps({**kept, name: nonce}, salt=SALT, compress=True),
        max_age=LIFE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/dang-nhap/",
    )
