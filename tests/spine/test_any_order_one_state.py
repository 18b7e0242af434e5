"""Three devices report in any order, with repeats and parts, by clocks off by ten years.

The world is small on purpose (three copies, three points): what breaks breaks there. It is made
once for each test; every example is a savepoint that is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tusach.audit.api import HOUSE
from tusach.facts import api as facts
from tusach.facts.api import Fact
from tusach.holdings import api as holdings
from tusach.holdings.api import Holder, at_point, balance, chain, prove, totals
from tusach.holdings.models import Copy, CopyPlace, LedgerEntry
from tusach.holdings.testing import make_copies, make_store
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.offline.api import (
    Batch,
    Device,
    DeviceEvent,
    Event,
    Outcome,
    Reported,
    register_handler,
    take_in,
    taken,
)
from tusach.offline.testing import make_device

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
# Well behind any clock of the test; the balance is sampled up to here.
END = START + timedelta(days=60)
ACTS = {"receive": "in_service", "lend": "on_loan", "return": "in_service", "lose": "lost"}
VISITS = "test.visits"
A_FEW = min(settings.default.max_examples // 8, 100)
each_example_in_a_savepoint = settings(
    max_examples=A_FEW, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _count_visits(events: list[Event]) -> list[Outcome]:
    facts.write(
        Fact(
            point=min(event.points),
            day=event.at.date(),
            mode="on_site",
            audience="unknown",
            measure="visit",
            quantity=event.payload["visits"],
            source_kind=VISITS,
            source_key=f"{event.device.key}/{event.seq}",
        )
        for event in events
    )
    return [taken() for _ in events]


register_handler(VISITS, _count_visits)


@dataclass
class World:
    points: list[ServicePoint]
    copies: list[Copy]
    devices: list[Device]


@pytest.fixture
def world() -> World:
    points = [make_store(), make_point(name="Trường A"), make_point(name="Trường B")]
    copies = make_copies(3, at=START)
    devices = [make_device([p.pk for p in points], f"Máy {i}", at=START) for i in range(3)]
    return World(points, copies, devices)


@contextmanager
def as_new(world: World) -> Iterator[World]:
    """The world for one example; what happens in it is gone afterwards."""
    with transaction.atomic():
        yield deepcopy(world)
        # Constraints put off to the end are checked here: there is no commit to do it.
        connection.check_constraints()
        transaction.set_rollback(True)


# One thing that somebody does: which device, how many minutes after the start, what.
happening = st.fixed_dictionaries(
    {
        "device": st.integers(0, 2),
        "minute": st.integers(0, 60 * 24 * 30),
        "visits": st.integers(0, 3),
        "copies": st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True),
        "act": st.sampled_from(sorted(ACTS)),
        "from": st.integers(0, 2),
        "to": st.integers(0, 2),
    }
)
clocks = st.lists(
    st.sampled_from([0, 3650 * 86400, -3650 * 86400, 7, -86400 * 400]), min_size=3, max_size=3
)


@st.composite
def arrivals(draw: Any) -> tuple[list[dict[str, Any]], list[int], list[list[list[int]]]]:
    """What happened, the clocks, and two ways in which the same events may arrive.

    A way is a list of batches, a batch a list of numbers of happenings of one device; both
    ways hold every happening at least once.
    """
    happened = draw(st.lists(happening, min_size=1, max_size=10))
    ways = []
    for _ in range(2):
        order = draw(st.permutations(range(len(happened))))
        again = draw(st.lists(st.sampled_from(range(len(happened))), max_size=5))
        batches: list[list[int]] = []
        for number in [*order, *again]:
            last = batches[-1] if batches else None
            if (
                last
                and happened[last[0]]["device"] == happened[number]["device"]
                and draw(st.booleans())
            ):
                last.append(number)
            else:
                batches.append([number])
        ways.append(batches)
    return happened, draw(clocks), ways


def _reported(w: World, one: dict[str, Any], seq: int, clock: int) -> Reported:
    stated = START + timedelta(minutes=one["minute"], seconds=clock)
    if one["visits"]:
        return Reported(seq, VISITS, stated, {"visits": one["visits"]})
    return Reported(
        seq,
        "holdings.move",
        stated,
        {
            "copies": [w.copies[i].barcode for i in one["copies"]],
            "act": one["act"],
            "state": ACTS[one["act"]],
            "from": {"point": w.points[one["from"]].code},
            "to": {"point": w.points[one["to"]].code},
        },
    )


def _send(
    w: World,
    happened: list[dict[str, Any]],
    clock: list[int],
    batches: list[list[int]],
    start: datetime = START + timedelta(days=31),
) -> None:
    for hour, batch in enumerate(batches):
        device = happened[batch[0]]["device"]
        # A month later, each part at an hour of its own, as a line comes and goes.
        now = start + timedelta(hours=hour)
        take_in(
            w.devices[device],
            Batch(
                now + timedelta(seconds=clock[device]),
                [_reported(w, happened[n], n + 1, clock[device]) for n in batch],
            ),
            now,
        )


def _named(w: World, holder: Holder) -> int | None:
    """Which point of the world it is: numbers differ from one example to the next."""
    return next((i for i, p in enumerate(w.points) if p.pk == holder.point), None)


def _state(w: World) -> dict[str, Any]:
    """Everything that must not depend on how the events came in."""
    copies = [copy.pk for copy in w.copies]
    places = CopyPlace.objects.filter(copy_id__in=copies).order_by("copy_id")
    devices = [device.pk for device in w.devices]
    return {
        "places": [(_named(w, p.holder), p.state, p.since, p.unsettled) for p in places],
        "chains": [
            [
                (
                    link.entry.act,
                    _named(w, link.entry.origin),
                    _named(w, link.entry.holder),
                    link.entry.happened_at,
                    link.entry.stated_at,
                    link.fits,
                )
                for link in chain(pk)
            ]
            for pk in copies
        ],
        "events": [
            (devices.index(e.device_id), e.seq, e.standing, e.corrected_at)
            for e in DeviceEvent.objects.filter(device_id__in=devices).order_by("device", "seq")
        ],
        "visits": {
            day: facts.total("visit", day, day + timedelta(days=1))
            for day in (START.date() + timedelta(days=n) for n in range(32))
        },
    }


def _check_balance(known_at: list[Any]) -> None:
    for as_of in (START - timedelta(days=1), START, START + timedelta(days=11), END):
        for known in (None, *known_at):
            held = totals(as_of, known).held
            for by in ("point", "state", "owner"):
                assert sum(balance(as_of, known, by).values()) == held, (as_of, known, by)


@each_example_in_a_savepoint
@given(drawn=arrivals())
def test_any_order_any_repeats_one_state(world: World, drawn: Any) -> None:
    happened, clock, ways = drawn
    states = []
    for batches in ways:
        with as_new(world) as w:
            _send(w, happened, clock, batches)
            assert prove() == []
            _check_balance([])
            states.append(_state(w))
            assert facts.rebuild() == 0
    assert states[0] == states[1]


@each_example_in_a_savepoint
@given(drawn=arrivals(), first=st.integers(0, 8), withdraw=st.booleans())
def test_a_frozen_figure_stays_when_late_events_come(
    world: World, drawn: Any, first: int, withdraw: bool
) -> None:
    happened, clock, (batches, again) = drawn
    with as_new(world) as w:
        _send(w, happened, clock, batches[:first])
        if withdraw:
            holdings.withdraw(
                copies=w.copies[:1], decision="1/QĐ", reason="nát", by=HOUSE, at=START
            )
        frozen, visits_frozen = holdings.mark(), facts.mark()
        instant = LedgerEntry.objects.order_by("-recorded_at").values_list(
            "recorded_at", flat=True
        )[0]
        moments = [START, START + timedelta(days=11), END]

        def figures(known: Any, visits_known: Any) -> Any:
            return [
                (
                    balance(as_of, known, "point"),
                    balance(as_of, known, "state"),
                    [holdings.balance_at(p.pk, as_of, known) for p in w.points],
                    totals(as_of, known),
                    facts.total("visit", START.date(), END.date(), known_at=visits_known),
                )
                for as_of in moments
            ]

        before = figures(frozen, visits_frozen)
        assert before == figures(None, None)
        _send(w, happened, clock, [*batches[first:], *again], START + timedelta(days=45))
        assert figures(frozen, visits_frozen) == before
        assert prove() == []
        _check_balance([frozen, instant])
        for as_of in moments:
            for known in (None, frozen):
                everywhere = balance(as_of, known)
                for point in w.points:
                    here = sum(holdings.balance_at(point.pk, as_of, known).values())
                    assert everywhere.get(at_point(point.pk), 0) == here
                    rows = holdings.copies_at(as_of, known, holder=at_point(point.pk))
                    assert rows.count() == here
                for copy in w.copies:
                    entry = holdings.where_was(copy.pk, as_of, known)
                    if entry is not None and not entry.holder.is_outside:
                        assert everywhere[entry.holder] > 0


@each_example_in_a_savepoint
@given(drawn=arrivals())
def test_what_does_not_fit_is_kept_and_settled_by_a_later_entry(world: World, drawn: Any) -> None:
    happened, clock, (batches, _) = drawn
    with as_new(world) as w:
        _send(w, happened, clock, batches)
        copies = [c for c in w.copies if CopyPlace.objects.get(copy=c).unsettled]
        entries = LedgerEntry.objects.count()
        settled = sum(
            holdings.settle(
                copy=copy,
                to=at_point(w.points[0].pk),
                state="in_store",
                note="kiểm tra tại kho",
                by=HOUSE,
                at=END,
            )
            for copy in copies
        )
        assert LedgerEntry.objects.count() == entries + settled
        for copy in copies:
            place = CopyPlace.objects.get(copy=copy)
            assert (place.unsettled, place.holder) == (0, at_point(w.points[0].pk))
        assert prove() == []
        _check_balance([])
