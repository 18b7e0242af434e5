"""Worksheets: to begin a record from, to keep, to throw away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue.editing import worksheets as kept_worksheets
from tusach.catalogue.web.marc_editing import sent_text
from tusach.ui.api import needs


@needs("catalogue.edit")
def worksheets(request: HttpRequest) -> HttpResponse:
    groups = [
        (
            label,
            kept_worksheets.kept(is_authority=is_authority),
            [one for one in kept_worksheets.given() if one.is_authority == is_authority],
            reverse(url),
        )
        for label, is_authority, url in (
            (_("Biểu ghi thư mục"), False, "catalogue:new_marc"),
            (_("Tiêu đề chuẩn"), True, "catalogue:new_authority_marc"),
        )
    ]
    return render(request, "catalogue/worksheets.html", {"groups": groups})


@require_POST
@needs("catalogue.edit")
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the record in the editor as a worksheet."""
    name = request.POST.get("name", "").strip()
    text = sent_text(request)
    if not name or not text.strip():
        messages.error(request, _("Hãy đặt tên cho mẫu."))
        return redirect("catalogue:worksheets")
    kept_worksheets.keep(
        name,
        text,
        is_authority=request.POST.get("kind") == "authority",
        by=actor_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Đã giữ mẫu “%(name)s”.") % {"name": name})
    return redirect("catalogue:worksheets")


@require_POST
@needs("catalogue.edit")
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    kept_worksheets.throw_away(pk, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ mẫu."))
    return redirect("catalogue:worksheets")
