"""What a device carries of this room (docs/offline-protocol.md): rules, closed days, open loans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tusach.circulation.models import ClosedDays, LoanRule, OpenLoan
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.offline.api import register_rows

Row = Sequence[Any]


def register() -> None:
    register_rows("circulation.rules", rules)
    register_rows("circulation.closed_days", closed_days)
    register_rows("circulation.loans", loans)


def rules(points: frozenset[int]) -> Iterable[Row]:
    """The rules that answer at these points, today or later."""
    kinds = ServicePoint.objects.filter(pk__in=points).values("kind")
    rows = LoanRule.objects.select_related("point").filter(
        Q(point__in=points) | Q(point=None, point_kind="") | Q(point=None, point_kind__in=kinds),
        Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()),
    )
    return [
        [
            one.pk,
            one.valid_from.isoformat(),
            one.valid_to.isoformat() if one.valid_to else None,
            one.point.code if one.point else "",
            one.point_kind,
            one.reader_class,
            one.collection,
            one.most_copies,
            one.days,
            one.renewals,
            one.renewal_days,
            one.in_house_only,
            one.other_libraries,
            one.deposit,
            one.fine_per_day,
            one.fine_most,
            one.grace_days,
            one.lost_percent,
        ]
        for one in rows.order_by("pk")
    ]


def closed_days(points: frozenset[int]) -> Iterable[Row]:
    """The days without service from today on."""
    rows = ClosedDays.objects.select_related("point").filter(
        Q(point__in=points) | Q(point=None), last__gte=timezone.localdate()
    )
    return [
        [
            one.pk,
            one.first.isoformat(),
            one.last.isoformat(),
            one.point.code if one.point else "",
        ]
        for one in rows.order_by("pk")
    ]


def loans(points: frozenset[int]) -> Iterable[Row]:
    """What is out from these points: whose it is by number, nobody's where no names are kept."""
    rows = (
        OpenLoan.objects.filter(Q(point__in=points) | Q(copy__place__point__in=points))
        .order_by("pk")
        .values_list("copy__barcode", "reader__number", "lent_at", "due", "renewals", "point__kind")
    )
    return [
        [
            barcode,
            None if kind in SECRET_KINDS else number,
            timezone.localdate(lent_at).isoformat(),
            due.isoformat(),
            renewals,
        ]
        for barcode, number, lent_at, due, renewals, kind in rows
    ]
