"""What of the demonstration is true, what is invented, and who may sign in to try it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.demo.persons import sign_ins
from tusach.ui.api import public


@public
def about(request: HttpRequest) -> HttpResponse:
    if not settings.DEMONSTRATION:
        raise Http404
    return render(request, "demo/about.html", {"sign_ins": sign_ins()})
