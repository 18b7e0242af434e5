"""Ties Django's session to a row of ours that can be seen and ended, and holds back those
who must first choose a password or set up a second factor."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.people.models import Account, SignIn
from tusach.people.reach import is_withheld
from tusach.people.services import sessions

KEY = "sign_in"
# Open to somebody who must first choose a password or set up the second factor.
ALWAYS_OPEN = {
    "people:choose_password",
    "people:second_factor",
    "people:sign_in",
    "people:sign_out",
    "people:me",
    "people:end_session",
    "people:end_sessions",
    "people:act_as",
    "ui:set_language",
}


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from. Behind a proxy (``TUSACH_PROXY``) it is the last address
    of X-Forwarded-For, which that proxy wrote itself; what stands before it anybody may
    have written. From others the header does not come this far (house.headers)."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
    for address in (said, request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ip_address(address))
        except ValueError:
            continue  # a proxy may write "unknown", or an address with its port
    return None


def begin_session(
    sender: object, request: HttpRequest | None, user: Account, **kwargs: Any
) -> None:
    """Django says that somebody signed in: write the session down. (A signal, because every
    door of Django that signs in gives it, the test client's too.)"""
    if request is None:
        return
    row = sessions.begin(
        account=user,
        address=address_of(request),
        browser=request.META.get("HTTP_USER_AGENT", ""),
        at=timezone.now(),
    )
    request.session[KEY] = row.pk


class SessionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked before the account: a page for everybody, opened without a session, must not
        # cost a question to the database.
        if "_auth_user_id" in request.session:
            self._follow(request)
        return self.get_response(request)

    def _follow(self, request: HttpRequest) -> None:
        user = request.user
        if not isinstance(user, Account):
            return
        held: SignIn | None = None
        if number := request.session.get(KEY):
            held = sessions.follow(number, user.pk, at=timezone.now())
        if held is None:
            logout(request)
            messages.warning(request, _("Phiên làm việc đã kết thúc. Hãy đăng nhập lại."))
            return
        user.acting_post_id = held.acting_post_id

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        user = request.user if "_auth_user_id" in request.session else None
        match = request.resolver_match
        if not isinstance(user, Account) or match is None or match.view_name in ALWAYS_OPEN:
            return None
        guard = getattr(view, "guard", None)
        if guard is None or guard.kind == "public":
            return None
        if user.must_change_password:
            return redirect("people:choose_password")
        withheld = [post for post in user.acting_posts if is_withheld(user, post)]
        if withheld and (
            not user.has_perm(guard.act) if guard.act else len(withheld) == len(user.acting_posts)
        ):
            messages.warning(
                request,
                _("Quản trị hệ thống phải bật xác thực hai bước trước khi làm việc."),
            )
            return redirect("people:second_factor")
        return None
