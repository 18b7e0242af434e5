"""What goes out to other points because somebody asked there, and the paper that goes with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tusach.circulation.documents import courier_content
from tusach.circulation.selectors import requests as found
from tusach.circulation.selectors.desk import point_of
from tusach.circulation.web.papers import pdf_answer
from tusach.circulation.web.places import places
from tusach.network.api import ServicePoint
from tusach.ui.api import needs, pdf

ACT = "circulation.request"


class CarrierForm(forms.Form):
    """Who carries it: written on the paper, kept nowhere."""

    way = forms.ChoiceField(
        label=gettext_lazy("Gửi bằng"),
        choices=[
            ("trip", gettext_lazy("chuyến luân chuyển tới")),
            ("courier", gettext_lazy("bưu tá, người chuyển thuê")),
            ("hand", gettext_lazy("người tiện đường")),
        ],
    )
    carrier = forms.CharField(label=gettext_lazy("Người mang"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), max_length=30, required=False)


def lender_at(_request: HttpRequest, lender: int, **_more: Any) -> ServicePoint:
    point = point_of(lender)
    if point is None:
        raise Http404
    return point


@needs(ACT)
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What left these points and has not arrived, by where it goes."""
    mine = places(request, ACT)
    page = {
        "loads": found.loads_from(mine), "form": CarrierForm(auto_id=False), "tab": "sent",
        "counts": found.counts(mine),
    }  # fmt: skip
    return render(request, "circulation/sent.html", page)


@needs(ACT, at=lender_at)
@require_POST
def courier_paper(request: HttpRequest, lender: int, point: int) -> HttpResponse:
    """The paper for all that is on its way between these two points. No reader stands on it."""
    rows = found.on_the_way_between(lender, point)
    form = CarrierForm(request.POST)
    if not rows or not form.is_valid():
        messages.info(request, _("Không có sách nào đang gửi đến nơi ấy, hoặc ghi quá dài."))
        return redirect("circulation:sent")
    said = form.cleaned_data
    way = dict(form.fields["way"].choices)[said["way"]]  # type: ignore[attr-defined]
    content = courier_content(
        rows, way=str(way), carrier=said["carrier"], phone=said["phone"], at=timezone.localtime()
    )
    return pdf_answer(pdf("circulation/courier.typ", content), "giay-gui-sach.pdf")
