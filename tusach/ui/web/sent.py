"""A form sent once more leads to what the first sending made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from tusach.ui.sent_forms import (
    SentTwice,
    led_to,
    note_led_to,
    wait_for_led_to,
    was_acted_upon,
)


class SentMiddleware:
    """Notes where a form with a token (``{% once %}``) led, and leads there again.

    It stands after the guards: whoever may not act is told so first. Two sendings at the same
    moment are kept apart by :func:`tusach.ui.sent_forms.act_once`, in the view; the second,
    which is the one whose answer the browser shows, then leads where the first did.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST":
            return response
        if response.status_code in {302, 303}:
            note_led_to(request, response.headers["Location"])
            return response
        if getattr(request, "htmx", False):
            return response
        # What the first sending made may be why the second is refused, before it comes to
        # ``act_once``: a title that exists, a number that is taken.
        again = getattr(request, "sent_twice", False) or (
            response.status_code in {409, 422} and was_acted_upon(request)
        )
        address = wait_for_led_to(request) if again else ""
        return _lead(request, address) if address else response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if request.method != "POST" or getattr(request, "htmx", False):
            return None
        address = led_to(request)
        return _lead(request, address) if address else None


def _lead(request: HttpRequest, address: str) -> HttpResponse:
    messages.info(request, str(SentTwice()))
    return redirect(address)
