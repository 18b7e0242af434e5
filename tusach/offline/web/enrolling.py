"""Inviting a device, and what its user is handed: shown once, kept nowhere."""

from __future__ import annotations

import json

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tusach.audit.api import now_by
from tusach.offline.models import Device, Invitation
from tusach.offline.services import invite, told_of
from tusach.offline.web.forms import InviteForm
from tusach.offline.web.reach import device_or_404, places
from tusach.ui.api import Refusal, act_once, named, needs


@needs("offline.enrol")
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    mine = places(request, "offline.enrol")
    asked = request.GET.get("point", "")
    first = mine.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    usual = first or request.user.usual_place("offline.enrol")  # type: ignore[union-attr]
    form = InviteForm(request.POST or None, points=mine, initial={"point": usual})
    return _invited(request, form, None)


@needs("offline.enrol")
@never_cache
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A new device in the place of this one, which is revoked when the new one enrols."""
    old = device_or_404(request, pk, "offline.enrol")
    mine = places(request, "offline.enrol")
    points = list(old.points.filter(pk__in=mine.values("pk"))[:4])
    names = ("point", "point_2", "point_3", "point_4")
    first = dict(zip(names, points, strict=False))
    form = InviteForm(request.POST or None, points=mine, initial={"name": old.name, **first})
    return _invited(request, form, old)


def _invited(request: HttpRequest, form: InviteForm, old: Device | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            with act_once(request):
                made, token = invite(
                    name=form.cleaned_data["name"],
                    points=form.chosen,
                    replaces=old,
                    **now_by(request),
                )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _slip(request, made, token)
    status = 422 if request.method == "POST" else 200
    page = {"form": form, "old": old, "secure": settings.SITE_ADDRESS.startswith("https://")}
    return render(request, "offline/invite.html", page, status=status)


def _slip(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """The answer to the POST: the token is shown here alone."""
    address = f"{settings.SITE_ADDRESS.rstrip('/')}/quay/"
    code = segno.make(f"{address}#{token}", error="m", micro=False)
    page = {
        "invitation": invitation,
        "points": list(invitation.points.order_by("sort_key", "pk")),
        "address": address,
        "picture": code.svg_data_uri(scale=6, border=2, dark="#000", light="#fff"),
        "token": " ".join(token[n : n + 4] for n in range(0, len(token), 4)),
    }
    return render(request, "offline/slip.html", page)


@needs("offline.view")
@require_GET
def enrolment_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What a device is told when it is enrolled, as a file for the stick: public keys and the
    names of its points, nothing secret."""
    one = device_or_404(request, pk)
    response = HttpResponse(
        json.dumps(told_of(one), ensure_ascii=False), content_type="application/json"
    )
    return named(response, f"ghi-nhan-{str(one.key)[:8]}.tusach")
