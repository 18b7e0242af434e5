"""New books of the network or of one library, and their feed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from tusach.catalogue.api import Audience, Record, contents, isbd
from tusach.network.api import ServicePoint
from tusach.portal import selectors
from tusach.portal.arrivals import PERIODS, TITLES, USUAL, Sought, by_day, subjects_of
from tusach.portal.arrivals import arrivals as found_arrivals
from tusach.portal.web.records import permanent
from tusach.search.api import among
from tusach.ui.api import DayRefused, public, read_day

_IN_FEED = 50


def library_asked(request: HttpRequest) -> ServicePoint | None:
    """The public library of the address, if it names one."""
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


class _Asked:
    """The new books the address asks for: of which library, how far back or between which
    days, about what, for whom. What cannot be read is said in ``wrong`` and left aside."""

    def __init__(self, request: HttpRequest) -> None:
        self.library = library_asked(request)
        today = timezone.localdate()
        days = request.GET.get("ky", "")
        self.days = int(days) if days.isdecimal() and int(days[:5]) in PERIODS else USUAL
        self.wrong: list[str] = []
        self.from_text = request.GET.get("tu", "").strip()[:20]
        self.until_text = request.GET.get("den", "").strip()[:20]
        since, until = self._day(self.from_text), self._day(self.until_text)
        self.own_days = bool(since or until)
        until = until or today
        since = since or (until - timedelta(days=self.days))
        if since > until:
            since, until = until, since
        self.subject = " ".join(request.GET.get("chu-de", "").split())[:100]
        audience = request.GET.get("danh-cho", "")
        self.audience = audience if audience in Audience.values else ""
        self.sought = Sought(self.library, since, until, self.subject, self.audience)

    def _day(self, text: str) -> date | None:
        if not text:
            return None
        try:
            return read_day(text)
        except DayRefused as refused:
            self.wrong.append(str(refused))
            return None

    @property
    def narrowed(self) -> bool:
        return bool(self.subject or self.audience)


@public
def arrivals(request: HttpRequest) -> HttpResponse:
    """New books of a period that the reader chooses; three months unless they do."""
    asked = _Asked(request)
    found = found_arrivals(asked.sought)
    everything = found
    if asked.narrowed and not found:
        everything = found_arrivals(Sought(asked.library, asked.sought.since, asked.sought.until))
    return render(
        request,
        "portal/arrivals.html",
        {
            "here": "arrivals",
            "asked": asked,
            "library": asked.library,
            "name": _name(asked.library),
            "days": by_day(found),
            "full": len(found) == TITLES,
            "periods": [(days, _period(days)) for days in PERIODS],
            "period": _period(asked.days),
            "audiences": Audience.choices,
            "subjects": subjects_of(everything),
        },
    )


def _period(days: int) -> str:
    return {
        7: _("một tuần nay"), 30: _("một tháng nay"), 90: _("ba tháng nay"),
        365: _("một năm nay"),
    }[days]  # fmt: skip


@public
def feed(request: HttpRequest) -> HttpResponse:
    """The last fifty of what the page would show, as Atom (RFC 4287), for feed readers and the
    web pages of libraries."""
    asked = _Asked(request)
    library = asked.library
    here = f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('portal:arrivals')}"
    query = f"?thu-vien={library.code}" if library is not None else ""
    atom = Atom1Feed(
        title=_name(library),
        link=f"{here}{query}",
        feed_url=f"{settings.SITE_ADDRESS.rstrip('/')}{request.get_full_path()}",
        description="",
        language=request.LANGUAGE_CODE,
    )
    found = found_arrivals(asked.sought, _IN_FEED)
    described = dict(contents(Record.objects.filter(pk__in=among(one.record.pk for one in found))))
    for one in found:
        address = permanent(one.record)
        atom.add_item(
            title=one.record.title,
            link=address,
            description=isbd(described[one.record.control_number]),
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
