"""Asking for a title: a reader with an account does it at once; whoever has none shows the title's
number at the library, and nothing is kept here (decision 27)."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tusach.catalogue.api import Kind, now_under
from tusach.circulation.api import ask_myself, cancel_mine, my_request
from tusach.portal import selectors
from tusach.portal.errors import NothingSuch
from tusach.portal.nearness import near_of
from tusach.portal.own_loans import whom
from tusach.portal.web.mine import account_of
from tusach.portal.whereabouts import with_places
from tusach.readers.api import readers_of_account
from tusach.ui.api import Refusal, act_once, needs, number_posted, press, public, send_back


def slip_square(number: str) -> str:
    """The QR code (SVG) that opens the form of a request for this title at a library's counter."""
    path = f"{reverse('circulation:new_request')}?nhan-de={number}"
    code = segno.make(f"{settings.SITE_ADDRESS.rstrip('/')}{path}", error="m", micro=False)
    return str(code.svg_inline(border=2, scale=4, dark="#000", light="#fff"))


@public
@never_cache
@require_safe
def ask(request: HttpRequest, number: str) -> HttpResponse:
    if (now := now_under(number)) is not None and not now.is_suppressed:
        return redirect("portal:ask", now.control_number)
    record = selectors.record_by_number(number)
    if record is None or record.kind == Kind.ARTICLE:
        raise Http404
    near = near_of(request)
    [entry] = with_places([record], near)
    readers = []
    if request.user.is_authenticated and request.user.has_perm("portal.mine"):
        readers = readers_of_account(int(request.user.pk or 0))
    page: dict[str, Any] = {
        "here": "home",
        "record": record,
        "near": near,
        "free": entry.here[:3],
        "readers": readers,
    }
    if not readers:
        page["square"] = mark_safe(slip_square(record.control_number))  # noqa: S308 - drawn here
    return render(request, "portal/ask.html", page)


@needs("portal.mine")
@require_POST
def ask_mine(request: HttpRequest) -> HttpResponse:
    """The chosen reader of the account asks for the title."""
    record = selectors.record_by_number(request.POST.get("sach", ""))
    if record is None:
        return send_back(request, NothingSuch(), to="portal:mine")
    _all, reader = whom(account_of(request), request.POST.get("ban-doc", ""))
    if reader is None:
        return send_back(request, NothingSuch(), to="portal:mine")
    try:
        with act_once(request):
            ask_myself(reader=reader, wanted=record, at=timezone.now())
    except Refusal as refusal:
        return send_back(request, refusal, to=reverse("portal:ask", args=[record.control_number]))
    said = _("Đã ghi: “%(title)s”. Xem ở dưới sách đang ở đâu.")
    messages.success(request, said % {"title": record.shown_title})
    return redirect(f"{reverse('portal:mine')}?ban-doc={reader.number}#yeu-cau")


@needs("portal.mine")
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """What the reader, or a child shown to the account, no longer waits for."""
    readers = readers_of_account(account_of(request))
    one = my_request(number_posted(request, "yeu-cau") or 0, [reader.pk for reader in readers])
    if one is None or one.reader is None:
        return send_back(request, NothingSuch(), to="portal:mine")
    return press(
        request,
        f"{reverse('portal:mine')}?ban-doc={one.reader.number}#yeu-cau",
        lambda: cancel_mine(request=one, at=timezone.now()),
        _("Đã huỷ yêu cầu “%(title)s”.") % {"title": one.title},
    )
