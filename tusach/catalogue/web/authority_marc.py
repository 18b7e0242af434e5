"""The MARC editor over authority records: the same as for bibliographic ones."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from tusach.audit.api import actor_of
from tusach.catalogue.authorities import services
from tusach.catalogue.editing import worksheets
from tusach.catalogue.editing.shown import Shown, as_problems, rows_of
from tusach.catalogue.errors import HeadingIsMissing
from tusach.catalogue.format import pages
from tusach.catalogue.marc import text as marc_text
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.web import fixed_fields
from tusach.catalogue.web.authorities import authority_or_404, saved_page, version_of
from tusach.catalogue.web.marc_editing import sent_text
from tusach.ui.api import Refusal, act_once, needs

_FIRST = "authority-person"


def _page(request: HttpRequest, text: str, *, status: int = 200, **more: Any) -> HttpResponse:
    one = more.get("one")
    context = {
        "kind": "authority",
        "text": text,
        "held": one,
        "back": one.get_absolute_url() if one else reverse("catalogue:authorities"),
        "format_url": pages.address("authority", get_language() or "vi"),
        "fixed_choices": fixed_fields.choices_of(text, "authority"),
        "given": [sheet for sheet in worksheets.given() if sheet.is_authority],
        "kept": worksheets.kept(is_authority=True),
        **more,
    }
    return render(request, "catalogue/authority_marc.html", context, status=status)


def _beginning(request: HttpRequest) -> str:
    """The text of the worksheet ``?mau=`` names, by its code or number."""
    code = request.GET.get("mau", _FIRST)[:60]
    if code.isdecimal() and len(code) < 19 and (kept := worksheets.kept_one(int(code))):
        return kept.text
    given = worksheets.given_named(code)
    if given is None:
        raise Http404
    return given.text


def _told(refused: Refusal, read: marc_text.ReadText, before: MarcRecord | None) -> Shown:
    problems = getattr(refused, "problems", None)
    return as_problems(read, before) if problems is None else rows_of(problems, read)


@needs("catalogue.edit")
def new_authority_marc(request: HttpRequest) -> HttpResponse:
    """A new authority in the MARC editor, from a worksheet."""
    if request.method != "POST":
        return _page(request, _beginning(request))
    text = sent_text(request)
    if fixed_fields.is_asked(request):
        text, form = fixed_fields.answer(request, text, "authority")
        return form or _page(request, text, shown=as_problems(marc_text.read(text), None))
    read = marc_text.read(text)
    if read.faults:
        return _page(request, text, status=422, shown=as_problems(read, None))
    try:
        if not read.record.is_authority:
            raise HeadingIsMissing()
        with act_once(request):
            made = services.create_authority_marc(
                read.record, by=actor_of(request), at=timezone.now()
            )
    except Refusal as refused:
        shown = _told(refused, read, None)
        return _page(request, text, status=refused.status, refused=refused, shown=shown)
    return saved_page(request, made)


@needs("catalogue.edit")
def edit_authority_marc(request: HttpRequest, pk: int) -> HttpResponse:
    """The MARC content of an authority."""
    one = authority_or_404(pk)
    if request.method != "POST":
        text = marc_text.write(services.marc_of_authority(one))
        return _page(request, text, one=one, version=one.version, keep_old=True)
    opened = version_of(request, one)
    keep_old = bool(request.POST.get("keep_old"))
    text = sent_text(request)
    again: dict[str, Any] = {"one": one, "version": opened, "keep_old": keep_old}
    before = services.marc_of_authority(one, opened)
    if fixed_fields.is_asked(request):
        text, form = fixed_fields.answer(request, text, "authority")
        return form or _page(
            request, text, shown=as_problems(marc_text.read(text), before), **again
        )
    read = marc_text.read(text)
    if read.faults:
        return _page(request, text, status=422, shown=as_problems(read, before), **again)
    try:
        with transaction.atomic():
            saved = services.save_authority_marc(
                pk,
                read.record,
                version=opened,
                by=actor_of(request),
                at=timezone.now(),
                keep_old=keep_old,
            )
    except Refusal as refused:
        shown = _told(refused, read, before)
        return _page(request, text, status=refused.status, refused=refused, shown=shown, **again)
    return saved_page(request, saved)
