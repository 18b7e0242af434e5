"""Whose the copies of a file are: each library it names, each kind of number, on one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tusach.audit.api import actor_of
from tusach.catalogue.api import Import, import_seen, told_copies
from tusach.holdings.errors import NotAllSaid
from tusach.holdings.list_places import (
    Places,
    ToldBranch,
    ToldPrefix,
    places_told,
    propose,
    registers_at,
)
from tusach.holdings.services.list_places import keep_places, open_for
from tusach.holdings.web.reach import places
from tusach.people.api import Account
from tusach.ui.api import act_once, needs

_NEW, _NONE = "new", "none"


def _seen_or_404(request: HttpRequest, pk: int) -> tuple[Import, Account]:
    user = request.user
    one = import_seen(user, pk) if isinstance(user, Account) else None
    if one is None or not isinstance(user, Account):
        raise Http404
    return one, user


@needs("holdings.accession")
@require_http_methods(["GET", "POST"])
def import_places(request: HttpRequest, pk: int) -> HttpResponse:
    """Which of ours each library of the file is and into which register its numbers go. When a
    library was changed, its registers are proposed again before anything is kept."""
    one, user = _seen_or_404(request, pk)
    told = told_copies(one) if one.state == Import.State.READ else []
    if not told:
        # Written meanwhile, or sent again: there is nothing to choose any more.
        return redirect("catalogue:import", pk)
    found = places_told(pk, told, user)
    missing: list[str] = []
    if request.method == "POST" and not _take_libraries(request, found):
        try:
            with act_once(request):
                missing = _take_registers(request, found)
                if missing:
                    raise NotAllSaid(names="; ".join(missing))
                keep_places(pk, found.branches)
        except NotAllSaid as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã giữ cách chọn. Xem lại rồi ghi."))
            return redirect("catalogue:import", pk)
    return render(
        request,
        "holdings/import_places.html",
        {
            "pk": pk,
            "found": found,
            "rows": _rows(found),
            "points": places(request, "holdings.accession").order_by("sort_key"),
            "missing": missing,
        },
        status=422 if missing else 200,
    )


def _rows(found: Places) -> list[tuple[ToldBranch, list[tuple[ToldPrefix, list[object]]]]]:
    registers = registers_at({one.point.pk for one in found.branches if one.point})
    return [
        (
            branch,
            [
                (
                    part,
                    [one for one in registers if branch.point and one.owner_id == branch.point.pk],
                )
                for part in branch.prefixes
            ],
        )
        for branch in found.branches
    ]


def _take_libraries(request: HttpRequest, found: Places) -> bool:
    """The libraries as posted; True when one is another than the page showed its registers for."""
    mine = {str(one.pk): one for one in places(request, "holdings.accession")}
    moved = False
    for at, branch in enumerate(found.branches):
        said = request.POST.get(f"library-{at}", "")
        branch.point, branch.is_left_out = mine.get(said), said == _NONE
        moved |= branch.owns and branch.point is not None and (
            request.POST.get(f"shown-{at}", "") != said
        )  # fmt: skip
    if moved:
        propose(found.branches)
    return moved


def _take_registers(request: HttpRequest, found: Places) -> list[str]:
    """The registers as posted, new ones opened; the names of those libraries and numbers of
    which nothing was said."""
    registers = {
        str(one.pk): one
        for one in registers_at({one.point.pk for one in found.branches if one.point})
    }
    missing: list[str] = []
    new: list[tuple[ToldBranch, ToldPrefix]] = []
    for at, branch in enumerate(found.branches):
        if branch.point is None:
            if not branch.is_left_out and branch.owns:
                missing.append(branch.name or "–")
            continue
        for number, part in enumerate(branch.prefixes):
            said = request.POST.get(f"register-{at}-{number}", "")
            chosen = registers.get(said)
            part.register = chosen if chosen and chosen.owner_id == branch.point.pk else None
            if said == _NEW:
                new.append((branch, part))
            elif part.register is None:
                missing.append(f"{branch.name or '–'} {part.prefix}")
    if not missing:
        for branch, part in new:
            assert branch.point is not None
            part.register = open_for(part, branch.point, by=actor_of(request), at=timezone.now())
    return missing
