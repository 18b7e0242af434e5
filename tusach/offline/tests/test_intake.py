"""What devices report is taken in once, whatever way it comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tusach.audit.api import HOUSE
from tusach.offline import handlers
from tusach.offline.api import (
    CONFLICT,
    Batch,
    BatchUnreadable,
    DeviceEvent,
    Event,
    Outcome,
    RefusedEvent,
    Reported,
    arrived,
    declined,
    register_handler,
    revoke,
    take_in,
    taken,
    waits,
)
from tusach.offline.models import ClockNote
from tusach.offline.testing import make_device
from tusach.ui.api import Refusal

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
NOTE = "test.note"


@pytest.fixture(autouse=True)
def seen() -> Iterator[list[list[int]]]:
    """The numbers of each list that the handler was given."""
    calls: list[list[int]] = []

    def handle(events: list[Event]) -> list[Outcome]:
        calls.append([event.seq for event in events])
        return [taken(said=event.payload["text"]) for event in events]

    before = dict(handlers._kinds)
    register_handler(NOTE, handle, keep=lambda p: {k: v for k, v in p.items() if k != "name"})
    yield calls
    handlers._kinds.clear()
    handlers._kinds.update(before)


def _note(seq: int, text: str = "x", at: datetime = NOW, **more: Any) -> Reported:
    return Reported(seq, NOTE, at, {"text": text, **more})


def test_a_repeated_batch_is_handled_once(seen: list[list[int]]) -> None:
    device = make_device(at=NOW - timedelta(days=9))
    batch = Batch(NOW, [_note(1), _note(2)])
    first = take_in(device, batch, NOW)
    again = take_in(device, batch, NOW + timedelta(hours=1))
    assert [a.repeated for a in first] == [False, False]
    assert [a.repeated for a in again] == [True, True]
    assert [a.detail for a in again] == [a.detail for a in first]
    assert seen == [[1, 2]]


def test_another_content_under_a_known_number_is_refused_and_kept(seen: Any) -> None:
    device = make_device(at=NOW - timedelta(days=9))
    take_in(device, Batch(NOW, [_note(1, "thật")]), NOW)
    [answer] = take_in(device, Batch(NOW, [_note(1, "khác", name="Lò Thị An")]), NOW)
    assert answer.standing == CONFLICT
    assert DeviceEvent.objects.get(device=device, seq=1).payload == {"text": "thật"}
    assert RefusedEvent.objects.get(device=device, seq=1).payload == {"text": "khác"}
    take_in(device, Batch(NOW, [_note(1, "khác", name="Lò Thị An")]), NOW)
    assert RefusedEvent.objects.count() == 1
    assert seen == [[1]]


def test_two_contents_under_one_number_in_one_batch_keep_the_first(seen: Any) -> None:
    device = make_device(at=NOW)
    answers = take_in(device, Batch(NOW, [_note(1, "một"), _note(1, "hai"), _note(1, "một")]), NOW)
    assert [a.standing for a in answers] == ["taken", CONFLICT, "taken"]


@pytest.mark.parametrize("off", [timedelta(days=3652), timedelta(days=-3652), timedelta(0)])
def test_a_wrong_clock_is_corrected_by_what_it_lacks(off: timedelta) -> None:
    device = make_device(at=NOW - timedelta(days=90))
    happened = NOW - timedelta(days=20)
    take_in(device, Batch(NOW + off, [_note(1, at=happened + off)]), NOW)
    event = DeviceEvent.objects.get(device=device, seq=1)
    assert (event.corrected_at, event.stated_at) == (happened, happened + off)


def test_no_event_is_before_enrolment_or_after_it_was_told() -> None:
    device = make_device(at=NOW - timedelta(days=2))
    early, late = NOW - timedelta(days=300), NOW + timedelta(days=300)
    take_in(device, Batch(NOW, [_note(1, at=early), _note(2, at=late)]), NOW)
    times = DeviceEvent.objects.order_by("seq").values_list("corrected_at", flat=True)
    assert list(times) == [NOW - timedelta(days=2), NOW]


def test_a_slow_line_does_not_put_a_days_work_out_of_order() -> None:
    device = make_device(at=NOW - timedelta(days=2))
    first, second = NOW - timedelta(seconds=10), NOW - timedelta(seconds=9)
    take_in(device, Batch(NOW, [_note(2, at=second)]), NOW)
    # The same clock, but this part took 40 seconds to arrive.
    take_in(device, Batch(NOW, [_note(1, at=first)]), NOW + timedelta(seconds=40))
    times = DeviceEvent.objects.order_by("seq").values_list("corrected_at", flat=True)
    assert list(times) == [first, second]
    assert not ClockNote.objects.exists()


def test_a_clock_that_was_set_is_noted() -> None:
    device = make_device(at=NOW - timedelta(days=2))
    take_in(device, Batch(NOW - timedelta(days=3000), []), NOW)
    take_in(device, Batch(NOW, []), NOW)
    note = ClockNote.objects.get(device=device)
    assert (note.before, note.after) == (timedelta(days=3000), timedelta(0))


def test_one_bad_event_does_not_hold_back_the_others(caplog: Any) -> None:
    def handle(events: list[Event]) -> list[Outcome]:
        if any(event.payload.get("bad") for event in events):
            raise RuntimeError("hỏng")
        return [taken() for _ in events]

    register_handler(NOTE, handle)
    device = make_device(at=NOW)
    batch = Batch(NOW, [_note(1), _note(2, bad=True), _note(3)])
    assert [a.standing for a in take_in(device, batch, NOW)] == ["taken", "failed", "taken"]
    register_handler(NOTE, lambda events: [taken() for _ in events])
    take_in(device, Batch(NOW, []), NOW)
    assert DeviceEvent.objects.get(device=device, seq=2).standing == "taken"


def test_a_refusal_declines_its_own_event_with_its_code() -> None:
    class No(Refusal):
        code = "no"
        sentence = "không"

    def handle(events: list[Event]) -> list[Outcome]:
        if any(event.payload.get("no") for event in events):
            raise No
        return [taken() for _ in events]

    register_handler(NOTE, handle)
    device = make_device(at=NOW)
    answers = take_in(device, Batch(NOW, [_note(1), _note(2, no=True)]), NOW)
    assert [(a.standing, a.code) for a in answers] == [("taken", ""), ("declined", "no")]


def test_an_event_waits_for_what_comes_before_it() -> None:
    readers: set[str] = set()

    def enrol(events: list[Event]) -> list[Outcome]:
        readers.update(event.payload["reader"] for event in events)
        return [taken(made=[f"reader:{event.payload['reader']}"]) for event in events]

    def lend(events: list[Event]) -> list[Outcome]:
        return [
            taken() if e.payload["reader"] in readers else waits(f"reader:{e.payload['reader']}")
            for e in events
        ]

    register_handler("test.reader", enrol)
    register_handler("test.loan", lend, keep=lambda p: {})
    device, other = make_device(at=NOW), make_device(at=NOW)
    loan = Reported(1, "test.loan", NOW, {"reader": "r1"})
    [answer] = take_in(device, Batch(NOW, [loan]), NOW)
    assert answer.standing == "waiting"
    assert DeviceEvent.objects.get(device=device).payload == {"reader": "r1"}
    take_in(other, Batch(NOW, [Reported(1, "test.reader", NOW, {"reader": "r1"})]), NOW)
    event = DeviceEvent.objects.get(device=device)
    assert (event.standing, event.payload, event.waits_for) == ("taken", {}, "")


def test_kinds_that_go_together_come_in_one_list_by_their_numbers(seen: Any) -> None:
    lists: list[list[tuple[int, str]]] = []

    def handle(events: list[Event]) -> list[Outcome]:
        lists.append([(event.seq, event.kind) for event in events])
        return [taken(event.kind) for event in events]

    for kind in ("test.out", "test.back"):
        register_handler(kind, handle, together="test.loans")
    said = ("test.out", NOTE, "test.back", "test.out")
    events = [Reported(n, kind, NOW, {"text": "x"}) for n, kind in enumerate(said, 1)]
    answers = take_in(make_device(at=NOW), Batch(NOW, events[::-1]), NOW)
    assert lists == [[(1, "test.out"), (3, "test.back"), (4, "test.out")]]
    assert seen == [[2]]
    assert [answer.code for answer in answers] == ["test.out", "test.back", "", "test.out"]


def test_what_a_desk_makes_calls_the_waiting_ones() -> None:
    there: set[str] = set()
    register_handler(
        NOTE, lambda events: [taken() if "copy:1" in there else waits("copy:1") for _ in events]
    )
    take_in(make_device(at=NOW), Batch(NOW, [_note(1)]), NOW)
    there.add("copy:1")
    assert arrived(["copy:1", "copy:2"]) == 1
    assert arrived(["copy:1"]) == 0


def test_a_kind_nobody_knows_is_kept_whole_for_a_later_version(seen: Any) -> None:
    device = make_device(at=NOW)
    event = Reported(1, "later.kind", NOW, {"a": 1})
    assert take_in(device, Batch(NOW, [event]), NOW)[0].code == "unknown-kind"
    register_handler("later.kind", lambda events: [taken() for _ in events])
    take_in(device, Batch(NOW, []), NOW)
    assert DeviceEvent.objects.get(device=device).standing == "taken"


def test_personal_values_do_not_stay_in_the_log() -> None:
    device = make_device(at=NOW)
    take_in(device, Batch(NOW, [_note(1, name="Lò Thị An")]), NOW)
    assert DeviceEvent.objects.get(device=device).payload == {"text": "x"}


def test_a_declined_event_is_kept() -> None:
    register_handler(NOTE, lambda events: [declined("not-here") for _ in events])
    device = make_device(at=NOW)
    assert take_in(device, Batch(NOW, [_note(1)]), NOW)[0].code == "not-here"
    assert DeviceEvent.objects.get(device=device).standing == "declined"


def test_what_a_revoked_device_says_is_held_whole_for_a_person(seen: list[list[int]]) -> None:
    device = make_device(at=NOW)
    take_in(device, Batch(NOW, [_note(1)]), NOW)
    revoke(device, by=HOUSE, at=NOW)
    answers = take_in(device, Batch(NOW, [_note(1), _note(2, name="Lò Thị An")]), NOW)
    assert [a.standing for a in answers] == ["taken", "held"]
    assert DeviceEvent.objects.get(device=device, seq=2).payload["name"] == "Lò Thị An"
    assert seen == [[1]]


@pytest.mark.parametrize(
    "event",
    [
        Reported(0, NOTE, NOW, {}),
        Reported(1, "", NOW, {}),
        Reported(1, NOTE, NOW.replace(tzinfo=None), {}),
        Reported(1, NOTE, NOW, {"text": "a\x00b"}),
    ],
)
def test_a_batch_that_cannot_be_read_is_refused_whole(event: Reported) -> None:
    device = make_device(at=NOW)
    with pytest.raises(BatchUnreadable):
        take_in(device, Batch(NOW, [_note(7), event]), NOW)
    assert not DeviceEvent.objects.exists()
