"""What goes out to other points because somebody asked there, and the papers that go with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation.documents import courier_content
from tusach.circulation.models import CourierPaper
from tusach.circulation.selectors import couriers as papers
from tusach.circulation.selectors import requests as found
from tusach.circulation.selectors.desk import point_of
from tusach.circulation.services import couriers as services
from tusach.circulation.web.papers import pdf_answer
from tusach.circulation.web.places import places
from tusach.network.api import ServicePoint
from tusach.ui.api import Column, Filter, Listing, Refusal, needs, pdf, send_back

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


def _paper_or_404(pk: int) -> CourierPaper:
    paper = papers.paper_by_pk(pk)
    if paper is None:
        raise Http404
    return paper


def lender_of_paper(_request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return _paper_or_404(pk).lender


@needs(ACT)
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What left these points and has not arrived, by where it goes: first what has no paper yet,
    then each paper."""
    mine = places(request, ACT)
    page = {
        "loads": found.loads_from(mine), "form": CarrierForm(auto_id=False), "tab": "sent",
        "counts": found.counts(mine), "travelling": papers.travelling_from(mine),
    }  # fmt: skip
    return render(request, "circulation/sent.html", page)


@needs(ACT)
@require_safe
def couriers(request: HttpRequest) -> HttpResponseBase:
    """Every paper made for what these points sent, the newest first."""
    listing = Listing(
        request,
        papers.papers_from(places(request, ACT)),
        columns=[
            Column("number", pgettext_lazy("courier", "Số giấy"), sort=("year", "number"),
                   value=str, link=lambda p: p.get_absolute_url()),
            Column("lender", gettext_lazy("Nơi gửi"), sort="lender__sort_key",
                   value=lambda p: p.lender.name),
            Column("point", gettext_lazy("Nơi nhận"), sort="point__sort_key",
                   value=lambda p: p.point.public_name),
            Column("books", gettext_lazy("Số bản"), sort="books", kind="number",
                   value=lambda p: p.books),
            Column("out", gettext_lazy("Chưa đến"), sort="out", kind="number",
                   value=lambda p: p.out),
            Column("made_at", gettext_lazy("Lập lúc"), sort="made_at", kind="moment"),
            Column("made_by", gettext_lazy("Người lập"), wide=True),
        ],
        search=papers.search_papers,
        search_label=gettext_lazy("Số giấy, nơi nhận"),
        filters=[
            Filter("con", gettext_lazy("Tình trạng"),
                   [("1", gettext_lazy("còn sách chưa đến")), ("0", gettext_lazy("đã đến hết"))],
                   lambda q, v: q.filter(out__gt=0) if v == "1" else q.filter(out=0)),
        ],
        default_sort="-made_at",
        empty=gettext_lazy("Chưa lập giấy gửi sách nào."),
        name="giay-gui-sach",
    )  # fmt: skip
    return listing.export() or render(request, "circulation/couriers.html", {"listing": listing})


@needs(ACT, at=lender_of_paper)
@require_safe
def courier(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: what it names, who made it, and printing it again."""
    paper = _paper_or_404(pk)
    page = {
        "paper": paper, "lines": papers.lines_of(paper), "form": CarrierForm(auto_id=False),
    }  # fmt: skip
    return render(request, "circulation/courier.html", page)


def _printed(paper: CourierPaper, form: forms.Form, *, again: bool) -> HttpResponse:
    said = form.cleaned_data
    way = dict(form.fields["way"].choices)[said["way"]]  # type: ignore[attr-defined]
    content = courier_content(
        paper, papers.lines_of(paper), way=way, carrier=said["carrier"], phone=said["phone"],
        again=timezone.localtime() if again else None,
    )  # fmt: skip
    return pdf_answer(pdf("circulation/courier.typ", content), f"giay-gui-sach-{paper.pk}.pdf")


@needs(ACT, at=lender_at)
@require_POST
def courier_paper(request: HttpRequest, lender: int, point: int) -> HttpResponse:
    """A new paper for all that is on its way between these two points and has none. No reader
    stands on it."""
    form, to = CarrierForm(request.POST), point_of(point)
    if to is None:
        raise Http404
    if not form.is_valid():
        return send_back(request, form, to="circulation:sent")
    try:
        paper = services.make_paper(lender=lender_at(request, lender), point=to, **now_by(request))
    except Refusal as refusal:
        return send_back(request, refusal, to="circulation:sent")
    return _printed(paper, form, again=False)


@needs(ACT, at=lender_of_paper)
@require_POST
def courier_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same paper once more, under its number; who carries it is asked anew."""
    paper, form = _paper_or_404(pk), CarrierForm(request.POST)
    if not form.is_valid():
        return send_back(request, form, to=paper)
    services.printed_again(paper=paper, **now_by(request))
    return _printed(paper, form, again=True)
