"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tusach.people.errors import TooManyTries, WrongCredentials, WrongSecondFactor
from tusach.people.models import Account, SignIn
from tusach.people.rules import SECOND_STEP_WITHIN
from tusach.people.selectors import account_by_number
from tusach.people.services import sessions, signing_in
from tusach.people.web.browsers import known_browser, remember
from tusach.people.web.forms import SecondStepForm, SignInForm
from tusach.people.web.sessions import KEY, address_of
from tusach.ui.api import public, secret

BACKEND = "tusach.people.backend.PostBackend"
# In the session, between the two steps: who gave the right password, and when.
HALF_WAY = "half_way"


def _destination(request: HttpRequest) -> str:
    """Where to go after signing in: ``next``, if it stays within this site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return resolve_url("ui:desk")


def _enter(request: HttpRequest, account: Account, destination: str) -> HttpResponse:
    login(request, account, backend=BACKEND)
    if account.must_change_password:
        destination = resolve_url("people:choose_password")
    response = redirect(destination)
    remember(request, response, account)
    return response


@public
@never_cache
@secret
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_destination(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"]
        now = timezone.now()
        attempt = signing_in.Attempt(
            username=username,
            password=form.cleaned_data["password"],
            address=address_of(request),
            browser=known_browser(request, username),
        )
        try:
            account = signing_in.check(attempt, at=now)
        except (WrongCredentials, TooManyTries) as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            if not account.has_second_factor:
                return _enter(request, account, _destination(request))
            request.session.cycle_key()
            request.session[HALF_WAY] = {
                "account": account.pk,
                "at": now.timestamp(),
                "next": _destination(request),
            }
            return redirect("people:second_step")
    page = {"form": form, "next": _destination(request)}
    return render(request, "people/sign_in.html", page, status=status)


def _half_way(request: HttpRequest) -> Account | None:
    """Who gave the right password within the last minutes."""
    found = request.session.get(HALF_WAY) or {}
    passed = timedelta(seconds=timezone.now().timestamp() - found.get("at", 0))
    if not found or not timedelta(0) <= passed <= SECOND_STEP_WITHIN:
        return None
    return account_by_number(found["account"])


@public
@never_cache
@secret
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    account = _half_way(request)
    if account is None:
        return redirect("people:sign_in")
    form = SecondStepForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            signing_in.check_second(account, typed=form.cleaned_data["code"], at=timezone.now())
        except (WrongSecondFactor, TooManyTries) as refusal:
            form.add_error("code", str(refusal))
            status = refusal.status
        else:
            destination = request.session.pop(HALF_WAY)["next"]
            return _enter(request, account, destination)
    return render(request, "people/second_step.html", {"form": form}, status=status)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    number = request.session.get(KEY)
    if number and isinstance(request.user, Account):
        sessions.end_numbered(request.user, number, why=SignIn.End.SIGNED_OUT, at=timezone.now())
    logout(request)
    return redirect("people:sign_in")
