"""The only writer of statements, and of the open loans, remarks and figures that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.circulation.fold import Loan, Said, State, counts, fold, step
from tusach.circulation.models import OpenLoan, Remark, StatementKind
from tusach.circulation.services.late_fines import Turned, follow
from tusach.facts import api as facts
from tusach.facts.api import Fact, Measure, Mode
from tusach.holdings.api import Collection, Copy
from tusach.ui.api import SHORT, told

# Under which kinds of source the figures know loans and renewals counted one by one.
SOURCES = {
    StatementKind.LEND: "circulation.loan",
    StatementKind.RENEW: "circulation.renewal",
}
_MEASURES = {StatementKind.LEND: Measure.LOAN, StatementKind.RENEW: Measure.RENEWAL}


@dataclass(frozen=True)
class Saying:
    """A statement that is to be written; the columns are those of the model. ``happened_at`` is
    corrected, and for a device never another one when the same event is said again."""

    kind: str
    copy: Copy
    point: int
    audience: str
    happened_at: datetime
    reader: int | None = None
    stated_at: datetime | None = None
    device: int | None = None
    seq: int | None = None
    rule: int | None = None
    due: date | None = None
    amount: int | None = None
    undoes: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Written:
    """What became of a saying: its statement, whether it stood there before, and what is odd
    about it (:class:`RemarkKind` or "")."""

    statement: int
    remark: str = ""
    repeated: bool = False


_INSERT = """
INSERT INTO circulation_statement
    (kind, copy_id, reader_id, audience, point_id, happened_at, stated_at, device_id, device_seq,
     rule_id, due, amount, undoes, note, by_account, by_name)
SELECT kind, copy_id, reader_id, audience, point_id, happened_at, stated_at, device_id, device_seq,
       rule_id, due, amount, undoes, note, %s::bigint, %s::text
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[],
            %s::timestamptz[], %s::bigint[], %s::bigint[], %s::bigint[], %s::date[], %s::int[],
            %s::bigint[], %s::text[])
    WITH ORDINALITY AS g(kind, copy_id, reader_id, audience, point_id, happened_at, stated_at,
        device_id, device_seq, rule_id, due, amount, undoes, note, place)
ORDER BY place
ON CONFLICT (device_id, device_seq, happened_at) WHERE device_id IS NOT NULL DO NOTHING
RETURNING id, device_id, device_seq
"""


def insert(sayings: Sequence[Saying], by: Actor) -> list[tuple[int, bool]]:
    """Write the statements; returns for each its number and whether it stood there before."""
    columns: list[Any] = [
        [s.kind for s in sayings],
        [s.copy.pk for s in sayings],
        [s.reader for s in sayings],
        [s.audience for s in sayings],
        [s.point for s in sayings],
        [s.happened_at for s in sayings],
        [s.stated_at for s in sayings],
        [s.device for s in sayings],
        [s.seq for s in sayings],
        [s.rule for s in sayings],
        [s.due for s in sayings],
        [s.amount for s in sayings],
        [s.undoes for s in sayings],
        [s.note for s in sayings],
    ]
    rows = told(_INSERT, [by.account, by.name, *columns], keep=len(sayings) <= SHORT)
    from_desk = iter([pk for pk, device, _seq in rows if device is None])
    fresh = {(device, seq): pk for pk, device, seq in rows if device is not None}
    old: dict[tuple[int, int], int] = {}
    again = [s for s in sayings if s.device and (s.device, s.seq) not in fresh]
    if again:
        stood = told(
            "SELECT s.id, s.device_id, s.device_seq FROM circulation_statement s"
            " JOIN unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS g(device, seq, at)"
            " ON s.device_id = g.device AND s.device_seq = g.seq AND s.happened_at = g.at",
            [[s.device for s in again], [s.seq for s in again], [s.happened_at for s in again]],
            keep=False,
        )
        old = {(device, seq): pk for pk, device, seq in stood}
    found = []
    for one in sayings:
        if one.device is None:
            found.append((next(from_desk), False))
            continue
        key = (one.device, one.seq or 0)
        # The same event twice in one call is written once.
        pk = fresh.pop(key, None)
        if pk is not None:
            old[key] = pk
        found.append((old[key], pk is None))
    return found


@dataclass
class Chain:
    """A copy, what its statements came to before, and what they come to now."""

    copy: Copy
    before: Loan | None
    after: State
    said: list[Said] = field(default_factory=list)


def write_at_desk(saying: Saying, open_loan: OpenLoan | None, *, by: Actor) -> Written:
    """Write a statement that happened after all others of its copy, whose place is locked.

    Its open loan (None: none) is taken one step on; the chain need not be read.
    """
    [(pk, _again)] = insert([saying], by)
    before = loan_of(open_loan) if open_loan is not None else None
    said = _said(saying, pk)
    state = State(open=before)
    step(state, said)
    settle([Chain(saying.copy, before, state, [said])], fresh={pk}, remarks={}, by=by)
    return Written(pk, state.remarks.get(pk, ""))


def write(sayings: Sequence[Saying], *, by: Actor) -> list[Written]:
    """Write statements in any order and at any time, about copies whose places are locked, and
    bring what follows from them up to date: a few queries, however many."""
    found = insert(sayings, by)
    new = [(s.copy, pk) for s, (pk, again) in zip(sayings, found, strict=True) if not again]
    remarks = refold([copy for copy, _pk in new], fresh={pk for _copy, pk in new}, by=by)
    old = [pk for pk, again in found if again and pk not in remarks]
    if old:
        remarks |= dict(Remark.objects.filter(pk__in=old).values_list("pk", "kind"))
    return [Written(pk, remarks.get(pk, ""), again) for pk, again in found]


def refold(copies: Iterable[Copy], *, fresh: Set[int] = frozenset(), by: Actor) -> dict[int, str]:
    """Bring the open loans, remarks and figures of these copies (locked) to what their
    statements say; ``fresh`` are those written just now. Returns the remarks."""
    held = {copy.pk: copy for copy in copies}
    if not held:
        return {}
    said = chains(held)
    # One array instead of a thousand parameters.
    ids = [list(held)]
    before = {
        row.copy_id: loan_of(row)
        for row in OpenLoan.objects.raw(
            "SELECT * FROM circulation_openloan WHERE copy_id = ANY(%s)", ids
        )
    }
    remarks = {
        row.pk: row
        for row in Remark.objects.raw(
            "SELECT * FROM circulation_remark WHERE copy_id = ANY(%s)", ids
        )
    }
    read = [Chain(copy, before.get(pk), fold(said[pk]), said[pk]) for pk, copy in held.items()]
    settle(read, fresh=fresh, remarks=remarks, by=by)
    if fresh:
        follow(
            [
                Turned({one.id: one for one in chain.said}, fresh, chain.after.ended)
                for chain in read
            ],
            by=by,
        )
    return {pk: kind for chain in read for pk, kind in chain.after.remarks.items()}


def chains(copy_ids: Iterable[int]) -> dict[int, list[Said]]:
    """Every statement about these copies, by copy."""
    found: dict[int, list[Said]] = defaultdict(list)
    ids = list(copy_ids)
    # To plan it over all the months takes longer than to ask it of a few copies.
    rows = told(
        "SELECT copy_id, id, kind, reader_id, audience, point_id, happened_at, device_id,"
        " device_seq, due, rule_id, undoes, unlinked FROM circulation_statement"
        " WHERE copy_id = ANY(%s::bigint[])",
        [ids],
        keep=len(ids) <= SHORT,
    )
    for copy_id, *columns in rows:
        found[copy_id].append(Said(*columns))
    return found


def settle(
    read: Sequence[Chain], *, fresh: Set[int], remarks: dict[int, Remark], by: Actor
) -> None:
    """Write what chains come to: open loans, remarks, and the figures. A statement counts when it
    is written, and is turned when a later one shows it in another light.

    ``fresh``: the statements written just now; ``remarks``: those there are of these copies.
    """
    _keep_open([chain for chain in read if chain.before != chain.after.open])
    changed: list[Remark] = []
    counted: list[Fact] = []
    taken_back: dict[str, list[str]] = defaultdict(list)
    for chain in read:
        for one in chain.said:
            row = remarks.get(one.id)
            remark = chain.after.remarks.get(one.id, "")
            turns = before = row.turns if row is not None else 0
            if one.kind in _MEASURES:
                should = counts(one.kind, remark)
                if one.id in fresh:
                    turns = 0 if should else 1
                elif should != (before % 2 == 0):
                    turns = before + 1
                if turns % 2 == 0 and (one.id in fresh or turns != before):
                    counted.append(_fact(chain.copy, one, turns))
                elif turns != before and one.id not in fresh:
                    taken_back[SOURCES[StatementKind(one.kind)]].append(_key(one, before))
            if (remark, turns) != ((row.kind, row.turns) if row is not None else ("", 0)):
                same = row is not None and row.kind == remark
                changed.append(
                    Remark(
                        statement=one.id,
                        copy=chain.copy,
                        point_id=one.point,
                        happened_at=one.happened_at,
                        kind=remark,
                        turns=turns,
                        seen_at=row.seen_at if row is not None and same else None,
                        seen_by=row.seen_by if row is not None and same else "",
                    )
                )
    if changed:
        Remark.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["statement"],
            update_fields=["kind", "turns", "seen_at", "seen_by"],
        )
    if counted:
        facts.write(counted, by=by)
    for kind, keys in taken_back.items():
        facts.reverse(kind, keys, by=by)


def _key(one: Said, turns: int) -> str:
    """What names the statement to facts: the same for an event of a device however often it
    comes; a figure that was taken back and stands again has a key of its own."""
    key = f"{one.device}:{one.seq}" if one.device is not None else str(one.id)
    return f"{key}/{turns}" if turns else key


def _fact(copy: Copy, one: Said, turns: int) -> Fact:
    return Fact(
        point=one.point,
        day=timezone.localdate(one.happened_at),
        mode=mode_of(copy, one.point),
        audience=one.audience,
        measure=_MEASURES[StatementKind(one.kind)],
        quantity=1,
        source_kind=SOURCES[StatementKind(one.kind)],
        source_key=_key(one, turns),
    )


def mode_of(copy: Copy, point: int) -> str:
    """A book of the rotation that a host lends is counted once, at the host, under the mode of
    the rotation: the province adds the points up and adds nothing (domain B.6, R-287)."""
    rotated = copy.collection == Collection.ROTATION and copy.owner_id != point
    return Mode.ROTATION if rotated else Mode.HOME


def loan_of(row: OpenLoan) -> Loan:
    return Loan(
        row.lend, row.reader_id, row.audience, row.point_id, row.rule_id, row.lent_at, row.due,
        row.renewals, row.changed_at,
    )  # fmt: skip


def _said(saying: Saying, pk: int) -> Said:
    return Said(
        pk, saying.kind, saying.reader, saying.audience, saying.point, saying.happened_at,
        saying.device, saying.seq, saying.due, saying.rule, saying.undoes, "",
    )  # fmt: skip


_KEEP = """
INSERT INTO circulation_openloan
    (copy_id, lend, reader_id, audience, point_id, rule_id, lent_at, due, renewals, changed_at)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[],
    %s::bigint[], %s::timestamptz[], %s::date[], %s::int[], %s::timestamptz[])
ON CONFLICT (copy_id) DO UPDATE SET
    lend = excluded.lend, reader_id = excluded.reader_id, audience = excluded.audience,
    point_id = excluded.point_id, rule_id = excluded.rule_id, lent_at = excluded.lent_at,
    due = excluded.due, renewals = excluded.renewals, changed_at = excluded.changed_at
"""


def _keep_open(changed: Sequence[Chain]) -> None:
    gone = [chain.copy.pk for chain in changed if chain.after.open is None]
    kept = [(chain.copy.pk, chain.after.open) for chain in changed if chain.after.open is not None]
    if gone:
        told(
            "DELETE FROM circulation_openloan WHERE copy_id = ANY(%s::bigint[])",
            [gone],
            keep=len(gone) == 1,
        )
    if kept:
        rows: list[tuple[Any, ...]] = [
            (
                pk, loan.lend, loan.reader, loan.audience, loan.point, loan.rule, loan.lent_at,
                loan.due, loan.renewals, loan.changed_at,
            )
            for pk, loan in kept
        ]  # fmt: skip
        told(_KEEP, [list(column) for column in zip(*rows, strict=True)], keep=len(rows) == 1)


@dataclass(frozen=True)
class Difference:
    """An open loan that is not what the statements say: ``kept`` against ``told``."""

    copy: int
    kept: Loan | None
    told: Loan | None


def prove() -> list[Difference]:
    """Compare every open loan with what the statements of its copy come to; [] when all agree."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT copy_id FROM circulation_statement"
            " UNION SELECT copy_id FROM circulation_openloan"
        )
        copies = [pk for (pk,) in cursor.fetchall()]
    said = chains(copies)
    kept = {row.copy_id: loan_of(row) for row in OpenLoan.objects.all()}
    found = [Difference(pk, kept.get(pk), fold(said[pk]).open) for pk in copies]
    return [one for one in found if one.kept != one.told]
