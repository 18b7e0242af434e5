"""What happens in the province in a year, drawn beforehand and plainly: no database, no Django.

A ``Doing`` is one thing somebody does at a point. Devices carry most of them, some for months;
points with a line do theirs at the counter. What is drawn is untidy on purpose: returns that
nobody notes, loans told twice, lendings taken back, devices lost with what they had not sent.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

HERE = timezone(timedelta(hours=7))
START = datetime(2025, 1, 1, 17, tzinfo=UTC)  # midnight of 2 January
END = START + timedelta(days=363)
LAST = END + timedelta(days=12)  # by then everybody has reported
DAY = timedelta(days=1)
# What clocks are off by: 1970, 2035, a wrong day, a wrong zone; most are right.
CLOCKS = [timedelta(0)] * 12 + [
    timedelta(days=-20100), timedelta(days=3652), timedelta(days=-400), timedelta(days=1),
    timedelta(hours=-7), timedelta(seconds=41),
]  # fmt: skip


def day_of(at: datetime) -> date:
    """The day in the province."""
    return at.astimezone(HERE).date()


@dataclass
class Place:
    """A point. ``copies`` are (number, barcode), ``readers`` (number in the table, on the card);
    ``way`` is how it reports: "line", "stick" or "counter"."""

    pk: int
    code: str
    kind: str
    way: str
    copies: list[tuple[int, str]]
    readers: list[tuple[int, int]]

    @property
    def is_secret(self) -> bool:
        return self.kind in {"border_post", "prison"}


@dataclass(eq=False)
class Doing:
    """One thing done. ``about`` is the doing that an undoing takes back, or that registered the
    reader of a lending; ``fate`` what is to become of it in the house."""

    at: datetime
    kind: str
    place: Place
    said: dict[str, Any] = field(default_factory=dict)
    copy: int = 0
    reader: int | None = None
    about: Doing | None = None
    other_device: bool = False
    fate: str = "taken"
    moves: bool = True  # whether the ledger has a line of it
    # Set when it is noted and when it is taken in.
    device: Carrier | None = None
    seq: int = 0
    stated: datetime = START
    happened: datetime | None = None


@dataclass(eq=False)
class Carrier:
    """A device at a place: when it is ours, how often it reports, what its clock is off by from
    when on, whether and when it is lost, and found again."""

    number: int
    place: Place
    since: datetime
    clocks: list[tuple[datetime, timedelta]]
    reports: list[datetime]
    lost: datetime | None = None
    found: datetime | None = None
    believed: bool = True
    replaces: Carrier | None = None
    doings: list[Doing] = field(default_factory=list)

    def clock(self, at: datetime) -> timedelta:
        return [off for since, off in self.clocks if since <= at][-1]


def lending(
    place: Place, copies: list[tuple[int, str]], first: datetime, last: datetime, gap: float,
    chance: random.Random,
) -> list[Doing]:  # fmt: skip
    """The lives of these copies at a place between two moments, ``gap`` days on the shelf."""
    made = []
    for pk, barcode in copies:
        at = first + DAY * chance.uniform(0, 2 * gap) + timedelta(seconds=pk % 60)
        while True:
            back = at + DAY * chance.uniform(3, 18)
            if back + 2 * DAY > last:
                break
            at, back = at.replace(microsecond=0), back.replace(microsecond=0)
            reader = chance.choice([*place.readers, None]) if place.readers else None
            said: dict[str, Any] = {"copy": barcode, "due": f"{day_of(back):%Y-%m-%d}"}
            if reader:
                said["reader"] = reader[1]
            else:
                said["audience"] = chance.choice(["adults", "pupils", "children"])
            who = reader[0] if reader else None
            lend = Doing(at, "lend", place, said, pk, who)
            made.append(lend)
            odd = 1.0 if place.way == "counter" else chance.random()
            if odd < 0.02:
                soon = at + timedelta(minutes=5)
                made.append(Doing(soon, "undo", place, {}, pk, about=lend))
                at += DAY
                continue
            if odd < 0.04:
                again = at + timedelta(minutes=9)
                made.append(Doing(again, "lend", place, dict(said), pk, who, other_device=True))
            if 0.04 < odd < 0.14 or (odd == 1.0 and chance.random() < 0.1):
                later = (at + (back - at) * 0.8).replace(microsecond=0)
                due = f"{day_of(later + 7 * DAY):%Y-%m-%d}"
                made.append(Doing(later, "renew", place, {"copy": barcode, "due": due}, pk))
            if not 0.14 < odd < 0.17:  # nobody noted this return
                made.append(Doing(back, "return", place, {"copy": barcode}, pk))
            if 0.17 < odd < 0.18:
                again = back + timedelta(minutes=7)
                made.append(Doing(again, "return", place, {"copy": barcode}, pk, other_device=True))
            at = back + DAY * chance.expovariate(1 / gap)
    return made


def counting(
    place: Place, tallies: int, visits: float, served: float, chance: random.Random
) -> list[Doing]:
    """What is tallied there, ``tallies`` times in the year; visits and items by the mean."""
    made = []
    audiences = {"prison": ["prisoners"], "border_post": ["soldiers", "children"]}.get(
        place.kind, ["adults", "pupils", "children"]
    )
    for number in range(tallies):
        at = (START + (END - START) * ((number + chance.random()) / tallies)).replace(microsecond=0)
        counts: dict[str, dict[str, int]] = {}
        for measure, mean in (("visit", visits), ("in_house", served)):
            if quantity := round(chance.gammavariate(2, mean / 2)):
                counts[measure] = {chance.choice(audiences): quantity}
        if counts:
            made.append(Doing(at, "tally", place, {"mode": "on_site", "counts": counts}))
    return made


def mistakes(place: Place, chance: random.Random) -> list[Doing]:
    """What cannot be taken as it is said; the house must say so of each and lose none."""
    if place.way == "counter":
        return []
    at = (START + DAY * chance.uniform(30, 300)).replace(microsecond=0)
    elsewhere = {"point": "KHONG-CO"}
    wrong = [
        Doing(at, "tally", place, {"mode": "on_site", "counts": {"visit": {"adults": -3}}},
              fate="declined"),
        Doing(at, "future", place, {"what": "một loại việc mới"}, fate="waiting"),
        Doing(at, "in_house", place, {"copy": "2999999999998"}, fate="waiting"),
        Doing(at, "tally", place, {**elsewhere, "mode": "on_site",
              "counts": {"visit": {"adults": 1}}}, fate="waiting"),
    ]  # fmt: skip
    return [chance.choice(wrong)]


def newcomers(place: Place, chance: random.Random) -> list[Doing]:
    """A reader whom the device registers, and their first loan, of a copy kept for that."""
    if place.way == "counter" or place.is_secret or not place.copies:
        return []
    at = (START + DAY * chance.uniform(20, 320)).replace(microsecond=0)
    name = f"Lò Thị {place.code} {chance.randrange(10**6)}"
    born = Doing(at, "register", place, {"name": name, "birth_year": 1990, "class": "adult"})
    pk, barcode = place.copies[0]
    lend = Doing(at + timedelta(minutes=3), "lend", place, {"copy": barcode}, pk, about=born)
    back = Doing(at + 4 * DAY, "return", place, {"copy": barcode}, pk)
    return [born, lend, back]


def carriers(place: Place, first: int, chance: random.Random) -> list[Carrier]:
    """The devices of a place through the year; each after the one it replaces."""
    made: list[Carrier] = []
    for _slot in range(2 if place.way == "line" and chance.random() < 0.2 else 1):
        since, before = START + timedelta(hours=chance.uniform(1, 20)), None
        while since < END - 20 * DAY:
            lost = since + DAY * chance.uniform(40, 300) if chance.random() < 0.15 else None
            lost = lost.replace(microsecond=0) if lost and lost < END - 60 * DAY else None
            since = since.replace(microsecond=0)
            made.append(
                Carrier(
                    first + len(made), place, since, [(since, chance.choice(CLOCKS))],
                    _reports(since, lost or END, chance), lost, replaces=before,
                )
            )  # fmt: skip
            one = made[-1]
            if lost is None:
                one.reports.append((END + DAY * chance.uniform(0.5, 4)).replace(microsecond=0))
                if len(one.reports) > 2 and chance.random() < 0.1:
                    # Somebody sets the clock right after a report that went through.
                    set_at = one.reports[len(one.reports) // 2] + timedelta(seconds=1)
                    one.clocks.append((set_at, chance.choice(CLOCKS)))
                break
            if chance.random() < 0.4:
                one.found = lost + DAY * 25
                one.believed = chance.random() < 0.6
            before, since = one, lost + DAY * chance.uniform(2, 12)
    return made


def _reports(since: datetime, until: datetime, chance: random.Random) -> list[datetime]:
    """Weekly, monthly, each quarter; and some fall silent for most of the year."""
    every = chance.choice([10, 20, 30, 30, 60, 90, 200])
    found, at = [], since + DAY * chance.uniform(1, every)
    while at < until:
        found.append(at.replace(microsecond=0))
        at += DAY * every * chance.uniform(0.5, 1.5)
    return found


def share_out(doings: list[Doing], devices: list[Carrier], chance: random.Random) -> None:
    """Give each doing to a device that is there at its time; what nobody can note is not done.
    An undoing, and a loan to whom a device registered, are that device's."""
    for doing in sorted(doings, key=lambda one: one.at):
        there = [
            one for one in devices
            if one.since + timedelta(minutes=1) < doing.at < (one.lost or LAST)
        ]  # fmt: skip
        if doing.about is not None:
            there = [one for one in there if one is doing.about.device]
        if not there:
            continue
        away = there[-1] if doing.other_device else there[0]
        plain = doing.about is not None or doing.other_device or chance.random() < 0.7
        doing.device = away if plain else chance.choice(there)
        doing.device.doings.append(doing)
