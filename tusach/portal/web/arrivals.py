"""New books of the network or of one library, and their feed."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from tusach.catalogue.api import isbd, marc_of
from tusach.network.api import ServicePoint
from tusach.portal import selectors
from tusach.portal.arrivals import arrivals as found_arrivals
from tusach.portal.arrivals import by_day
from tusach.portal.web.records import permanent
from tusach.ui.api import public

_IN_FEED = 50


def _library(request: HttpRequest) -> ServicePoint | None:
    code = request.GET.get("thu-vien", "")
    if not code:
        return None
    library = selectors.point_by_code(code[:40])
    if library is None:
        raise Http404
    return library


def _name(library: ServicePoint | None) -> str:
    if library is not None:
        return _("Sách mới của %(library)s") % {"library": library.name}
    network = selectors.network_name()
    return _("Sách mới của %(network)s") % {"network": network} if network else _("Sách mới")


@public
def arrivals(request: HttpRequest) -> HttpResponse:
    library = _library(request)
    return render(
        request,
        "portal/arrivals.html",
        {
            "here": "arrivals",
            "library": library,
            "name": _name(library),
            "days": by_day(found_arrivals(library)),
        },
    )


@public
def feed(request: HttpRequest) -> HttpResponse:
    """The last fifty as Atom (RFC 4287), for feed readers and the web pages of libraries."""
    library = _library(request)
    here = f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('portal:arrivals')}"
    query = f"?thu-vien={library.code}" if library is not None else ""
    atom = Atom1Feed(
        title=_name(library),
        link=f"{here}{query}",
        feed_url=f"{settings.SITE_ADDRESS.rstrip('/')}{request.get_full_path()}",
        description="",
        language=request.LANGUAGE_CODE,
    )
    for one in found_arrivals(library, _IN_FEED):
        address = permanent(one.record)
        atom.add_item(
            title=one.record.title,
            link=address,
            description=isbd(marc_of(one.record)),
            author_name=one.record.author or None,
            unique_id=address,
            updateddate=timezone.make_aware(datetime.combine(one.on, time())),
            categories=one.record.subjects,
        )
    answer = HttpResponse(
        atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
    answer["Cache-Control"] = "public, max-age=900"
    return answer
