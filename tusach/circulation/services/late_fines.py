"""Fines of returns that devices report, and what later reports make of fines written before.

A device's events come days after they happened, and in any order. The fine is reckoned as of the
corrected time of the return, by the rule that lent, once, when it is first known which loan the
return closed; what comes later turns it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.audit.api import Actor
from tusach.circulation.fold import Loan, Said, fold
from tusach.circulation.models import LoanRule, MoneyKind, MoneyLine, StatementKind
from tusach.circulation.selectors.rules import late_by
from tusach.circulation.services.money import charge, charges, drop_line
from tusach.network.api import ServicePoint
from tusach.readers.api import Reader


@dataclass(frozen=True)
class Turned:
    """The statements of a copy by number, which of them are ``fresh``, and the loans that its
    returns and losses close ``now``."""

    said: Mapping[int, Said]
    fresh: Set[int]
    now: Mapping[int, Loan]

    @cached_property
    def before(self) -> Mapping[int, Loan]:
        """The loans they closed before the fresh ones were said."""
        return fold([one for one in self.said.values() if one.id not in self.fresh]).ended

    def changed(self) -> list[int]:
        return [
            one
            for one in sorted({*self.before, *self.now})
            if self.before.get(one) != self.now.get(one)
        ]


# They close no loan, so that nothing is owed for them.
_OPENING = frozenset({StatementKind.LEND, StatementKind.RENEW, StatementKind.UNDO})


def follow(read: Sequence[Turned], *, by: Actor) -> None:
    """Let fines and compensations follow what the statements of these copies (locked) come to.

    A device's return that newly closes a reader's loan is fined by its own day. A return or loss
    that closes no loan any more, or one of somebody else, owes nothing: its line is taken back.
    Where the loan is the same and its due day another, the fine is the new one; what was told at a
    desk only ever becomes less, and what a person took back stays so. Saying the same again changes
    nothing.
    """
    closing = [one.id for copy in read for one in copy.said.values() if one.kind not in _OPENING]
    if not closing:
        return
    standing = {line.statement: line for line in charges(closing)}
    rules = LoanRule.objects.in_bulk(
        {one.rule for copy in read for one in copy.now.values() if one.rule is not None}
    )
    # Most libraries fine nobody: then nothing is owed, and the past need not be gone over.
    fining = {pk for pk, rule in rules.items() if rule.fine_per_day}
    concerned = [
        copy
        for copy in read
        if any(one.rule in fining for one in copy.now.values())
        or any(pk in standing for pk in copy.said)
    ]
    turned = [(copy, pk) for copy in concerned for pk in copy.changed()]
    if not turned:
        return
    known = _Known(rules, [copy.now[pk] for copy, pk in turned if pk in copy.now])
    for copy, pk in turned:
        _turn(known, copy, pk, standing.get(pk), by)


class _Known:
    """The rules, points and readers that closed loans name."""

    def __init__(self, rules: Mapping[int, LoanRule], loans: Sequence[Loan]) -> None:
        self.rules = rules
        self.points = ServicePoint.objects.in_bulk({one.point for one in loans})
        self.readers = Reader.objects.in_bulk(
            {one.reader for one in loans if one.reader is not None}
        )

    def fine(self, loan: Loan, on: datetime) -> tuple[int, int]:
        rule = self.rules.get(loan.rule) if loan.rule is not None else None
        point = self.points.get(loan.point) or ServicePoint.objects.get(pk=loan.point)
        return late_by(rule, point, loan.due, timezone.localdate(on))


def _turn(known: _Known, copy: Turned, pk: int, line: MoneyLine | None, by: Actor) -> None:
    said, before, now = copy.said[pk], copy.before.get(pk), copy.now.get(pk)
    reader = known.readers.get(now.reader) if now is not None and now.reader is not None else None
    late = owed = 0
    if now is not None and reader is not None:
        if said.kind != StatementKind.RETURN:
            return
        if line is None and (said.device is None or _was_fined(known, before, now, said)):
            return
        late, owed = known.fine(now, said.happened_at)
    if line is not None:
        same = reader is not None and line.reader_id == reader.pk
        if same and (owed == line.amount or (said.device is None and owed > line.amount)):
            return
        # No sooner than the newest word of this copy.
        newest = max(one.happened_at for one in copy.said.values())
        drop_line(line=line, reason=_reason(copy, pk), by=by, at=max(newest, line.at))
    if reader is not None and owed:
        _charge(reader, said, late, owed, by)


def _was_fined(known: _Known, before: Loan | None, now: Loan, said: Said) -> bool:
    """Whether the same loan was fined for this return before: a line that stands no longer, or no
    longer says for which loan it is, is not written again."""
    if before is None or before.lend != now.lend:
        return False
    return known.fine(before, said.happened_at)[1] > 0


def _charge(reader: Reader, said: Said, late: int, owed: int, by: Actor) -> None:
    last = MoneyLine.objects.filter(statement=said.id, kind=MoneyKind.FINE).aggregate(
        n=Max("reckoning")
    )["n"]
    charge(
        reader=reader,
        point=ServicePoint.objects.get(pk=said.point),
        kind=MoneyKind.FINE,
        amount=owed,
        statement=said.id,
        reckoning=0 if last is None else last + 1,
        reason=ngettext("quá hạn %(count)s ngày", "quá hạn %(count)s ngày", late) % {"count": late},
        by=by,
        at=said.happened_at,
    )


def _reason(copy: Turned, pk: int) -> str:
    if any(one.undoes == pk for one in copy.said.values()):
        return _("Việc mượn trả đã hoàn tác")
    return _("Thiết bị báo về sau: tính lại")
