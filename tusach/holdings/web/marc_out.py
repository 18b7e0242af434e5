"""A library's titles and copies as MARC, to be moved to another system or kept beside this one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tusach.audit.api import actor_of, record
from tusach.catalogue.api import MARC_FORMS, too_long_for_iso2709, written_marc
from tusach.holdings.marc_out import records_with_copies, titles_of
from tusach.holdings.web.at_point import point_of
from tusach.ui.api import named, needs


@needs("catalogue.export", at=point_of)
@require_safe
def marc_out(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The titles of a library with its own copies in 952, sent as they are read. A title that
    ISO 2709 cannot hold is named before anything is sent."""
    if form not in MARC_FORMS:
        raise Http404
    point = point_of(request, pk)
    if form == "mrc" and (long := too_long_for_iso2709(titles_of(point))):
        return render(
            request, "holdings/marc_too_long.html", {"point": point, "records": long}, status=422
        )
    now = timezone.now()
    record("catalogue.export", by=actor_of(request), place=pk, changes={"form": ["", form]}, at=now)
    ending, kind = MARC_FORMS[form]
    answer = StreamingHttpResponse(
        written_marc(form, records_with_copies(point)), content_type=kind
    )
    named(answer, f"{point.code}-{timezone.localdate(now).isoformat()}.{ending}")
    return answer
