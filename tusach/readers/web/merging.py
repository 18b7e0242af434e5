"""Readers who are probably one person: looked at side by side, merged, parted, kept apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.network.api import ServicePoint
from tusach.readers.errors import NothingChosen
from tusach.readers.models import Merge, Reader
from tusach.readers.selectors.duplicates import looks_like, with_a_double
from tusach.readers.selectors.readers import (
    bars_of,
    cards_of,
    find_readers,
    guardian_of,
    merge_of,
    reader_of,
    searched,
)
from tusach.readers.services import merging
from tusach.readers.services.registering import looked
from tusach.readers.web.reach import home_of, places, reader_or_404
from tusach.ui.api import Column, Listing, Refusal, act_once, needs, number_posted, press, send_back


@needs("readers.merge")
@require_safe
def doubles(request: HttpRequest) -> HttpResponseBase:
    """Readers to whom another looks alike, at the places this person may merge."""
    mine = places(request, "readers.merge")
    listing = Listing(
        request,
        with_a_double(mine).select_related("reader_class", "home"),
        columns=[
            Column("name", _("Họ và tên"), sort=("sort_key",),
                   link=lambda r: f"{r.get_absolute_url()}gop/"),
            Column("number", _("Số bạn đọc"), sort="number", value=lambda r: f"#{r.number}"),
            Column("birth_year", _("Năm sinh"), sort="birth_year"),
            Column("home", _("Điểm phục vụ"), value=lambda r: r.home.name,
                   sort=("home__sort_key", "sort_key")),
        ],
        search=searched,
        search_label=_("Tên, số bạn đọc, số thẻ, điện thoại"),
        default_sort="name",
        empty=_("Không có hai bạn đọc nào giống nhau."),
        name="trung",
        may_export=False,
    )  # fmt: skip
    return render(request, "readers/plain_list.html", {
        "listing": listing,
        "title": _("Hồ sơ có thể trùng"),
        "lead": _("Cùng tên (không kể dấu) và cùng năm sinh hoặc số điện thoại."),
    })  # fmt: skip


@needs("readers.merge", at=home_of)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Two records side by side; the one that is chosen stands for both."""
    one = reader_or_404(pk)
    if not one.stands:
        return redirect(one)
    mine = places(request, "readers.merge")
    if request.method == "POST":
        other = reader_of(number_posted(request, "other") or 0)
        if other is None or request.POST.get("do") not in {"keep", "give", "apart"}:
            return send_back(request, NothingChosen(), to=one)
        if not request.user.has_perm("readers.merge", other.home):
            raise PermissionDenied("readers.merge")
        return _decide(request, one, other)
    words, refused = request.GET.get("q", "").strip()[:200], ""
    found: list[Reader] = list(looks_like(one).filter(home__in=mine).select_related(
        "home", "reader_class"
    )[:10])  # fmt: skip
    if words:
        try:
            found = [other for other in find_readers(words, mine) if other.pk != one.pk]
        except Refusal as refusal:
            refused, found = str(refusal), []
    looked([one, *found], **now_by(request))
    return render(
        request,
        "readers/merge.html",
        {
            "reader": one,
            "mine": _side(one),
            "others": [_side(other) for other in found],
            "words": words,
            "refused": refused,
        },
    )


def _side(one: Reader) -> dict[str, Any]:
    return {
        "reader": one,
        "guardian": guardian_of(one),
        "cards": list(cards_of(one)),
        "bars": bars_of(one).filter(lifted_at__isnull=True).count(),
    }


def _decide(request: HttpRequest, one: Reader, other: Reader) -> HttpResponse:
    do = request.POST.get("do", "")
    kept, gone = (one, other) if do == "keep" else (other, one)
    try:
        with act_once(request):
            if do == "apart":
                merging.not_the_same(one=one, other=other, **now_by(request))
            else:
                merging.merge(gone=gone, kept=kept, **now_by(request))
    except Refusal as refusal:
        return send_back(request, refusal, to=one)
    if do == "apart":
        messages.success(request, _("Đã ghi: đây là hai người khác nhau."))
        return redirect(one)
    messages.success(request, _("Đã gộp; có thể tách lại ở trang này."))
    return redirect(kept)


def _merge_or_404(pk: int) -> Merge:
    found = merge_of(pk)
    if found is None:
        raise Http404
    return found


def home_of_merge(request: HttpRequest, pk: int) -> ServicePoint:
    return _merge_or_404(pk).kept.home


@needs("readers.merge", at=home_of_merge)
@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    row = _merge_or_404(pk)
    if not request.user.has_perm("readers.merge", row.gone.home):
        raise PermissionDenied("readers.merge")
    return press(
        request, row.gone, lambda: merging.part(merge=row, **now_by(request)),
        _("Đã tách lại thành hai hồ sơ như trước khi gộp."),
    )  # fmt: skip
