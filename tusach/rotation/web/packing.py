"""Packing with a scanner. Each scan is answered within a moment and kept at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.holdings.api import Container, find_box
from tusach.rotation import errors
from tusach.rotation.models import Leg
from tusach.rotation.rules import dated
from tusach.rotation.rules.dated import RuleKind
from tusach.rotation.rules.states import LineState
from tusach.rotation.selectors import batches
from tusach.rotation.selectors.asked_for import asked_for
from tusach.rotation.selectors.rules import rules_on
from tusach.rotation.services import packing
from tusach.rotation.web.doing import copy_asked, now_by, press, try_form
from tusach.rotation.web.forms import UnlabelledForm
from tusach.rotation.web.places import leg_or_404, line_or_404, store_of_leg
from tusach.ui.api import Refusal, needs


def _chosen_box(request: HttpRequest, leg: Leg, boxes: list[dict[str, Any]]) -> Container | None:
    code = (request.POST.get("box") or request.GET.get("thung") or "").strip()
    if code:
        return find_box(code)
    return find_box(boxes[-1]["code"]) if boxes else None


def _state(leg: Leg, box: Container | None) -> dict[str, Any]:
    """Everything the counters show, for the answer to each scan."""
    boxes = batches.boxes_of(leg)
    if box is not None and all(one["box"] != box.pk for one in boxes):
        boxes.append({"box": box.pk, "code": box.code, "copies": 0, "value": 0, "last": None})
    rules = rules_on(leg.batch.leaves_on)
    grams = rules.get(RuleKind.COPY_GRAMS)
    kilos = rules.get(RuleKind.BOX_KILOS)
    cautions = []
    for one in boxes:
        one["kilos"] = one["copies"] * grams.value / 1000 if grams else None
        cautions += dated.box_weight(one["code"], one["copies"], grams, kilos)
    return {
        "leg": leg,
        "batch": leg.batch,
        "box": box,
        "boxes": boxes,
        "here": next((one for one in boxes if box is not None and one["box"] == box.pk), None),
        "copies": sum(one["copies"] for one in boxes),
        "value": sum(one["value"] or 0 for one in boxes),
        "picked": batches.lines_in(leg, LineState.PICKED).count(),
        "last": batches.last_packed(leg),
        "cautions": cautions,
        "wanted": asked_for(leg),
    }


@needs("rotation.pack", at=store_of_leg)
def pack_boxes(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    if request.method == "POST":
        return _scan(request, leg)
    box = _chosen_box(request, leg, batches.boxes_of(leg))
    return render(request, "rotation/pack.html", _state(leg, box) | _page(leg))


def _page(leg: Leg) -> dict[str, Any]:
    return {
        "back": reverse("rotation:batch", args=[leg.batch_id]),
        "unlabelled": UnlabelledForm(leg, initial={"source": "unknown"}),
    }


def _scan(request: HttpRequest, leg: Leg) -> HttpResponse:
    scan = request.POST.get("scan", "").strip()[:60]
    box = _chosen_box(request, leg, batches.boxes_of(leg))
    said: dict[str, Any] = {}
    try:
        other = find_box(scan) if scan else None
        if other is not None:
            box = packing.box_for(leg, scan)
            said = {"ok": _("Đang xếp vào thùng %(box)s.") % {"box": box.code}}
        elif box is None:
            said = {"bad": _("Chưa có thùng: quét nhãn thùng, hoặc bấm “Thùng mới”.")}
        elif scan:
            made = packing.pack(
                leg=leg, box=box, scan=scan, copy_id=copy_asked(request), **now_by(request)
            )
            leg.refresh_from_db(fields=["state"])
            said = {"ok": made.line.copy.record.shown_title, "line": made.line,
                    "was_picked": made.was_picked, "was_asked": made.was_asked}  # fmt: skip
    except errors.AmbiguousScan as refusal:
        said = {"bad": str(refusal), "choices": refusal.facts["copies"], "scan": scan}
    except Refusal as refusal:
        said = {"bad": str(refusal), "unknown": isinstance(refusal, errors.UnknownScan)}
    return _answer(request, leg, box, said)


def _answer(
    request: HttpRequest, leg: Leg, box: Container | None, said: dict[str, Any]
) -> HttpResponse:
    """The changed part of the page; without script the page itself."""
    context = _state(leg, box) | {"said": said}
    if getattr(request, "htmx", False):
        return render(request, "rotation/packed.html", context)
    return render(request, "rotation/pack.html", context | _page(leg))


@needs("rotation.pack", at=store_of_leg)
@require_POST
def new_box(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    try:
        box = packing.new_box(leg=leg, **now_by(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("rotation:pack", pk=leg.pk)
    return redirect(f"{reverse('rotation:pack', args=[leg.pk])}?thung={box.code}")


@needs("rotation.pack", at=store_of_leg)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    box = _chosen_box(request, leg, batches.boxes_of(leg))
    try:
        line = packing.undo_pack(leg=leg, box=box, **now_by(request))
        said = {
            "ok": _("Đã lấy ra: %(title)s") % {"title": line.copy.record.shown_title},
            "undone": True,
        }
    except Refusal as refusal:
        said = {"bad": str(refusal)}
    return _answer(request, leg, box, said)


@needs("rotation.pack", at=store_of_leg)
@require_POST
def take_out(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    leg = leg_or_404(pk)
    one = line_or_404(leg, line)
    box = one.box
    try:
        packing.unpack(leg=leg, line=one, **now_by(request))
        said = {"ok": _("Đã lấy ra: %(title)s") % {"title": one.copy.record.shown_title}}
    except Refusal as refusal:
        said = {"bad": str(refusal)}
    return _answer(request, leg, box, said)


@needs("rotation.pack", at=store_of_leg)
@require_POST
def pack_unlabelled(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    box = _chosen_box(request, leg, batches.boxes_of(leg))
    form = UnlabelledForm(leg, request.POST)
    if box is None:
        form.add_error(None, _("Chưa có thùng: quét nhãn thùng, hoặc bấm “Thùng mới”."))
    elif form.is_valid():
        data = form.cleaned_data
        made = try_form(
            request,
            form,
            lambda: packing.pack_unlabelled(
                leg=leg,
                box=box,
                title=data["title"],
                author=data["author"],
                register=data["register"],
                price=data["price"],
                source=data["source"].code,
                **now_by(request),
            ),
        )
        if made:
            copy = made.line.copy
            messages.success(
                request,
                _("Đã ghi nhanh và đóng thùng %(title)s, mã vạch mới %(barcode)s: in nhãn rồi dán.")
                % {"title": copy.record.shown_title, "barcode": copy.barcode},
            )
            return redirect(f"{reverse('rotation:pack', args=[leg.pk])}?thung={box.code}")
    context = _state(leg, box) | _page(leg) | {"unlabelled": form, "open_unlabelled": True}
    return render(request, "rotation/pack.html", context, status=422)


@needs("rotation.pack", at=store_of_leg)
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    drop = bool(request.POST.get("drop"))
    try:
        packing.finish_packing(leg=leg, drop_unpacked=drop, **now_by(request))
        messages.success(request, _("Đã chốt thùng. Việc tiếp theo: lập biên bản bàn giao."))
        return redirect("rotation:hand_over", pk=leg.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("rotation:pack", pk=leg.pk)


@needs("rotation.pack", at=store_of_leg)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    return press(
        request,
        leg,
        lambda: packing.reopen_packing(leg=leg, **now_by(request)),
        _("Đã mở lại thùng."),
    )
