"""Devices that work without a line, and what they reported: one that is at hand, a school's, one
that was lost with something unsaid, and a prison's, which speaks by stick. All invented."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tusach.audit.api import record_as_of
from tusach.circulation.api import OpenLoan
from tusach.circulation.testing import requests_in
from tusach.demo.borrowers import FARMER, MOTHER, SCHOOL, librarian, named
from tusach.demo.lent import shelf
from tusach.demo.places import Map
from tusach.demo.times import hour_ago
from tusach.holdings.api import Copy
from tusach.network.api import ServicePoint
from tusach.offline.api import revoke
from tusach.offline.testing import Phone, house_at, make_phone
from tusach.readers.api import readers_at

PHONE, TABLET = "Điện thoại cán bộ xã Bình Lư", "Máy tính bảng thư viện trường"
LOST, STICK = "Điện thoại cũ, mất ở chợ phiên", "Máy tính Đơn vị TG-01"


class Carrier:
    """A device in somebody's hand; ``days`` are days before today."""

    def __init__(self, point: ServicePoint, name: str, now: datetime, days: int) -> None:
        self.point, self.now = point, now
        at = hour_ago(now, days, 8)
        record_as_of(at)
        self.phone: Phone = make_phone([point.pk], name, at=at, by=librarian(point))

    def note(self, kind: str, days: int, hour: float, **said: object) -> str:
        """Write an event; returns how later ones name it."""
        at = hour_ago(self.now, days, hour)
        return f"#{self.phone.note(kind, at, point=self.point.code, **said)}"

    def lend(self, copy: Copy, reader: object, days: int, hour: float) -> None:
        due = timezone.localdate(hour_ago(self.now, days, hour)) + timedelta(days=21)
        self.note(
            "circulation.lend", days, hour, copy=copy.barcode, reader=reader, due=due.isoformat()
        )

    def back(self, copy: Copy, days: int, hour: float) -> None:
        self.note("circulation.return", days, hour, copy=copy.barcode)

    def count(self, days: int, hour: float, audience: str, **counts: int) -> None:
        day = timezone.localdate(hour_ago(self.now, days, hour))
        self.note(
            "circulation.tally", days, hour, day=day.isoformat(), mode="on_site",
            counts={measure: {audience: many} for measure, many in counts.items()}, exact=True,
        )  # fmt: skip

    def send(self, days: int, hour: float, **way: str) -> None:
        at = hour_ago(self.now, days, hour)
        record_as_of(at)
        self.phone.sync(house_at(at, **way), at)


def _free(point: ServicePoint, now: datetime) -> list[Copy]:
    """What no request has been promised."""
    promised = {
        one.copy_id for state in ("assigned", "ready", "on_the_way") for one in requests_in(state)
    }
    return [one for one in shelf(point, hour_ago(now, 26, 0)) if one.pk not in promised]


def _weeks_in_the_village(point: ServicePoint, now: datetime) -> None:
    """Two weeks without a signal, sent on the main road; then a few days more."""
    phone = Carrier(point, PHONE, now, 25)
    books = _free(point, now)[::3][:7]
    farmer, mother = named(FARMER).number, named(MOTHER).number
    new = phone.note(
        "readers.register", 22, 9, name="Mùa Thị Sua", birth_year=1988, **{"class": "farmer"},
        phone="", consents=[],
    )  # fmt: skip
    phone.lend(books[0], new, 22, 9.1)
    phone.lend(books[1], farmer, 22, 9.5)
    phone.lend(books[2], mother, 21, 14)
    phone.count(22, 16, "adults", visit=14)
    phone.count(21, 16, "children", visit=6)
    phone.note("circulation.in_house", 21, 15, copy=books[3].barcode, audience="children")
    phone.back(books[1], 15, 10)
    phone.send(13, 11)
    phone.note("circulation.request", 9, 10, title="Sổ tay nuôi ong mật", reader=new)
    phone.lend(books[4], mother, 8, 9)
    phone.note("circulation.renew", 8, 9.5, copy=books[2].barcode, due=_due(now))
    # The counter has lent this one to somebody else: both statements stand, and one is settled.
    other = OpenLoan.objects.filter(point=point).order_by("pk").first()
    if other is not None:
        phone.lend(other.copy, farmer, 5, 10)
    phone.count(5, 16, "adults", visit=9)
    phone.send(3, 7.5)


def _due(now: datetime) -> str:
    return (timezone.localdate(now) + timedelta(days=12)).isoformat()


def _at_school(school: ServicePoint, now: datetime) -> None:
    tablet = Carrier(school, TABLET, now, 24)
    pupils = list(readers_at(ServicePoint.objects.filter(pk=school.pk)).order_by("-pk")[:4])
    books = _free(school, now)[::2][: len(pupils)]
    for turn, (pupil, book) in enumerate(zip(pupils, books, strict=True)):
        tablet.lend(book, pupil.number, 14, 9 + turn / 10)
    for book in books[:2]:
        tablet.back(book, 7, 9)
    tablet.count(14, 16, "pupils", visit=31)
    tablet.send(6, 10)


def _lost(point: ServicePoint, now: datetime) -> None:
    """Lost at the market; whoever found it let it send: a person has to judge that."""
    phone = Carrier(point, LOST, now, 80)
    phone.count(70, 16, "adults", visit=8)
    phone.send(66, 9)
    phone.count(60, 16, "adults", visit=11)
    phone.count(59, 16, "children", visit=7)
    at = hour_ago(now, 50, 9)
    record_as_of(at)
    revoke(phone.phone.device, by=librarian(point), at=at)
    at = hour_ago(now, 46, 20)
    record_as_of(at)
    phone.phone.hear(house_at(at)(phone.phone.bundle(at)))


def _by_stick(prison: ServicePoint, now: datetime) -> None:
    computer = Carrier(prison, STICK, now, 64)
    computer.count(62, 16, "prisoners", visit=23)
    computer.count(55, 16, "prisoners", visit=27)
    computer.send(20, 10, carried="stick", by="Lò Thị Minh")


def build(places: Map, now: datetime) -> None:
    """Enrol the devices and take in what they said."""
    binh_lu = places.named("Thư viện xã Bình Lư")
    _lost(places.named("Tủ sách Bản 1, xã Bình Lư"), now)
    _by_stick(places.prison[0], now)
    _weeks_in_the_village(binh_lu, now)
    _at_school(places.named(SCHOOL), now)
