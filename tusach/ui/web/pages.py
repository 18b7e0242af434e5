"""The start page of everybody who works here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.ui.web.guards import signed_in


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/desk.html")
