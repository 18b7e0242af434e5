"""Headers: those that only the declared proxy may send, and those that Django does not send."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

# Everything comes from the house itself; inline style attributes are needed by the charts
# and the map (positions), inline script is never.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


# What proxies say of the request they pass on.
_OF_PROXIES = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
)


def _from_the_proxy(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in settings.PROXIES)


class OnlyFromTheProxy:
    """Takes away what anybody but a declared proxy (``TUSACH_PROXY``) says of where a request
    came from. First of all, so that nothing has read it yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _from_the_proxy(request.META.get("REMOTE_ADDR", "")):
            for name in _OF_PROXIES:
                request.META.pop(name, None)
        return self.get_response(request)


class OnlyTrust:
    """On plain HTTP beside ``./run --lan`` stands one page, which shows how to trust the
    certificate; everything else leads to HTTPS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stays = ("/tin-cay/", "/static/", "/ngon-ngu/", "/khoe")
        if not settings.TRUST_ONLY or request.path.startswith(stays):
            return self.get_response(request)
        to = "/tin-cay/" if request.path == "/" else request.get_full_path()
        where = "" if request.path == "/" else settings.SITE_ADDRESS.rstrip("/")
        return HttpResponseRedirect(f"{where}{to}")


class SecurityHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), microphone=()")
        return response
