"""Claims: the letters that were sent, and what came of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tusach.acquisitions.documents.orders import claim_content
from tusach.acquisitions.selectors import orders as found
from tusach.acquisitions.services import claiming
from tusach.acquisitions.web.doing import now_by, today
from tusach.acquisitions.web.order_forms import AnswerForm
from tusach.acquisitions.web.papers import paper
from tusach.acquisitions.web.reach import claim_or_404, may, owner_of_claim, places
from tusach.ui.api import Column, Filter, Listing, needs, pdf, try_form


@needs("acquisitions.view")
@require_safe
def list_claims(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        found.claims_of(places(request, "acquisitions.view")),
        columns=[
            Column("code", gettext_lazy("Số"), sort="pk", link=lambda c: c.get_absolute_url()),
            Column("supplier", gettext_lazy("Gửi"), sort="supplier__sort_key",
                   value=lambda c: c.supplier.name),
            Column("kind", gettext_lazy("Về"),
                   value=lambda c: _("sách") if c.content.get("kind") == "order"
                   else _("báo, tạp chí")),
            Column("things", gettext_lazy("Số mục"), kind="number", sort="things"),
            Column("made_on", gettext_lazy("Ngày"), sort="made_on", kind="day"),
            Column("answer_by", gettext_lazy("Xin trả lời trước"), sort="answer_by", kind="day"),
            Column("answered_on", gettext_lazy("Đã trả lời"), sort="answered_on", kind="day"),
        ],
        filters=[
            Filter("tra-loi", gettext_lazy("Trả lời"),
                   [("0", gettext_lazy("chưa trả lời")), ("1", gettext_lazy("đã trả lời"))],
                   lambda qs, v: qs.filter(answered_on__isnull=v == "0")),
        ],
        default_sort="-code",
        empty=gettext_lazy("Chưa có thư nhắc nào."),
        name="thu-nhac",
    )  # fmt: skip
    return listing.export() or render(
        request, "acquisitions/claims.html", {"listing": listing, "tab": "claims"}
    )


@needs("acquisitions.view", at=owner_of_claim)
@require_safe
def show_claim(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_or_404(pk)
    return render(
        request,
        "acquisitions/claim.html",
        {
            "claim": claim,
            "form": AnswerForm(initial={"on": today(), "answer": claim.answer}),
            "may_order": may(request, "acquisitions.order", claim.owner),
            "overdue": claim.answered_on is None
            and claim.answer_by is not None
            and claim.answer_by < today(),
        },
    )


@needs("acquisitions.order", at=owner_of_claim)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_or_404(pk)
    form = AnswerForm(request.POST)
    if form.is_valid() and try_form(
        request,
        form,
        lambda: claiming.answer_claim(claim=claim, **form.cleaned_data, **now_by(request)),
        _("Đã ghi."),
    ):
        return redirect(claim)
    return render(
        request,
        "acquisitions/claim.html",
        {"claim": claim, "form": form, "may_order": True},
        status=422,
    )


@needs("acquisitions.view", at=owner_of_claim)
@require_safe
def claim_paper(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_or_404(pk)
    return paper(pdf("acquisitions/claim.typ", claim_content(claim)), f"thu-nhac-{claim.code}")
