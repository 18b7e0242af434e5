"""Where a page's act happens, and who may see what."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from tusach.network.api import ServicePoint
from tusach.people.api import Account
from tusach.rotation.models import Batch, Leg, Line, Minutes
from tusach.rotation.selectors import batches


def account(request: HttpRequest) -> Account:
    user = request.user
    if not isinstance(user, Account):
        raise Http404
    return user


def leg_or_404(pk: int) -> Leg:
    leg = batches.leg_by_pk(pk)
    if leg is None:
        raise Http404
    return leg


def seen_leg(request: HttpRequest, pk: int) -> Leg:
    """The destination, if the person may see it: hers, or of a batch of her store."""
    leg, user = leg_or_404(pk), account(request)
    places = (leg.batch.store, leg.point, leg.batch.return_to)
    if not any(user.has_perm("rotation.view", place) for place in places):
        raise Http404
    return known_leg(request, leg)


def known_leg(request: HttpRequest, leg: Leg) -> Leg:
    """The destination, unless it is a point that this person may not know."""
    if not batches.is_named_to(account(request), leg.point):
        raise Http404
    return leg


def seen_batch(request: HttpRequest, pk: int) -> Batch:
    batch = batches.batch_of(account(request), pk)
    if batch is None:
        raise Http404
    return batch


def seen_paper(request: HttpRequest, pk: int) -> Minutes:
    paper = batches.paper_by_pk(pk)
    if paper is None:
        raise Http404
    if paper.leg is not None:
        seen_leg(request, paper.leg_id or 0)
    elif not account(request).has_perm("rotation.view", paper.batch.store):
        raise Http404
    return paper


def store_of_leg(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return known_leg(request, leg_or_404(pk)).batch.store


def return_place_of_leg(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return known_leg(request, leg_or_404(pk)).batch.return_to


def point_of_leg(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return leg_or_404(pk).point


def store_of_batch(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    batch = batches.batch_by_pk(pk)
    if batch is None:
        raise Http404
    return batch.store


def line_or_404(leg: Leg, pk: int) -> Line:
    line = batches.line_by_pk(pk)
    if line is None or line.leg_id != leg.pk:
        raise Http404
    return line
