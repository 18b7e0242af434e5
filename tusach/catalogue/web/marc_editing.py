"""The MARC editor: a record as text, and what the script makes of it.

The form holds the record as lines ("=245 10$a…"), so that everything works without script; the
script shows the same lines as rows to be edited field by field.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue import selectors
from tusach.catalogue.authorities.selectors import authority as authority_of
from tusach.catalogue.authorities.services import marc_of_authority
from tusach.catalogue.drawn import draw
from tusach.catalogue.editing import services, worksheets
from tusach.catalogue.editing.shown import Shown, as_problems, rows_of
from tusach.catalogue.errors import (
    HostIsCircular,
    MarcHasErrors,
    RecordWasChanged,
    TitleIsMissing,
)
from tusach.catalogue.format import pages
from tusach.catalogue.format.choosing import positions_shown
from tusach.catalogue.marc import text as marc_text
from tusach.catalogue.marc.record import Field, MarcRecord
from tusach.catalogue.marc.three_way import Merged, merge
from tusach.catalogue.models import Record
from tusach.catalogue.offering.marc import marc_offers, under_control
from tusach.catalogue.web import fixed_fields
from tusach.catalogue.web.copying import chosen_copy
from tusach.catalogue.web.records import found_or_404, version_opened
from tusach.search.api import wait_until_applied
from tusach.ui.api import (
    Refusal,
    SentTwice,
    TextTooLong,
    act_once,
    fitting,
    needs,
    number_posted,
)

# A record of ISO 2709 has 99,999 bytes; MARCXML may hold more, within reason.
LONGEST = 1_000_000
# A place of the content: "245", "245a", "LDR".
_PLACES = 200


def _page(request: HttpRequest, text: str, *, status: int = 200, **more: Any) -> HttpResponse:
    record = more.get("record")
    context = {
        "kind": "bibliographic",
        "text": text,
        "held": record,
        "back": record.get_absolute_url() if record else reverse("catalogue:records"),
        "format_url": pages.address("bibliographic", get_language() or "vi"),
        "fixed_choices": fixed_fields.choices_of(text, "bibliographic"),
        "given": [one for one in worksheets.given() if not one.is_authority],
        "kept": worksheets.kept(is_authority=False),
        **more,
    }
    return render(request, "catalogue/marc_edit.html", context, status=status)


def sent_text(request: HttpRequest) -> str:
    """The text of the record, line ends as ours."""
    return request.POST.get("text", "")[:LONGEST].replace("\r\n", "\n")


def _unsure(request: HttpRequest) -> list[str]:
    """The places marked as not sure: tags, as the editor's rows are marked."""
    return [one[:8] for one in request.POST.get("unsure", "").split()[:_PLACES]]


@needs("catalogue.edit")
def new_marc(request: HttpRequest) -> HttpResponse:
    """A new record in the MARC editor: from a worksheet, or with the fields chosen of another."""
    if request.method != "POST":
        if copy := chosen_copy(request):
            marc, source = copy
            return _page(request, marc_text.write(marc), is_new=True, copied=source)
        return _page(request, _beginning(request), is_new=True)
    text = sent_text(request)
    if fixed_fields.is_asked(request):
        text, form = fixed_fields.answer(request, text, "bibliographic")
        shown = as_problems(marc_text.read(text), None)
        return form or _page(request, text, is_new=True, shown=shown)
    read = marc_text.read(text)
    shown = as_problems(read, None)
    if read.faults:
        return _page(request, text, status=422, is_new=True, shown=shown)
    marc = read.record
    like = _like(marc)
    if like and not request.POST.get("make_anyway"):
        return _page(request, text, status=422, is_new=True, shown=shown, like=like, ask=True)
    try:
        with act_once(request):
            record = services.create_marc(
                marc,
                by=actor_of(request),
                at=timezone.now(),
                unsure=_unsure(request),
                is_unsure=bool(request.POST.get("is_unsure")),
            )
    except (MarcHasErrors, TitleIsMissing, SentTwice) as refused:
        return _page(
            request, text, status=422, is_new=True, refused=refused, shown=_of(refused, read, shown)
        )
    messages.success(request, _("Đã lập biểu ghi “%(title)s”.") % {"title": record.shown_title})
    wait_until_applied()
    return redirect(record)


def _of(refused: Refusal, read: marc_text.ReadText, shown: Shown) -> Shown:
    problems = getattr(refused, "problems", None)
    return rows_of(problems, read) if problems is not None else shown


def _like(marc: MarcRecord) -> list[Record]:
    drawn = draw(marc)
    return selectors.likely_same(drawn.title, drawn.author, drawn.year, drawn.isbn)


def _beginning(request: HttpRequest) -> str:
    """The text a new record begins from: ``?mau=`` a worksheet's code or number."""
    code = request.GET.get("mau", "book")[:60]
    if code.isdecimal() and len(code) < 19 and (kept := worksheets.kept_one(int(code))):
        return kept.text
    given = worksheets.given_named(code)
    if given is None:
        raise Http404
    return given.text


@needs("catalogue.edit")
def edit_marc(request: HttpRequest, pk: int) -> HttpResponse:
    """The MARC editor over a record, as it is or with fields chosen of another added to it."""
    record = found_or_404(pk)
    if request.method != "POST":
        marc = selectors.marc_of(record)
        copy = chosen_copy(request)
        for one in copy[0].fields if copy else []:
            marc.insert(one)
        text = marc_text.write(marc)
        shown = as_problems(marc_text.read(text), None)
        more: dict[str, Any] = {"copied": copy[1]} if copy else {}
        return _page(request, text, record=record, version=record.version, shown=shown, **more)
    opened = version_opened(request, record)
    text = sent_text(request)
    before = selectors.marc_of_version(record, opened)
    if fixed_fields.is_asked(request):
        text, form = fixed_fields.answer(request, text, "bibliographic")
        shown = as_problems(marc_text.read(text), before)
        return form or _page(request, text, record=record, version=opened, shown=shown)
    read = marc_text.read(text)
    shown = as_problems(read, before)
    again: dict[str, Any] = {"record": record, "version": opened, "status": 422}
    if read.faults:
        return _page(request, text, shown=shown, **again)
    try:
        with transaction.atomic():
            services.save_marc(
                pk,
                read.record,
                version=opened,
                by=actor_of(request),
                at=timezone.now(),
                finished=request.POST.get("finished") == "1",
                unsure=_unsure(request),
                is_unsure=bool(request.POST.get("is_unsure")),
                why=fitting(request.POST.get("why", ""), 300, _("Sửa gì")),
            )
    except RecordWasChanged as refused:
        return _both(request, record, before, read.record, refused)
    except (MarcHasErrors, TitleIsMissing, TextTooLong, HostIsCircular) as refused:
        return _page(request, text, refused=refused, shown=_of(refused, read, shown), **again)
    messages.success(request, _("Đã lưu “%(title)s”.") % {"title": record.shown_title})
    wait_until_applied()
    if request.POST.get("next") == "stay":
        return redirect("catalogue:edit_marc", pk)
    return redirect(record)


def _both(
    request: HttpRequest,
    record: Record,
    base: MarcRecord,
    mine: MarcRecord,
    refused: RecordWasChanged,
) -> HttpResponse:
    """The editor again with both people's changes in it. Each field the other changed is shown
    above as both have it; a field both changed stands below as this editor typed it."""
    record = found_or_404(record.pk)
    theirs = selectors.marc_of(record)
    merged: Merged = merge(base, services.composed_where_new(mine, base), theirs)
    clashes = [(one.tag, _written(one.theirs), _written(one.mine)) for one in merged.conflicts]
    rows = clashes + [(one.tag, _written(one.after), _("(không sửa)")) for one in merged.theirs]
    text = marc_text.write(merged.record)
    return _page(
        request,
        text,
        status=409,
        record=record,
        version=record.version,
        refused=refused,
        meanwhile=sorted(rows, key=lambda row: row[0]),
        is_clash=bool(clashes),
        shown=as_problems(marc_text.read(text), theirs),
    )


def _written(field: Field | None) -> str:
    return marc_text.write_field(field) if field else ""


@require_POST
@needs("catalogue.edit")
def check_marc(request: HttpRequest) -> HttpResponse:
    """What is wrong with the text as it stands, and which of its headings are under control; a
    part of the editor's page."""
    read = marc_text.read(sent_text(request))
    shown = as_problems(read, _before(request))
    context = {"shown": shown, "controlled": under_control(read.record, dict(read.lines))}
    return render(request, "catalogue/marc_problems.html", context)


def _before(request: HttpRequest) -> MarcRecord | None:
    """The content of the record or authority that is edited; None for a new one."""
    number = number_posted(request, "record") or 0
    if request.POST.get("kind") == "authority":
        one = authority_of(number)
        return marc_of_authority(one) if one else None
    record = selectors.record(number)
    return selectors.marc_of(record) if record else None


@needs("catalogue.edit")
def suggest_marc(request: HttpRequest) -> JsonResponse:
    """Headings, records, class numbers and series for the subfield that is typed."""
    found = marc_offers(
        request.GET.get("tag", "")[:3],
        request.GET.get("code", "")[:1],
        request.GET.get("q", "").strip()[:200],
        request.GET.get("subjects", "")[:600],
    )
    return JsonResponse({"found": [one.as_json() for one in found]})


@needs("catalogue.edit")
def coded_positions(request: HttpRequest) -> HttpResponse:
    """The positions of a coded field as labelled choices; a part of the editor's page. The
    record's text, when it is sent along, tells what should stand there."""
    asked = request.POST or request.GET
    value = asked.get("value", "")[:60]
    record = marc_text.read(asked.get("text", "")[:LONGEST].replace("\r\n", "\n")).record
    if leader := asked.get("leader", "")[:24]:
        record.leader = leader
    found = positions_shown(asked.get("tag", "")[:3], value, record)
    if found is None:
        raise Http404
    return render(request, "catalogue/marc_positions.html", {"found": found})
