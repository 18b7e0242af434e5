"""What these libraries ask, order and receive of one title, the latest first."""

from __future__ import annotations

from django.db.models import QuerySet

from tusach.acquisitions.models import CheckIn, IntakeLine, OrderLine, Serial, Subscription, Wish
from tusach.acquisitions.rules.states import CheckedAs
from tusach.acquisitions.selectors.funds import with_received
from tusach.network.api import ServicePoint

MOST = 8


def orders_of_record(record: int, points: QuerySet[ServicePoint]) -> list[OrderLine]:
    """Lines of orders, each with how many came of it (``received``, ``outstanding``)."""
    lines = OrderLine.objects.filter(record=record, order__owner__in=points.values("pk"))
    shown = with_received(lines).select_related("order__owner", "order__supplier")
    return list(shown.order_by("-order__pk", "pk")[:MOST])


def intakes_of_record(record: int, points: QuerySet[ServicePoint]) -> list[IntakeLine]:
    lines = IntakeLine.objects.filter(record=record, intake__owner__in=points.values("pk"))
    return list(lines.select_related("intake__owner").order_by("-intake__received_on", "pk")[:MOST])


def wishes_of_record(record: int, points: QuerySet[ServicePoint]) -> list[Wish]:
    """Suggestions, but for those merged into another."""
    found = Wish.objects.filter(record=record, point__in=points.values("pk"), merged_into=None)
    return list(found.select_related("point").order_by("-pk")[:MOST])


def subscriptions_of_serial(serial: Serial, points: QuerySet[ServicePoint]) -> list[Subscription]:
    found = Subscription.objects.filter(serial=serial, owner__in=points.values("pk"))
    return list(found.select_related("owner").order_by("-ends_on", "-pk")[:MOST])


def last_check_ins(serial: Serial, points: QuerySet[ServicePoint]) -> list[CheckIn]:
    """What came last to these points."""
    found = CheckIn.objects.filter(
        issue__serial=serial, place__point__in=points.values("pk"), state=CheckedAs.RECEIVED
    )
    return list(
        found.select_related("issue", "place__point").order_by("-on", "-issue__on", "pk")[:MOST]
    )
