"""Three devices lend, take back, renew and undo, in any order of arrival, with repeats and parts,
by clocks ten years off: one set of loans, one set of figures, nothing dropped.

The world is small on purpose: two copies and two readers, so that nearly every statement meets
another one that contradicts it.
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

from tusach.circulation.api import OpenLoan, Statement, prove
from tusach.circulation.models import Remark
from tusach.circulation.testing import make_first_rules
from tusach.facts import api as facts
from tusach.holdings import api as holdings
from tusach.holdings.models import Copy, CopyPlace
from tusach.holdings.testing import make_copies
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.offline.api import Batch, Device, DeviceEvent, Reported, take_in
from tusach.offline.testing import make_device
from tusach.readers.api import Reader
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
KINDS = ("lend", "return", "renew", "undo")
# Each example is some dozens of acts; two hundred take minutes.
A_FEW = min(settings.default.max_examples // 4, 100)
each_example_in_a_savepoint = settings(
    max_examples=A_FEW, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass
class World:
    points: list[ServicePoint]
    copies: list[Copy]
    readers: list[Reader]
    devices: list[Device]


@pytest.fixture
def world() -> World:
    make_first_rules()
    points = [make_point("commune_library", "Xã A"), make_point("village_bookcase", "Bản B")]
    copies = make_copies(2, owner=points[0], collection="main", at=START)
    readers = [make_reader(f"Người {n}", home=points[0], at=START) for n in range(2)]
    devices = [make_device([p.pk for p in points], f"Máy {i}", at=START) for i in range(3)]
    return World(points, copies, readers, devices)


@contextmanager
def as_new(world: World) -> Iterator[World]:
    """The world for one example; what happens in it is gone afterwards."""
    with transaction.atomic():
        yield deepcopy(world)
        # Constraints put off to the end are checked here: there is no commit to do it.
        connection.check_constraints()
        transaction.set_rollback(True)


happening = st.fixed_dictionaries(
    {
        "device": st.integers(0, 2),
        "minute": st.integers(0, 40),
        "kind": st.sampled_from(KINDS),
        "copy": st.integers(0, 1),
        # Nobody in particular, one of two, or a reader that another event registers.
        "reader": st.sampled_from([None, 0, 1]),
        "point": st.sampled_from([0, 0, 0, 1]),
        "undoes": st.integers(1, 10),
    }
)
clocks = st.lists(st.sampled_from([0, 3650 * 86400, -3650 * 86400, 7]), min_size=3, max_size=3)


@st.composite
def arrivals(draw: Any) -> tuple[list[dict[str, Any]], list[int], list[list[list[int]]]]:
    """What happened, the clocks, and two ways in which the same events may arrive: batches of
    numbers of happenings of one device, every happening at least once in each."""
    happened = draw(st.lists(happening, min_size=1, max_size=10))
    ways = []
    for _ in range(2):
        order = draw(st.permutations(range(len(happened))))
        again = draw(st.lists(st.sampled_from(range(len(happened))), max_size=5))
        batches: list[list[int]] = []
        for number in [*order, *again]:
            last = batches[-1] if batches else None
            same = last and happened[last[0]]["device"] == happened[number]["device"]
            if last is not None and same and draw(st.booleans()):
                last.append(number)
            else:
                batches.append([number])
        ways.append(batches)
    return happened, draw(clocks), ways


def _reported(w: World, one: dict[str, Any], seq: int, clock: int) -> Reported:
    stated = START + timedelta(days=1, minutes=one["minute"], seconds=clock)
    said: dict[str, Any] = {"point": w.points[one["point"]].code}
    if one["kind"] == "undo":
        said["seq"] = one["undoes"]
    else:
        said["copy"] = w.copies[one["copy"]].barcode
    if one["kind"] == "lend" and one["reader"] is not None:
        said["reader"] = w.readers[one["reader"]].number
    return Reported(seq, f"circulation.{one['kind']}", stated, said)


def _send(
    w: World, happened: list[dict[str, Any]], clock: list[int], batches: list[list[int]]
) -> None:
    for hour, batch in enumerate(batches):
        device = happened[batch[0]]["device"]
        now = START + timedelta(days=31, hours=hour)
        take_in(
            w.devices[device],
            Batch(
                now + timedelta(seconds=clock[device]),
                [_reported(w, happened[n], n + 1, clock[device]) for n in batch],
            ),
            now,
        )


def _state(w: World) -> dict[str, Any]:
    """Everything that must not depend on how the events came in."""
    devices = [device.pk for device in w.devices]
    readers = {reader.pk: n for n, reader in enumerate(w.readers)}
    copies = {copy.pk: n for n, copy in enumerate(w.copies)}
    points = {point.pk: n for n, point in enumerate(w.points)}
    names = {
        row.pk: (devices.index(row.device_id or 0), row.device_seq)
        for row in Statement.objects.filter(copy__in=w.copies)
    }
    first, last = START.date(), START.date() + timedelta(days=40)
    return {
        "loans": sorted(
            (
                copies[loan.copy_id], names[loan.lend], readers.get(loan.reader_id or 0),
                loan.audience, points[loan.point_id], loan.lent_at, loan.due, loan.renewals,
                loan.changed_at,
            )
            for loan in OpenLoan.objects.filter(copy__in=w.copies)
        ),
        "remarks": sorted(
            (names[row.pk], row.kind)
            for row in Remark.objects.filter(copy__in=w.copies).exclude(kind="")
        ),
        "figures": {
            measure: facts.totals_by("audience", measure, first, last)
            for measure in ("loan", "renewal")
        },
        "places": [
            (copies[p.copy_id], points[p.point_id or 0], p.state, p.since)
            for p in CopyPlace.objects.filter(copy__in=w.copies).order_by("copy_id")
        ],
        "statements": sorted(names.values()),
        "events": [
            (devices.index(e.device_id), e.seq, e.standing, e.corrected_at)
            for e in DeviceEvent.objects.filter(device_id__in=devices).order_by("device", "seq")
        ],
    }  # fmt: skip


@each_example_in_a_savepoint
@given(drawn=arrivals())
def test_any_order_any_repeats_one_set_of_loans(world: World, drawn: Any) -> None:
    happened, clock, ways = drawn
    states = []
    for batches in ways:
        with as_new(world) as w:
            _send(w, happened, clock, batches)
            assert prove() == []
            assert holdings.prove() == []
            assert facts.rebuild() == 0
            # Nothing is dropped: every event is a statement, or waits or was declined.
            events = DeviceEvent.objects.filter(device__in=w.devices)
            assert events.count() == len(happened)
            assert Statement.objects.filter(copy__in=w.copies).count() == (
                events.filter(standing="taken").count()
            )
            states.append(_state(w))
    assert states[0] == states[1]


@each_example_in_a_savepoint
@given(drawn=arrivals())
def test_the_figures_are_the_loans_that_stand(world: World, drawn: Any) -> None:
    happened, clock, (batches, _) = drawn
    with as_new(world) as w:
        _send(w, happened, clock, batches)
        odd = Remark.objects.exclude(kind__in=["", "unseen"]).values("pk")
        for kind, measure in (("lend", "loan"), ("renew", "renewal")):
            stands = Statement.objects.filter(kind=kind).exclude(pk__in=odd).count()
            first = START.date()
            assert facts.total(measure, first, first + timedelta(days=40)) == stands
