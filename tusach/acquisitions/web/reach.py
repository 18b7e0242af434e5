"""Which libraries' things this person sees and acts on."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from tusach.acquisitions.models import Claim, Fund, Intake, IntakeLine, Order, Subscription, Wish
from tusach.acquisitions.selectors import funds, intakes, orders, serials, wishes
from tusach.network.api import ServicePoint


def places(request: HttpRequest, act: str) -> QuerySet[ServicePoint]:
    """The points where the person signed in may do ``act``."""
    found: QuerySet[ServicePoint] = request.user.places_for(act)  # type: ignore[union-attr]
    return found


def usual_place(request: HttpRequest, act: str) -> ServicePoint | None:
    """The place to begin with where one must be chosen (people's ``Account.usual_place``)."""
    found: ServicePoint | None = request.user.usual_place(act)  # type: ignore[union-attr]
    return found


def may(request: HttpRequest, act: str, place: ServicePoint | None = None) -> bool:
    return bool(request.user.has_perm(act, place))


def found_or_404(thing: Any) -> Any:
    if thing is None:
        raise Http404
    return thing


def intake_or_404(pk: int) -> Intake:
    found: Intake = found_or_404(intakes.intake_by_pk(pk))
    return found


def line_or_404(intake: Intake, pk: int) -> IntakeLine:
    found: IntakeLine = found_or_404(intakes.line_by_pk(intake, pk))
    return found


# For the guards: the place at which the rights are asked.


def owner_of_intake(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return intake_or_404(pk).owner


def fund_or_404(pk: int) -> Fund:
    found: Fund = found_or_404(funds.fund_by_pk(pk))
    return found


def owner_of_fund(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return fund_or_404(pk).owner


def wish_or_404(pk: int) -> Wish:
    found: Wish = found_or_404(wishes.wish_by_pk(pk))
    return found


def point_of_wish(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return wish_or_404(pk).point


def order_or_404(pk: int) -> Order:
    found: Order = found_or_404(orders.order_by_pk(pk))
    return found


def owner_of_order(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return order_or_404(pk).owner


def claim_or_404(pk: int) -> Claim:
    found: Claim = found_or_404(orders.claim_by_pk(pk))
    return found


def owner_of_claim(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return claim_or_404(pk).owner


def subscription_or_404(pk: int) -> Subscription:
    found: Subscription = found_or_404(serials.subscription_by_pk(pk))
    return found


def owner_of_subscription(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return subscription_or_404(pk).owner
