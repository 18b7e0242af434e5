"""Where everybody who works here begins: the desk, and the first page of each room."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ui.registry import menu_for
from tusach.ui.web.guards import signed_in


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    # Whoever has one page only beside what everybody has, as a reader has, is led to it.
    of_rights = [e for entries in menu_for(request.user).values() for e in entries if e.act]
    if len(of_rights) == 1:
        return redirect(of_rights[0].url_name)
    return render(request, "ui/desk.html")


def start_of(room: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view for the address under which the pages of ``room`` lie: it leads to the first of
    them in this person's menu, and to the desk where there is none."""

    @signed_in
    def start(request: HttpRequest) -> HttpResponse:
        names = (entry.url_name for entries in menu_for(request.user).values() for entry in entries)
        return redirect(next((n for n in names if n.startswith(f"{room}:")), "ui:desk"))

    return start
