"""Papers to print: made anew from what is written, in official Vietnamese."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tusach.acquisitions.documents import intakes as documents
from tusach.acquisitions.web.reach import intake_or_404, owner_of_intake
from tusach.ui.api import named, needs, pdf


def paper(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    named(answer, f"{name}.pdf", shown=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("acquisitions.view", at=owner_of_intake)
@require_safe
def intake_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of receiving: of a purchase or of a gift."""
    intake = intake_or_404(pk)
    if intake.is_gift:
        content = pdf("acquisitions/gift.typ", documents.gift_content(intake))
    else:
        content = pdf("acquisitions/purchase.typ", documents.purchase_content(intake))
    return paper(content, f"bien-ban-{intake.code}")


@needs("acquisitions.view", at=owner_of_intake)
@require_safe
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    intake = intake_or_404(pk)
    if not intake.is_gift:
        raise Http404
    return paper(
        pdf("acquisitions/thanks.typ", documents.thanks_content(intake)), f"cam-on-{intake.code}"
    )
