"""Who may open a page. Every view says so itself; one that does not is not served.

@needs("rotation.pack", at=store_of_batch)   # holds this act at that place
@needs("catalogue.edit")                     # holds this act anywhere
@signed_in
@public
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import resolve
from django.utils.translation import gettext as _

from tusach.ui.web.keeping import keep, page_of_form

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PlaceOf = Callable[..., Any]


@dataclass(frozen=True)
class Guard:
    kind: str
    act: str | None = None
    at: PlaceOf | None = None


def _mark(view: View, guard: Guard) -> View:
    view.guard = guard  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anybody may open it."""
    return _mark(view, Guard("public"))


def signed_in(view: View) -> View:
    """Anybody with an account may open it; the view shows each only what is theirs."""
    return _mark(view, Guard("signed-in"))


def needs(act: str, *, at: PlaceOf | None = None) -> Callable[[View], View]:
    """Those who hold ``act`` may open it.

    ``at(request, **url_arguments)`` returns the service point it happens at (or raises
    Http404); without ``at``, holding the act at any place is enough and the view narrows
    what it shows by ``user.places_for(act)``.
    """

    def decorate(view: View) -> View:
        return _mark(view, Guard("needs", act, at))

    return decorate


def may_hold(user: Any, address: str) -> bool:
    """Whether the guard of the page at ``address`` lets this person in somewhere: for a list
    that leads to pages of many rooms. The place is asked when the page is opened."""
    guard: Guard = resolve(address).func.guard  # type: ignore[attr-defined]
    return guard.act is None or bool(user.has_perm(guard.act))


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page; a part of a page (htmx) is told so instead, where it stands.

    What a form held is kept and comes back on its page (ui.web.keeping); scans are kept by the
    script (frontend: scanning).
    """
    if getattr(request, "htmx", False):
        said = {
            "title": _("Phiên làm việc đã hết"),
            "text": _("Việc vừa rồi chưa được ghi. Hãy tải lại trang và đăng nhập."),
        }
        return render(request, "ui/refused_part.html", said, status=401)
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    keep(request)
    messages.warning(
        request,
        _("Phiên làm việc đã hết nên việc vừa gửi chưa được ghi. Hãy đăng nhập lại."),
    )
    return redirect_to_login(page_of_form(request))


class GuardMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if view.__module__.startswith(("django.", "whitenoise.")):
            return None  # Django's own: language switch, static files
        guard: Guard | None = getattr(view, "guard", None)
        if guard is None:
            name = f"{view.__module__}.{getattr(view, '__name__', view)}"
            raise ImproperlyConfigured(f"{name} does not say who may open it (ui.web.guards)")
        if guard.kind == "public":
            return None
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        if guard.kind == "signed-in":
            return None
        place = guard.at(request, **kwargs) if guard.at else None
        # Kept for the record of acts, which names the post that allowed this (audit.actor_of).
        request.guarded = (str(guard.act), place)  # type: ignore[attr-defined]
        if not request.user.has_perm(str(guard.act), place):
            raise PermissionDenied(str(guard.act))
        return None
