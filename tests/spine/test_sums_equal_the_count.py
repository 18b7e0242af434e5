"""The dated sums say of any day, as known at any moment, what counting every chain says.

Entries are written as no service would: in any order, years late, several at one instant, at
midnight, a withdrawal before what was known already, by a server whose clock jumps. What must
come out is worked out here in plain Python, from the set of entries alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tusach.holdings.api import (
    Holder,
    Position,
    balance,
    balance_at,
    counted,
    mark,
    prove,
    prove_sums,
    rebuild_sums,
    totals,
)
from tusach.holdings.models import LedgerEntry
from tusach.holdings.services.custody import refresh
from tusach.holdings.testing import make_box, make_copies, make_store
from tusach.network.testing import make_point
from tusach.offline.testing import make_device

pytestmark = pytest.mark.django_db

# A midnight of the country, so that edges of days are hit.
START = datetime(2026, 2, 28, 17, 0, tzinfo=UTC)
# The server's clock of the test is ahead of the machine's, which marks freezes.
SERVER = datetime(2038, 5, 31, 17, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
A_FEW = min(settings.default.max_examples // 4, 100)
IN_A_SAVEPOINT = [HealthCheck.function_scoped_fixture]
STATES = ("in_store", "in_service", "on_loan")


def take_the_servers_clock() -> None:
    """Let the server's clock be the setting ``test.clock``, until the rollback."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('holdings_recorded_now'::regproc)")
        text = cursor.fetchone()[0]
        server = "tusach_recording_moment()"
        assert server in text
        cursor.execute(text.replace(server, "current_setting('test.clock')::timestamptz"))
        _set_clock(SERVER)


def _set_clock(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('test.clock', %s, true)", [at.isoformat()])


@dataclass
class World:
    holders: list[Holder]
    copies: list[int]
    devices: list[int]
    freezes: list[Position] = field(default_factory=list)


@pytest.fixture
def world() -> World:
    store, school = make_store(), make_point()
    take_the_servers_clock()
    copies = make_copies(3, at=START)
    return World(
        [Holder(point=store.pk), Holder(point=school.pk), Holder(container=make_box().pk),
         Holder(post="tổ vận chuyển")],
        [copy.pk for copy in copies],
        [make_device([store.pk], f"Máy {i}", at=START).pk for i in range(2)],
    )  # fmt: skip


@contextmanager
def as_new(world: World) -> Iterator[World]:
    """The world for one example; what happens in it, and to the clock, is gone afterwards."""
    with transaction.atomic():
        yield replace(world, freezes=[])
        transaction.set_rollback(True)


# Half days from the start, and a little beside them: midnights and what is next to them.
instants = st.builds(
    lambda halves, ticks: timedelta(hours=12 * halves) + ticks * TICK,
    st.integers(0, 9),
    st.sampled_from([-1, 0, 0, 0, 1, 3_600_000_000]),
)
entries = st.fixed_dictionaries(
    {
        "copy": st.integers(0, 2),
        "to": st.integers(0, 3),
        "state": st.sampled_from(STATES),
        "at": instants,
        "device": st.one_of(st.none(), st.integers(0, 1)),
        "seq": st.integers(1, 6),
        "final": st.sampled_from([False] * 7 + [True]),
        # Before it: how far the server's clock jumps, and whether something is frozen.
        "clock": st.sampled_from([0, 0, 1, 12, 24, 36, -12, -100]),
        "freeze": st.sampled_from([False] * 4 + [True]),
    }
)


def _write(w: World, said: list[dict[str, Any]]) -> None:
    clock = SERVER
    for one in said:
        clock += timedelta(hours=one["clock"])
        _set_clock(clock)
        if one["freeze"]:
            w.freezes.append(mark())
        copy, to = w.copies[one["copy"]], w.holders[one["to"]]
        final, device = one["final"], None if one["device"] is None else w.devices[one["device"]]
        if final:
            to, device = Holder(), None
        at = START + max(one["at"], timedelta())
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO holdings_ledgerentry (copy_id, act, from_post, to_point_id,"
                " to_container_id, to_post, state, happened_at, stated_at, device_id, device_seq,"
                " by_name, note, final) VALUES (%s, %s, 'đâu đó', %s, %s, %s, %s, %s, %s, %s, %s,"
                " '', '', %s) ON CONFLICT DO NOTHING",
                [
                    copy, "withdraw" if final else "receive", to.point, to.container, to.post,
                    "withdrawn" if final else one["state"], at, at if device else None, device,
                    one["seq"] if device else None, final,
                ],
            )  # fmt: skip
        refresh([copy])


def _true(
    entries: list[LedgerEntry], as_of: datetime, known_at: Any
) -> Counter[tuple[Holder, str]]:
    """Holder and state of every copy, from the set of all entries."""
    chains: dict[int, list[LedgerEntry]] = {}
    for e in entries:
        if isinstance(known_at, Position):
            known = e.pk <= known_at.value
        else:
            known = known_at is None or e.recorded_at <= known_at
        if known and e.happened_at <= as_of:
            chains.setdefault(e.copy_id, []).append(e)
    last = [
        max(
            chain,
            key=lambda e: (e.final, e.happened_at, e.device_id or 0, e.device_seq or 0, e.pk),
        )
        for chain in chains.values()
    ]
    return Counter((e.holder, e.state) for e in last if not e.final)


def _by(found: Counter[tuple[Holder, str]], part: int) -> dict[Any, int]:
    sums: Counter[Any] = Counter()
    for key, count in found.items():
        sums[key[part]] += count
    return dict(sums)


def _moments(w: World, rows: list[LedgerEntry]) -> tuple[list[datetime], list[Any]]:
    """Moments of which and at which something may change, and those next to them."""
    as_of = {e.happened_at + n * TICK for e in rows for n in (-1, 0)}
    recorded = {e.recorded_at + n * TICK for e in rows for n in (-1, 0)}
    nights = {SERVER + timedelta(days=n) - TICK for n in range(-3, 4)}
    return (
        sorted(as_of | {START + timedelta(days=n) - TICK for n in range(7)}),
        [None, *w.freezes, *(Position(e.pk) for e in rows), *sorted(recorded | nights)],
    )


def _check(as_of: datetime, known_at: Any, w: World, rows: list[LedgerEntry]) -> None:
    true = _true(rows, as_of, known_at)
    asked = (as_of, known_at)
    by_point, by_state = _by(true, 0), _by(true, 1)
    assert balance(*asked) == by_point, asked
    assert balance(*asked, by="state") == by_state, asked
    assert sum(balance(*asked, by="owner").values()) == totals(*asked).held == true.total(), asked
    for holder in w.holders:
        states = {state: n for (place, state), n in true.items() if place == holder}
        assert balance_at(holder, *asked) == states, (holder, asked)
    assert counted(*asked) == by_point, asked
    assert counted(*asked, by="state") == by_state, asked


@pytest.mark.as_owner
@settings(max_examples=A_FEW, suppress_health_check=IN_A_SAVEPOINT)
@given(said=st.lists(entries, min_size=1, max_size=14), data=st.data())
def test_any_day_as_known_at_any_moment(
    world: World, said: list[dict[str, Any]], data: st.DataObject
) -> None:
    with as_new(world) as w:
        _write(w, said)
        rows = list(LedgerEntry.objects.order_by("pk"))
        as_of, known_at = _moments(w, rows)
        for _ in range(8):
            _check(data.draw(st.sampled_from(as_of)), data.draw(st.sampled_from(known_at)), w, rows)
        _check(as_of[-1], None, w, rows)
        assert prove() == []
        assert prove_sums() == []


@pytest.mark.as_owner
@settings(max_examples=A_FEW // 2, suppress_health_check=IN_A_SAVEPOINT)
@given(said=st.lists(entries, min_size=1, max_size=14))
def test_sums_that_were_spoilt_are_found_and_mended(
    world: World, said: list[dict[str, Any]]
) -> None:
    with as_new(world) as w:
        _write(w, said)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM holdings_datedsum WHERE holder = %s", [w.holders[0].key])
            cursor.execute("UPDATE holdings_datedsum SET n = n + 2")
            cursor.execute(
                "INSERT INTO holdings_datedsum VALUES (0, 5, '2026-03-01', '2038-06-01', 'lost',"
                " 'như không')"
            )
        assert prove_sums() != []
        assert rebuild_sums() > 0
        assert prove_sums() == []
        assert rebuild_sums() == 0
        rows = list(LedgerEntry.objects.order_by("pk"))
        as_of, known_at = _moments(w, rows)
        for moment in as_of[::3]:
            _check(moment, known_at[len(known_at) // 2], w, rows)
            _check(moment, None, w, rows)


@pytest.mark.as_owner
def test_what_is_known_stays_known_when_the_clock_is_set_back(world: World) -> None:
    with as_new(world) as w:
        store = w.holders[0]
        said = {"copy": 0, "to": 1, "state": "in_service", "at": timedelta(days=2), "device": None,
                "seq": 1, "final": False, "clock": 0, "freeze": False}  # fmt: skip
        _write(w, [said, {**said, "to": 2, "at": timedelta(days=3), "clock": -1000}])
        times = list(LedgerEntry.objects.filter(copy_id=w.copies[0]).order_by("pk"))
        assert [e.recorded_at for e in times] == [SERVER] * 3
        assert balance(START + timedelta(days=1), SERVER) == {store: 3}
        assert balance(START + timedelta(days=4), SERVER) == {store: 2, w.holders[2]: 1}
