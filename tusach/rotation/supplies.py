"""What devices carry of rotation: the boxes of their points, and where books may be handed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tusach.holdings.api import rows_of_copies
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.offline.api import register_rows
from tusach.rotation.models import Leg, Line, Minutes, Told
from tusach.rotation.rules.states import AT_POINT, LegState, LineState

BOXES = "rotation.boxes"
PLACES = "rotation.places"


def register() -> None:
    register_rows(BOXES, boxes_of_points)
    register_rows(PLACES, places_near)


def boxes_of_points(points: frozenset[int]) -> Iterable[list[Any]]:
    """A row for each destination whose boxes are coming to these points, or serve there: leg,
    batch code, point code, from where, "coming", "here" or "recalled", due day, boxes, the
    store's last answer to a wish. A coming box is its code and the copies in it, as
    ``holdings.copies`` has them; of those that serve here the barcodes alone are told."""
    legs = list(
        Leg.objects.filter(point__in=points)
        .filter(
            Q(state__in=AT_POINT)
            # Drawn up: only then there is a record that can be signed.
            | Q(
                state__in=[LegState.PACKED, LegState.SENT],
                minutes__kind=Minutes.Kind.HAND_OVER,
                minutes__signed_at__isnull=True,
            )
        )
        .select_related("batch__store", "point")
        .order_by("pk")
        .distinct()
    )
    keys = [leg.pk for leg in legs]
    copies: dict[int, dict[str, list[Any]]] = {pk: {} for pk in keys}
    lines = Line.objects.filter(leg__in=keys, state__in=[LineState.PACKED, LineState.IN_SERVICE])
    packed = lines.filter(state=LineState.PACKED)
    rows = {row[0]: row for row in rows_of_copies(packed.values("copy"))}
    for key, box, code in lines.order_by("copy__record__title_key", "pk").values_list(
        "leg", "box__code", "copy__barcode"
    ):
        copies[key].setdefault(box or "", []).append(rows.get(code, code))
    answers = dict(
        Told.objects.filter(leg__in=keys, kind=Told.Kind.EXTEND, settled_at__isnull=False)
        .order_by("settled_at")
        .values_list("leg", "answer")
    )
    for leg in legs:
        state = "coming" if leg.handed_over_at is None else "here"
        if leg.state == LegState.RECALLED:
            state = "recalled"
        boxes: list[Any] = [[code, held] for code, held in sorted(copies[leg.pk].items())]
        if state != "coming":
            boxes = [["", [code for _box, held in boxes for code in held]]]
        yield [
            leg.pk,
            leg.batch.code,
            leg.point.code,
            leg.batch.store.public_name,
            state,
            str(leg.due_on),
            boxes,
            answers.get(leg.pk, ""),
        ]


def places_near(points: frozenset[int]) -> Iterable[list[Any]]:
    """A row for each place where these points may hand books on: code and name of those that
    serve in the same communes, and of the points they belong to. None that the public may not
    know."""
    mine = list(ServicePoint.objects.filter(pk__in=points))
    today = timezone.localdate()
    near = (
        ServicePoint.objects.filter(
            Q(commune__in={one.commune_id for one in mine if one.commune_id})
            | Q(pk__in={one.parent_id for one in mine if one.parent_id})
            | Q(pk__in=points)
        )
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
        .exclude(Q(kind__in=SECRET_KINDS) & ~Q(pk__in=points))
        .order_by("sort_key", "pk")
    )
    for code, name in near.values_list("code", "name")[:500]:
        yield [code, name]
