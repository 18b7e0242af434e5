"""Where devices speak with the house: no session, no form; a signature or a token opens it."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tusach.offline import bundles
from tusach.offline.errors import RequestUnreadable, TooBig
from tusach.offline.exchange import exchange
from tusach.offline.services import accept
from tusach.people.api import TooManyTries, address_of, not_held_against, slow_down
from tusach.ui.api import Refusal, public

BUNDLE = "application/octet-stream"
# A request to enrol is some 400 bytes.
_MOST_REQUEST = 8192


@csrf_exempt
@require_POST
@public
def sync(request: HttpRequest) -> HttpResponse:
    """``POST /thiet-bi/dong-bo``: a bundle up, a bundle down."""

    def answer() -> HttpResponse:
        done = exchange(_body(request, bundles.MOST_BYTES), at=timezone.now())
        return HttpResponse(done.answer, content_type=BUNDLE)

    return _guarded(request, "offline.sync", answer)


@csrf_exempt
@require_POST
@public
def enrol(request: HttpRequest) -> HttpResponse:
    """``POST /thiet-bi/ghi-nhan``: a device with an invitation's token becomes ours."""

    def answer() -> HttpResponse:
        try:
            said = json.loads(_body(request, _MOST_REQUEST))
        except (ValueError, RecursionError):
            raise RequestUnreadable(why="JSON") from None
        return JsonResponse(accept(said, at=timezone.now()).told)

    return _guarded(request, "offline.enrol", answer)


def _body(request: HttpRequest, most: int) -> bytes:
    # The length was announced, or RefusalMiddleware had refused it.
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise TooBig()
    try:
        return request.body
    except RawPostDataException:  # sent as a form, which somebody before us has read
        return b""


def _guarded(request: HttpRequest, form: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Slowed down as signing in is: tries from an address count until one is in order."""
    address = address_of(request)
    try:
        slow_down(form, address, at=timezone.now())
        response = answer()
    except Refusal as refusal:
        said = {"code": refusal.code, "sentence": str(refusal)}
        refused = JsonResponse(said, status=refusal.status)
        if isinstance(refusal, TooManyTries):
            refused.status_code = 429
            refused.headers["Retry-After"] = str(int(refusal.facts.get("seconds", 30)) + 1)
        response = refused
    else:
        not_held_against(form, address)
    response.headers["Cache-Control"] = "no-store"
    return response
