"""One's own account: posts, sessions, password, second factor."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.people.errors import (
    PasswordUnchanged,
    PasswordUnfit,
    TooManyTries,
    WrongPassword,
    WrongSecondFactor,
)
from tusach.people.models import Account, SignIn
from tusach.people.reach import is_withheld
from tusach.people.services import passwords, second_factor, sessions, signing_in
from tusach.people.web.forms import (
    ChangePasswordForm,
    ConfirmForm,
    NewPasswordForm,
    SetUpSecondFactorForm,
)
from tusach.people.web.sessions import KEY
from tusach.ui.api import Refusal, secret, signed_in

# In the session, until the phone has proven that it holds it.
NEW_SECRET = "new_second_factor"  # noqa: S105


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):  # the guard let nobody else through
        raise Http404
    return request.user


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    page = {
        "account": account,
        "posts": account.current_posts,
        "sessions": sessions.open_sessions(account, at=timezone.now()),
        "this_session": request.session.get(KEY),
        "codes_left": second_factor.codes_left(account),
        "withheld": any(is_withheld(account, post) for post in account.current_posts),
    }
    return render(request, "people/me.html", page)


@signed_in
@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    asked = request.POST.get("post", "")
    chosen = next((p for p in account.current_posts if str(p.pk) == asked), None)
    sessions.act_as(request.session[KEY], account, chosen)
    if chosen is not None:
        messages.success(request, _("Bạn đang làm việc với vị trí: %(post)s.") % {"post": chosen})
    else:
        messages.success(request, _("Bạn đang làm việc với mọi vị trí của mình."))
    return redirect("people:me")


@signed_in
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    if sessions.end_numbered(_account(request), pk, why=SignIn.End.CLOSED, at=timezone.now()):
        messages.success(request, _("Đã đóng phiên làm việc đó."))
    return redirect("people:me")


@signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    ended = sessions.end_all(
        _account(request),
        why=SignIn.End.CLOSED,
        at=timezone.now(),
        but=request.session.get(KEY),
    )
    messages.success(
        request,
        ngettext("Đã đóng %(n)s phiên khác.", "Đã đóng %(n)s phiên khác.", ended) % {"n": ended},
    )
    return redirect("people:me")


@signed_in
@never_cache
@secret
@sensitive_post_parameters()
def choose_password(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    first = account.must_change_password
    kind = NewPasswordForm if first else ChangePasswordForm
    form = kind(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            if not first:
                passwords.require_password(account, form.cleaned_data["current"], at=now)
            changed = passwords.choose_password(
                account=account,
                new=form.cleaned_data["new"],
                by=actor_of(request),
                at=now,
                keep=request.session.get(KEY),
            )
        except (WrongPassword, TooManyTries) as refusal:
            form.add_error("current", str(refusal))
            status = refusal.status
        except (PasswordUnfit, PasswordUnchanged) as refusal:
            form.add_error("new", str(refusal))
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("Đã đổi mật khẩu. Các phiên khác đã được đóng."))
            return redirect("ui:desk" if first else "people:me")
    page = {"form": form, "first": first}
    return render(request, "people/choose_password.html", page, status=status)


@signed_in
@never_cache
@secret
@sensitive_post_parameters()
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Set up the second factor, or move it to another phone."""
    account = _account(request)
    if account.must_change_password:
        return redirect("people:choose_password")
    secret = request.session.setdefault(NEW_SECRET, second_factor.new_secret())
    form = SetUpSecondFactorForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            passwords.require_password(account, form.cleaned_data["current"], at=now)
            codes = second_factor.confirm(
                account=account,
                secret=secret,
                typed=form.cleaned_data["code"],
                by=actor_of(request),
                at=now,
                keep=request.session.get(KEY),
            )
        except (WrongPassword, TooManyTries) as refusal:
            form.add_error("current", str(refusal))
            status = refusal.status
        except WrongSecondFactor as refusal:
            form.add_error("code", str(refusal))
            status = refusal.status
        else:
            del request.session[NEW_SECRET]
            return _printed_codes(request, account, codes)
    picture = segno.make(second_factor.address(account, secret), error="m")
    page = {
        "form": form,
        "account": account,
        "picture": picture.svg_data_uri(scale=5, border=2, dark="#000", light="#fff"),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "withheld": any(is_withheld(account, post) for post in account.current_posts),
    }
    return render(request, "people/second_factor.html", page, status=status)


def _printed_codes(request: HttpRequest, account: Account, codes: list[str]) -> HttpResponse:
    """The page with recovery codes: shown once, kept nowhere, so it answers the POST."""
    page = {"account": account, "codes": codes, "made_at": timezone.now()}
    return render(request, "people/recovery_codes.html", page)


def _confirmed(request: HttpRequest, form: ConfirmForm) -> bool:
    """Whether the current password and a code were right; errors go into the form."""
    account = _account(request)
    now = timezone.now()
    try:
        passwords.require_password(account, form.cleaned_data["current"], at=now)
        signing_in.check_second(account, typed=form.cleaned_data["code"], at=now)
    except WrongSecondFactor as refusal:
        form.add_error("code", str(refusal))
    except (WrongPassword, TooManyTries) as refusal:
        form.add_error("current", str(refusal))
    else:
        return True
    return False


@signed_in
@never_cache
@secret
@sensitive_post_parameters()
def renew_recovery_codes(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    if not account.has_second_factor:
        return redirect("people:second_factor")
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _confirmed(request, form):
        codes = second_factor.renew_recovery_codes(
            account=account, by=actor_of(request), at=timezone.now()
        )
        return _printed_codes(request, account, codes)
    return render(request, "people/renew_recovery_codes.html", {"form": form})


@signed_in
@never_cache
@secret
@sensitive_post_parameters()
def switch_off_second_factor(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    if not account.has_second_factor:
        return redirect("people:second_factor")
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _confirmed(request, form):
        try:
            second_factor.switch_off(account=account, by=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã tắt xác thực hai bước."))
            return redirect("people:me")
    return render(request, "people/switch_off_second_factor.html", {"form": form})
