"""The only writer of where a copy is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from tusach.audit.api import Actor
from tusach.holdings.chain import chain_parameters, chain_sql, places_sql
from tusach.holdings.documents import announce
from tusach.holdings.errors import ActNotPossible, CopyIsElsewhere, CopyIsWithdrawn, NoSuchCopy
from tusach.holdings.holder import Holder
from tusach.holdings.models import Copy
from tusach.holdings.moment import Position
from tusach.holdings.rules import FROM_DEVICES, LedgerAct, State, may_follow
from tusach.holdings.selectors.places import names_of
from tusach.ui.api import SHORT, together, told

# One number for "somebody writes the ledger": writers share it, a freeze takes it alone.
_WRITERS = 7302
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Move:
    """One copy goes to a holder.

    ``expect_from``: where the writer believes the copy to be (None: wherever it is).
    ``happened_at``: None for the time of the call; for a device the corrected time.
    ``device`` (its number) and ``seq`` name the event of a device, ``stated_at`` what the
    device or the paper said. ``settles``: the entry that this one settles.
    """

    copy_id: int
    to: Holder
    act: str
    state: str
    expect_from: Holder | None = None
    happened_at: datetime | None = None
    note: str = ""
    device: int | None = None
    seq: int | None = None
    stated_at: datetime | None = None
    settles: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a move. ``fits`` is False for an entry that was kept as unsettled;
    ``repeated`` True for a device's event that stood in the ledger already."""

    copy_id: int
    entry_id: int
    fits: bool
    repeated: bool = False


@dataclass
class Place:
    holder: Holder
    state: str
    since: datetime
    barcode: str
    accessioned_at: datetime
    record_id: int


def writing() -> None:
    """Take a share in the right to write the ledger, before any row is locked."""
    told("SELECT pg_advisory_xact_lock_shared(%s::bigint)", [_WRITERS])


# Rows are locked once they are joined: a share in the ledger is taken before the first of them.
# The copy's own columns never change, so that joining them under the lock is safe.
_LOCK = """
SELECT p.copy_id, p.point_id, p.container_id, p.post, p.state, p.since, c.barcode,
       c.accessioned_at, c.record_id
FROM (SELECT pg_advisory_xact_lock_shared(%s::bigint) OFFSET 0) writers,
     holdings_copyplace p JOIN holdings_copy c ON c.id = p.copy_id
WHERE p.copy_id = ANY(%s::bigint[]) ORDER BY p.copy_id FOR UPDATE OF p
"""


def lock_places(copy_ids: list[int]) -> dict[int, Place]:
    """Take a share in the ledger (:func:`writing`) and lock the places of these copies, in the
    order of copies; what has none is left out."""
    rows = told(_LOCK, [_WRITERS, copy_ids], keep=len(copy_ids) <= SHORT)
    return {row[0]: Place(Holder(*row[1:4]), *row[4:]) for row in rows}


def hold_places(copy_ids: list[int]) -> dict[int, Place]:
    """Take a share in the ledger and lock the places of these copies until the transaction ends:
    for a room above that asks where they are before it moves them. Returns them by copy, for
    :func:`move`."""
    return lock_places(sorted(copy_ids))


def _after_devices(copy_ids: list[int]) -> set[int]:
    """Those whose last entry came from a device: at the same time it stands last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.copy_id FROM holdings_copyplace p JOIN holdings_ledgerentry e"
            " ON e.id = p.entry_id WHERE p.copy_id = ANY(%s) AND e.device_id IS NOT NULL",
            [copy_ids],
        )
        return {row[0] for row in cursor.fetchall()}


def move(
    moves: Sequence[Move], *, by: Actor, at: datetime, held: dict[int, Place] | None = None
) -> list[Outcome]:
    """Write that copies went from where they are to other holders; returns one outcome each.

    Takes a share in the ledger, locks the copies' places in the order of copies (one call
    with all moves, or two callers may meet crosswise) and writes thousands in a few
    statements. Moves of one copy are taken in the order given.

    A move made at a desk is refused, and with it the whole call, when ``expect_from`` does
    not hold (:class:`CopyIsElsewhere`, which names the place), when the act cannot follow
    the copy's state (:class:`ActNotPossible`), or when it was withdrawn
    (:class:`CopyIsWithdrawn`). Its time is never before what the ledger already says of the
    copy; a paper that says so keeps its own time in ``stated_at``.

    A device's move is never refused for where the copy is: it tells what was seen there. It
    must say its ``expect_from``. The same event given twice is written once.

    ``held``: the places, where the caller holds them (:func:`hold_places`) and has moved none
    since.
    """
    if not moves:
        return []
    with together():
        return _move(moves, by, at, held)


def _move(
    moves: Sequence[Move], by: Actor, at: datetime, held: dict[int, Place] | None
) -> list[Outcome]:
    copy_ids = sorted({m.copy_id for m in moves})
    places = held if held is not None else lock_places(copy_ids)
    for copy_id in copy_ids:
        if copy_id not in places:
            raise NoSuchCopy(scan=copy_id)
    if len(moves) == 1 and _stands_last(moves[0], places[copy_ids[0]], at):
        row = _from_desk(moves[0], places[copy_ids[0]], at, behind_device=False)
        [(entry,)] = told(_APPEND, [*row, by.account, by.name])
        announce([places[copy_ids[0]].record_id])
        return [Outcome(copy_ids[0], entry, fits=True)]
    early = [
        m.copy_id
        for m in moves
        if m.device is None and (m.happened_at or at) <= places[m.copy_id].since
    ]
    behind_device = _after_devices(early) if early else set()
    rows = []
    for one in moves:
        place = places[one.copy_id]
        if one.device is not None:
            rows.append(_from_device(one, place))
        else:
            rows.append(_from_desk(one, place, at, one.copy_id in behind_device))
            behind_device.discard(one.copy_id)
    written = _insert(rows, by)
    refresh(copy_ids)
    announce(sorted({places[copy_id].record_id for copy_id in copy_ids}))
    return _outcomes(moves, written, copy_ids)


def _stands_last(one: Move, place: Place, at: datetime) -> bool:
    """Whether a move at a desk stands after all there is of its copy, so that it alone says where
    the copy is and the chain need not be read."""
    plain = one.device is None and one.settles is None
    decides = place.state == State.WITHDRAWN or one.act in (
        LedgerAct.SETTLE,
        LedgerAct.WITHDRAW,
        LedgerAct.ACCESSION,
    )
    return plain and not decides and (one.happened_at or at) > place.since


def _from_device(one: Move, place: Place) -> list[Any]:
    if one.expect_from is None or one.seq is None or one.stated_at is None:
        raise ValueError("a device says where it took the copy from, its number and its time")
    if one.act not in FROM_DEVICES or one.to.is_outside or one.expect_from.is_outside:
        raise ValueError(f"{one.act} is not for a device to report")
    happened_at = max(one.happened_at or one.stated_at, place.accessioned_at)
    return _row(one, one.expect_from, happened_at, one.stated_at)


def _from_desk(one: Move, place: Place, at: datetime, behind_device: bool) -> list[Any]:
    facts = {"barcode": place.barcode, "state": State(place.state).label}
    if place.state == State.WITHDRAWN:
        if one.act != LedgerAct.SETTLE or one.expect_from is None:
            raise CopyIsWithdrawn(barcode=place.barcode)
        # What turned up after the withdrawal is settled on paper; the copy stays out.
        return _row(one, one.expect_from, max(at, place.since), None)
    if one.expect_from is not None and one.expect_from != place.holder:
        raise CopyIsElsewhere(place=names_of([place.holder])[place.holder], **facts)
    if not may_follow(one.act, place.state):
        raise ActNotPossible(
            place=names_of([place.holder])[place.holder], act=LedgerAct(one.act).label, **facts
        )
    said = one.happened_at or at
    happened_at = max(said, place.since + _TICK if behind_device else place.since)
    row = _row(
        one, place.holder, happened_at, one.stated_at or (said if said != happened_at else None)
    )
    place.holder, place.state, place.since = one.to, one.state, happened_at
    return row


def _row(one: Move, origin: Holder, happened_at: datetime, stated_at: datetime | None) -> list[Any]:
    return [
        one.copy_id,
        one.act,
        origin.point,
        origin.container,
        origin.post,
        one.to.point,
        one.to.container,
        one.to.post,
        one.state,
        happened_at,
        stated_at,
        one.device,
        one.seq,
        one.note[:500],
        one.settles,
        one.act == LedgerAct.WITHDRAW,
    ]


_INSERT = """
INSERT INTO holdings_ledgerentry
    (copy_id, act, from_point_id, from_container_id, from_post, to_point_id, to_container_id,
     to_post, state, happened_at, stated_at, device_id, device_seq, note, settles_id, final,
     by_account, by_name)
SELECT copy_id, act, from_point_id, from_container_id, from_post, to_point_id, to_container_id,
       to_post, state, happened_at, stated_at, device_id, device_seq, note, settles_id, final,
       %s::bigint, %s::text
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[],
            %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[],
            %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::boolean[])
    WITH ORDINALITY AS g(copy_id, act, from_point_id, from_container_id, from_post, to_point_id,
        to_container_id, to_post, state, happened_at, stated_at, device_id, device_seq, note,
        settles_id, final, place)
ORDER BY place
ON CONFLICT (device_id, device_seq, copy_id, act) WHERE device_id IS NOT NULL DO NOTHING
RETURNING id, copy_id, act, device_id, device_seq
"""


# One entry that stands last in its chain, and the place that it makes.
_APPEND = """
WITH entry AS (
    INSERT INTO holdings_ledgerentry
        (copy_id, act, from_point_id, from_container_id, from_post, to_point_id, to_container_id,
         to_post, state, happened_at, stated_at, device_id, device_seq, note, settles_id, final,
         by_account, by_name)
    VALUES (%s::bigint, %s::text, %s::bigint, %s::bigint, %s::text, %s::bigint, %s::bigint,
            %s::text, %s::text, %s::timestamptz, %s::timestamptz, %s::bigint, %s::bigint,
            %s::text, %s::bigint, %s::boolean, %s::bigint, %s::text)
    RETURNING id, copy_id, to_point_id, to_container_id, to_post, state, happened_at, recorded_at
), place AS (
    UPDATE holdings_copyplace p SET point_id = e.to_point_id, container_id = e.to_container_id,
        post = e.to_post, state = e.state, entry_id = e.id, since = e.happened_at,
        recorded_at = e.recorded_at
    FROM entry e WHERE p.copy_id = e.copy_id
)
SELECT id FROM entry
"""


def _insert(rows: list[list[Any]], by: Actor) -> list[tuple[Any, ...]]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    return told(_INSERT, [by.account, by.name, *columns], keep=len(rows) <= SHORT)


def first_entries(
    copies: Sequence[tuple[Copy, Holder]], *, state: str = State.IN_STORE, by: Actor
) -> None:
    """Write the accession of new copies, each on its day, and their places. Called by
    ``accession`` alone."""
    rows = [
        _row(
            Move(copy.pk, to, LedgerAct.ACCESSION, state, note=copy.fund),
            Holder(),
            copy.accessioned_at,
            None,
        )
        for copy, to in copies
    ]
    entries = _insert(rows, by)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO holdings_copyplace (copy_id, point_id, container_id, post, state,"
            " entry_id, since, recorded_at, unsettled)"
            " SELECT copy_id, to_point_id, to_container_id, to_post, state, id, happened_at,"
            " recorded_at, 0 FROM holdings_ledgerentry WHERE id = ANY(%s)",
            [[entry[0] for entry in entries]],
        )


def refresh(copy_ids: list[int]) -> None:
    """Bring the places of these copies (locked) to what their chains say."""
    told(
        f"UPDATE holdings_copyplace p SET point_id = n.point_id,"  # noqa: S608
        " container_id = n.container_id, post = n.post, state = n.state,"
        " entry_id = n.entry_id, since = n.since, recorded_at = n.recorded_at,"
        f" unsettled = n.unsettled FROM ({places_sql('copy_id = ANY(%s::bigint[])')}) n"
        " WHERE n.copy_id = p.copy_id"
        " AND (p.entry_id, p.unsettled) IS DISTINCT FROM (n.entry_id, n.unsettled)",
        [*chain_parameters(), copy_ids],
        keep=len(copy_ids) <= SHORT,
    )


def _outcomes(
    moves: Sequence[Move], written: list[tuple[Any, ...]], copy_ids: list[int]
) -> list[Outcome]:
    by_event = {(r[1], r[2], r[3], r[4]): r[0] for r in written if r[3] is not None}
    from_desk = iter([r[0] for r in written if r[3] is None])
    device_moves = [m for m in moves if m.device is not None]
    old: dict[tuple[Any, ...], int] = {}
    misfits: set[int] = set()
    if device_moves:
        if any((m.copy_id, m.act, m.device, m.seq) not in by_event for m in device_moves):
            rows = told(
                "SELECT e.id, e.copy_id, e.act, e.device_id, e.device_seq"
                " FROM holdings_ledgerentry e JOIN unnest(%s::bigint[], %s::bigint[])"
                " AS g(device, seq) ON e.device_id = g.device AND e.device_seq = g.seq",
                [[m.device for m in device_moves], [m.seq for m in device_moves]],
                keep=len(device_moves) <= SHORT,
            )
            old = {(r[1], r[2], r[3], r[4]): r[0] for r in rows}
        rows = told(
            f"SELECT id FROM ({chain_sql('copy_id = ANY(%s::bigint[])')}) c"  # noqa: S608
            " WHERE misfit",
            [*chain_parameters(), copy_ids],
            keep=len(copy_ids) <= SHORT,
        )
        misfits = {pk for (pk,) in rows}
    outcomes = []
    for one in moves:
        if one.device is None:
            outcomes.append(Outcome(one.copy_id, next(from_desk), fits=True))
            continue
        key = (one.copy_id, one.act, one.device, one.seq)
        entry = by_event.pop(key, None)
        if entry is not None:
            old[key] = entry
        outcomes.append(
            Outcome(one.copy_id, old[key], old[key] not in misfits, repeated=entry is None)
        )
    return outcomes


@transaction.atomic
def mark() -> Position:
    """Note how far the ledger has been written, for a figure that is being frozen.

    Waits until no transaction is writing, and holds the writers up until the caller's
    transaction ends: all up to the position is then committed and stays as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
        cursor.execute(
            "INSERT INTO holdings_ledgermark (position, marked_at)"
            # The rows of ownership are numbered on with the entries.
            " SELECT greatest(0, (SELECT max(id) FROM holdings_ledgerentry),"
            " (SELECT max(id) FROM holdings_ownership)), greatest(clock_timestamp(),"
            " (SELECT marked_at FROM holdings_ledgermark ORDER BY id DESC LIMIT 1))"
            " RETURNING position"
        )
        return Position(int(cursor.fetchone()[0]))
