"""The health of the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tusach.house.health import all_is_answering, examine
from tusach.house.health.finding import State
from tusach.ui.api import needs, public


@public
def answering(request: HttpRequest) -> HttpResponse:
    """For a monitor: 200 and "ok", or 503. Says nothing else: anybody may ask."""
    well = all_is_answering()
    answer = HttpResponse(
        "ok\n" if well else "not ok\n", status=200 if well else 503, content_type="text/plain"
    )
    answer["Cache-Control"] = "no-store"
    return answer


@needs("house.health")
def health(request: HttpRequest) -> HttpResponse:
    """The same findings as ``./run doctor``, worst first."""
    order = [State.BAD, State.WARN, State.OK]
    found = sorted(examine(at=timezone.now()), key=lambda one: order.index(one.state))
    return render(
        request,
        "house/health.html",
        {"findings": found, "worst": found[0].state, "at": timezone.now()},
    )
