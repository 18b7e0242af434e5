"""What every page that acts does: now, by whom, and a refusal said where it was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise

from tusach.audit.api import Actor, actor_of
from tusach.rotation.models import Leg
from tusach.ui.api import Refusal, send_back
from tusach.ui.api import try_form as try_form
from tusach.vietnamese.api import NotADate, parse_date


def now_by(request: HttpRequest) -> dict[str, Any]:
    """``at=`` and ``by=`` for a service."""
    return {"at": timezone.now(), "by": actor_of(request)}


def actor(request: HttpRequest) -> Actor:
    return actor_of(request)


def today() -> date:
    return timezone.localdate()


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(second=0, microsecond=0)


def press(
    request: HttpRequest, leg: Leg, act: Callable[[], Any], said: str | Promise
) -> HttpResponse:
    """A button: do it, and back to the destination with what came of it."""
    try:
        act()
    except Refusal as refusal:
        return send_back(request, refusal, to=leg)
    messages.success(request, str(said))
    return redirect(leg.get_absolute_url())


def day_asked(request: HttpRequest, key: str = "ngay") -> date:
    """The day in the query, as a form field or a person writes it; today otherwise."""
    text = request.GET.get(key, "").strip()[:20]
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parse_date(text, earliest=date(2000, 1, 1), latest=date(2100, 1, 1))
    except NotADate:
        return today()


def copy_asked(request: HttpRequest) -> int | None:
    """Which of several copies with one code was meant."""
    text = request.POST.get("copy", "")
    return int(text) if text.isdecimal() else None


def ids_posted(request: HttpRequest, key: str) -> list[int]:
    return [int(text) for text in request.POST.getlist(key) if text.isdecimal()]
