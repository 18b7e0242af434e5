"""Choosing by profile, and the list to walk along the shelf with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tusach.holdings.api import Collection
from tusach.network.api import PointKind
from tusach.rotation.documents.pick_list import pick_list
from tusach.rotation.models import Leg
from tusach.rotation.rules.choice import LeftOut
from tusach.rotation.rules.states import LineState
from tusach.rotation.selectors import batches
from tusach.rotation.selectors.asked_for import asked_for
from tusach.rotation.selectors.picking import propose
from tusach.rotation.services.picking import pick, unpick
from tusach.rotation.web.doing import ids_posted, now_by
from tusach.rotation.web.forms import ProfileForm
from tusach.rotation.web.places import leg_or_404, store_of_leg
from tusach.ui.api import Refusal, named, needs


def _first_profile(leg: Leg) -> dict[str, object]:
    """What a point of this kind usually needs; the person changes it."""
    audiences: list[str] = []
    if leg.point.kind == PointKind.SCHOOL_LIBRARY:
        name = leg.point.name.lower()
        if "tiểu học" in name:
            audiences = ["primary", "juvenile"]
        elif "mầm non" in name:
            audiences = ["preschool"]
        elif "thpt" in name or "phổ thông" in name:
            audiences = ["upper_secondary"]
        else:
            audiences = ["lower_secondary", "juvenile"]
    return {
        "wished": 50,
        "per_title": 1,
        "collection": Collection.ROTATION,
        "audiences": audiences,
    }


@needs("rotation.pack", at=store_of_leg)
def pick_by_profile(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    if request.method == "POST":
        chosen = ids_posted(request, "copy")
        why = {key: request.POST.get(f"why-{key}", "") for key in chosen}
        try:
            made = pick(leg=leg, copy_ids=chosen, why=why, **now_by(request))
            messages.success(
                request,
                ngettext(
                    "Đã chọn %(count)s bản.", "Đã chọn %(count)s bản.", len(made)
                ) % {"count": len(made)},
            )  # fmt: skip
            return redirect("rotation:pick", pk=leg.pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    wanted = asked_for(leg)
    asked = "wished" in request.GET
    form = ProfileForm(request.GET if asked else None, initial=_first_profile(leg))
    proposal = (
        propose(leg, form.profile(), leg.batch.leaves_on) if asked and form.is_valid() else None
    )
    return render(
        request,
        "rotation/pick.html",
        {
            "leg": leg,
            "batch": leg.batch,
            "form": form,
            "proposal": proposal,
            "wanted": wanted,
            "may_pick": True,
            "can_pick": any(one.copies for one in wanted),
            "left_out": [
                (LeftOut(reason).label, count)
                for reason, count in proposal.choice.left_out.most_common()
            ]
            if proposal
            else [],
            "picked": list(batches.lines_in(leg, LineState.PICKED)),
            "back": reverse("rotation:batch", args=[leg.batch_id]),
        },
    )


@needs("rotation.pack", at=store_of_leg)
@require_POST
def remove_picked(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    try:
        count = unpick(leg=leg, line_ids=ids_posted(request, "line"), **now_by(request))
        said = ngettext("Đã bỏ %(count)s bản.", "Đã bỏ %(count)s bản.", count)
        messages.success(request, said % {"count": count})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("rotation:pick", pk=leg.pk)


@needs("rotation.pack", at=store_of_leg)
def print_pick_list(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    made = pick_list(leg, list(batches.lines_in(leg, LineState.PICKED)), timezone.now())
    answer = HttpResponse(made, content_type="application/pdf")
    named(answer, f"phieu-lay-sach-{leg.batch.code}.pdf", shown=True)
    return answer
