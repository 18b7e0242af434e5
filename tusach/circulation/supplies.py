"""What a device carries of this room (docs/offline-protocol.md): rules, closed days, open loans,
and for whom a copy is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tusach.circulation.models import ClosedDays, LoanRule, OpenLoan, Request
from tusach.circulation.request_states import RequestState
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.offline.api import register_rows

Row = Sequence[Any]


def register() -> None:
    register_rows("circulation.rules", rules)
    register_rows("circulation.closed_days", closed_days)
    register_rows("circulation.loans", loans)
    register_rows("circulation.promises", promises)


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


def promises(points: frozenset[int]) -> Iterable[Row]:
    """For whom a copy of these points is: "kept" here for whoever asked, "promised" and not taken
    from the shelf yet, or out and "wanted" by the first who waits here, when it comes back. A
    reader's number only where it was asked for at one of these points."""
    asked = Request.objects.select_related("point", "reader").order_by("made_at", "pk")
    standing = asked.filter(
        Q(lender__in=points, state=RequestState.ASSIGNED)
        | Q(point__in=points, state=RequestState.READY)
    ).select_related("copy")
    first: dict[int, Request] = {}
    for one in asked.filter(point__in=points, state=RequestState.WAITING, only_copy=None):
        if one.record_id is not None:
            first.setdefault(one.record_id, one)
    out = (
        OpenLoan.objects.filter(copy__place__point__in=points, copy__record__in=list(first))
        .order_by("pk")
        .values_list("copy__barcode", "copy__record")
    )
    for one in standing:
        if one.copy is not None:
            what = "kept" if one.state == RequestState.READY else "promised"
            yield _promise(one, one.copy.barcode, what, points)
    for barcode, record in out:
        yield _promise(first[record], barcode, "wanted", points)


def _promise(one: Request, barcode: str, what: str, points: frozenset[int]) -> Row:
    named = one.reader is not None and one.point_id in points
    return [
        barcode,
        what,
        one.reader.number if named and one.reader is not None else None,
        one.point.code,
        one.point.public_name if one.point_id not in points else one.point.name,
        one.ready_until.isoformat() if one.ready_until else "",
    ]
