"""What was typed is not lost when a form could not be taken: it comes back, filled in.

Kept on the server, in the session of the browser that sent it, for an hour and for the same
person only; nothing is kept of a form with a password or a code. It needs no script.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tusach.ui.refusals import Refusal
from tusach.ui.web.filling import OWN, fill

KEY = "typed"
LIFE = timedelta(hours=1)
LARGEST = 200_000  # characters
# Who works at this browser, known for a while after the session has ended.
WHO = "who"
WHO_LIFE = timedelta(days=2)
_SALT = "ui.keeping"


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def secret(view: View) -> View:
    """What is sent to this view is never kept: passwords and codes."""
    view.is_secret = True  # type: ignore[attr-defined]
    return view


def _who(request: HttpRequest) -> str:
    """The account that is, or was last, signed in with this browser; "" when nobody was."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    return str(request.get_signed_cookie(WHO, "", salt=_SALT, max_age=WHO_LIFE))


def page_of_form(request: HttpRequest, otherwise: str = "") -> str:
    """The page of this site on which the form stood. When the browser does not tell it,
    ``otherwise``, or the address that the form was sent to."""
    told = urlsplit(request.headers.get("Referer", ""))
    if told.netloc != request.get_host():
        return otherwise or request.get_full_path()
    return f"{told.path}?{told.query}" if told.query else told.path


def keep(request: HttpRequest, page: str = "") -> bool:
    """Keep what this request's form holds until its ``page`` is opened again. False when nothing
    was kept: nobody is known here, the form has a secret, or it is too large."""
    match, who = request.resolver_match, _who(request)
    fields = [
        (name, value)
        for name in request.POST
        if name not in OWN
        for value in request.POST.getlist(name)
    ]
    if not fields or not who or match is None or getattr(match.func, "is_secret", False):
        return False
    kept = {
        "who": who,
        "page": page or page_of_form(request),
        "action": request.get_full_path(),
        "fields": fields,
        "at": time.time(),
    }
    if len(json.dumps(kept)) > LARGEST:
        return False
    request.session[KEY] = kept
    if not request.user.is_authenticated:
        # Whoever does not come back leaves nothing behind; signing in lifts this (ui.apps).
        request.session.set_expiry(int(LIFE.total_seconds()))
    return True


def send_back(request: HttpRequest, why: BaseForm | Refusal, *, to: Any) -> HttpResponseRedirect:
    """To the page on which the form stands, with the reason and what was typed; ``to`` (as
    ``redirect`` takes it) is that page, when the browser does not tell. For a form that is one
    of several on a page; one with a page of its own is shown again with its errors."""
    for sentence in _sentences(why):
        messages.error(request, sentence)
    page = page_of_form(request, otherwise=resolve_url(to))
    keep(request, page)
    return redirect(page)


def _sentences(why: BaseForm | Refusal) -> list[str]:
    if isinstance(why, Refusal):
        return [str(why)]
    return [
        str(error)
        if name == NON_FIELD_ERRORS
        else _("%(field)s: %(error)s") % {"field": why.fields[name].label, "error": error}
        for name, errors in why.errors.items()
        for error in errors
    ]


def live_on(sender: object, request: HttpRequest | None, **_more: Any) -> None:
    """Somebody signed in: the session lives as long as sessions do."""
    if request is not None:
        request.session.set_expiry(None)


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    """What waits for this page; what is another's, or too old, is thrown away."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if not kept or not request.user.is_authenticated:
        return None
    if kept["who"] != str(request.user.pk) or time.time() - kept["at"] > LIFE.total_seconds():
        del request.session[KEY]
        return None
    if request.get_full_path() != kept["page"]:
        return None
    del request.session[KEY]
    return kept


class KeepingMiddleware:
    """Fills in the page that something was kept for, and remembers who works at the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return response
        if request.method == "GET" and not getattr(request, "htmx", False):
            self._fill(request, response)
        self._remember(request, response)
        return response

    def _fill(self, request: HttpRequest, response: HttpResponse) -> None:
        is_page = response.status_code == 200 and not response.streaming
        if not is_page or not response.headers.get("Content-Type", "").startswith("text/html"):
            return
        if kept := _kept(request):
            page = fill(
                response.content.decode(),
                here=kept["page"],
                action=kept["action"],
                fields=[(str(name), str(value)) for name, value in kept["fields"]],
                notice=render_to_string("ui/typed_kept.html"),
            )
            response.content = page.encode()

    def _remember(self, request: HttpRequest, response: HttpResponse) -> None:
        if not request.user.is_authenticated:
            return
        try:
            known = request.get_signed_cookie(WHO, salt=_SALT, max_age=WHO_LIFE / 2)
        except (KeyError, signing.BadSignature):
            known = None
        if known != str(request.user.pk):
            response.set_signed_cookie(
                WHO,
                str(request.user.pk),
                salt=_SALT,
                max_age=WHO_LIFE,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
