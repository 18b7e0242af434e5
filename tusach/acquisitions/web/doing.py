"""What every page that acts does: now, by whom, and a refusal said where it was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise

from tusach.audit.api import actor_of
from tusach.ui.api import Refusal, send_back
from tusach.vietnamese.api import NotADate, parse_date


def now_by(request: HttpRequest) -> dict[str, Any]:
    """``at=`` and ``by=`` for a service."""
    return {"at": timezone.now(), "by": actor_of(request)}


def today() -> date:
    return timezone.localdate()


def press(
    request: HttpRequest, to: Any, act: Callable[[], Any], said: str | Promise
) -> HttpResponse:
    """A button: do it, and on to ``to`` with what came of it."""
    try:
        act()
    except Refusal as refusal:
        return send_back(request, refusal, to=to)
    messages.success(request, str(said))
    return redirect(to)


def number_posted(request: HttpRequest, key: str) -> int | None:
    """A whole number of the form; None when it is none."""
    text = request.POST.get(key, "").strip()
    return int(text) if text.isdecimal() and len(text) < 19 else None


def numbers_posted(request: HttpRequest, key: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(key) if one.isdecimal() and len(one) < 19]


def version_posted(request: HttpRequest) -> int:
    """The version that the form was filled from; 0, which none has, when it does not say."""
    return number_posted(request, "version") or 0


def day_asked(request: HttpRequest, key: str = "ngay") -> date:
    """The day in the query, as a form field or a person writes it; today otherwise."""
    text = request.GET.get(key, "").strip()[:20]
    try:
        return parse_date(text, earliest=date(1990, 1, 1), latest=date(2100, 1, 1))
    except NotADate:
        return today()
