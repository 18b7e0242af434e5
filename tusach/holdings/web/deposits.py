"""Books of other libraries that stand at a place, on a day: a list and a paper."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tusach.holdings.deposits import MOST, deposits, deposits_content, deposits_pdf
from tusach.holdings.web.at_point import point_of
from tusach.holdings.web.balance import end_of
from tusach.holdings.web.columns import copies_listing
from tusach.holdings.web.forms import day_field
from tusach.ui.api import named, needs


class DayForm(forms.Form):
    ngay = day_field(label=gettext_lazy("Tính đến hết ngày"), required=False)


@needs("holdings.view", at=point_of)
@require_safe
def deposits_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is kept here and belongs elsewhere."""
    point = point_of(request, pk)
    form = DayForm(request.GET)
    day = (form.cleaned_data["ngay"] if form.is_valid() else None) or timezone.localdate()
    listing = copies_listing(
        request,
        deposits(point, end_of(day)),
        places=False,
        empty=_("Ở đây không có bản nào của thư viện khác."),
        name="sach-gui",
        default_sort="owner",
    )
    return listing.export() or render(
        request,
        "holdings/deposits.html",
        {"point": point, "form": form, "day": day, "listing": listing, "most": MOST},
    )


@needs("holdings.view", at=point_of)
@require_safe
def deposits_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as a paper to be signed."""
    point = point_of(request, pk)
    form = DayForm(request.GET)
    day = (form.cleaned_data["ngay"] if form.is_valid() else None) or timezone.localdate()
    found = deposits(point, end_of(day)).order_by("owner__sort_key", "register_id", "number")
    content = deposits_content(point, day, list(found[:MOST]))
    answer = HttpResponse(deposits_pdf(content), content_type="application/pdf")
    named(answer, "sach-gui.pdf", shown=True)
    return answer
