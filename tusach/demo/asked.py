"""Requests in every state, and books that are brought to somebody's home. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tusach.audit.api import record_as_of
from tusach.catalogue.api import Record
from tusach.circulation.api import OpenLoan, ask_for, make_agreement, return_copy, ride
from tusach.circulation.testing import carry_request, end_late_requests
from tusach.demo.borrowers import BLIND, FARMER, MOTHER, librarian, named
from tusach.demo.lent import shelf
from tusach.demo.places import Map
from tusach.demo.times import hour_ago
from tusach.holdings.api import all_copies
from tusach.network.api import ServicePoint
from tusach.readers.api import Reader, readers_at
from tusach.rotation.api import Line, LineState


def _elsewhere(library: ServicePoint, point: ServicePoint, before: datetime) -> Iterator[Record]:
    """Titles that stand in ``library`` and not at ``point``, each once."""
    here = set(all_copies().filter(place__point=point).values_list("record", flat=True))
    seen: set[int] = set()
    for copy in shelf(library, before):
        if copy.record_id not in here and copy.record_id not in seen:
            seen.add(copy.record_id)
            yield copy.record


class Desk:
    """The counter of one library, with the days on which it asked and heard."""

    def __init__(self, point: ServicePoint, now: datetime) -> None:
        self.point, self.now, self.by = point, now, librarian(point)

    def at(self, days: int, hour: float = 9) -> datetime:
        moment = hour_ago(self.now, days, hour)
        record_as_of(moment)
        return moment

    def ask(self, days: int, reader: Reader | None = None, **wanted: object):  # type: ignore[no-untyped-def]
        return ask_for(
            point=self.point, reader=reader, by=self.by, at=self.at(days, 9), **wanted,  # type: ignore[arg-type]
        )  # fmt: skip


def build(places: Map, now: datetime) -> None:
    """Ask at the library of Bình Lư, at a bookcase below it and at the provincial library."""
    desk = Desk(places.named("Thư viện xã Bình Lư"), now)
    by, library = desk.by, places.library
    _agreed(desk)
    titles = _elsewhere(library, desk.point, desk.at(100))
    others = [
        one
        for one in readers_at(ServicePoint.objects.filter(pk=desk.point.pk)).order_by("pk")[:6]
        if one.name not in (FARMER, MOTHER)
    ]

    forgotten = desk.ask(44, others[0], wanted=next(titles))
    fetched = desk.ask(43, named(FARMER), wanted=next(titles))
    for one in (forgotten, fetched):
        carry_request(one, "pull", by=by, at=desk.at(42, 14))
    for one in (forgotten, fetched):
        carry_request(one, "arrive", by=by, at=desk.at(40, 10))
    fetched = carry_request(fetched, "fetch", by=by, at=desk.at(38, 15))
    given_up = desk.ask(30, others[1], wanted=next(titles))
    carry_request(given_up, "cancel", why="Bạn đọc đã mua được sách", by=by, at=desk.at(29, 8))
    end_late_requests(by=by, at=desk.at(24, 6))
    assert fetched.copy is not None
    return_copy(copy=fetched.copy, point=desk.point, by=by, at=desk.at(20, 16))

    ready = desk.ask(7, named(MOTHER), wanted=next(titles))
    carry_request(ready, "pull", by=by, at=desk.at(6, 14))
    on_the_way = desk.ask(5, others[2], wanted=next(titles))
    desk.ask(
        4, named(FARMER), title="Kỹ thuật nuôi lợn bản", note="Chuyến luân chuyển tới cũng được"
    )
    lent = (
        OpenLoan.objects.filter(point=desk.point).exclude(reader=others[3]).order_by("pk").first()
    )
    if lent is not None:
        desk.ask(3, others[3], only_copy=lent.copy)
    carry_request(ready, "arrive", by=by, at=desk.at(2, 10))
    carry_request(on_the_way, "pull", by=by, at=desk.at(2, 14))
    desk.ask(1, others[0], wanted=next(titles))
    _village(places, now)
    _brought_home(places, now)
    _kept_at_the_province(places, now)
    _comes_with_the_box()


def _agreed(desk: Desk) -> None:
    """The public libraries lend to each other; a year with the schools has run out."""
    first, last = desk.at(400).date(), desk.at(60).date()
    make_agreement(
        name="Liên thông thư viện công cộng trong tỉnh", document="02/TT-LTTV (trình diễn)",
        kinds=["provincial_library", "commune_library"], valid_from=first,
        note="Gửi theo chuyến luân chuyển; bên hỏi trả tiền gửi bưu điện.",
        by=desk.by, at=desk.at(400),
    )  # fmt: skip
    make_agreement(
        name="Thử nghiệm liên thông với trường học", document="07/TT-LTTV (trình diễn)",
        kinds=["commune_library", "school_library"], collections=["children"], valid_from=first,
        valid_to=last, by=desk.by, at=desk.at(400),
    )  # fmt: skip


def _village(places: Map, now: datetime) -> None:
    """A bookcase asks without a name: whoever packs the next rotation sees it."""
    desk = Desk(places.named("Tủ sách Bản 1, xã Bình Lư"), now)
    desk.ask(6, title="Sách dạy trồng và chế biến chè")
    desk.ask(6, title="Truyện cổ tích song ngữ Thái – Việt")


def _brought_home(places: Map, now: datetime) -> None:
    desk = Desk(places.named("Thư viện xã Bình Lư"), now)
    lent = set(OpenLoan.objects.values_list("copy", flat=True))
    free = [copy for copy in shelf(desk.point, desk.at(45)) if copy.pk not in lent]
    brought, next_time, own = list({copy.record_id: copy.record for copy in free}.values())[-3:]
    done = desk.ask(16, named(BLIND), wanted=brought, at_home=True, note="Nhờ người đọc cho nghe")
    carry_request(done, "pull", by=desk.by, at=desk.at(15, 9))
    carry_request(done, "fetch", by=desk.by, at=desk.at(13, 15))
    waits = desk.ask(2, named(BLIND), wanted=next_time, at_home=True, note="Gọi trước khi đến")
    carry_request(waits, "pull", by=desk.by, at=desk.at(1, 9))
    # Stands on the shelf here, to be taken down for whoever asked.
    desk.ask(1, named(MOTHER), wanted=own)


def _kept_at_the_province(places: Map, now: datetime) -> None:
    desk = Desk(places.library, now)
    reader = readers_at(ServicePoint.objects.filter(pk=places.library.pk)).order_by("pk")[2]
    kept = desk.ask(2, reader, wanted=shelf(places.library, desk.at(100))[30].record)
    if kept.lender_id == kept.point_id:
        carry_request(kept, "pull", by=desk.by, at=desk.at(1, 9))


def _comes_with_the_box() -> None:
    """A title that a point had asked for is in the box that is being packed for it."""
    packed = Line.objects.filter(state=LineState.PACKED, packed_at__isnull=False)
    line = packed.select_related("copy", "leg__point", "leg__batch__store").order_by("pk").first()
    if line is None or line.packed_at is None:
        return
    point, batch = line.leg.point, line.leg.batch
    record_as_of(asked := line.packed_at - timedelta(days=4))
    ask_for(point=point, reader=None, by=librarian(point), at=asked, only_copy=line.copy)
    record_as_of(line.packed_at)
    ride(
        copy=line.copy, store=batch.store, point=point, batch=batch.code,
        by=librarian(point), at=line.packed_at,
    )  # fmt: skip
