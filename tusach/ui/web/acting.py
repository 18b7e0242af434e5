"""What acts: a form, once, or a button; the refusal is said where it was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from tusach.ui.refusals import Refusal
from tusach.ui.sent_forms import act_once
from tusach.ui.web.keeping import send_back


def try_form(
    request: HttpRequest, form: BaseForm, act: Callable[[], Any], said: str | Promise = ""
) -> Any:
    """Do ``act`` once; what it returns, or None with the refusal in the form.

    A form that was sent before is not acted on again; its user is told so.
    """
    try:
        with act_once(request):
            made = act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    if said:
        messages.success(request, str(said))
    return True if made is None else made


def press(
    request: HttpRequest, to: Any, act: Callable[[], Any], said: str | Promise = ""
) -> HttpResponse:
    """A button: do ``act``, and on to ``to`` (as ``redirect`` takes it) with what came of it."""
    try:
        act()
    except Refusal as refusal:
        return send_back(request, refusal, to=to)
    if said:
        messages.success(request, str(said))
    return redirect(to)
