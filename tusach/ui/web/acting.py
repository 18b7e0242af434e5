"""A form that acts: once, with the refusal said where it was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.functional import Promise

from tusach.ui.refusals import Refusal
from tusach.ui.sent_forms import act_once


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
