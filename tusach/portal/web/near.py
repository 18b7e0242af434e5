"""Choosing what is near: a library or a commune, kept in the reader's own browser."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from tusach.portal import nearness
from tusach.ui.api import public


def back_to(told: str, otherwise: str) -> str:
    """The page to go back to, of this site only."""
    if url_has_allowed_host_and_scheme(told, None) and told.startswith("/"):
        return told
    return otherwise


@public
def near(request: HttpRequest) -> HttpResponse:
    """Search by name and choose; without a value the choice is taken back."""
    if request.method == "POST":
        answer = redirect(back_to(request.POST.get("tu", ""), reverse("portal:home")))
        key = request.POST.get("noi", "")
        if not key:
            answer.delete_cookie(nearness.COOKIE)
        elif nearness.near_by_key(key) is not None:
            answer.set_cookie(
                nearness.COOKIE,
                key,
                max_age=nearness.COOKIE_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return answer
    words = " ".join(request.GET.get("q", "").split())[:100]
    return render(
        request,
        "portal/near_page.html",
        {
            "here": "home",
            "near": nearness.near_of(request),
            "words": words,
            "offers": nearness.offers(words),
            "back": back_to(request.GET.get("tu", ""), reverse("portal:home")),
        },
    )


@public
@require_GET
def near_points(request: HttpRequest) -> HttpResponse:
    """Codes and positions of all public points: a browser finds the nearest by itself."""
    points = [[code, round(lat, 4), round(lon, 4)] for _pk, code, lat, lon in nearness.positions()]
    answer = JsonResponse({"points": points})
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
