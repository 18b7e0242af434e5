"""The record's page for staff."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.catalogue import selectors
from tusach.ui.api import needs


@needs("catalogue.view")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.record(pk)
    if found is None:
        raise Http404
    return render(request, "catalogue/record.html", {"record": found})
