"""Files of records that the worker writes: followed, and fetched when they are whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tusach.catalogue.exporting import FORMS
from tusach.catalogue.models import Export
from tusach.catalogue.taking_out import selectors, services
from tusach.catalogue.web.imports import account
from tusach.ui.api import Column, Listing, named, needs, number, standing


def _found(request: HttpRequest, pk: int) -> Export:
    """The export, if this person may see it: numbers can be guessed."""
    one = selectors.exports(account(request)).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


@needs("catalogue.export")
@require_safe
def exports(request: HttpRequest) -> HttpResponseBase:
    """The files that were asked for where this person works."""
    listing = Listing(
        request,
        selectors.exports(account(request)),
        columns=[
            Column("what", _("Nội dung"), link=lambda one: one.get_absolute_url()),
            Column("form", _("Dạng"), value=lambda one: FORMS[one.form][0], wide=True),
            Column("state", _("Tình trạng"), value=lambda one: one.get_state_display()),
            Column("total", _("Số biểu ghi"), kind="number", sort="total"),
            Column("by_name", _("Người xin"), wide=True),
            Column("made_at", _("Xin lúc"), kind="moment", sort="made_at"),
        ],
        search=selectors.search_exports,
        search_label=_("Nội dung"),
        default_sort="-made_at",
        empty=_("Chưa xuất tệp nào. Mở danh sách biểu ghi hoặc trang của một thư viện để xuất."),
        name="lan-xuat",
    )
    return listing.export() or render(request, "catalogue/exports.html", {"listing": listing})


@needs("catalogue.export")
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the file is; when it is whole, where to fetch it."""
    return render(request, "catalogue/export.html", _context(_found(request, pk)))


@needs("catalogue.export")
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    one = _found(request, pk)
    answer = render(request, "ui/progress.html", _context(one))
    if not one.is_under_way:
        answer["HX-Refresh"] = "true"  # the page changes as a whole
    return answer


def _context(one: Export) -> dict[str, Any]:
    done = min(one.done_to * services.PART, one.total)
    line = ngettext(
        "%(done)s trên %(total)s biểu ghi", "%(done)s trên %(total)s biểu ghi", one.total
    )
    return {
        "one": one,
        "work": one,
        "ending": FORMS[one.form][0],
        "until": one.made_at + services.KEPT,
        "line": line % {"done": number(done), "total": number(one.total)},
        "done": done,
        "total": one.total,
        "standing": standing(one, timezone.now()),
        "progress_url": reverse("catalogue:export_progress", args=[one.pk]),
        "again_url": reverse("catalogue:export_again", args=[one.pk]),
        "here": one.get_absolute_url(),
    }


@require_POST
@needs("catalogue.export")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    _found(request, pk)
    return redirect(services.ask_again(pk, at=timezone.now()))


@needs("catalogue.export")
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, when it is whole; until then the page that says how far it is."""
    one = _found(request, pk)
    ending, kind = FORMS[one.form]
    return _sent(one, services.file_of(one), f"{one.what}.{ending}", kind)


@needs("catalogue.export")
@require_safe
def left_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The records that ISO 2709 cannot hold, as MARCXML."""
    one = _found(request, pk)
    return _sent(one, services.left_out_of(one), f"{one.what}-qua-dai.xml", FORMS["xml"][1])


def _sent(one: Export, path: Path, name: str, kind: str) -> HttpResponseBase:
    if one.state != Export.State.DONE or not path.exists():
        return redirect(one)
    answer = FileResponse(path.open("rb"), content_type=kind)
    named(answer, name)
    return answer
