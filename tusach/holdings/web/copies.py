"""Finding copies, the page of each, and what is written about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.holdings.barcodes import is_own, looks_own
from tusach.holdings.damage_photos import photo_of, photos_of
from tusach.holdings.holder import at_point
from tusach.holdings.models import Ownership
from tusach.holdings.rules import State, may_follow
from tusach.holdings.selectors.copies import find_box, find_copies
from tusach.holdings.selectors.ledger import chain
from tusach.holdings.selectors.marks import described, suggest_mark
from tusach.holdings.selectors.owners import owners_of
from tusach.holdings.services.acts import undoable
from tusach.holdings.services.details import change_details, give_alias, take_alias
from tusach.holdings.web.columns import copies_listing
from tusach.holdings.web.forms import AliasForm, DetailsForm
from tusach.holdings.web.reach import (
    Names,
    boxes_seen,
    copies_seen,
    copy_or_404,
    owner_of_copy,
    seen_of,
    transfers_seen,
)
from tusach.ui.api import Refusal, act_once, needs, send_back


@needs("holdings.view")
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Scan or type: what is it, whose is it, where is it now."""
    scan = request.GET.get("ma", "").strip()[:60]
    found = find_copies(scan) if scan else []
    if len(found) == 1 and copies_seen(request).filter(pk=found[0].pk).exists():
        return redirect(found[0])
    box = find_box(scan) if scan and not found else None
    if box is not None and boxes_seen(request).filter(pk=box.pk).exists():
        return redirect(box)
    names = Names(request, [copy.place.holder for copy in found])
    seen = seen_of(request, found)
    return render(
        request,
        "holdings/find.html",
        {
            "scan": scan,
            "found": [
                {
                    "copy": copy,
                    "place": names[copy.place.holder],
                    "state": State(copy.place.state).label,
                    "seen": copy.pk in seen,
                }
                for copy in found
            ],
            "mistyped": looks_own(scan) and not is_own(scan),
            "box": box,
        },
    )


@needs("holdings.view")
@require_safe
def copies(request: HttpRequest) -> HttpResponseBase:
    listing = copies_listing(
        request,
        copies_seen(request),
        places=True,
        empty=_("Chưa có bản sách nào vào sổ. Hãy mở một biểu ghi và ghi số ĐKCB cho các bản."),
        name="ban-sach",
    )
    query = request.GET.copy()
    query.pop("page", None)
    query["danhsach"] = "1"
    return listing.export() or render(
        request,
        "holdings/copies.html",
        {
            "listing": listing,
            "may_label": request.user.has_perm("holdings.label"),
            "labels": f"{reverse('holdings:labels')}?{query.urlencode()}",
        },
    )


@needs("holdings.view")
@require_safe
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy with its whole chain."""
    one = copy_or_404(request, pk)
    links = chain(one.pk)
    owners = owners_of(one)
    names = Names(
        request,
        {h for link in links for h in (link.entry.origin, link.entry.holder)}
        | {at_point(pk) for said in owners for pk in (said.former_id, said.owner_id)},
    )
    place, state = one.place, one.place.state
    here = place.point or (place.container.owner if place.container else one.owner)
    may_move = request.user.has_perm("holdings.move", here)
    last = undoable(links)
    photos = photos_of(link.entry.pk for link in links)
    return render(
        request,
        "holdings/copy.html",
        {
            "copy": one,
            "aliases": list(one.aliases.all()),
            "place": names[place.holder],
            "place_link": (
                place.container.get_absolute_url()
                if place.container and boxes_seen(request).filter(pk=place.container.pk).exists()
                else names.link(place.holder)
            ),
            "state": State(state).label,
            "links": [
                {
                    "link": link,
                    "origin": names[link.entry.origin],
                    "to": names[link.entry.holder],
                    "photos": [] if names.hides(link.entry) else photos.get(link.entry.pk, []),
                }
                for link in links
            ],
            "owners": _owners_shown(request, owners, names),
            "former_numbers": sorted(
                {said.old_accession_no for said in owners if said.old_accession_no}
                - {one.accession_no}
            ),
            "acts": [
                act
                for act in ("lose", "find", "damage", "mend", "move")
                if may_move and may_follow(act, state)
            ],
            "may_settle": place.unsettled and request.user.has_perm("holdings.settle", here),
            "may_withdraw": state == State.LOST
            and request.user.has_perm("holdings.withdraw", one.owner),
            "may_edit": request.user.has_perm("holdings.accession", one.owner),
            "may_label": request.user.has_perm("holdings.label", one.owner),
            "undo": last if may_move else None,
        },
    )


@needs("holdings.view")
@require_safe
def damage_photo(request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
    """A photograph of damage; where it was taken must be a place this person may know."""
    one = copy_or_404(request, pk)
    found = photo_of(one.pk, photo)
    if found is None or Names(request, [found.entry.origin, found.entry.holder]).hides(found.entry):
        raise Http404
    answer = FileResponse(found.picture.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def _owners_shown(
    request: HttpRequest, owners: list[Ownership], names: Names
) -> list[dict[str, Any]]:
    """Each passing of a copy, with what this person may call its libraries."""
    if not owners:
        return []
    seen = set(
        transfers_seen(request)
        .filter(pk__in={said.transfer_id for said in owners})
        .values_list("pk", flat=True)
    )
    return [
        {
            "said": said,
            "former": names[at_point(said.former_id)],
            "owner": names[at_point(said.owner_id)],
            "link": said.transfer.get_absolute_url() if said.transfer_id in seen else "",
        }
        for said in owners
    ]


@needs("holdings.accession", at=owner_of_copy)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = copy_or_404(request, pk)
    form = DetailsForm(request.POST or None, instance=one, initial={"version": one.version})
    suggested = suggest_mark(described(one.record), one.owner)
    if suggested and suggested != one.shelf_mark:
        form.fields["shelf_mark"].help_text = _("Gợi ý theo bảng: %(mark)s") % {"mark": suggested}
    if request.method == "POST" and form.is_valid():
        values = {
            **{name: form.cleaned_data[name] for name in DetailsForm.Meta.fields},
            "source_id": form.cleaned_data["source"].pk,
        }
        values.pop("source")
        try:
            change_details(
                copy=one,
                version=form.cleaned_data["version"],
                values=values,
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            current = copy_or_404(request, pk)
            return render(
                request,
                "holdings/edit_copy.html",
                {"copy": current, "form": form, "now": current},
                status=refusal.status,
            )
        messages.success(request, _("Đã lưu."))
        return redirect(one)
    return render(
        request,
        "holdings/edit_copy.html",
        {
            "copy": copy_or_404(request, pk),
            "form": form,
            "alias_form": AliasForm(),
            "aliases": list(one.aliases.all()),
        },
    )


@needs("holdings.accession", at=owner_of_copy)
@require_POST
def aliases(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an inherited barcode, or remove one noted by mistake."""
    one = copy_or_404(request, pk)
    by, now = actor_of(request), timezone.now()
    edit_page = reverse("holdings:edit_copy", args=[pk])
    try:
        with act_once(request):
            if removed := request.POST.get("remove", ""):
                if removed.isdecimal():
                    take_alias(copy=one, alias_id=int(removed), by=by, at=now)
            else:
                form = AliasForm(request.POST)
                if not form.is_valid():
                    transaction.set_rollback(True)
                    return send_back(request, form, to=edit_page)
                give_alias(copy=one, value=form.cleaned_data["value"], by=by, at=now)
    except Refusal as refusal:
        return send_back(request, refusal, to=edit_page)
    return redirect(edit_page)
