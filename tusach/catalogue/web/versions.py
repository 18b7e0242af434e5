"""The versions of a record: what each changed, two of them side by side, going back to one or to
one field of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue import selectors, services
from tusach.catalogue.editing.restoring import restore_field as take_back
from tusach.catalogue.labels import FIELDS
from tusach.catalogue.marc.comparing import Compared, compare
from tusach.catalogue.marc.record import from_json
from tusach.catalogue.merging.selectors import stands_for
from tusach.catalogue.web.records import any_or_404, found_or_404
from tusach.ui.api import Refusal, needs, number_posted, send_back


@dataclass(frozen=True)
class Row:
    compared: Compared
    label: str


def _rows(found: list[Compared]) -> list[Row]:
    labels = {"LDR": _("Đầu biểu")} | {tag: str(label) for tag, label in FIELDS.items()}
    return [Row(one, labels.get(one.tag, "")) for one in found]


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 7 else None


@needs("catalogue.view")
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Latest first, each with what it changed; ``?truoc=`` those before a number."""
    found = any_or_404(pk)
    held, older = selectors.history(found, before=_number(request, "truoc"))
    return render(
        request,
        "catalogue/versions.html",
        {
            "record": found,
            "history": [(one, _rows(one.changes)) for one in held],
            "older": older,
            "numbers": range(found.version, 0, -1)[:500],
            "here": "versions",
            "now": stands_for(found),
        },
    )


@needs("catalogue.view")
def compare_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side: ``?cu=`` and ``?moi=``, by themselves the last two; ``?ca=1``
    with the fields that are the same."""
    found = any_or_404(pk)
    new = _number(request, "moi") or found.version
    old = _number(request, "cu") or max(1, new - 1)
    pair = [selectors.version_numbered(found, number) for number in (old, new)]
    if pair[0] is None or pair[1] is None:
        raise Http404
    whole = request.GET.get("ca") == "1"
    rows = _rows(compare(from_json(pair[0].marc), from_json(pair[1].marc), whole=whole))
    now = stands_for(found)
    context = {
        "record": found,
        "old": pair[0],
        "new": pair[1],
        "rows": rows,
        "whole": whole,
        "numbers": range(found.version, 0, -1)[:500],
        "here": "versions",
        "now": now,
        "may_take_back": new == found.version and old != new and now is None,
    }
    return render(request, "catalogue/version_compare.html", context)


@require_POST
@needs("catalogue.edit")
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The whole record as this version had it, as a new version."""
    found = found_or_404(pk)
    services.restore_version(
        pk,
        number,
        version=number_posted(request, "version") or 0,
        by=actor_of(request),
        at=timezone.now(),
    )
    messages.success(
        request,
        _("“%(title)s” đã trở lại như phiên bản %(number)s.")
        % {"title": found.shown_title, "number": number},
    )
    return redirect(found)


@require_POST
@needs("catalogue.edit")
def restore_field(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One field as this version had it, as a new version."""
    found = found_or_404(pk)
    back = reverse("catalogue:compare_versions", args=[pk])
    row = number_posted(request, "row")
    try:
        with transaction.atomic():
            record, tag = take_back(
                pk,
                number,
                -1 if row is None else row,
                version=number_posted(request, "version") or 0,
                by=actor_of(request),
                at=timezone.now(),
            )
    except Refusal as refused:
        return send_back(request, refused, to=f"{back}?cu={number}&moi={found.version}")
    messages.success(
        request,
        _("Trường %(tag)s đã trở lại như phiên bản %(number)s.") % {"tag": tag, "number": number},
    )
    return redirect(f"{back}?cu={number}&moi={record.version}")
