"""Boxes: the list, what is in each, packing and unpacking by scanning."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.holdings.errors import NoSuchCopy, ScanIsAmbiguous
from tusach.holdings.holder import at_point, in_container
from tusach.holdings.models import Container, Copy
from tusach.holdings.rules import LedgerAct, State
from tusach.holdings.selectors.copies import at_holder, find_copies
from tusach.holdings.services.acts import resting_state
from tusach.holdings.services.boxes import discard_box, make_box, rename_box
from tusach.holdings.services.custody import Move, move
from tusach.holdings.web.columns import copies_listing
from tusach.holdings.web.forms import BoxForm, RenameBoxForm
from tusach.holdings.web.reach import boxes_seen, owner_of_box, places, usual_place
from tusach.ui.api import Column, Filter, Listing, Refusal, needs, send_back, try_form
from tusach.vietnamese.api import fold


@needs("holdings.view")
@require_safe
def boxes(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        boxes_seen(request),
        columns=[
            Column("code", _("Mã thùng"), sort="code", link=lambda b: b.get_absolute_url()),
            Column("name", _("Tên thùng"), sort="name", value=lambda b: b.name or None),
            Column("owner", _("Của"), sort="owner__sort_key", value=lambda b: b.owner.name),
            Column("inside", _("Số bản"), sort="inside", kind="number"),
            Column("made_at", _("Lập ngày"), sort="made_at", kind="day"),
            Column(
                "discarded_at",
                _("Tình trạng"),
                value=lambda b: _("đã bỏ") if b.discarded_at else _("đang dùng"),
            ),
        ],
        search=lambda q, words: (
            q.filter(code__icontains=words) | q.filter(name__folded__contains=fold(words))
        ),
        search_label=_("Mã hoặc tên thùng"),
        filters=[
            Filter(
                "dung",
                _("Tình trạng"),
                [("co", _("có sách")), ("rong", _("đang rỗng")), ("bo", _("đã bỏ"))],
                lambda q, v: {
                    "co": q.filter(inside__gt=0),
                    "rong": q.filter(inside=0, discarded_at=None),
                    "bo": q.exclude(discarded_at=None),
                }[v],
            )
        ],
        default_sort="code",
        empty=_("Chưa có thùng nào."),
        name="hop",
    )
    return listing.export() or render(
        request,
        "holdings/boxes.html",
        {
            "listing": listing,
            "may_make": request.user.has_perm("holdings.move"),
            "may_label": request.user.has_perm("holdings.label"),
        },
    )


@needs("holdings.move")
@require_http_methods(["GET", "POST"])
def new_box(request: HttpRequest) -> HttpResponse:
    owners = places(request, "holdings.move").order_by("sort_key")
    first = {"owner": usual_place(request, "holdings.move")}
    form = BoxForm(request.POST or None, owners=owners, initial=first)
    if request.method == "POST" and form.is_valid():
        box = try_form(
            request,
            form,
            lambda: make_box(by=actor_of(request), at=timezone.now(), **form.cleaned_data),
        )
        if box:
            messages.success(request, _("Đã lập thùng %(code)s.") % {"code": box.code})
            return redirect(box)
    return render(request, "holdings/new_box.html", {"form": form})


@needs("holdings.view", at=owner_of_box)
@require_safe
def box(request: HttpRequest, pk: int) -> HttpResponseBase:
    one = boxes_seen(request).get(pk=pk)
    listing = copies_listing(
        request,
        at_holder(container=pk),
        places=False,
        empty=_("Thùng đang rỗng."),
        name=f"hop-{one.code}",
        state=False,
    )
    return listing.export() or render(
        request,
        "holdings/box.html",
        {
            "box": one,
            "listing": listing,
            "may_move": request.user.has_perm("holdings.move", one.owner),
            "may_label": request.user.has_perm("holdings.label", one.owner),
            "form": RenameBoxForm(initial={"name": one.name, "note": one.note}),
        },
    )


def _one_copy(box: Container, scan: str) -> Copy:
    found = find_copies(scan)
    inside = [c for c in found if c.place.container_id == box.pk]
    found = inside or found
    if not found:
        raise NoSuchCopy(scan=scan)
    if len(found) > 1:
        raise ScanIsAmbiguous(scan=scan, count=len(found))
    return found[0]


@needs("holdings.move", at=owner_of_box)
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the scanned copy into the box, or take it out with ``take=1``."""
    one = boxes_seen(request).get(pk=pk)
    scanned = request.POST.get("scan", "").strip()[:60]
    take_out = bool(request.POST.get("take"))
    store, inside = at_point(one.owner_id), in_container(one.pk)
    try:
        copy = _one_copy(one, scanned)
        if take_out:
            how = Move(copy.pk, store, LedgerAct.UNPACK, resting_state(copy, store), inside)
        else:
            how = Move(copy.pk, inside, LedgerAct.PACK, State.PACKED, store)
        move([how], by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = (
            _("Đã lấy ra: %(title)s (%(number)s)")
            if take_out
            else _("Đã bỏ vào: %(title)s (%(number)s)")
        )
        messages.success(
            request, said % {"title": copy.record.shown_title, "number": copy.accession_no}
        )
    return redirect(f"{one.get_absolute_url()}{'?ra=1' if take_out else ''}")


@needs("holdings.move", at=owner_of_box)
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    one = boxes_seen(request).get(pk=pk)
    form = RenameBoxForm(request.POST)
    if not form.is_valid():
        return send_back(request, form, to=one)
    rename_box(box=one, by=actor_of(request), at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Đã lưu."))
    return redirect(one)


@needs("holdings.move", at=owner_of_box)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    one = boxes_seen(request).get(pk=pk)
    try:
        discard_box(box=one, by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(one)
    messages.success(request, _("Đã bỏ thùng %(code)s.") % {"code": one.code})
    return redirect("holdings:boxes")
