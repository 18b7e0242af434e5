"""Papers of couriers, what goes with each, and what has none yet."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from tusach.circulation.models import CourierLine, CourierPaper, Request
from tusach.circulation.request_states import RequestState
from tusach.network.api import ServicePoint


def on_a_paper() -> Exists:
    """Whether a request that is on its way stands on a paper made since it was sent."""
    made = CourierLine.objects.filter(
        request=OuterRef("pk"), paper__made_at__gte=OuterRef("sent_at")
    )
    return Exists(made)


def papers_from(points: QuerySet[ServicePoint]) -> QuerySet[CourierPaper]:
    """Papers of what these points sent, with ``books`` and how many of them are ``out``: on their
    way still."""
    travels = Q(
        lines__request__state=RequestState.ON_THE_WAY,
        lines__request__sent_at__lte=F("made_at"),
    )
    return (
        CourierPaper.objects.filter(lender__in=points.values("pk"))
        .select_related("lender", "point")
        .annotate(books=Count("lines"), out=Count("lines", filter=travels))
    )


def travelling_from(points: QuerySet[ServicePoint]) -> QuerySet[CourierPaper]:
    """Of :func:`papers_from` those with a book that has not arrived."""
    return papers_from(points).filter(Q(out__gt=0))


def search_papers(found: QuerySet[CourierPaper], words: str) -> QuerySet[CourierPaper]:
    """By its number ("12" or "0012/2026"), or the name of where it goes."""
    number, _slash, year = words.strip().partition("/")
    condition = Q(point__name__icontains=words)
    if number.isdecimal() and len(number) < 9:
        numbered = Q(number=int(number))
        if year.isdecimal() and len(year) == 4:
            numbered &= Q(year=int(year))
        condition |= numbered
    return found.filter(condition)


def paper_by_pk(pk: int) -> CourierPaper | None:
    return CourierPaper.objects.select_related("lender", "point").filter(pk=pk).first()


def lines_of(paper: CourierPaper) -> list[CourierLine]:
    """What was sent with it, in the order in which it was sent."""
    return list(
        CourierLine.objects.filter(paper=paper)
        .select_related("request", "copy__record")
        .order_by("pk")
    )


def without_paper(lender: int, point: int) -> QuerySet[Request]:
    """What is on its way between two points and stands on no paper, in the order it was sent."""
    return Request.objects.filter(
        ~on_a_paper(), state=RequestState.ON_THE_WAY, lender=lender, point=point
    ).order_by("sent_at", "pk")
