"""The account that the simulation keeps beside the house: plain Python, from what was really
sent and really done at counters. It knows the rules from the protocol and decision 26, and none
of the house's code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from .script import DAY, START, Carrier, Doing, day_of

SAME_CLOCK = timedelta(minutes=2)
Step = tuple[datetime, int, int, Any, str]  # when, device, its number, holder, state


@dataclass
class Clock:
    """What the house can know of a device's clock ("Time" in docs/offline-protocol.md)."""

    since: datetime
    lacks: timedelta | None

    def read(self, sealed: datetime, arrived: datetime, *, carried: bool) -> None:
        seen = arrived - sealed
        if carried:
            lacks = self.lacks or timedelta(0)
            fits = self.since - SAME_CLOCK <= sealed + lacks <= arrived + SAME_CLOCK
            self.lacks = lacks if fits else seen
        elif self.lacks is None or abs(seen - self.lacks) > SAME_CLOCK:
            self.lacks = seen

    def corrected(self, stated: datetime, arrived: datetime) -> datetime:
        return min(max(stated + (self.lacks or timedelta(0)), self.since), arrived)


@dataclass
class Account:
    """What must be in the house in the end."""

    entered: dict[int, tuple[datetime, int, str]] = field(default_factory=dict)
    withdrawn: dict[int, datetime] = field(default_factory=dict)
    owner: dict[int, int] = field(default_factory=dict)
    rotation: set[int] = field(default_factory=set)
    moved: list[tuple[int, datetime, Any, str]] = field(default_factory=list)
    sheets: dict[tuple[int, date], int] = field(default_factory=dict)
    # Every event that reached the house, by (device, number); and what counters did.
    sent: dict[tuple[Carrier, int], Doing] = field(default_factory=dict)
    at_counters: list[Doing] = field(default_factory=list)
    conflicts: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    numbers: dict[Carrier, int] = field(default_factory=dict)  # the devices' own in the house

    def took(self, carrier: Carrier, doing: Doing, happened: datetime) -> None:
        """The house has said that it keeps this event."""
        if self.sent.setdefault((carrier, doing.seq), doing) is doing and doing.happened is None:
            doing.happened = happened

    def doings(self) -> Iterable[Doing]:
        """All that holds: taken, and not declined by anybody."""
        return [d for d in (*self.sent.values(), *self.at_counters) if d.fate == "taken"]

    def order(self, one: Doing) -> tuple[datetime, int, int]:
        device = self.numbers[one.device] if one.device is not None and one.seq else 0
        return (one.happened or START, device, one.seq)

    def loans(self) -> tuple[dict[int, dict[str, Any]], Counter[Any]]:
        """Open loans by copy, and the figures (measure, point, day, mode, audience)."""
        chains: dict[int, list[Doing]] = defaultdict(list)
        for one in self.doings():
            if one.kind in {"lend", "return", "renew", "undo"}:
                chains[one.copy].append(one)
        figures: Counter[Any] = Counter()
        still: dict[int, dict[str, Any]] = {}
        for copy, said in chains.items():
            undone = {one.about for one in said if one.kind == "undo"}
            loan: dict[str, Any] | None = None
            for one in sorted(said, key=self.order):
                if one.kind == "undo" or one in undone:
                    continue
                who = one.reader if one.about is None else one.about
                if one.kind == "lend":
                    if loan and who is not None and loan["reader"] == who:
                        continue
                    loan = {"lend": one, "reader": who, "point": one.place.pk, "renewals": 0}
                    figures[self._figure("loan", one)] += 1
                elif loan and one.kind == "renew":
                    loan["renewals"] += 1
                    figures[self._figure("renewal", one)] += 1
                elif one.kind == "return":
                    loan = None
            if loan:
                still[copy] = loan
        return still, figures

    def _figure(self, measure: str, one: Doing) -> tuple[str, int, date, str]:
        assert one.happened is not None
        rotated = one.copy in self.rotation and self.owner[one.copy] != one.place.pk
        return (measure, one.place.pk, day_of(one.happened), "rotation" if rotated else "home")

    def counts(self) -> Counter[Any]:
        """Visits and use in the house, in the same form. A month's signed sheet of visits stands
        before what was tapped in it."""
        figures: Counter[Any] = Counter()
        for one in self.doings():
            if one.kind == "tally":
                assert one.happened is not None
                day = day_of(one.happened)
                for measure, by_class in one.said["counts"].items():
                    if measure == "visit" and (one.place.pk, day.replace(day=1)) in self.sheets:
                        continue
                    key = (measure, one.place.pk, day, "on_site")
                    figures[key] += sum(by_class.values())
        for (point, month), visits in self.sheets.items():
            last = (month.replace(day=28) + 4 * DAY).replace(day=1) - DAY
            figures[("visit", point, last, "on_site")] += visits
        return figures

    def custody(self) -> dict[int, list[Step]]:
        """The way of each copy, in order: (when, …, holder, state)."""
        ways: dict[int, list[Step]] = {
            copy: [(at, 0, 0, point, state)] for copy, (at, point, state) in self.entered.items()
        }
        for copy, at, holder, state in self.moved:
            ways[copy].append((at, 0, 0, holder, state))
        for one in self.doings():
            lends = one.kind == "lend"
            if one.kind == "undo":
                assert one.about is not None
                lends = one.about.kind == "return"
            elif one.kind not in {"lend", "return"} or not one.moves:
                continue
            home = self.owner[one.copy] == one.place.pk
            state = "on_loan" if lends else "in_store" if home else "in_service"
            when, device, seq = self.order(one)
            ways[one.copy].append((when, device, seq, one.place.pk, state))
        for way in ways.values():
            way.sort(key=lambda step: step[:3])
        for copy, at in self.withdrawn.items():
            ways[copy].append((at, 0, 0, None, "withdrawn"))
        return ways
