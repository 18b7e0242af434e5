"""A form sent once more leads to what the first sending made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tusach.ui.sent_forms import led_to, note_led_to


class SentMiddleware:
    """Notes where a form with a token (``{% once %}``) led, and leads there again.

    It stands after the guards: whoever may not act is told so first. Two sendings at the same
    moment are kept apart by :func:`tusach.ui.sent_forms.once`, in the view.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in {302, 303}:
            note_led_to(request, response.headers["Location"])
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if request.method != "POST" or getattr(request, "htmx", False):
            return None
        if not (address := led_to(request)):
            return None
        messages.info(
            request,
            _("Biểu mẫu này đã được gửi một lần rồi và đã được ghi; lần gửi sau được bỏ qua."),
        )
        return redirect(address)
