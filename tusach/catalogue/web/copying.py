"""Copying from another record: found by words, its fields chosen, into a new record or into one
that is edited. Nothing is written here: the editor opens with what was chosen in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.catalogue import selectors
from tusach.catalogue.editing.services import copied
from tusach.catalogue.labels import ShownField, shown
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import Record
from tusach.catalogue.web.records import found_or_404
from tusach.ui.api import needs

# No record has more fields than this that anybody would choose from.
_MOST = 2000
# What belongs to one edition: offered, not ticked.
_OF_AN_EDITION = ("020", "024")


@dataclass(frozen=True)
class Offered:
    """``at``: which of the fields that may be copied."""

    at: int
    field: ShownField
    ticked: bool


def _into(request: HttpRequest) -> Record | None:
    """The record that is being edited; None for a new one."""
    text = request.GET.get("vao", "")
    if not text:
        return None
    return found_or_404(int(text) if text.isdecimal() and len(text) < 19 else 0)


@needs("catalogue.quick_record")
def copy_find(request: HttpRequest) -> HttpResponse:
    """Records by title, author, ISBN or control number, to be copied from."""
    into = _into(request)
    words = request.GET.get("q", "").strip()[:200]
    found = selectors.found_by_words(words, besides=into.pk if into else 0)
    context = {"words": words, "found": found, "into": into}
    return render(request, "catalogue/copy_find.html", context)


@needs("catalogue.quick_record")
def copy_fields(request: HttpRequest, pk: int) -> HttpResponse:
    """The fields of a record, to be ticked: all but its numbers and those of its edition; for a
    record that is there already, those it has nothing of."""
    source = found_or_404(pk)
    into = _into(request)
    there: set[str] = set()
    if into is not None:
        there = {one.tag for one in selectors.marc_of(into).fields}
    rows = [
        Offered(at, one, one.tag not in there and (into is not None or _is_of_all(one.tag)))
        for at, one in enumerate(shown(copied(selectors.marc_of(source)))[1:])
        if into is None or not one.tag.startswith("00")
    ]
    context = {"source": source, "into": into, "rows": rows}
    return render(request, "catalogue/copy_fields.html", context)


def _is_of_all(tag: str) -> bool:
    return tag not in _OF_AN_EDITION


def chosen_copy(request: HttpRequest) -> tuple[MarcRecord, Record] | None:
    """What the address says is to be copied, and from where: ``tu`` the control number, ``ban``
    the version that was looked at, ``truong`` the fields chosen (all without one). None when it
    names no record to copy from; 404 for one that is not there."""
    number = request.GET.get("tu", "").strip()[:20]
    if not number:
        return None
    source = selectors.record_numbered(number)
    if source is None:
        raise Http404
    text = request.GET.get("ban", "")
    version = int(text) if text.isdecimal() and len(text) < 7 else source.version
    content = selectors.content_of_version(source, version)
    if content is None:
        raise Http404
    marc = copied(content)
    if "ban" in request.GET:
        wanted = set(request.GET.getlist("truong")[:_MOST])
        marc.fields = [one for at, one in enumerate(marc.fields) if str(at) in wanted]
    return marc, source
