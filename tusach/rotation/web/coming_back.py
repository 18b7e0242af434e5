"""What receivers did not take, back at the store: scanned, ticked off, or looked for in vain."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tusach.rotation import errors
from tusach.rotation.models import Line
from tusach.rotation.rules.states import CameBack, RefusedBecause
from tusach.rotation.selectors import batches
from tusach.rotation.selectors.coming_back import coming_back_to
from tusach.rotation.services.coming_back import come_back, line_coming_back
from tusach.rotation.web.doing import copy_asked, ids_posted, now_by
from tusach.rotation.web.forms import CONDITIONS
from tusach.rotation.web.places import account
from tusach.ui.api import Refusal, needs

# The rest follows when these are ticked off.
SHOWN = 200


def _condition(request: HttpRequest) -> str:
    found = request.POST.get("condition", CameBack.GOOD)
    return found if found in dict(CONDITIONS) else CameBack.GOOD


def _context(request: HttpRequest, said: dict[str, Any]) -> dict[str, Any]:
    user = account(request)
    waiting = coming_back_to(user)
    groups: dict[int, list[Line]] = {}
    for line in waiting[:SHOWN]:
        groups.setdefault(line.leg_id, []).append(line)
    name = batches.names_for(user)
    return {
        "said": said,
        "conditions": CONDITIONS,
        "condition": _condition(request),
        "total": waiting.count(),
        "groups": [(lines[0].leg, name(lines[0].leg.point), lines) for lines in groups.values()],
        "not_in_box": RefusedBecause.NOT_IN_BOX,
    }


@needs("rotation.return")
def list_coming_back(request: HttpRequest) -> HttpResponse:
    """Every refused copy on the way to a store of this person; each scan takes one in."""
    said: dict[str, Any] = {}
    scan = request.POST.get("scan", "").strip()[:60]
    if scan:
        try:
            line = line_coming_back(scan, copy_asked(request))
            if not coming_back_to(account(request)).filter(pk=line.pk).exists():
                raise errors.NotComingBack(
                    title=line.copy.record.shown_title, barcode=line.copy.barcode
                )
            come_back(line_ids=[line.pk], found=_condition(request), **now_by(request))
            said = {"ok": line.copy.record.shown_title, "line": line}
        except errors.AmbiguousScan as refusal:
            said = {"bad": str(refusal), "choices": refusal.facts["copies"], "scan": scan}
        except Refusal as refusal:
            said = {"bad": str(refusal)}
    htmx = getattr(request, "htmx", False)
    template = "rotation/coming_back_list.html" if htmx else "rotation/coming_back.html"
    return render(request, template, _context(request, said))


@needs("rotation.return")
@require_POST
def tick_off(request: HttpRequest) -> HttpResponse:
    """The chosen copies are on the shelf again, or were not found."""
    chosen = ids_posted(request, "line")
    mine = list(coming_back_to(account(request)).filter(pk__in=chosen).values_list("pk", flat=True))
    lost = request.POST.get("do") == "lost"
    try:
        done = come_back(
            line_ids=mine, found=CameBack.LOST if lost else _condition(request), **now_by(request)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("rotation:coming_back")
    if lost:
        said = ngettext("Đã ghi mất %(count)s bản.", "Đã ghi mất %(count)s bản.", len(done))
    else:
        said = ngettext(
            "Đã nhận lại %(count)s bản vào kho.", "Đã nhận lại %(count)s bản vào kho.", len(done)
        )
    messages.success(request, said % {"count": len(done)})
    return redirect("rotation:coming_back")
