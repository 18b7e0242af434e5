"""At the door: what is refused or added; and receiving as the point."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.rotation import errors
from tusach.rotation.models import Leg, Line, Minutes
from tusach.rotation.rules.states import Came, LineState, RefusedBecause
from tusach.rotation.rules.steps import may
from tusach.rotation.selectors import batches
from tusach.rotation.services.checking import see
from tusach.rotation.services.doing import one_copy
from tusach.rotation.services.drawing_up import latest
from tusach.rotation.services.handing_over import (
    Refused,
    add_at_door,
    add_later,
    receive,
    refuse_at_door,
)
from tusach.rotation.web.doing import copy_asked, ids_posted, now_by, try_form
from tusach.rotation.web.forms import ReceiveForm
from tusach.rotation.web.places import account, leg_or_404, point_of_leg, store_of_leg
from tusach.ui.api import Refusal, needs


def _line_scanned(leg: Leg, scan: str, copy_id: int | None) -> Line:
    copy = one_copy(scan, copy_id)
    line = batches.lines_in(leg, LineState.PACKED).filter(copy=copy).first()
    if line is None:
        raise errors.CopyNotOfBatch(
            title=copy.record.shown_title, barcode=copy.barcode,
            batch=leg.batch.code, point=leg.point.name,
        )  # fmt: skip
    return line


def _door_context(leg: Leg, said: dict[str, Any], because: str) -> dict[str, Any]:
    return {
        "leg": leg,
        "batch": leg.batch,
        "said": said,
        "because": because,
        "reasons": RefusedBecause.choices,
        "refused": list(batches.lines_in(leg, LineState.REFUSED)),
        "added": [x for x in batches.lines_in(leg, LineState.PACKED) if x.came == Came.DOOR],
        "packed": batches.lines_in(leg, LineState.PACKED).count(),
        "back": reverse("rotation:batch", args=[leg.batch_id]),
    }


@needs("rotation.hand_over", at=store_of_leg)
def at_door(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    said: dict[str, Any] = {}
    because = request.POST.get("because", RefusedBecause.UNWANTED)
    if because not in RefusedBecause.values:
        because = RefusedBecause.UNWANTED
    if request.method == "POST":
        scan = request.POST.get("scan", "").strip()[:60]
        adding = request.POST.get("do") == "add"
        try:
            if adding:
                line = add_at_door(
                    leg=leg, scan=scan, copy_id=copy_asked(request), **now_by(request)
                )
                said = {"ok": _("Bổ sung: %(title)s") % {"title": line.copy.record.shown_title}}
            else:
                line = _line_scanned(leg, scan, copy_asked(request))
                refuse_at_door(leg=leg, refused=[Refused(line.pk, because)], **now_by(request))
                said = {"ok": _("Không nhận: %(title)s") % {"title": line.copy.record.shown_title}}
        except errors.AmbiguousScan as refusal:
            said = {"bad": str(refusal), "choices": refusal.facts["copies"], "scan": scan,
                    "do": "add" if adding else "refuse"}  # fmt: skip
        except Refusal as refusal:
            said = {"bad": str(refusal)}
    context = _door_context(leg, said, because)
    template = (
        "rotation/door_said.html" if getattr(request, "htmx", False) else "rotation/door.html"
    )
    return render(request, template, context)


@needs("rotation.hand_over", at=store_of_leg)
def add_while_serving(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    said: dict[str, Any] = {}
    if request.method == "POST":
        scan = request.POST.get("scan", "").strip()[:60]
        try:
            line = add_later(leg=leg, scan=scan, copy_id=copy_asked(request), **now_by(request))
            said = {"ok": _("Bổ sung: %(title)s") % {"title": line.copy.record.shown_title}}
        except errors.AmbiguousScan as refusal:
            said = {"bad": str(refusal), "choices": refusal.facts["copies"], "scan": scan}
        except Refusal as refusal:
            said = {"bad": str(refusal)}
    context = {
        "leg": leg,
        "batch": leg.batch,
        "said": said,
        "added": [x for x in batches.lines_in(leg, LineState.IN_SERVICE) if x.came == Came.LATER],
        "back": reverse("rotation:batch", args=[leg.batch_id]),
    }
    htmx = getattr(request, "htmx", False)
    return render(request, "rotation/later_said.html" if htmx else "rotation/later.html", context)


@needs("rotation.receive", at=point_of_leg)
def receive_box(request: HttpRequest, pk: int) -> HttpResponse:
    """The point checks what came and confirms; differences make a new version to be signed."""
    leg = leg_or_404(pk)
    paper = latest(leg, Minutes.Kind.HAND_OVER)
    if not may("hand_over", leg.state):
        messages.info(
            request,
            _("%(point)s: không có thùng nào đang chờ nhận trong đợt này.")
            % {"point": leg.point.name},
        )
        return redirect(leg.get_absolute_url())
    if request.method == "POST" and "scan" in request.POST:
        return _check(request, leg)
    user = account(request)
    form = ReceiveForm(
        request.POST or None,
        initial={
            "receiver_name": user.full_name if leg.point.is_public else "",
            "receiver_post": paper.receiver_post if paper else "",
        },
    )
    missing, reasons = _chosen(request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        refused = [
            Refused(key, reasons.get(key, RefusedBecause.NOT_IN_BOX)) for key in sorted(missing)
        ]
        signed = try_form(
            request,
            form,
            lambda: receive(
                leg=leg,
                missing=refused,
                added=data["added"],
                receiver_name=data["receiver_name"],
                receiver_post=data["receiver_post"],
                receiver_phone=data["receiver_phone"],
                signed_at=timezone.now(),
                **now_by(request),
            ),
        )
        if signed:
            messages.success(request, _said(leg, signed, paper))
            return redirect(leg.get_absolute_url())
    lines = list(batches.lines_in(leg, LineState.PACKED))
    if request.method != "POST" and any(line.seen_at for line in lines):
        missing = {line.pk for line in lines if line.seen_at is None}
    context = _receiving(leg, lines, missing, reasons) | {"form": form, "paper": paper}
    return render(request, "rotation/receive.html", context, status=422 if form.is_bound else 200)


def _chosen(request: HttpRequest) -> tuple[set[int], dict[int, str]]:
    """The copies marked as not taken, and the reason chosen for each copy, as on the page."""
    reasons = {
        int(name.removeprefix("why-")): value
        for name, value in request.POST.items()
        if name.removeprefix("why-").isdecimal()
        and isinstance(value, str)
        and value in RefusedBecause.values
    }
    return set(ids_posted(request, "missing")), reasons


def _said(leg: Leg, signed: Minutes, before: Minutes | None) -> str:
    changes = signed.content["differences"]
    if changes["refused"] or changes["added"]:
        return _(
            "Đã nhận %(copies)s bản. Danh mục khác bản in: hãy in và ký biên bản lần %(version)s."
        ) % {"copies": signed.copies, "version": signed.version}
    return _("Đã nhận đủ %(copies)s bản.") % {"copies": signed.copies}


def _receiving(
    leg: Leg, lines: list[Line], missing: set[int], reasons: dict[int, str]
) -> dict[str, Any]:
    seen = sum(line.seen_at is not None for line in lines)
    boxes: dict[str, list[tuple[Line, str]]] = {}
    for line in lines:
        why = reasons.get(line.pk, RefusedBecause.NOT_IN_BOX)
        boxes.setdefault(line.box.code if line.box else "", []).append((line, why))
    return {
        "leg": leg,
        "batch": leg.batch,
        "boxes": sorted(boxes.items()),
        "copies": len(lines),
        "value": sum(line.price for line in lines),
        "seen": seen,
        "missing": missing,
        # Likeliest first.
        "reasons": sorted(RefusedBecause.choices, key=lambda c: c[0] != RefusedBecause.NOT_IN_BOX),
        "back": reverse("rotation:batch", args=[leg.batch_id]),
    }


def _check(request: HttpRequest, leg: Leg) -> HttpResponse:
    """One scan. With the first, every copy not scanned yet is marked as missing; from then on
    the marks and reasons on the page are the receiver's and stay until she changes them."""
    said: dict[str, Any] = {}
    missing, reasons = _chosen(request)
    packed = batches.lines_in(leg, LineState.PACKED)
    is_first = not packed.filter(seen_at__isnull=False).exists()
    scan = request.POST.get("scan", "").strip()[:60]
    try:
        line = see(leg=leg, scan=scan, copy_id=copy_asked(request), **now_by(request))
        said = {"ok": line.copy.record.shown_title}
        if is_first:
            missing |= set(packed.values_list("pk", flat=True))
        missing.discard(line.pk)
    except errors.AmbiguousScan as refusal:
        said = {"bad": str(refusal), "choices": refusal.facts["copies"], "scan": scan}
    except errors.CopyNotOfBatch as refusal:
        said = {"bad": str(refusal), "may_add": scan}
    except Refusal as refusal:
        said = {"bad": str(refusal)}
    if not getattr(request, "htmx", False):
        if "bad" in said:
            messages.error(request, said["bad"])
        return redirect("rotation:receive", pk=leg.pk)
    return render(
        request,
        "rotation/seen.html",
        _receiving(leg, list(packed), missing, reasons) | {"said": said},
    )
