"""The slip with a one-time code: shown once, kept nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tusach.audit.api import actor_of
from tusach.people.selectors import posts_that_count
from tusach.people.services.one_time import Slip


def slip_page(
    request: HttpRequest, slip: Slip, *, new: bool, whom: str = "", back: str = ""
) -> HttpResponse:
    """The page to print. ``whom`` stands in place of the account's name, ``back`` is where the
    page leads afterwards. The view that answers with it is ``never_cache``."""
    now = timezone.now()
    page = {
        "slip": slip,
        "new": new,
        "whom": whom or slip.account.full_name,
        "back": back or slip.account.get_absolute_url(),
        "posts": posts_that_count(slip.account, timezone.localdate(now)),
        "address": request.build_absolute_uri("/"),
        "made_by": actor_of(request).name,
        "made_at": now,
    }
    return render(request, "people/slip.html", page)
