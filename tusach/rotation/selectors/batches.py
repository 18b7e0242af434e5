"""Batches and destinations as pages show them, each person seeing what is theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from tusach.network.api import SECRET_KINDS, PointKind, ServicePoint, registry
from tusach.people.api import Account
from tusach.rotation.models import Batch, Leg, Line, Minutes
from tusach.rotation.rules.states import (
    AT_POINT,
    HANDED_LINES,
    OPEN_LINES,
    LegState,
    LineState,
)
from tusach.vietnamese.api import fold

_SHOWN = OPEN_LINES | HANDED_LINES


def batches_for(user: Account, act: str = "rotation.view") -> QuerySet[Batch]:
    """The batches whose store, or one of whose destinations, lies in this person's reach."""
    places = user.places_for(act).values("pk")
    to = Leg.objects.filter(batch=OuterRef("pk"), point__in=places)
    return Batch.objects.filter(Q(store__in=places) | Q(return_to__in=places) | Exists(to))


def listed(found: QuerySet[Batch]) -> QuerySet[Batch]:
    """With what a list shows: copies, the next day of return, the destinations."""
    copies = (
        Line.objects.filter(leg__batch=OuterRef("pk"), state__in=_SHOWN)
        .order_by()
        .values("leg__batch")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        found.select_related("store")
        .prefetch_related("legs__point")
        .annotate(
            copies=copies,
            next_due=Min("legs__due_on", filter=Q(legs__state__in=AT_POINT)),
            points=Count("legs", filter=~Q(legs__state=LegState.CANCELLED)),
        )
    )


def points_named_to(user: Account) -> QuerySet[ServicePoint]:
    """The points that lists call by name to this person: of army, border guard, police and
    prisons only those where she holds ``network.view_secret``."""
    return registry(user.places_for("network.view_secret"))


def secret_points_named_to(user: Account) -> set[int]:
    """Those of them that the public does not know; one query."""
    return set(
        points_named_to(user).filter(kind__in=SECRET_KINDS).order_by().values_list("pk", flat=True)
    )


def names_for(user: Account) -> Callable[[ServicePoint], str]:
    """What to call a point to this person: by its public name where she may not know it."""
    known = secret_points_named_to(user)
    return lambda point: point.name if point.pk in known else point.public_name


def is_named_to(user: Account, point: ServicePoint) -> bool:
    """Whether this person may know the point: any the public knows, others by her right."""
    return point.is_public or user.has_perm("network.view_secret", point)


def search_batches(found: QuerySet[Batch], words: str, user: Account) -> QuerySet[Batch]:
    """By number, purpose, plan or a destination's name, typed with or without tones. A name
    that the list does not show to ``user`` finds nothing either."""
    folded = fold(words)
    named = points_named_to(user).filter(folded__contains=folded).order_by().values("pk")
    return found.filter(
        Q(code__icontains=words)
        | Q(purpose__folded__contains=folded)
        | Q(plan_reference__folded__contains=folded)
        | Exists(Leg.objects.filter(batch=OuterRef("pk"), point__in=named))
    )


def overdue(found: QuerySet[Batch], on: date) -> QuerySet[Batch]:
    return found.filter(
        Exists(Leg.objects.filter(batch=OuterRef("pk"), state__in=AT_POINT, due_on__lt=on))
    )


def years() -> list[int]:
    return list(Batch.objects.order_by("-year").values_list("year", flat=True).distinct())


def batch_of(user: Account, pk: int) -> Batch | None:
    """The batch, if this person may see it."""
    return batches_for(user).select_related("store__parent", "return_to").filter(pk=pk).first()


def legs_of(batch: Batch) -> list[Leg]:
    """Its destinations with what a page shows of each."""
    legs = list(
        batch.legs.select_related("point", "inspection").prefetch_related(
            "extensions", "guidance", "photos", "use_counts", "minutes", "told__device"
        )
    )
    for leg in legs:
        leg.batch = batch
    return legs


def leg_by_pk(pk: int) -> Leg | None:
    return (
        Leg.objects.select_related("batch__store__parent", "batch__return_to", "point")
        .filter(pk=pk)
        .first()
    )


def legs_by_pk(keys: list[int]) -> QuerySet[Leg]:
    """These destinations, for lists."""
    return Leg.objects.filter(pk__in=keys).select_related("batch", "point")


def line_counts(leg_ids: list[int]) -> dict[int, dict[str, int]]:
    """Copies by state for each destination; one query."""
    found: dict[int, dict[str, int]] = {pk: dict.fromkeys(LineState.values, 0) for pk in leg_ids}
    for row in (
        Line.objects.filter(leg__in=leg_ids)
        .order_by()
        .values("leg", "state")
        .annotate(n=Count("pk"))
    ):
        found[row["leg"]][row["state"]] = row["n"]
    return found


def boxes_of(leg: Leg) -> list[dict[str, Any]]:
    """The boxes of a destination with copies, value and the last scan, by code."""
    rows = (
        Line.objects.filter(leg=leg, state=LineState.PACKED, box__isnull=False)
        .order_by("box__code")
        .values("box", code=F("box__code"))
        .annotate(copies=Count("pk"), value=Sum("price"), last=Max("packed_at"))
    )
    return [dict(row) for row in rows]


def lines(leg: Leg) -> QuerySet[Line]:
    """A destination's copies for lists."""
    return (
        Line.objects.filter(leg=leg)
        .exclude(state=LineState.RELEASED)
        .select_related("copy__record", "box")
    )


def last_packed(leg: Leg, limit: int = 12) -> list[Line]:
    return list(
        lines(leg)
        .filter(state=LineState.PACKED, box__isnull=False)
        .order_by("-packed_at", "-pk")[:limit]
    )


def last_returned(leg: Leg, limit: int = 12) -> list[Line]:
    return list(lines(leg).filter(state=LineState.RETURNED).order_by("-settled_at", "-pk")[:limit])


def in_title_order(found: QuerySet[Line]) -> QuerySet[Line]:
    return found.order_by("copy__record__title_key", "copy__record_id", "copy__number", "pk")


def lines_in(leg: Leg, *states: str) -> QuerySet[Line]:
    return in_title_order(lines(leg).filter(state__in=states))


def line_by_pk(pk: int) -> Line | None:
    return lines_all().filter(pk=pk).first()


def lines_all() -> QuerySet[Line]:
    return Line.objects.select_related("copy__record", "box", "leg__batch__store", "leg__point")


def papers(batch: Batch) -> list[Minutes]:
    """Every paper of a batch, the newest first; without their content."""
    return list(
        Minutes.objects.filter(batch=batch).defer("content").select_related("leg").order_by("-pk")
    )


def paper_by_pk(pk: int) -> Minutes | None:
    return Minutes.objects.select_related("batch__store", "leg__point").filter(pk=pk).first()


def stores_for(user: Account) -> QuerySet[ServicePoint]:
    """From where this person may send batches: rotation stores and libraries with stock."""
    return (
        user.places_for("rotation.plan")
        .filter(
            kind__in=[
                PointKind.ROTATION_STORE,
                PointKind.PROVINCIAL_LIBRARY,
                PointKind.DISTRICT_LIBRARY,
                PointKind.COMMUNE_LIBRARY,
            ]
        )
        .order_by("-kind", "sort_key", "pk")
    )


def destinations_for(user: Account) -> QuerySet[ServicePoint]:
    """Points that may be chosen: also army, police and prison ones, to who may see them."""
    return points_named_to(user)


def legs_at(point_id: int) -> QuerySet[Leg]:
    """Batches at a point, now and before, the latest first."""
    return (
        Leg.objects.filter(point_id=point_id)
        .exclude(state=LegState.CANCELLED)
        .select_related("batch__store")
        .annotate(copies=Count("lines", filter=Q(lines__state__in=_SHOWN)))
        .order_by("-batch__leaves_on", "-pk")
    )


def board_for(user: Account) -> QuerySet[Leg]:
    """What is where: every destination that holds copies, or is about to."""
    places = user.places_for("rotation.view").values("pk")
    return (
        Leg.objects.filter(Q(batch__store__in=places) | Q(point__in=places))
        .exclude(state__in=[LegState.CLOSED, LegState.CANCELLED])
        .select_related("batch__store", "point")
        .annotate(
            copies=Count("lines", filter=Q(lines__state__in=OPEN_LINES)),
            value=Sum("lines__price", filter=Q(lines__state__in=OPEN_LINES)),
        )
    )


def due_day() -> Subquery:
    """Until when a copy stays at a rotation point, for what the public is told of it: an
    expression on a row with ``copy_id``. A copy is in one open line at most."""
    lines = Line.objects.filter(copy_id=OuterRef("copy_id"), state=LineState.IN_SERVICE)
    return Subquery(lines.order_by().values("leg__due_on")[:1])


def about_to_leave() -> QuerySet[Line, int]:
    """Records of copies that are picked or packed and have not been handed over: the order in
    which titles are catalogued goes by them."""
    waiting = Line.objects.filter(state__in=(LineState.PICKED, LineState.PACKED))
    return waiting.values_list("copy__record", flat=True)


def batch_by_pk(pk: int) -> Batch | None:
    return Batch.objects.select_related("store__parent", "return_to").filter(pk=pk).first()


def records_of(legs: list[Leg]) -> set[int]:
    """The titles that these destinations hold or are promised."""
    return set(
        Line.objects.filter(leg__in=[leg.pk for leg in legs], state__in=OPEN_LINES).values_list(
            "copy__record_id", flat=True
        )
    )


def open_lines(leg_ids: list[int]) -> list[Line]:
    """Copies that nobody has answered for yet, by destination and title."""
    found = lines_all().filter(leg__in=leg_ids, state=LineState.IN_SERVICE)
    return list(found.order_by("leg_id", "copy__record__title_key", "pk"))
