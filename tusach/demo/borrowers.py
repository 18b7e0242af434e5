"""Readers of five libraries and the pupils of two schools, with their cards. All invented.

Points of army, border guard, police and prisons have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tusach.audit.api import Actor, record_as_of
from tusach.demo import persons
from tusach.demo.places import Map
from tusach.demo.times import hour_ago
from tusach.network.api import ServicePoint
from tusach.people.api import Account
from tusach.readers.api import (
    Reader,
    bar,
    cards_of,
    open_account,
    readers_at,
    replace_card,
    report_card_lost,
    show_child,
)
from tusach.readers.testing import (
    make_accessible,
    make_card,
    make_class_list,
    make_consent,
    make_privacy_request,
    make_reader,
    school_year_of,
)

# Whom the guide calls by name: a mother with an account, who sees her son's loans; somebody
# blind, to whom books are brought; somebody barred.
MOTHER, SON = persons.MOTHER, "Lò Văn Thiên"
BLIND, BARRED = "Tẩn Thị Mỷ", "Vàng A Sìn"
FARMER = "Giàng A Chu"

_FAMILIES = ("Lò", "Vàng", "Giàng", "Tẩn", "Phàn", "Hoàng", "Nguyễn", "Lù", "Chẻo", "Lý", "Sùng",
             "Mùa", "Trần", "Đèo", "Pờ", "Khoàng")  # fmt: skip
_MIDDLES = (("Thị", "Mùi"), ("Văn", "A"))
_GIVEN = (
    ("Mai", "Nga", "Xuân", "Dung", "Pà", "Hương", "Ly", "Dở", "Thảo", "Say", "Lan", "Ngoan"),
    ("Páo", "Sơn", "Minh", "Lử", "Tuấn", "Chính", "Phong", "Vảng", "Hùng", "Dình", "Tủa", "Quân"),
)
_CLASSES = ("adult", "farmer", "child", "official", "pupil", "farmer", "elderly", "teacher")
# (the point, how many readers come by themselves)
HOMES = (
    ("Thư viện tỉnh Lai Châu", 26),
    ("Thư viện xã Bình Lư", 14),
    ("Thư viện xã Phong Thổ", 10),
    ("Thư viện xã Than Uyên", 7),
    ("Thư viện xã Sìn Hồ", 7),
)
SCHOOL = "Trường Tiểu học San Thàng"


@dataclass
class Names:
    """Names that nobody was given twice."""

    chance: Random
    used: set[str]

    def next(self) -> str:
        while True:
            which = self.chance.randrange(2)
            said = " ".join(
                (
                    self.chance.choice(_FAMILIES),
                    self.chance.choice(_MIDDLES[which]),
                    self.chance.choice(_GIVEN[which]),
                )
            )
            if said not in self.used:
                self.used.add(said)
                return said


def librarian(point: ServicePoint) -> Actor:
    """Who stands at the counter of a point."""
    for person in persons.PEOPLE:
        if person.point == point.name and "librarian" in person.role:
            return persons.actor(person.username)
    return Actor(account=None, name=f"Cán bộ {point.name}", place=point.pk)


def named(name: str) -> Reader:
    """The invented reader with this name."""
    return Reader.objects.get(name=name, invented=True)


def _readers(places: Map, names: Names, now: datetime) -> None:
    for name, count in HOMES:
        point, by = places.named(name), librarian(places.named(name))
        for turn in range(count):
            _reader(point, names.next(), _CLASSES[turn % len(_CLASSES)], by, names, now, turn)


def _reader(
    point: ServicePoint, name: str, kind: str, by: Actor, names: Names, now: datetime, turn: int
) -> Reader:
    at = hour_ago(now, names.chance.randint(122, 170), names.chance.randint(8, 16))
    record_as_of(at)
    young = kind in ("child", "pupil")
    year = timezone.localdate(now).year - names.chance.randint(*((8, 11) if young else (21, 68)))
    reader = make_reader(
        name, home=point, reader_class=kind, birth_year=year, at=at, by=by, invented=True,
        guardian=names.next() if young else None,
    )  # fmt: skip
    # Every ninth borrows by name and has no card yet.
    if turn % 9 != 8:
        make_card(reader, by=by, at=at)
    if turn % 3 == 0:
        make_consent(reader, "messages", given_by="guardian" if young else "reader", by=by, at=at)
    return reader


def _known(places: Map, names: Names, now: datetime) -> None:
    """The few whom the guide calls by name, at the library of Bình Lư and the province's."""
    binh_lu = places.named("Thư viện xã Bình Lư")
    by = librarian(binh_lu)
    mother = _reader(binh_lu, MOTHER, "farmer", by, names, now, 1)
    son = _reader(binh_lu, SON, "child", by, names, now, 1)
    farmer = _reader(binh_lu, FARMER, "farmer", by, names, now, 1)
    barred = _reader(binh_lu, BARRED, "adult", by, names, now, 1)
    at = hour_ago(now, 30, 9)
    record_as_of(at)
    open_account(reader=mother, by=by, at=at)
    show_child(child=son, parent=mother, by=by, at=at)
    _give_known_password(mother)
    make_consent(farmer, "history", by=by, at=at)
    lost = cards_of(farmer).get(state="active")
    replace_card(card=report_card_lost(card=lost, by=by, at=at), by=by, at=at)
    bar(reader=barred, reason="Chưa trả sách làm mất, đã báo hai lần", by=by, at=at)
    # Entered once more in another commune, where he had forgotten his card.
    there = readers_at(ServicePoint.objects.filter(name="Thư viện xã Sìn Hồ"))
    twin = there.order_by("pk")[3]
    make_reader(twin.name, home=binh_lu, birth_year=twin.birth_year, at=at, by=by, invented=True)
    blind = _reader(binh_lu, BLIND, "adult", by, names, now, 1)
    record_as_of(at)
    make_accessible(blind, "Hội Người mù tỉnh", by=by, at=at)
    asked = hour_ago(now, 1, 10)
    record_as_of(asked)
    make_privacy_request(farmer, by=by, at=asked)


def _give_known_password(reader: Reader) -> None:
    Account.objects.filter(username=persons.reader_name(reader.number)).update(
        password=make_password(persons.PASSWORD)
    )


def _pupils(places: Map, names: Names, now: datetime) -> None:
    school = places.named(SCHOOL)
    by, this_year = librarian(school), timezone.localdate(now).year
    at = hour_ago(now, 110, 10)
    record_as_of(at)
    for school_class, born in (("3A", 9), ("5B", 11)):
        rows = "".join(
            f"{names.next()},{this_year - born},{names.next() if turn % 2 else ''}\n"
            for turn in range(18)
        )
        make_class_list(
            school, school_class, _HEAD + rows, name=f"lop-{school_class}.csv",
            school_year=school_year_of(timezone.localdate(now)), invented=True, by=by, at=at,
        )  # fmt: skip
    today = hour_ago(now, 1, 15)
    record_as_of(today)
    # Sent and not entered yet; one line has no name.
    rows = "".join(f"{names.next()},{this_year - 8},{names.next()}\n" for _turn in range(12))
    make_class_list(
        school, "2A", f"{_HEAD}{rows},2018,\n", name="lop-2A.csv", applied=False, by=by, at=today,
    )  # fmt: skip


_HEAD = "Họ và tên,Năm sinh,Người giám hộ\n"


def build(places: Map, now: datetime) -> None:
    """Enter the readers, the class lists, and what some of them agreed to or asked."""
    names = Names(Random("readers"), {MOTHER, SON, BLIND, BARRED, FARMER})  # noqa: S311
    _readers(places, names, now)
    _known(places, names, now)
    _pupils(places, names, now)
