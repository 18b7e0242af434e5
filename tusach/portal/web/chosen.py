"""Records ticked in the cataloguers' list: as a bibliography, as citations, into a list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tusach.catalogue.api import Record
from tusach.portal import citing
from tusach.portal.bibliography import Grouping, bibliography
from tusach.portal.compiling.rules import MOST as MOST_IN_LIST
from tusach.portal.errors import NothingTicked
from tusach.portal.selectors import records_ticked
from tusach.portal.web.records import EXPORTS, permanent
from tusach.ui.api import named, needs, numbers_posted, send_back

MOST = 500


def _ticked(request: HttpRequest) -> list[Record]:
    return records_ticked(numbers_posted(request, "one")[:MOST])


@require_POST
@needs("catalogue.view")
def chosen_paper(request: HttpRequest) -> HttpResponse:
    """The records ticked as a bibliography, filed by title."""
    records = _ticked(request)
    if not records:
        return send_back(request, NothingTicked(), to="catalogue:records")
    title = _("Thư mục sách chọn lọc")
    content = bibliography(records, title=title, foreword="", by=Grouping.NONE)
    answer = HttpResponse(content, content_type="application/pdf")
    named(answer, "thu-muc.pdf", shown=True)
    return answer


@require_POST
@needs("portal.compose")
def chosen_list(request: HttpRequest) -> HttpResponse:
    """On to making a list of the records ticked, or to putting them into one that is there.
    Those hidden from readers are left out and told."""
    records = _ticked(request)
    shown = [one for one in records if not one.is_suppressed]
    if not shown:
        return send_back(request, NothingTicked(), to="catalogue:records")
    if hidden := len(records) - len(shown):
        said = ngettext(
            "Bỏ qua %(n)s biểu ghi đang ẩn với bạn đọc.",
            "Bỏ qua %(n)s biểu ghi đang ẩn với bạn đọc.",
            hidden,
        )
        messages.warning(request, said % {"n": hidden})
    numbers = ".".join(str(one.pk) for one in shown[:MOST_IN_LIST])
    return redirect(f"{reverse('portal:new_compilation')}?{urlencode({'chon': numbers})}")


@require_POST
@needs("catalogue.export")
def chosen_ris(request: HttpRequest) -> HttpResponse:
    """The records ticked for EndNote, Zotero and others."""
    records = _ticked(request)
    if not records:
        return send_back(request, NothingTicked(), to="catalogue:records")
    body = "".join(citing.ris(one, permanent(one)) for one in records)
    answer = HttpResponse(body, content_type=EXPORTS["ris"])
    named(answer, "bieu-ghi.ris")
    return answer
