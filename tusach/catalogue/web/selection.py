"""Records ticked in the list: out as files, on cards."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of, record
from tusach.catalogue import selectors
from tusach.catalogue.cards import cards
from tusach.catalogue.exporting import FORMS, written
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import Record
from tusach.catalogue.web.records import any_or_404, listing_of
from tusach.ui.api import named, needs, numbers_posted

# As many as a person ticks on a page, and more than one page holds.
MOST = 500


def _ticked(request: HttpRequest) -> QuerySet[Record]:
    found: QuerySet[Record] = selectors.records().filter(
        pk__in=numbers_posted(request, "one")[:MOST]
    )
    return found.order_by("title_key", "pk")


def _nothing(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Chưa chọn biểu ghi nào: hãy đánh dấu ô trước nhan đề."))
    return redirect("catalogue:records")


@require_POST
@needs("catalogue.export")
def export_chosen(request: HttpRequest) -> HttpResponseBase:
    """The records ticked, in the form ``as``; ``csv`` has the columns of the list."""
    form = request.POST.get("as", "")
    rows = _ticked(request)
    if form != "csv" and form not in FORMS:
        raise Http404
    if not rows:
        return _nothing(request)
    if form == "mrc" and (long := selectors.too_long_for_iso2709(rows)):
        return render(request, "catalogue/too_long.html", {"records": long}, status=422)
    now = timezone.now()
    record("catalogue.export", by=actor_of(request), changes={"form": ["", form]}, at=now)
    if form == "csv":
        listing = listing_of(request)
        listing.queryset = rows
        file = listing.export("csv")
        assert file is not None
        return file
    ending, kind = FORMS[form]
    contents = (marc for _number, marc in selectors.contents(rows))
    answer = StreamingHttpResponse(written(form, contents), content_type=kind)
    named(answer, f"bieu-ghi-{timezone.localdate(now).isoformat()}.{ending}")
    return answer


@require_POST
@needs("catalogue.view")
def print_cards(request: HttpRequest) -> HttpResponse:
    """Catalogue cards of the records ticked; ``set`` with those of the added entries."""
    rows = _ticked(request)
    if not rows:
        return _nothing(request)
    return _cards(selectors.contents(rows), bool(request.POST.get("set")))


@needs("catalogue.view")
def cards_of_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of one record; ``?bo=1`` the whole set."""
    found = any_or_404(pk)
    content = [(found.control_number, selectors.marc_of(found))]
    return _cards(content, bool(request.GET.get("bo")))


def _cards(content: Iterable[tuple[str, MarcRecord]], whole_set: bool) -> HttpResponse:
    answer = HttpResponse(cards(content, whole_set=whole_set), content_type="application/pdf")
    named(answer, "phieu-muc-luc.pdf", shown=True)
    return answer
