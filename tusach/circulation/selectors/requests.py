"""Requests as staff see them, and what points wish for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tusach.catalogue.api import Record
from tusach.circulation.models import Request
from tusach.circulation.request_states import OPEN, RequestState
from tusach.circulation.selectors.couriers import on_a_paper
from tusach.holdings.api import CopyPlace, State
from tusach.network.api import ServicePoint
from tusach.vietnamese.api import fold

_S = RequestState


def requests_of(points: QuerySet[ServicePoint]) -> QuerySet[Request]:
    """Asked for at these points, or promised from them."""
    places = points.values("pk")
    return Request.objects.filter(Q(point__in=places) | Q(lender__in=places)).select_related(
        "point", "lender", "record", "copy", "reader"
    )


def to_pull(points: QuerySet[ServicePoint]) -> QuerySet[Request]:
    """Promised copies that stand on the shelves of these points, in the order of the shelf."""
    return (
        Request.objects.filter(state=_S.ASSIGNED, lender__in=points.values("pk"))
        .select_related("point", "lender", "record", "copy__record", "reader")
        .order_by("lender__sort_key", "copy__shelf_mark", "record__title_key", "pk")
    )


def at_desk(points: QuerySet[ServicePoint], state: str) -> QuerySet[Request]:
    """Those to be had at these points, in one state."""
    return (
        Request.objects.filter(state=state, point__in=points.values("pk"))
        .select_related("point", "lender", "record", "copy", "reader")
        .order_by("ready_until", "made_at", "pk")
    )


def undecided(points: QuerySet[ServicePoint]) -> QuerySet[Request]:
    """Those of these points that wait for the province's decision, the oldest first."""
    return Request.objects.filter(
        state=_S.WAITING, beyond__isnull=False, decision="", point__in=points.values("pk")
    ).select_related("point", "beyond")


def counts(points: QuerySet[ServicePoint]) -> dict[str, int]:
    """How many stand in each open state at these points; "assigned" of those to pull here."""
    places = points.values("pk")
    rows = (
        Request.objects.filter(point__in=places, state__in=OPEN)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    found: dict[str, int] = dict(rows)
    found[_S.ASSIGNED] = Request.objects.filter(state=_S.ASSIGNED, lender__in=places).count()
    return found


def request_by_pk(pk: int) -> Request | None:
    return (
        Request.objects.select_related("point", "lender", "record", "copy", "reader", "beyond")
        .filter(pk=pk)
        .first()
    )


def search_requests(found: QuerySet[Request], words: str) -> QuerySet[Request]:
    """By the title as typed, or as the record files it."""
    return found.filter(
        Q(title__icontains=words)
        | Q(record__title_key__contains=fold(words))
        | Q(copy__barcode=words.strip())
    )


def search_everything(found: QuerySet[Request], words: str) -> QuerySet[Request]:
    """As :func:`search_requests`, and by the points it is about."""
    return found.filter(
        Q(title__icontains=words)
        | Q(record__title_key__contains=fold(words))
        | Q(copy__barcode=words.strip())
        | Q(point__name__icontains=words)
        | Q(lender__name__icontains=words)
    )


@dataclass(frozen=True)
class Load:
    """What is on its way from one point to another and has no paper yet."""

    lender: ServicePoint
    point: ServicePoint
    rows: list[Request]


def loads_from(points: QuerySet[ServicePoint]) -> list[Load]:
    """What left these points, has not arrived and stands on no paper, by where it goes."""
    rows = (
        Request.objects.filter(~on_a_paper(), state=_S.ON_THE_WAY, lender__in=points.values("pk"))
        .select_related("point", "lender", "copy")
        .order_by("lender__sort_key", "point__sort_key", "sent_at", "pk")
    )
    loads: dict[tuple[int, int], Load] = {}
    for one in rows:
        if one.lender is not None:
            key = (one.lender.pk, one.point_id)
            loads.setdefault(key, Load(one.lender, one.point, [])).rows.append(one)
    return list(loads.values())


def open_of_reader(reader: int) -> list[Request]:
    return list(
        Request.objects.filter(reader=reader, state__in=OPEN).select_related("point", "copy")
    )


def open_of_record(record: int) -> list[Request]:
    return list(
        Request.objects.filter(record=record, state__in=OPEN).select_related("point", "lender")
    )


@dataclass(frozen=True)
class MyRequest:
    """A request as the one who asked sees it. ``before``: how many who wait asked for the title
    before; 0 is the next to get one."""

    request: Request
    before: int


def requests_of_reader(reader: int) -> list[MyRequest]:
    """What a reader waits for, what is ready first, then the oldest."""
    rows = list(
        Request.objects.filter(reader=reader, state__in=OPEN)
        .select_related("point", "record", "lender")
        .order_by("made_at", "pk")
    )
    rows.sort(key=lambda one: one.state != _S.READY)
    return [MyRequest(one, _before(one)) for one in rows]


def my_request(pk: int, readers: Iterable[int]) -> Request | None:
    """The open request with this number, if one of these readers made it."""
    return (
        Request.objects.filter(pk=pk, reader__in=list(readers), state__in=OPEN)
        .select_related("reader", "point")
        .first()
    )


def _before(one: Request) -> int:
    if one.state != _S.WAITING or one.record_id is None:
        return 0
    return Request.objects.filter(
        Q(made_at__lt=one.made_at) | Q(made_at=one.made_at, pk__lt=one.pk),
        record=one.record_id, state=_S.WAITING,
    ).count()  # fmt: skip


@dataclass(frozen=True)
class WantedTitle:
    """A title that a point asked for and nobody has promised yet."""

    point: int
    record: int | None
    title: str
    asked: int


def wanted_titles(points: Iterable[int]) -> list[WantedTitle]:
    """What these points wait for, the most asked first: for who packs the next rotation."""
    rows = (
        Request.objects.filter(state=_S.WAITING, point__in=list(points))
        .order_by()
        .values_list("point", "record", "title")
        .annotate(n=Count("pk"))
    )
    return [WantedTitle(*row) for row in sorted(rows, key=lambda row: (-row[3], row[0], row[2]))]


def wanted_copies(points: Iterable[int], store: int) -> dict[int, list[int]]:
    """Of the titles these points wait for, the copies that stand in the rotation's ``store``
    today: number of the record → numbers of copies, by their shelf."""
    records = Request.objects.filter(
        state=_S.WAITING, point__in=list(points), record__isnull=False
    ).values("record")
    found: dict[int, list[int]] = {}
    rows = (
        CopyPlace.objects.filter(copy__record__in=records, point=store, state=State.IN_STORE)
        .order_by("copy__shelf_mark", "copy")
        .values_list("copy__record", "copy")
    )
    for record, copy in rows:
        found.setdefault(record, []).append(copy)
    return found


@dataclass(frozen=True)
class Riding:
    """A copy asked for that travels with a batch of the rotation; nobody's name. ``state``: of its
    request, in words."""

    title: str
    barcode: str
    state: str


def riding_with(batch: str) -> dict[int, list[Riding]]:
    """What rides, or rode, in the boxes of a batch because somebody asked for it: number of the
    point → its copies by title. One query."""
    found: dict[int, list[Riding]] = {}
    rows = Request.objects.filter(coming_with=batch[:60], copy__isnull=False)
    for one in rows.select_related("copy").order_by("title", "pk"):
        if one.copy is not None:
            row = Riding(one.title, one.copy.barcode, str(one.get_state_display()))
            found.setdefault(one.point_id, []).append(row)
    return found


def number_of(record: int) -> str:
    """The control number of a record; "" where there is none of that key."""
    return Record.objects.filter(pk=record).values_list("control_number", flat=True).first() or ""
