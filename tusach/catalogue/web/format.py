"""The MARC 21 formats to read: every field, one field, and the table for the editor's script."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from tusach.catalogue.format import pages
from tusach.ui.api import needs


@needs("catalogue.view")
def format_json(request: HttpRequest, kind: str, language: str, version: str) -> HttpResponse:
    """The table of fields for the editor's script. Its address changes with its content."""
    if kind not in pages.KINDS or language not in ("vi", "en"):
        raise Http404
    answer = JsonResponse(pages.as_json(kind, language), json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


@needs("catalogue.view")
def format_fields(request: HttpRequest, kind: str) -> HttpResponse:
    """Every field of the format, by number or name."""
    if kind not in pages.KINDS:
        raise Http404
    words = request.GET.get("q", "").strip()[:80]
    return render(
        request,
        "catalogue/format_fields.html",
        {"kind": kind, "blocks": pages.blocks(kind, words), "words": words},
    )


@needs("catalogue.view")
def format_field(request: HttpRequest, kind: str, tag: str) -> HttpResponse:
    """One field: its help, indicators, subfields; for the editor only that part of the page."""
    found = pages.field_page(kind, tag) if kind in pages.KINDS else None
    if found is None:
        raise Http404
    part = bool(request.GET.get("part"))
    template = "catalogue/format_field_part.html" if part else "catalogue/format_field.html"
    return render(request, template, {"kind": kind, "found": found})
