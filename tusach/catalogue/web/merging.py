"""Merging two records: found, compared side by side, chosen field by field; and taken apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue import selectors
from tusach.catalogue.format.table import spec_of
from tusach.catalogue.marc.record import ControlField, Field
from tusach.catalogue.marc.text import write_field
from tusach.catalogue.merging import selectors as merged
from tusach.catalogue.merging import services
from tusach.catalogue.models import Merge, Record
from tusach.catalogue.web.records import found_or_404
from tusach.search.api import wait_until_applied
from tusach.ui.api import Refusal, needs


@needs("catalogue.edit")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the record numbered ``?voi=`` into this one, after both were looked at."""
    kept = found_or_404(pk)
    number = request.GET.get("voi", "").strip()[:20]
    gone = selectors.record_numbered(number) if number else None
    refused: Refusal | None = None
    if request.method == "POST" and gone is not None:
        try:
            with transaction.atomic():
                done = services.merge_records(
                    kept.pk,
                    gone.pk,
                    _choices(request),
                    kept_version=_number(request, "kept_version"),
                    gone_version=_number(request, "gone_version"),
                    by=actor_of(request),
                    at=timezone.now(),
                )
        except Refusal as error:
            refused = error
        else:
            messages.success(
                request,
                _("Đã gộp “%(gone)s” vào đây. Số %(number)s từ nay dẫn đến biểu ghi này.")
                % {"gone": done.gone.shown_title, "number": done.gone.control_number},
            )
            wait_until_applied()
            return redirect(kept)
    context: dict[str, Any] = {"record": kept, "number": number, "refused": refused}
    if gone is None or gone.pk == kept.pk:
        like = selectors.likely_same(kept.title, kept.author, kept.year, kept.isbn, besides=pk)
        context |= {"like": like, "is_itself": gone is not None, "unknown": number and not gone}
        words = request.GET.get("q", "").strip()[:200]
        context |= {"words": words, "found": selectors.found_by_words(words, besides=pk)}
        context["leads_to"] = merged.now_under(number) if number and not gone else None
        status = 422 if number else 200
        return render(request, "catalogue/merge_find.html", context, status=status)
    context |= {
        "gone": gone,
        "rows": _rows(request, kept, gone),
        "problems": [one for one in getattr(refused, "problems", []) if one.blocks],
        "follows": merged.hangs_on(gone),
        "stays": merged.hangs_on(kept),
    }
    status = refused.status if refused else 200
    return render(request, "catalogue/merge.html", context, status=status)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _choices(request: HttpRequest) -> dict[int, str]:
    return {
        int(name[4:]): value
        for name, value in request.POST.items()
        if name.startswith("row-") and name[4:].isdecimal() and value in ("kept", "gone", "both")
    }


def _rows(request: HttpRequest, kept: Record, gone: Record) -> list[dict[str, Any]]:
    ours, theirs = selectors.marc_of(kept), selectors.marc_of(gone)
    usual = services.usual_choices(ours, theirs)
    sent = _choices(request)
    found = []
    for number, row in enumerate(services.differences(ours, theirs)):
        spec = spec_of(row.tag)
        found.append(
            {
                "number": number,
                "tag": row.tag,
                "name": str(spec.name) if spec else "",
                "kept": _shown(row.before),
                "gone": _shown(row.after),
                "both": services.may_repeat(row) and None not in (row.before, row.after),
                "chosen": sent.get(number, usual[number]),
            }
        )
    return found


def _shown(one: Field | None) -> str:
    if one is None:
        return ""
    return one.value if isinstance(one, ControlField) else write_field(one)[5:]


@require_POST
@needs("catalogue.edit")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a merge apart; says what could not simply be put back."""
    held = Merge._default_manager.filter(pk=pk).select_related("kept").first()
    if held is None:
        raise Http404
    done = services.undo_merge(pk, by=actor_of(request), at=timezone.now())
    messages.success(
        request,
        _("Đã tách lại “%(gone)s” (%(number)s).")
        % {"gone": done.gone.shown_title, "number": done.gone.control_number},
    )
    for note in done.undo_notes:
        messages.warning(request, note)
    wait_until_applied()
    return redirect(done.kept)
