"""Lending to a group and taking back from it, with the scanner in hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.circulation import errors as lending_errors
from tusach.circulation import group_errors as errors
from tusach.circulation.models import GroupLoan, GroupLoanCopy, OpenLoan, StatementKind
from tusach.circulation.rules import Borrower, choose, may_lend
from tusach.circulation.selectors.borrowers import borrower_of
from tusach.circulation.selectors.rules import closed_at, rules_at
from tusach.circulation.services.lending import Done, on_copy, return_copy, told
from tusach.circulation.services.promised import (
    after_lending,
    asked_of,
    is_for,
    refuse_promised,
)
from tusach.circulation.services.statements import Saying, write_at_desk
from tusach.holdings.api import (
    Copy,
    LedgerAct,
    Move,
    State,
    at_point,
    hold_places,
    move,
    names_of,
    place_of,
)
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.readers.api import Reader
from tusach.ui.api import fitting

_TICK = timedelta(microseconds=1)
_YEAR = timedelta(days=366)
# What a rule says of one loan does not hold for a set: how many, and for whose card.
_NOT_ASKED = ("too-many",)


@transaction.atomic
def open_group(
    *,
    point: ServicePoint,
    reader: Reader,
    name: str,
    audience: str,
    due: date,
    by: Actor,
    at: datetime,
) -> GroupLoan:
    """Begin a loan to a group for which ``reader`` answers, until ``due``.

    Refuses a place that knows no readers, no name of the group, a due day not ahead or more than
    a year off, and a reader who may borrow nothing (barred, card run out, a child without a
    guardian).
    """
    day = timezone.localdate(at)
    if point.kind in SECRET_KINDS:
        raise lending_errors.CountsOnly(point=point.name)
    name = fitting(" ".join(name.split()), 120, _("Nhóm"))
    if not name:
        raise errors.NameMissing
    if not day < due <= day + _YEAR:
        raise errors.DueNotAhead(day=f"{due:%d/%m/%Y}")
    _check_reader(reader, borrower_of(reader, day), day)
    made = GroupLoan.objects.create(
        point=point, reader=reader, name=name, audience=audience, due=due, made_at=at,
        made_by=by.name,
    )  # fmt: skip
    _note("group_open", made, by, at, due=[None, f"{due:%d/%m/%Y}"])
    return made


def _check_reader(reader: Reader, who: Borrower, day: date) -> None:
    why = ""
    if who.barred:
        why = who.barred
    elif who.card_until is not None and who.card_until < day:
        why = _("thẻ đã hết hạn")
    elif who.needs_guardian:
        why = _("trẻ em chưa có người giám hộ")
    if why:
        raise errors.ReaderMayNot(reader=reader.name, why=why)


@transaction.atomic
def lend_to_group(*, group: GroupLoan, copy: Copy, by: Actor, at: datetime) -> GroupLoanCopy:
    """Give one more copy to the group: a loan of the reader who answers, counted for those who
    read, due with the rest. How many a reader may have does not hold for a set.

    Refuses a copy that is lent, elsewhere, unfit or promised to somebody else, and one that the
    rules keep in the house.
    """
    held = _held(group)
    assert held.reader is not None
    hold_places([copy.pk])
    place = place_of([copy.pk])[copy.pk]
    loan = OpenLoan.objects.filter(copy=copy).first()
    if loan is not None:
        if GroupLoanCopy.objects.filter(group=held, statement=loan.lend).exists():
            raise errors.CopyOfThisGroup(**told(copy))
        raise errors.CopyLent(due=f"{loan.due:%d/%m/%Y}", **told(copy))
    here = at_point(held.point_id)
    if place.holder != here or place.state not in (State.IN_STORE, State.IN_SERVICE):
        raise errors.CopyNotFree(
            place=names_of([place.holder])[place.holder], state=State(place.state).label,
            **told(copy),
        )  # fmt: skip
    at = max(at, place.since + _TICK)
    day = timezone.localdate(at)
    who = borrower_of(held.reader, day)
    _check_reader(held.reader, who, day)
    point = held.point
    rule = choose(
        rules_at(point, day), day, point.code, point.kind, who.reader_class, copy.collection
    )
    asked = asked_of(copy, held.reader)
    if asked.promised is not None and not is_for(asked.promised, point, held.reader):
        refuse_promised(asked.promised, copy, point, "", day)
    decision = may_lend(rule, closed_at(point, day), day, point.code, who, 0)
    if decision.refusal and decision.refusal not in _NOT_ASKED:
        raise errors.NotForLoan(why=_why(decision.refusal), **told(copy))
    written = write_at_desk(
        Saying(
            StatementKind.LEND, copy, point.pk, held.audience, at, reader=held.reader.pk,
            rule=rule.id if rule is not None else None, due=held.due, note=held.name,
        ),
        None,
        by=by,
    )  # fmt: skip
    move([Move(copy.pk, here, LedgerAct.LEND, State.ON_LOAN, here, at)], by=by, at=at)
    after_lending(
        asked=asked, copy=copy, point=point, reader=held.reader, statement=written.statement,
        by=by, at=at,
    )  # fmt: skip
    record(
        "circulation.lend", by=by, on=on_copy(copy), place=point.pk, at=at,
        changes={"due": [None, f"{held.due:%d/%m/%Y}"]},
    )  # fmt: skip
    return GroupLoanCopy.objects.create(group=held, copy=copy, statement=written.statement)


def _why(code: str) -> str:
    return {
        "in-house-only": _("chỉ đọc tại chỗ"),
        "no-rule": _("chưa có quy định nào"),
        "other-library": _("thẻ nơi khác"),
    }.get(code, code)


@transaction.atomic
def take_from_group(*, group: GroupLoan, copy: Copy, by: Actor, at: datetime) -> Done:
    """A copy of the group is back at the point. Refuses one that is not out for this group."""
    held = _held(group)
    loan = OpenLoan.objects.filter(copy=copy).first()
    if loan is None or not GroupLoanCopy.objects.filter(group=held, statement=loan.lend).exists():
        raise errors.NotOfThisGroup(name=held.name, **told(copy))
    return return_copy(copy=copy, point=held.point, by=by, at=at)


@transaction.atomic
def close_group(*, group: GroupLoan, why: str = "", by: Actor, at: datetime) -> GroupLoan:
    """End a group's loan, and count what is missing: with a reason the rest stays with the reader
    who answers, as loans like any other. Of which nothing was lent is dropped."""
    held = _held(group)
    why = fitting(why, 300, _("Lý do"))
    statements = list(held.copies.values_list("statement", flat=True))
    missing = OpenLoan.objects.filter(lend__in=statements).count()
    if missing and not why:
        raise errors.StillMissing(count=missing)
    held.state = GroupLoan.State.CLOSED if statements else GroupLoan.State.DROPPED
    held.closed_at, held.closed_by = at, by.name
    held.missing, held.missing_why = missing, why if missing else ""
    held.save()
    _note("group_close", held, by, at, missing=[None, missing])
    return held


def _held(group: GroupLoan) -> GroupLoan:
    held = (
        GroupLoan.objects.select_for_update(of=("self",))
        .select_related("point", "reader__reader_class", "reader__home")
        .get(pk=group.pk)
    )
    if held.state != GroupLoan.State.OPEN or held.reader is None:
        raise errors.NotOpen(name=held.name, state=held.get_state_display())
    return held


def _note(act: str, group: GroupLoan, by: Actor, at: datetime, **changes: Any) -> None:
    record(
        f"circulation.{act}", by=by, on=("circulation.group", group.pk, group.name),
        place=group.point_id, changes=changes, at=at,
    )  # fmt: skip


# What the registry of readers asks, and the unlinking


def unlink_groups(*, before: datetime) -> int:
    """Who answered for a group is nobody's business some time after its close, unless books of it
    are still out."""
    out = OpenLoan.objects.filter(lend__in=GroupLoanCopy.objects.values("statement"))
    busy = GroupLoanCopy.objects.filter(statement__in=out.values("lend")).values("group")
    old = GroupLoan.objects.filter(closed_at__lt=before, reader__isnull=False)
    return old.exclude(pk__in=busy).update(reader=None)


def hand_over(reader: int) -> list[dict[str, Any]]:
    return [
        {
            _("Nhóm"): one.name,
            _("Nơi mượn"): one.point.public_name,
            _("Hạn trả"): f"{one.due:%d/%m/%Y}",
        }
        for one in GroupLoan.objects.filter(reader=reader).select_related("point")
    ]


def erase(reader: int) -> int:
    """Unlinks what is closed; the books still out are named by the loans themselves."""
    closed = GroupLoan.objects.filter(reader=reader).exclude(state=GroupLoan.State.OPEN)
    return closed.update(reader=None)


def blocks(reader: int) -> list[str]:
    names = GroupLoan.objects.filter(reader=reader, state=GroupLoan.State.OPEN)
    return [
        _("Đang đứng tên mượn cho “%(name)s”.") % {"name": one}
        for one in names.values_list("name", flat=True)
    ]


def merged(gone: int, kept: int) -> list[int]:
    rows = list(GroupLoan.objects.filter(reader=gone).values_list("pk", flat=True))
    GroupLoan.objects.filter(pk__in=rows).update(reader=kept)
    return rows


def parted(gone: int, kept: int, moved: Any) -> None:
    GroupLoan.objects.filter(pk__in=list(moved), reader=kept).update(reader=gone)
