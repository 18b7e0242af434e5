"""What comes on a stick or as codes: taken in, and the answer given to take back."""

from __future__ import annotations

import json
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tusach.audit.api import actor_of, record
from tusach.offline import bundles, codes, wire
from tusach.offline.codes import CodesRefused
from tusach.offline.errors import (
    BY_CODE,
    CodesMissing,
    DeviceOfOthers,
    NothingGiven,
    RequestUnreadable,
    TooBig,
)
from tusach.offline.exchange import device_of_bundle, exchange
from tusach.offline.models import Device
from tusach.offline.services import accept
from tusach.offline.web.forms import CarriedForm
from tusach.offline.web.reach import carried_or_404, devices_seen
from tusach.ui.api import Refusal, act_once, named, needs
from tusach.ui.api import number as figure

# More codes than these nobody scans: the stick is for that.
MOST_CODES = 60


@needs("offline.view")
def receive(request: HttpRequest) -> HttpResponse:
    """A file or codes: a bundle is taken in, a request to enrol is answered."""
    sent = request.method == "POST"
    form = CarriedForm(request.POST, request.FILES) if sent else CarriedForm()
    if sent and form.is_valid():
        try:
            return _taken(request, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    status = 422 if sent else 200
    return render(request, "offline/receive.html", {"form": form}, status=status)


def _taken(request: HttpRequest, form: CarriedForm) -> HttpResponse:
    bundle, way = _given(form)
    if bundle[:1] == b"{":
        return _enrolled(request, bundle)
    whose = device_of_bundle(bundle)
    if whose is not None and not devices_seen(request).filter(pk=whose.pk).exists():
        raise DeviceOfOthers(name=whose.name)
    by, at = actor_of(request), timezone.now()
    with act_once(request):
        done = exchange(bundle, at=at, carried=way, by=by.name)
        record(
            "offline.take_carried",
            by=by,
            on=("offline.device", done.device.pk, done.device.name),
            changes={"events": [None, done.events]},
            at=at,
        )
    if done.repeated_of is not None:
        messages.info(
            request,
            _("Gói này đã nhận ngày %(day)s; không có gì ghi hai lần. Đây là trả lời của nó.")
            % {"day": f"{localtime(done.repeated_of):%d/%m/%Y}"},
        )
    assert done.carried is not None
    return redirect("offline:carried", pk=done.carried.pk)


def _given(form: CarriedForm) -> tuple[bytes, str]:
    """The bytes that were given, and by which way."""
    file, texts = form.cleaned_data["file"], form.cleaned_data["codes"].split()
    if file is not None:
        if file.size > bundles.MOST_BYTES:
            raise TooBig()
        return file.read(), wire.STICK
    if not texts:
        raise NothingGiven()
    try:
        return codes.joined(texts), wire.CODES
    except CodesRefused as refused:
        if refused.code == CodesMissing.code:
            some = ", ".join(figure(n) for n in refused.missing[:30])
            more = " …" if len(refused.missing) > 30 else ""
            raise CodesMissing(of=refused.of, missing=some + more) from None
        raise BY_CODE[refused.code]() from None


def _enrolled(request: HttpRequest, said: bytes) -> HttpResponse:
    try:
        asked: Any = json.loads(said)
    except (ValueError, RecursionError):
        raise RequestUnreadable(why="JSON") from None
    device: Device = accept(asked, at=timezone.now(), carried=True).device
    messages.success(
        request,
        _("Đã ghi nhận %(name)s. Hãy chép tệp trả lời vào USB rồi mở trên thiết bị.")
        % {"name": device.name},
    )
    if not devices_seen(request).filter(pk=device.pk).exists():
        return redirect("offline:receive")
    return redirect(device)


@needs("offline.view")
def carried(request: HttpRequest, pk: int) -> HttpResponse:
    """What a stick brought, and its answer."""
    row = carried_or_404(request, pk)
    page = {
        "row": row,
        "repeated": row.events - row.fresh,
        "codes": len(codes.parts(bytes(row.answer))) if row.answer else 0,
        "most": MOST_CODES,
    }
    return render(request, "offline/carried.html", page)


@needs("offline.view")
@require_GET
def answer_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = carried_or_404(request, pk)
    if row.answer is None:
        raise Http404
    response = HttpResponse(bytes(row.answer), content_type="application/octet-stream")
    return named(response, row.file_name)


@needs("offline.view")
@require_GET
def answer_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer as QR codes to be scanned one after another."""
    row = carried_or_404(request, pk)
    if row.answer is None:
        raise Http404
    parts = codes.parts(bytes(row.answer))
    if len(parts) > MOST_CODES:
        raise Http404
    pictures = [
        segno.make(part, error="l", micro=False).svg_data_uri(
            scale=3, border=4, dark="#000", light="#fff"
        )
        for part in parts
    ]
    return render(request, "offline/codes.html", {"row": row, "pictures": pictures})
