"""What devices report of loans: ``circulation.lend``, ``.return``, ``.renew`` and ``.undo``
(docs/offline-protocol.md).

Nothing is refused for what the rules say: the book has gone out all the same. Where two
devices disagree both statements stay and the fold settles them (``fold.py``); the answer says
how. The reader's number leaves the log of events: whoever the loan names stands in the
statement, and is unlinked there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor
from tusach.circulation.classes import audience_of
from tusach.circulation.models import RemarkKind, Request, Statement, StatementKind
from tusach.circulation.rules import Closed, Rule, choose, due_day
from tusach.circulation.selectors.rules import closed_at, rules_at
from tusach.circulation.services.promised import Lent, after_undoing, settle_lent, settle_returned
from tusach.circulation.services.statements import Saying, Written, write
from tusach.circulation.services.tallies import undo_count
from tusach.circulation.tally_events import days_wrong, known_as
from tusach.facts.api import Audience
from tusach.holdings.api import (
    Copy,
    LedgerAct,
    Move,
    State,
    at_point,
    hold_places,
    move,
    resting_state,
    take_back_damage,
)
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.offline.api import (
    Event,
    Outcome,
    declined,
    name_codes,
    register_handler,
    taken,
    waits,
)
from tusach.readers.api import Reader, resolve, take_back_registration
from tusach.ui.api import SHORT, told

# Where no rule answers and the device said no day: as much as most libraries give.
_USUAL_DAYS = 14
_AUDIENCES = frozenset(Audience.values)
# Takes back the event of another kind: (device, number) → whether there was one.
TakeBack = Callable[[Event, int], Outcome | None]
_others: list[TakeBack] = []


# What is answered for what devices lent, asked for and counted.
CODES = {
    **{kind.value.replace("_", "-"): kind.label for kind in RemarkKind},
    "reader-unknown": _("không rõ ai mượn"),
    "payload-unreadable": _("thiếu điểm hoặc bản sách"),
    "not-its-point": _("điểm không do thiết bị này phục vụ"),
    "seq-unreadable": _("không rõ hoàn tác việc nào"),
    "seq-is-an-undo": _("việc ấy là một lần hoàn tác"),
    "asked": _("đã ghi yêu cầu"),
    "title-unreadable": _("không rõ hỏi sách nào"),
    "record-unknown": _("không có tên sách ấy trong mục lục"),
    "reader-unreadable": _("không rõ bạn đọc nào"),
    "counted": _("đã đếm"),
    "aside": _("đã ghi, để riêng vì trùng với số khác"),
    "point-unreadable": _("không rõ điểm nào"),
    "mode-unreadable": _("không rõ cách phục vụ"),
    "counts-unreadable": _("số lượt sai dạng"),
    "day-unreadable": _("ngày sai dạng"),
    "copy-unreadable": _("không rõ bản sách nào"),
    "audience-unreadable": _("không rõ đối tượng phục vụ"),
}


def register() -> None:
    name_codes(CODES)
    # Each copy's statements are read and come to something once for all that a list says of it.
    register_handler("circulation.lend", take_loans, keep=keep, together="circulation.loans")
    register_handler("circulation.return", take_loans, together="circulation.loans")
    register_handler("circulation.renew", take_loans, together="circulation.loans")
    register_handler("circulation.undo", take_undos)
    undone_by(_take_back_count)
    undone_by(take_back_registration)
    undone_by(take_back_damage)


def undone_by(take_back: TakeBack) -> None:
    """Let ``circulation.undo`` reach events of another kind too: ``take_back(event, seq)`` takes
    back what event ``seq`` of the same device wrote, or answers None where it wrote nothing."""
    _others.append(take_back)


def _take_back_count(event: Event, seq: int) -> Outcome | None:
    by = event.actor
    found = undo_count(event.device.pk, seq, by=by, at=event.at)
    return taken("undone", made=[known_as(event.device.pk, event.seq)]) if found else None


def keep(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What may stay in the log of events: not who borrowed."""
    return {key: value for key, value in payload.items() if key != "reader"}


@dataclass(frozen=True)
class _Read:
    """An event whose words were understood."""

    event: Event
    saying: Saying
    moves: tuple[Move, ...]
    code: str = ""


@dataclass(frozen=True)
class _Told:
    """What a statement says that is to be undone."""

    statement: int
    kind: str
    copy: int
    point: int
    audience: str


def take_loans(events: list[Event]) -> list[Outcome]:
    """Write what devices lent, took back and renewed; one outcome for each.

    ``taken`` with ``fits``; ``repeat`` (the same reader has it already), ``unseen`` (it was not
    noted as returned), ``no-loan`` (came back or was renewed, and nobody had it), ``unsettled``
    (the ledger has it elsewhere), ``reader-unknown`` (lent without a name). ``waits`` for a copy,
    a point or a reader that has not arrived. ``declined`` for what cannot be read and for a point
    that is not the device's.
    """
    known = _Known(events)
    known.readers(event for event in events if event.kind == "circulation.lend")
    read = {
        "circulation.lend": known.lending,
        "circulation.return": known.returning,
        "circulation.renew": known.renewing,
    }
    return _write(events, [read[event.kind](event) for event in events])


def take_undos(events: list[Event]) -> list[Outcome]:
    """Take back what the same device said before; ``taken`` with ``undone``. ``waits`` for an
    event that has not arrived."""
    wanted = {
        (event.device.pk, seq)
        for event in events
        if type(seq := event.payload.get("seq")) is int and seq > 0
    }
    rows = told(
        "SELECT s.device_id, s.device_seq, s.id, s.kind, s.copy_id, s.point_id, s.audience"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS g(device, seq)"
        " JOIN circulation_statement s ON s.device_id = g.device AND s.device_seq = g.seq"
        " ORDER BY s.happened_at, s.id",
        [[device for device, _seq in wanted], [seq for _device, seq in wanted]],
        keep=len(wanted) <= SHORT,
    )
    found = {(device, seq): _Told(*columns) for device, seq, *columns in rows}
    copies = Copy.objects.in_bulk({row.copy for row in found.values()})
    read: list[_Read | Outcome] = []
    for event in events:
        seq = event.payload.get("seq")
        if type(seq) is not int or seq <= 0:
            read.append(declined("seq-unreadable"))
        elif (row := found.get((event.device.pk, seq))) is not None:
            read.append(_undoing(event, row, copies[row.copy]))
        else:
            answers = (take_back(event, seq) for take_back in _others)
            answer = next((one for one in answers if one is not None), None)
            read.append(answer or waits(known_as(event.device.pk, seq)))
    return _write(events, read)


def _undoing(event: Event, row: _Told, copy: Copy) -> _Read | Outcome:
    if row.kind == StatementKind.UNDO:
        return declined("seq-is-an-undo")
    saying = Saying(
        StatementKind.UNDO, copy, row.point, row.audience, event.at,
        stated_at=event.stated_at, device=event.device.pk, seq=event.seq, undoes=row.statement,
    )  # fmt: skip
    moves: tuple[Move, ...] = ()
    if row.kind == StatementKind.LEND:
        moves = (_move(event, copy, row.point, LedgerAct.RETURN),)
    elif row.kind == StatementKind.RETURN:
        moves = (_move(event, copy, row.point, LedgerAct.LEND),)
    return _Read(event, saying, moves, "undone")


def _move(event: Event, copy: Copy, point: int, act: LedgerAct) -> Move:
    here = at_point(point)
    return Move(
        copy.pk,
        here,
        act,
        State.ON_LOAN if act == LedgerAct.LEND else resting_state(copy, here),
        expect_from=here,
        happened_at=event.at,
        device=event.device.pk,
        seq=event.seq,
        stated_at=event.stated_at,
    )


def _write(events: list[Event], read: list[_Read | Outcome]) -> list[Outcome]:
    """Write what was understood, loans and custody, and answer each event in its place."""
    good = [one for one in read if isinstance(one, _Read)]
    if not good:
        return [one for one in read if isinstance(one, Outcome)]
    by = events[0].actor
    held = hold_places(sorted({one.saying.copy.pk for one in good}))
    written = write([one.saying for one in good], by=by)
    moves = [one_move for one in good for one_move in one.moves]
    odd: set[tuple[int | None, int | None]] = set()
    if moves:
        done = move(moves, by=by, at=max(event.at for event in events), held=held)
        odd = {
            (said.device, said.seq)
            for said, outcome in zip(moves, done, strict=True)
            if not outcome.fits
        }
    _settle_requests([one.saying for one in good], written, by, max(event.at for event in events))
    rest = iter(written)
    return [one if isinstance(one, Outcome) else _answer(one, next(rest), odd) for one in read]


def _settle_requests(
    sayings: list[Saying], written: list[Written], by: Actor, at: datetime
) -> None:
    """What was promised and was lent, who waits for what came back, and what goes on because its
    lending was undone."""
    lent = [
        Lent(one.copy, one.point, one.reader, one.happened_at, said.statement)
        for one, said in zip(sayings, written, strict=True)
        if one.kind == StatementKind.LEND
    ]
    if lent:
        settle_lent(lent, by, at)
    back = [one.copy for one in sayings if one.kind == StatementKind.RETURN]
    if back:
        settle_returned(back, by, at)
    undone = {one.undoes: one.copy for one in sayings if one.undoes}
    served = Request.objects.filter(lent_by__in=undone).values_list("lent_by", flat=True)
    if not undone or not served:
        return
    for lending in Statement.objects.select_related("point").filter(pk__in=list(served)):
        after_undoing(
            copy=undone[lending.pk], point=lending.point, statement=lending.pk,
            lent_to=lending.reader_id, by=by, at=at,
        )  # fmt: skip


def _answer(one: _Read, written: Written, odd: set[tuple[int | None, int | None]]) -> Outcome:
    made = (known_as(one.event.device.pk, one.event.seq),)
    if written.remark:
        code = written.remark.replace("_", "-")
    elif (one.event.device.pk, one.event.seq) in odd:
        code = "unsettled"
    else:
        code = one.code or "fits"
    if code == "fits":
        return taken(code, made=made)
    return taken(code, made=made, copy=one.saying.copy.barcode)


class _Known:
    """The points, copies, readers and rules that a list of events names, read in bulk."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = list(events)
        codes = {c for e in self.events if isinstance(c := e.payload.get("point"), str)}
        scans = {c for e in self.events if isinstance(c := e.payload.get("copy"), str)}
        self.points = {p.code: p for p in ServicePoint.objects.filter(code__in=codes)}
        self.copies = {c.barcode: c for c in Copy.objects.filter(barcode__in=scans)}
        self.meant: dict[tuple[int, Any], int | str | None] = {}
        self.people: dict[int, Reader] = {}
        self._rules: dict[int, tuple[list[Rule], list[Closed]]] = {}

    def readers(self, events: Iterable[Event]) -> None:
        """Look up whom the events mean."""
        refs = defaultdict(set)
        devices = {}
        for event in events:
            ref = event.payload.get("reader")
            if isinstance(ref, (int, str)):
                refs[event.device.pk].add(ref)
                devices[event.device.pk] = event.device
        for number, of_device in refs.items():
            found = resolve(devices[number], of_device)
            self.meant.update({(number, ref): who for ref, who in found.items()})
        numbers = {who for who in self.meant.values() if isinstance(who, int)}
        self.people = Reader.objects.select_related("reader_class").in_bulk(numbers)

    def lending(self, event: Event) -> _Read | Outcome:
        place = self._place(event)
        if isinstance(place, Outcome):
            return place
        point, copy = place
        reader: Reader | None = None
        code = ""
        ref = event.payload.get("reader")
        if ref is not None and point.kind not in SECRET_KINDS:
            who = self.meant.get((event.device.pk, ref)) if isinstance(ref, (int, str)) else None
            if isinstance(who, str):
                return waits(who)
            reader = self.people.get(who) if who is not None else None
            code = "" if reader is not None else "reader-unknown"
        audience = reader.audience if reader is not None else event.payload.get("audience")
        if audience not in _AUDIENCES:
            audience = audience_of(point)
        day = timezone.localdate(event.at)
        rule = self._rule(event, point, copy, reader, day)
        saying = Saying(
            StatementKind.LEND, copy, point.pk, audience, event.at,
            reader=reader.pk if reader is not None else None,
            rule=rule.id if rule is not None else None,
            due=self._due(event, point, day, rule.days if rule is not None else _USUAL_DAYS),
            **_of(event),
        )  # fmt: skip
        return _Read(event, saying, (_move(event, copy, point.pk, LedgerAct.LEND),), code)

    def returning(self, event: Event) -> _Read | Outcome:
        place = self._place(event)
        if isinstance(place, Outcome):
            return place
        point, copy = place
        saying = Saying(
            StatementKind.RETURN, copy, point.pk, Audience.UNKNOWN, event.at, **_of(event)
        )
        return _Read(event, saying, (_move(event, copy, point.pk, LedgerAct.RETURN),))

    def renewing(self, event: Event) -> _Read | Outcome:
        place = self._place(event)
        if isinstance(place, Outcome):
            return place
        point, copy = place
        day = timezone.localdate(event.at)
        rule = self._rule(event, point, copy, None, day)
        saying = Saying(
            StatementKind.RENEW, copy, point.pk, audience_of(point), event.at,
            rule=rule.id if rule is not None else None,
            due=self._due(
                event, point, day, rule.renewal_days if rule is not None else _USUAL_DAYS
            ),
            **_of(event),
        )  # fmt: skip
        return _Read(event, saying, ())

    def _place(self, event: Event) -> tuple[ServicePoint, Copy] | Outcome:
        code, scan = event.payload.get("point"), event.payload.get("copy")
        if not isinstance(code, str) or not isinstance(scan, str) or not code or not scan:
            return declined("payload-unreadable")
        point = self.points.get(code)
        if point is None:
            return waits(f"point:{code[:80]}")
        if point.pk not in event.points:
            return declined("not-its-point")
        copy = self.copies.get(scan)
        return (point, copy) if copy is not None else waits(f"copy:{scan[:80]}")

    def _at(self, point: ServicePoint) -> tuple[list[Rule], list[Closed]]:
        """The rules and closed days of a point for the days of these events."""
        if point.pk not in self._rules:
            days = [timezone.localdate(event.at) for event in self.events]
            self._rules[point.pk] = (
                rules_at(point, min(days), max(days)),
                closed_at(point, min(days)),
            )
        return self._rules[point.pk]

    def _rule(
        self, event: Event, point: ServicePoint, copy: Copy, reader: Reader | None, day: date
    ) -> Rule | None:
        """The rule that the device says decided, if there is such a one; else the one that would
        have."""
        rules = self._at(point)[0]
        said = event.payload.get("rule")
        named = next((one for one in rules if one.id == said), None)
        kind = reader.reader_class.code if reader is not None else ""
        return named or choose(rules, day, point.code, point.kind, kind, copy.collection)

    def _due(self, event: Event, point: ServicePoint, day: date, days: int) -> date:
        """The day the reader was told; the rule's where the device told none, or none that can
        be."""
        try:
            # Told by the device's clock; it was wrong by as much for the due day.
            said = date.fromisoformat(str(event.payload.get("due", ""))) + days_wrong(event)
        except (ValueError, OverflowError):
            said = None
        if said is not None and day <= said <= day.replace(year=day.year + 2, day=1):
            return said
        return due_day(day, days, self._at(point)[1], point.code)


def _of(event: Event) -> dict[str, Any]:
    return {"stated_at": event.stated_at, "device": event.device.pk, "seq": event.seq}
