"""Records out as files: one, or the list as it is searched and filtered."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import actor_of, record
from tusach.catalogue import selectors
from tusach.catalogue.exporting import FORMS, too_long, written
from tusach.catalogue.reasons import sentence
from tusach.catalogue.taking_out.services import begin
from tusach.catalogue.web.records import found_or_404, listing_of
from tusach.ui.api import act_once, named, needs

# Longer lists the worker writes into a file.
AT_ONCE = 2_000


@needs("catalogue.export")
def export_one(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    if form not in FORMS:
        raise Http404
    found = found_or_404(pk)
    marc = selectors.marc_of(found)
    if form == "mrc" and (fault := too_long(marc)):
        text = sentence({"code": fault.code, "facts": fault.facts})
        return render(
            request, "catalogue/too_long.html", {"records": [found], "text": text}, status=422
        )
    ending, kind = FORMS[form]
    answer = HttpResponse(b"".join(written(form, [marc])), content_type=kind)
    named(answer, f"{found.control_number}.{ending}")
    return answer


@needs("catalogue.export")
def export_list(request: HttpRequest, form: str) -> HttpResponseBase:
    """The whole list under the same search, filters and order as the page it hangs on: a short
    one at once, a long one as a file that the worker writes."""
    if form not in FORMS:
        raise Http404
    ending, kind = FORMS[form]
    listing = listing_of(request)
    rows = listing.rows
    if request.method == "POST":
        with act_once(request):
            what = request.GET.get("q", "").strip()[:200]
            made = begin(
                rows,
                form,
                what=_("Biểu ghi: %(what)s") % {"what": what} if what else _("Danh sách biểu ghi"),
                by=actor_of(request),
                at=timezone.now(),
            )
        return redirect(made)
    if (count := rows.count()) > AT_ONCE:
        context = {"count": count, "ending": ending}
        return render(request, "catalogue/export_ask.html", context)
    asked = form == "mrc" and not request.GET.get("without")
    if asked and (long := selectors.too_long_for_iso2709(rows)):
        return render(request, "catalogue/too_long.html", {"records": long}, status=422)
    now = timezone.now()
    record("catalogue.export", by=actor_of(request), changes={"form": ["", form]}, at=now)
    records = (marc for _number, marc in selectors.contents(rows))
    answer = StreamingHttpResponse(written(form, records), content_type=kind)
    name = f"bieu-ghi-{timezone.localdate(now).isoformat()}.{ending}"
    named(answer, name)
    return answer
