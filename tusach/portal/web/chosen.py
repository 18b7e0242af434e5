"""Records ticked in the cataloguers' list: as a bibliography, as citations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.catalogue.api import Record
from tusach.portal import citing
from tusach.portal.bibliography import Grouping, bibliography
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
