"""Taking in what devices report: any order, any repeats, one result.

All events of a batch are written in one transaction, each kind's list under a savepoint, so
that a handler that fails takes back only its own. Nothing is dropped: an event is taken,
waits, is declined with a code, or failed and is tried again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from tusach.network.api import ServicePoint
from tusach.offline import photos, rules
from tusach.offline.errors import BatchUnreadable
from tusach.offline.handlers import Event, Kind, Outcome, kind_of
from tusach.offline.models import (
    ClockNote,
    Device,
    DeviceEvent,
    FormerPoint,
    RefusedEvent,
    Standing,
)
from tusach.ui.api import SHORT, Refusal, told

log = logging.getLogger(__name__)

# One number for "a bundle of this point is taken in".
_LOCK = 7421
# A handler gets so many events at once: all of a place's weeks, and little enough to redo.
AT_ONCE = 5000


@dataclass(frozen=True)
class Reported:
    """One event as the device says it. ``seq`` counts up from 1 on each device; ``by`` is whose
    PIN had opened it."""

    seq: int
    kind: str
    stated_at: datetime
    payload: Mapping[str, Any]
    by: str = ""


@dataclass(frozen=True)
class Batch:
    """What a device sends at once: its clock at sending, and events in any order. What was
    ``carried`` (a stick, codes) was sealed some time before it arrived."""

    device_now: datetime
    events: Sequence[Reported]
    carried: bool = False


@dataclass(frozen=True)
class Answer:
    """What the device is told of one event; ``repeated`` when it was known already."""

    seq: int
    standing: str
    code: str
    detail: Mapping[str, Any]
    repeated: bool = False


# Told to the device, but never an event's standing: the number stands for something else.
CONFLICT = "conflict"
# A revoked device is to be wiped soon, whatever it still has pictures of.
_NO_PHOTO = {Standing.DECLINED, Standing.HELD}


@transaction.atomic
def take_in(device: Device, batch: Batch, received_at: datetime) -> list[Answer]:
    """Take in a batch; returns an answer for each event in it, in its order.

    Locks the device. Refuses the whole batch (:class:`BatchUnreadable`) before anything is
    written. An event whose number already stands for another content is answered with
    ``conflict`` and kept aside. What a revoked device says is held for a person to judge.
    """
    return take_in_locked(Device.objects.select_for_update().get(pk=device.pk), batch, received_at)


def take_in_locked(device: Device, batch: Batch, received_at: datetime) -> list[Answer]:
    """:func:`take_in` of a device whose row the caller's transaction has locked and read."""
    _check(batch)
    points = list(device.points.all())
    _hold_points(point.pk for point in points)
    lacks = _read_clock(device, batch, received_at)
    points_at = _points_of(device, points)
    # Nobody of the army, the police or a prison is named, whatever a device sends.
    names_people = all(point.is_public for point in points)

    hashes: dict[int, list[tuple[bytes, Reported]]] = {}
    for event in batch.events:
        print_ = rules.fingerprint(event.kind, event.stated_at, event.payload)
        if all(print_ != other for other, _event in hashes.setdefault(event.seq, [])):
            hashes[event.seq].append((print_, event))
    known = _standings(device, hashes)
    fresh: list[tuple[Event, bytes]] = []
    odd: list[tuple[bytes, Reported]] = []
    for seq, said in sorted(hashes.items()):
        first = known[seq].print if seq in known else said[0][0]
        odd += [(print_, event) for print_, event in said if print_ != first]
        if seq not in known:
            event = said[0][1]
            at = rules.corrected(event.stated_at, lacks, device.speaks_from, received_at)
            fresh.append(
                (
                    Event(
                        device,
                        points_at(at),
                        seq,
                        event.kind,
                        event.payload,
                        event.stated_at,
                        at,
                        event.by if names_people else "",
                    ),
                    said[0][0],
                )
            )
    if device.revoked_at is None:
        outcomes = _handle([event for event, _hash in fresh])
    else:
        held = Outcome(Standing.HELD, "device-revoked")
        outcomes = {(device.pk, event.seq): held for event, _hash in fresh}
    _store(fresh, outcomes, received_at, carried=batch.carried)
    photos.awaits(
        device,
        [
            (event.seq, event.kind, event.payload)
            for event, _hash in fresh
            if outcomes[(device.pk, event.seq)].standing not in _NO_PHOTO
        ],
        received_at,
    )
    _keep_aside(device, odd, received_at)
    asked_again = _arrived({key for outcome in outcomes.values() for key in outcome.made})
    asked_again += _retry(device)
    if asked_again:
        now_known = _standings(device, hashes)
    else:
        now_known = known | {
            event.seq: _Stands(print_, str(said.standing), said.code, said.detail)
            for event, print_ in fresh
            for said in [outcomes[(device.pk, event.seq)]]
        }
    conflicts = {print_ for print_, _event in odd}
    answers = []
    for event in batch.events:
        row = now_known[event.seq]
        answer = Answer(event.seq, row.standing, row.code, row.detail, event.seq in known)
        if conflicts and (
            rules.fingerprint(event.kind, event.stated_at, event.payload) in conflicts
        ):
            answer = Answer(event.seq, CONFLICT, "another-content", {})
        answers.append(answer)
    return answers


@dataclass(frozen=True)
class _Stands:
    """What is known of an event: the print of its content, and what became of it."""

    print: bytes
    standing: str
    code: str
    detail: Mapping[str, Any]


def _standings(device: Device, numbers: Collection[int]) -> dict[int, _Stands]:
    """The events of a device that are known, of these numbers."""
    rows = told(
        "SELECT seq, payload_hash, standing, code, CASE WHEN detail <> '{}' THEN detail END"
        " FROM offline_deviceevent WHERE device_id = %s::bigint AND seq = ANY(%s::bigint[])",
        [device.pk, list(numbers)],
        keep=len(numbers) <= SHORT,
    )
    return {
        seq: _Stands(bytes(print_), standing, code, json.loads(detail) if detail else {})
        for seq, print_, standing, code, detail in rows
    }


def arrived(keys: Iterable[str]) -> int:
    """Tell that what events may wait for has come to be; returns how many were then taken.

    A room calls it in the transaction that makes the thing. What is taken thereby may make
    further things: it goes on until nothing moves.
    """
    return sum(outcome.standing == Standing.TAKEN for outcome in _arrived(keys))


def _arrived(keys: Iterable[str]) -> list[Outcome]:
    todo = {key for key in keys if key}
    if not todo:
        return []
    with transaction.atomic():
        return _go_on(todo)


def _go_on(todo: set[str]) -> list[Outcome]:
    """Ask those that wait for any of it, and those that wait for what they make."""
    found: list[Outcome] = []
    while todo:
        waiting = list(
            DeviceEvent.objects.select_for_update(of=("self",))
            .filter(standing=Standing.WAITING, waits_for__in=sorted(todo))
            .select_related("device")
            .order_by("device_id", "seq")
        )
        outcomes = _again(waiting)
        found += outcomes
        todo = {key for outcome in outcomes for key in outcome.made}
    return found


def judged(device: Device, numbers: Iterable[int], *, accepted: bool) -> int:
    """Hand held events to their handlers, or decline them for good; how many were held."""
    rows = list(
        DeviceEvent.objects.select_for_update(of=("self",))
        .filter(device=device, standing=Standing.HELD, seq__in=list(numbers))
        .select_related("device")
        .order_by("seq")
    )
    if accepted:
        outcomes = _again(rows)
        arrived({key for outcome in outcomes for key in outcome.made})
        return len(rows)
    for row in rows:
        kind = kind_of(row.kind)
        row.standing, row.code = Standing.DECLINED, "declined-by-a-person"
        row.payload = dict(kind.keep(row.payload)) if kind else row.payload
    DeviceEvent.objects.bulk_update(rows, ["standing", "code", "payload"], batch_size=1000)
    return len(rows)


def tells_of_a_person(event: DeviceEvent) -> bool:
    """Whether a stored event says more than its kind lets stay, as one that is held does."""
    kind = kind_of(event.kind)
    return kind is not None and dict(kind.keep(event.payload)) != event.payload


def retried(device: Device) -> tuple[int, int]:
    """Hand what failed or waits on a locked device to its handlers again, now, without waiting for
    the device; (how many were tried, how many of them were taken)."""
    _hold_points(device.points.values_list("pk", flat=True))
    outcomes = _retry(device)
    return len(outcomes), sum(one.standing == Standing.TAKEN for one in outcomes)


def _hold_points(points: Iterable[int]) -> None:
    """One bundle at a time for each point. Kinds are written one after the other, each locking what
    it needs; two devices of one point, each holding what the other wants next, would be broken off
    by the database, and again at every single event."""
    told(
        "SELECT pg_advisory_xact_lock(%s::int, number)"
        " FROM unnest(%s::int[]) WITH ORDINALITY AS g(number, place) ORDER BY place",
        [_LOCK, [pk % 2**31 for pk in sorted(points)]],
    )


def _check(batch: Batch) -> None:
    times = [batch.device_now, *(event.stated_at for event in batch.events)]
    if any(time.tzinfo is None for time in times):
        raise BatchUnreadable(why=_("giờ gửi lên không ghi múi giờ"))
    for event in batch.events:
        if not 0 < event.seq < 2**63 or not 0 < len(event.kind) <= 60:
            raise BatchUnreadable(why=_("mục số %(seq)s sai dạng") % {"seq": event.seq})
        if "\x00" in event.kind or rules.holds_nul(event.payload):
            raise BatchUnreadable(why=_("mục số %(seq)s chứa ký tự hỏng") % {"seq": event.seq})


def _points_of(
    device: Device, points: Iterable[ServicePoint]
) -> Callable[[datetime], frozenset[int]]:
    """The points that were the device's at a time: today's, and those taken from it later."""
    now = frozenset(point.pk for point in points)
    former = list(FormerPoint.objects.filter(device=device).values_list("point_id", "until"))
    return lambda at: now | {point for point, until in former if at < until}


def _read_clock(device: Device, batch: Batch, received_at: datetime) -> timedelta:
    """The device's offset, noting when its clock was set."""
    if batch.carried:
        lacks = rules.offset_of_carried(
            device.offset, batch.device_now, device.speaks_from, received_at
        )
    else:
        lacks = rules.offset(device.offset, batch.device_now, received_at)
    if lacks != device.offset:
        if device.offset is not None:
            ClockNote.objects.create(
                device=device, noted_at=received_at, before=device.offset, after=lacks
            )
        device.offset = lacks
    device.last_seen_at = received_at
    device.save(update_fields=["offset", "last_seen_at"])
    return lacks


def _chunks(events: list[Event]) -> Iterator[tuple[str, list[Event]]]:
    """Lists of one device, one person and one kind, or of the kinds that go together, with the
    kind of their first; in the order in which they first come, numbers upward."""
    lists: dict[tuple[str, int, str], list[Event]] = {}
    for event in events:
        kind = kind_of(event.kind)
        name = kind.list_name if kind else event.kind
        lists.setdefault((name, event.device.pk, event.by), []).append(event)
    for one in lists.values():
        for start in range(0, len(one), AT_ONCE):
            yield one[start].kind, one[start : start + AT_ONCE]


def _handle(events: list[Event]) -> dict[tuple[int, int], Outcome]:
    outcomes: dict[tuple[int, int], Outcome] = {}
    for name, chunk in _chunks(events):
        kind = kind_of(name)
        if kind is None:
            # A newer app than the server: kept whole until a version that knows it runs.
            answers = [Outcome(Standing.WAITING, "unknown-kind", waits_for=f"kind:{name}")] * len(
                chunk
            )
        else:
            answers = _ask(kind, chunk)
        outcomes.update({(e.device.pk, e.seq): a for e, a in zip(chunk, answers, strict=True)})
    return outcomes


def _ask(kind: Kind, chunk: list[Event]) -> list[Outcome]:
    try:
        with transaction.atomic():
            answers = kind.handler(chunk)
            if len(answers) != len(chunk):
                raise RuntimeError(f"{kind.name}: {len(chunk)} events, {len(answers)} outcomes")
            return answers
    except Refusal as refusal:
        if len(chunk) == 1:
            return [Outcome(Standing.DECLINED, refusal.code, {"sentence": str(refusal)})]
    except Exception:
        log.exception("handler of %s failed on %d events", kind.name, len(chunk))
        if len(chunk) == 1:
            return [Outcome(Standing.FAILED, "failed")]
    # One bad event must not hold back the others of its list, nor have each written by itself.
    half = len(chunk) // 2
    return [*_ask(kind, chunk[:half]), *_ask(kind, chunk[half:])]


_INSERT = """
INSERT INTO offline_deviceevent
    (device_id, seq, payload_hash, kind, payload, stated_at, corrected_at, received_at,
     standing, code, detail, waits_for, by_name, carried, news)
SELECT *, %s::boolean, true FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::text[],
    %s::jsonb[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::text[],
    %s::text[], %s::jsonb[], %s::text[], %s::text[])
"""


def _kept(event: Event, outcome: Outcome) -> Mapping[str, Any]:
    """The whole payload while it must still be taken, else what its kind lets stay."""
    if outcome.standing in {Standing.WAITING, Standing.FAILED, Standing.HELD}:
        return event.payload
    kind = kind_of(event.kind)
    return kind.keep(event.payload) if kind else event.payload


def _store(
    fresh: list[tuple[Event, bytes]],
    outcomes: dict[tuple[int, int], Outcome],
    received_at: datetime,
    *,
    carried: bool,
) -> None:
    if not fresh:
        return
    answers = [outcomes[(e.device.pk, e.seq)] for e, _hash in fresh]
    told(
        _INSERT,
        [
            carried,
            [e.device.pk for e, _hash in fresh],
            [e.seq for e, _hash in fresh],
            [print_ for _event, print_ in fresh],
            [e.kind for e, _hash in fresh],
            [Jsonb(dict(_kept(e, a))) for (e, _hash), a in zip(fresh, answers, strict=True)],
            [e.stated_at for e, _hash in fresh],
            [e.at for e, _hash in fresh],
            [received_at] * len(fresh),
            [str(a.standing) for a in answers],
            [a.code for a in answers],
            [Jsonb(dict(a.detail)) for a in answers],
            [a.waits_for for a in answers],
            [e.by for e, _hash in fresh],
        ],
        keep=len(fresh) <= SHORT,
    )


def _keep_aside(device: Device, odd: list[tuple[bytes, Reported]], received_at: datetime) -> None:
    RefusedEvent.objects.bulk_create(
        [
            RefusedEvent(
                device=device,
                seq=event.seq,
                payload_hash=print_,
                kind=event.kind,
                payload=dict(kind.keep(event.payload) if (kind := kind_of(event.kind)) else {}),
                stated_at=event.stated_at,
                received_at=received_at,
            )
            for print_, event in odd
        ],
        ignore_conflicts=True,
    )


_CHANGE = """
UPDATE offline_deviceevent e SET standing = g.standing, code = g.code, detail = g.detail,
    waits_for = g.waits_for, payload = g.payload, news = e.news OR g.news,
    told_in = CASE WHEN g.news THEN NULL ELSE e.told_in END
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::text[],
    %s::jsonb[], %s::boolean[])
    AS g(device_id, seq, standing, code, detail, waits_for, payload, news)
WHERE e.device_id = g.device_id AND e.seq = g.seq
"""


def _again(rows: list[DeviceEvent]) -> list[Outcome]:
    """Hand stored events to their handlers once more and write what came of it."""
    if not rows:
        return []
    points_at: dict[int, Callable[[datetime], frozenset[int]]] = {}
    events = []
    for row in rows:
        if row.device_id not in points_at:
            points_at[row.device_id] = _points_of(row.device, row.device.points.all())
        events.append(
            Event(
                row.device,
                points_at[row.device_id](row.corrected_at),
                row.seq,
                row.kind,
                row.payload,
                row.stated_at,
                row.corrected_at,
                row.by_name,
            )
        )
    outcomes = _handle(events)
    answers = [outcomes[(row.device_id, row.seq)] for row in rows]
    changed = []
    for row, event, answer in zip(rows, events, answers, strict=True):
        said = (answer.standing, answer.code, dict(answer.detail))
        news = said != (row.standing, row.code, row.detail)
        # What waits mostly goes on waiting for the same.
        if news or answer.waits_for != row.waits_for:
            kept = Jsonb(dict(_kept(event, answer)))
            changed.append(
                (row.device_id, row.seq, str(said[0]), said[1], Jsonb(said[2]), answer.waits_for,
                 kept, news)
            )  # fmt: skip
    if changed:
        columns = [list(column) for column in zip(*changed, strict=True)]
        told(_CHANGE, columns, keep=len(changed) <= SHORT)
    return answers


def _retry(device: Device) -> list[Outcome]:
    """Try once more what failed or waits on this device; what came of each.

    A waiting event may have missed its call: what it waits for was being written by another
    transaction, unseen, at the moment it was put to wait.
    """
    left = list(
        DeviceEvent.objects.select_for_update(of=("self",))
        .filter(device=device, standing__in=[Standing.FAILED, Standing.WAITING])
        .select_related("device")
        .order_by("seq")[:AT_ONCE]
    )
    outcomes = _again(left)
    _arrived({key for outcome in outcomes for key in outcome.made})
    return outcomes
