"""Slips and notices as PDF, and messages ready to be sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tusach.audit.api import now_by
from tusach.circulation.models import OpenLoan
from tusach.circulation.papers import notices_content, slip_content, texts_due
from tusach.circulation.selectors import loans as found
from tusach.circulation.selectors.desk import point_of_statement
from tusach.circulation.web.loans import VIEW, points_seen
from tusach.readers.api import looked
from tusach.ui.api import named, needs, pdf

# More notices than this are printed by class or by place.
_MOST = 500


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    named(answer, name, shown=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("circulation.lend", at=point_of_statement)
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip of 80 mm, or with ``kho=a5`` a sheet to be signed."""
    one = found.statement_of(pk)
    if one is None:
        raise Http404
    paper = "a5" if request.GET.get("kho") == "a5" else "80"
    content = slip_content(one, paper=paper, at=timezone.now())
    return pdf_answer(pdf("circulation/slip.typ", content), f"phieu-{pk}.pdf")


def _asked(request: HttpRequest) -> list[OpenLoan]:
    """What is overdue, narrowed as the list was: by place, class and audience."""
    mine = found.loans_at(points_seen(request)).select_related("reader__guardian")
    rows = found.overdue(mine, timezone.localdate())
    point, kind = request.GET.get("diem", ""), request.GET.get("nhom", "")
    if point.isdecimal() and len(point) < 19:
        rows = rows.filter(point=int(point))
    if kind:
        rows = rows.filter(reader__reader_class__code=kind)
    if words := request.GET.get("q", "").strip():
        rows = found.search_loans(rows, words)
    order = ("point__sort_key", "reader__school_class", "reader__sort_key", "due", "pk")
    shown = list(rows.exclude(reader=None).order_by(*order)[:_MOST])
    people = {row.reader.pk: row.reader for row in shown if row.reader is not None}
    looked(list(people.values()), **now_by(request))
    return shown


@needs(VIEW)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """A small notice for each reader with something overdue, to be cut and given."""
    rows = _asked(request)
    if not rows:
        messages.info(request, _("Không có bạn đọc nào có sách quá hạn để in giấy báo."))
        return redirect("circulation:overdue")
    content = notices_content(rows, timezone.localdate())
    return pdf_answer(pdf("circulation/notices.typ", content), "giay-bao-qua-han.pdf")


@needs(VIEW)
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """The words of a short message and of a letter for each reader, to be copied and sent."""
    rows = texts_due(_asked(request), timezone.localdate())
    return render(request, "circulation/texts_due.html", {"rows": rows})
