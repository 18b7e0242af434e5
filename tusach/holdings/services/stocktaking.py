"""Taking stock at the shelves: begin, see copies, close, reopen, drop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tusach.audit.api import Actor, record
from tusach.holdings.errors import (
    NothingToCount,
    NotSeen,
    ScanIsAmbiguous,
    StocktakeIsElsewhere,
    StocktakeUnderWay,
)
from tusach.holdings.models import (
    Copy,
    CopyPlace,
    Finding,
    Stocktake,
    StocktakeLine,
    UnknownCode,
)
from tusach.holdings.selectors.copies import all_copies, copies_by_code
from tusach.holdings.selectors.stocktakes import ON_SHELF
from tusach.holdings.tasks import ask_for_stocktake
from tusach.network.api import ServicePoint
from tusach.ui.api import note_asked

State = Stocktake.State
# What may be changed of the printed record.
RECORD = ("record_number", "record_on", "decision", "council")
# The highest sign, so that a bound takes in all that begins like it.
_LAST = "\U0010ffff"


def _locked(stocktake: Stocktake, *states: str) -> Stocktake:
    held = (
        Stocktake.objects.select_for_update(of=("self",))
        .select_related("point")
        .get(pk=stocktake.pk)
    )
    if held.state not in states:
        raise StocktakeIsElsewhere(name=held.name, state=held.get_state_display())
    return held


# Labels are put on while shelves are counted and long after.
_KEPT = (State.COUNTING, State.CLOSING, State.CLOSED, State.REOPENING)


def _shared(stocktake: Stocktake, *states: str) -> None:
    """As many as like count at once; nobody closes meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state FROM holdings_stocktake WHERE id = %s FOR SHARE", [stocktake.pk]
        )
        (state,) = cursor.fetchone()
    if state not in (states or (State.COUNTING,)):
        raise StocktakeIsElsewhere(name=stocktake.name, state=State(state).label)


def _on(stocktake: Stocktake) -> tuple[str, int, str]:
    return "holdings.stocktake", stocktake.pk, stocktake.name[:300]


# The places are shared before the lines are written, in the order of copies: who moves one of
# these copies meanwhile finds its line then (migration 0014).
_EXPECT = """
WITH here AS MATERIALIZED (
    SELECT p.copy_id, p.entry_id, c.price, c.collection, c.shelf_mark, c.register_id, c.number
    FROM holdings_copyplace p JOIN holdings_copy c ON c.id = p.copy_id
    WHERE p.point_id = %(point)s AND p.state = ANY(%(states)s)
      AND (%(collections)s::text[] = '{}' OR c.collection = ANY(%(collections)s))
      AND (%(first)s = '' OR c.shelf_mark COLLATE "C" >= %(first)s)
      AND (%(last)s = '' OR c.shelf_mark COLLATE "C" <= %(last)s)
    ORDER BY p.copy_id FOR SHARE OF p, c
)
INSERT INTO holdings_stocktakeline
    (stocktake_id, copy_id, expected, entry_then, seen_name, damaged, finding, price, collection)
SELECT %(stocktake)s, copy_id, true, entry_id, '', false, 'missing', price, collection
FROM here ORDER BY shelf_mark, register_id, number
"""


@transaction.atomic
def begin(
    *,
    point: ServicePoint,
    name: str,
    by: Actor,
    at: datetime,
    collections: Sequence[str] = (),
    shelf_from: str = "",
    shelf_to: str = "",
) -> Stocktake:
    """Note what should stand at a place now, of these collections and shelf marks.

    Lent, packed, lost and withdrawn copies are not expected. Refuses a place where nothing
    of that stands (:class:`NothingToCount`) and one where a count of the same is under way
    (:class:`StocktakeUnderWay`). Recorded as ``holdings.begin_stocktake``.
    """
    # Two who begin at once wait for each other here; whoever moves copies does not.
    ServicePoint.objects.select_for_update(no_key=True).get(pk=point.pk)
    other = Stocktake.objects.filter(
        point=point, state=State.COUNTING, collections=list(collections),
        shelf_from=shelf_from, shelf_to=shelf_to,
    ).first()  # fmt: skip
    if other is not None:
        raise StocktakeUnderWay(name=other.name)
    begun = Stocktake(
        point=point,
        name=name.strip(),
        collections=list(collections),
        shelf_from=shelf_from.strip(),
        shelf_to=shelf_to.strip(),
        opened_at=at,
    )
    begun.actor = by
    begun.save()
    with connection.cursor() as cursor:
        cursor.execute(
            _EXPECT,
            {
                "stocktake": begun.pk,
                "point": point.pk,
                "states": list(ON_SHELF),
                "collections": begun.collections,
                "first": begun.shelf_from,
                "last": begun.shelf_to and begun.shelf_to + _LAST,
            },
        )
        count = cursor.rowcount
    if not count:
        raise NothingToCount(place=point.name)
    record(
        "holdings.begin_stocktake",
        by=by,
        on=_on(begun),
        place=point.pk,
        changes={"copies": [None, count]},
        at=at,
    )
    return begun


@dataclass(frozen=True)
class Sighting:
    """What became of one code: the copy it means (none: no copy has it), whether that was
    expected, and whether it had been seen before."""

    code: str
    copy_id: int | None
    expected: bool = False
    again: bool = False


@transaction.atomic
def see(
    *,
    stocktake: Stocktake,
    codes: Sequence[str],
    by: Actor,
    at: datetime,
    damaged: bool = False,
    needs_label: bool = False,
    copy: int | None = None,
) -> list[Sighting]:
    """Note what was scanned at the shelves, one sighting for each code in its order.

    A code that several copies carry means the one that is expected here, or else the one
    that is here; ``copy`` says which was chosen. Seen again, the first sighting stays; damage,
    and that it needs a label, are added. Several people may count at once. Refuses a code that
    still means several (:class:`ScanIsAmbiguous`) and a stocktake that does not count
    (:class:`StocktakeIsElsewhere`).
    """
    _shared(stocktake)
    wanted = list(dict.fromkeys(code.strip()[:60] for code in codes if code.strip()))
    meant = {}
    for code, pks in _likely(stocktake, wanted, copy).items():
        if len(pks) > 1:
            found = all_copies().filter(pk__in=pks).order_by("owner_id", "pk")
            raise ScanIsAmbiguous(scan=code, count=len(pks), copies=list(found[:50]))
        (meant[code],) = pks
    lines = _write_seen(
        stocktake,
        sorted(set(meant.values())),
        damaged=damaged,
        needs_label=needs_label,
        by=by,
        at=at,
    )
    _write_unknown(stocktake, [code for code in wanted if code not in meant], by=by, at=at)
    return [
        Sighting(code, meant[code], *lines[meant[code]]) if code in meant else Sighting(code, None)
        for code in wanted
    ]


def several(*, stocktake: Stocktake, codes: Sequence[str]) -> set[str]:
    """Those codes that still mean more than one copy."""
    return {code for code, pks in _likely(stocktake, codes, None).items() if len(pks) > 1}


def _likely(stocktake: Stocktake, codes: Sequence[str], chosen: int | None) -> dict[str, set[int]]:
    """The copies that each code may mean: the chosen one, or those expected, or those here,
    or all. A code that means none is left out."""
    found = copies_by_code(codes)
    doubtful = {pk for pks in found.values() if len(pks) > 1 for pk in pks}
    if not doubtful:
        return found
    lines = StocktakeLine.objects.filter(stocktake=stocktake, expected=True, copy__in=doubtful)
    expected = set(lines.values_list("copy", flat=True))
    placed = Copy.objects.filter(pk__in=doubtful, place__point=stocktake.point_id)
    here = set(placed.values_list("pk", flat=True))
    return {
        code: next(some for some in (pks & {chosen}, pks & expected, pks & here, pks) if some)
        for code, pks in found.items()
    }


_SIGHTING = ("seen_at", "seen_account", "seen_name", "damaged", "needs_label", "labelled_at")
_SEEN = """
WITH here AS MATERIALIZED (
    SELECT p.copy_id, p.entry_id, p.state, c.price, c.collection
    FROM holdings_copyplace p JOIN holdings_copy c ON c.id = p.copy_id
    WHERE p.copy_id = ANY(%(copies)s) ORDER BY p.copy_id FOR SHARE OF p, c
)
INSERT INTO holdings_stocktakeline AS l
    (stocktake_id, copy_id, expected, entry_then, seen_at, seen_account, seen_name, damaged,
     needs_label, finding, price, collection)
SELECT %(stocktake)s, copy_id, false, entry_id, %(at)s, %(account)s, %(name)s, %(damaged)s,
       %(needs_label)s,
       CASE WHEN state = 'lost' THEN 'regained' ELSE 'stray' END, price, collection
FROM here ORDER BY copy_id
ON CONFLICT (stocktake_id, copy_id) DO UPDATE SET
    finding = CASE WHEN l.expected THEN 'found' ELSE excluded.finding END,
    entry_then = CASE WHEN l.seen_at IS NULL THEN excluded.entry_then ELSE l.entry_then END,
    seen_account = CASE WHEN l.seen_at IS NULL THEN excluded.seen_account ELSE l.seen_account END,
    seen_name = CASE WHEN l.seen_at IS NULL THEN excluded.seen_name ELSE l.seen_name END,
    damaged = l.damaged OR excluded.damaged,
    needs_label = l.needs_label OR excluded.needs_label,
    labelled_at = CASE WHEN NOT excluded.needs_label THEN l.labelled_at END,
    seen_at = coalesce(l.seen_at, excluded.seen_at)
RETURNING copy_id, expected, seen_at <> %(at)s OR seen_account IS DISTINCT FROM %(account)s
"""


def _write_seen(
    stocktake: Stocktake,
    copies: Sequence[int],
    *,
    damaged: bool,
    needs_label: bool,
    by: Actor,
    at: datetime,
) -> dict[int, tuple[bool, bool]]:
    """Copy → (expected, seen before)."""
    if not copies:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _SEEN,
            {
                "stocktake": stocktake.pk,
                "copies": list(copies),
                "at": at,
                "account": by.account,
                "name": by.name[:200],
                "damaged": damaged,
                "needs_label": needs_label,
            },
        )
        return {pk: (expected, again) for pk, expected, again in cursor.fetchall()}


def _write_unknown(stocktake: Stocktake, codes: Sequence[str], *, by: Actor, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO holdings_unknowncode AS u (stocktake_id, code, times, seen_at, seen_name)"
            " VALUES (%s, %s, 1, %s, %s)"
            " ON CONFLICT (stocktake_id, code) DO UPDATE SET times = u.times + 1",
            [(stocktake.pk, code, at, by.name[:200]) for code in codes],
        )


@transaction.atomic
def unsee(*, stocktake: Stocktake, code: str) -> int:
    """Take a sighting back; returns which copy. Refuses a code that nobody scanned here
    (:class:`NotSeen`)."""
    _shared(stocktake)
    pks = copies_by_code([code]).get(code, set())
    held = CopyPlace.objects.select_for_update().filter(copy__in=pks).order_by("copy_id")
    entries = dict(held.values_list("copy_id", "entry_id"))
    line = (
        StocktakeLine.objects.select_for_update()
        .filter(stocktake=stocktake, copy__in=pks, seen_at__isnull=False)
        .order_by("-seen_at")
        .first()
    )
    if line is None:
        raise NotSeen(scan=code)
    if not line.expected:
        line.delete()
        return line.copy_id
    line.seen_at, line.seen_account, line.seen_name, line.damaged = None, None, "", False
    line.needs_label, line.labelled_at = False, None
    untouched = entries[line.copy_id] == line.entry_then
    line.finding = Finding.MISSING if untouched else Finding.MEANWHILE
    line.save(update_fields=[*_SIGHTING, "finding"])
    return line.copy_id


@transaction.atomic
def labelled(*, stocktake: Stocktake, lines: Sequence[int] | None, at: datetime) -> int:
    """Note that copies which needed a label have one now: these lines, or (None) all that wait.
    Returns how many; those noted before stay as they are. Refuses a dropped stocktake
    (:class:`StocktakeIsElsewhere`)."""
    _shared(stocktake, *_KEPT)
    waiting = StocktakeLine.objects.filter(
        stocktake=stocktake, needs_label=True, labelled_at__isnull=True
    )
    if lines is not None:
        waiting = waiting.filter(pk__in=lines)
    return waiting.update(labelled_at=at)


@transaction.atomic
def needs_no_label(*, stocktake: Stocktake, lines: Sequence[int]) -> int:
    """Take the mark off these lines, set by mistake; returns how many had it. Refuses a dropped
    stocktake (:class:`StocktakeIsElsewhere`)."""
    _shared(stocktake, *_KEPT)
    marked = StocktakeLine.objects.filter(stocktake=stocktake, needs_label=True, pk__in=lines)
    return marked.update(needs_label=False, labelled_at=None)


@transaction.atomic
def forget_code(*, stocktake: Stocktake, code: str) -> None:
    """Take an unknown code off the list: a slip of the scanner, or dealt with."""
    _shared(stocktake)
    UnknownCode.objects.filter(stocktake=stocktake, code=code).delete()


@transaction.atomic
def close(
    *, stocktake: Stocktake, lose_missing: bool, keep_strays: bool, by: Actor, at: datetime
) -> Stocktake:
    """Have the worker write what the count found, in the name of ``by``.

    With ``lose_missing`` copies not seen are lost, with ``keep_strays`` copies that the ledger
    has elsewhere are here. Lost copies that were seen are found, damaged ones damaged, either
    way. Recorded as ``holdings.close_stocktake``.
    """
    held = _locked(stocktake, State.COUNTING)
    held.state, held.worked_to = State.CLOSING, 0
    held.lose_missing, held.keep_strays = lose_missing, keep_strays
    return _set_going(held, "holdings.close_stocktake", by=by, at=at)


@transaction.atomic
def reopen(*, stocktake: Stocktake, by: Actor, at: datetime) -> Stocktake:
    """Count on: what the close wrote is taken back by counter-entries, but for copies that
    something has happened to since. Recorded as ``holdings.reopen_stocktake``."""
    held = _locked(stocktake, State.CLOSED)
    held.state, held.worked_to, held.finished_at = State.REOPENING, 0, None
    return _set_going(held, "holdings.reopen_stocktake", by=by, at=at)


def _set_going(held: Stocktake, act: str, *, by: Actor, at: datetime) -> Stocktake:
    held.actor = by
    held.problem = {}
    held.save()
    note_asked(held, at)
    ask_for_stocktake(held.pk)
    record(act, by=by, on=_on(held), place=held.point_id, at=at)
    return held


@transaction.atomic
def ask_again(*, stocktake: Stocktake, at: datetime) -> None:
    """Ask a worker once more for what stopped or lies still."""
    held = _locked(stocktake, *Stocktake.UNDER_WAY)
    Stocktake.objects.filter(pk=held.pk).update(problem={})
    note_asked(held, at)
    ask_for_stocktake(held.pk)


@transaction.atomic
def drop(*, stocktake: Stocktake, by: Actor, at: datetime) -> Stocktake:
    """Leave a count. Nothing of it goes into the ledger; what was scanned can still be read."""
    held = _locked(stocktake, State.COUNTING)
    held.state, held.finished_at = State.DROPPED, at
    held.save(update_fields=["state", "finished_at"])
    record("holdings.drop_stocktake", by=by, on=_on(held), place=held.point_id, at=at)
    return held


@transaction.atomic
def write_record(*, stocktake: Stocktake, values: Mapping[str, Any]) -> Stocktake:
    """What the printed record says beside the figures: its number and day, who sat."""
    held = _locked(stocktake, State.COUNTING, State.CLOSED)
    for name in RECORD:
        if name in values:
            setattr(held, name, values[name])
    held.save(update_fields=RECORD)
    return held
