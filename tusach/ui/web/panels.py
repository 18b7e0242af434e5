"""A panel opened as a page of its own, as it is where no script loads it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from tusach.ui.registry import panel_at


class PanelMiddleware:
    """Puts a piece of page that a room answers with into the frame of the house.

    A panel's place on the other room's page holds a link to it until htmx has loaded it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or getattr(request, "htmx", False):
            return response
        found = request.resolver_match
        panel = panel_at(found.view_name) if found else None
        if panel is None or response.status_code != 200 or b"<html" in response.content:
            return response
        # What the room's template escaped.
        piece = mark_safe(response.content.decode())  # noqa: S308
        return render(request, "ui/panel.html", {"label": panel.label, "piece": piece})
