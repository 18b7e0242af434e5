"""Counting: a tap, a sheet, a message; corrected and taken back without losing what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor, record
from tusach.circulation import tally_errors as errors
from tusach.circulation.models import Span, Tally, TallyLine, TallySource, TallyState
from tusach.circulation.models.tallies import FAMILY_OF
from tusach.circulation.services.settling import (
    LOAN_SOURCES,
    count_lines,
    hold_point,
    settle,
    uncount_lines,
)
from tusach.facts.api import Audience, Measure, Mode
from tusach.network.api import ServicePoint, is_open
from tusach.policy.api import add_months
from tusach.ui.api import fitting, number

__all__ = ["LOAN_SOURCES", "Figure", "correct", "put", "take_back", "undo_count",
           "undo_tap"]  # fmt: skip

MOST = 100_000
# Nobody keys tallies older than the house; a clock at 1970 is found out here.
_EARLIEST_YEAR = 2015


@dataclass(frozen=True)
class Figure:
    """So many of ``measure`` by readers of one class; ``day`` only where the sheet says one."""

    measure: str
    audience: str
    quantity: int
    day: date | None = None


def last_of(month: date) -> date:
    return date.fromordinal(add_months(month.replace(day=1), 1).toordinal() - 1)


def _check_day(point: ServicePoint, day: date, today: date) -> None:
    if day > today:
        raise errors.DayNotYet(day=f"{day:%d/%m/%Y}")
    if day.year < _EARLIEST_YEAR:
        raise errors.DayTooOld(day=f"{day:%d/%m/%Y}", year=_EARLIEST_YEAR)
    if not is_open(point, day):
        raise errors.PointClosedThen(point=point.name, day=f"{day:%d/%m/%Y}")


def _day_of_month(point: ServicePoint, month: date, today: date) -> date:
    """Where a month's figure stands: its last day on which the point served, or today."""
    last = min(last_of(month), today)
    if point.closed_on is not None and month < point.closed_on <= last:
        last = date.fromordinal(point.closed_on.toordinal() - 1)
    return last


def _clean(figures: Iterable[Figure]) -> list[Figure]:
    """One figure for each day, measure and class, zeros left out."""
    sums: dict[tuple[date | None, str, str], int] = {}
    for one in figures:
        if one.measure not in Measure.values or one.audience not in Audience.values:
            raise ValueError(f"{one.measure} {one.audience}")
        if one.quantity < 0 or one.quantity > MOST:
            raise errors.FigureTooLarge(quantity=number(one.quantity), most=number(MOST))
        if one.quantity:
            key = (one.day, one.measure, one.audience)
            sums[key] = sums.get(key, 0) + one.quantity
    if not sums:
        raise errors.NothingCounted
    return [Figure(m, a, n, day) for (day, m, a), n in sums.items()]


@transaction.atomic
def put(
    *,
    point: ServicePoint,
    mode: str,
    source: str,
    figures: Sequence[Figure],
    day: date | None = None,
    month: date | None = None,
    stands: date | None = None,
    exact: bool = True,
    reference: str = "",
    wishes: str = "",
    text: str = "",
    key: str = "",
    device: int | None = None,
    seq: int | None = None,
    copy: int | None = None,
    replaces: Tally | None = None,
    by: Actor,
    at: datetime,
) -> Tally:
    """Write what was counted at a point on ``day``, or in ``month``.

    A figure of a month without a day of its own stands on ``stands``, or on the month's last
    day. Where another
    family speaks of the same days, whether it counts is decided by
    :func:`tusach.circulation.counting.counting`. Refuses no figure at all, a day to come
    or too old, a day on which the point did not serve, and (:class:`errors.TallyThere`) a
    ``key`` that is there already, unless ``replaces`` is that tally.
    """
    if (day is None) == (month is None):
        raise ValueError("a day or a month")
    hold_point(point.pk)
    today = timezone.localdate(at)
    figures = _clean(figures)
    span = Span.DAY if day is not None or any(f.day for f in figures) else Span.MONTH
    first = (day or month or today).replace(day=1)
    stands = day or stands or _day_of_month(point, first, today)
    for one in {f.day or stands for f in figures}:
        _check_day(point, one, today)
    if replaces is not None:
        replaces = _end(replaces, TallyState.REPLACED, by=by, at=at)
    if key and (there := live_tally(point, key)):
        raise errors.TallyThere(
            point=point.name,
            what=_("tháng %(month)s") % {"month": f"{there.month:%m/%Y}"},
            name=there.made_by,
            day=f"{timezone.localtime(there.made_at):%d/%m/%Y}",
            tally=there.pk,
        )
    tally = Tally.objects.create(
        point=point, month=first, span=span, mode=mode, source=source, exact=exact,
        reference=fitting(reference, 120, _("Số phiếu, nơi lưu")), wishes=wishes.strip(),
        text=text[:300], key=key, device_id=device, seq=seq, copy_id=copy,
        replaces=replaces, made_at=at, made_by=by.name, by_account=by.account,
    )  # fmt: skip
    family = FAMILY_OF[TallySource(source)]
    lines = TallyLine.objects.bulk_create(
        TallyLine(
            tally=tally, point=point, month=first, family=family,
            mode=_mode(mode, one.measure),
            span=Span.DAY if day is not None or one.day else Span.MONTH,
            day=one.day or stands, measure=one.measure, audience=one.audience,
            quantity=one.quantity,
        )
        for one in figures
    )  # fmt: skip
    if replaces is None and _alone(lines):
        count_lines(lines, exact={tally.pk: exact}, by=by)
    else:
        settle(point.pk, first, by=by)
    record(
        "circulation.count" if replaces is None else "circulation.correct_count",
        by=by,
        on=("circulation.tally", tally.pk, f"{point.name} {first:%m/%Y}"),
        place=point.pk,
        changes={"figures": [None, _in_words(figures)]},
        at=at,
    )
    return tally


def _mode(mode: str, measure: str) -> str:
    """On the sheet of a reading room, what was lent went home."""
    return Mode.HOME if (mode, measure) == (Mode.ON_SITE, Measure.LOAN) else mode


def live_tally(point: ServicePoint, key: str) -> Tally | None:
    """What is said at a point under this key, of which there is one at most."""
    return Tally.objects.filter(point=point, key=key, state=TallyState.LIVE).first()


def _alone(lines: Sequence[TallyLine]) -> bool:
    """Nobody else speaks of this month: it counts without looking at every line of the month."""
    measures = {line.measure for line in lines}
    if measures & {Measure.LOAN, Measure.RENEWAL}:
        return False
    first = lines[0]
    return (
        not TallyLine.objects.filter(
            point=first.point_id, month=first.month, live=True, measure__in=measures
        )
        .exclude(family=first.family)
        .exists()
    )


def _in_words(figures: Sequence[Figure]) -> str:
    sums: dict[str, int] = {}
    for one in figures:
        sums[one.measure] = sums.get(one.measure, 0) + one.quantity
    return ", ".join(f"{Measure(m).label} {number(n)}" for m, n in sums.items())


def _end(tally: Tally, state: str, *, by: Actor, at: datetime, why: str = "") -> Tally:
    """A tally speaks no more: its lines count nothing from now on."""
    tally = Tally.objects.select_for_update(of=("self",)).get(pk=tally.pk)
    if tally.state != TallyState.LIVE:
        raise errors.TallyEnded(state=TallyState(tally.state).label)
    uncount_lines(tally.lines.filter(counts=True), by=by)
    tally.lines.update(live=False)
    tally.state, tally.ended_at, tally.ended_by = state, at, by.name
    tally.ended_why = fitting(why, 300, _("Lý do"))
    tally.save(update_fields=["state", "ended_at", "ended_by", "ended_why"])
    return tally


@transaction.atomic
def correct(
    *,
    tally: Tally,
    figures: Sequence[Figure],
    exact: bool,
    reference: str = "",
    wishes: str = "",
    text: str = "",
    by: Actor,
    at: datetime,
) -> Tally:
    """Replace what a tally said; the old one stays, with who changed it and when.

    Refuses one that was replaced or taken back (:class:`errors.TallyEnded`)."""
    return put(
        point=tally.point, mode=tally.mode, source=tally.source, figures=figures,
        month=tally.month if _is_monthly(tally) else None,
        day=None if _is_monthly(tally) else tally.lines.values_list("day", flat=True)[0],
        exact=exact, reference=reference, wishes=wishes, text=text or tally.text, key=tally.key,
        copy=tally.copy_id, replaces=tally, by=by, at=at,
    )  # fmt: skip


def _is_monthly(tally: Tally) -> bool:
    return tally.source in {TallySource.SHEET, TallySource.SMS, TallySource.BOX}


@transaction.atomic
def take_back(*, tally: Tally, why: str, by: Actor, at: datetime) -> Tally:
    """It was not so: nothing of the tally counts any more; it stays to be seen, with the
    reason. Refuses one that was replaced or taken back already, and one without a reason."""
    hold_point(tally.point_id)
    if not why.strip():
        raise errors.WhyMissing
    ended = _end(tally, TallyState.TAKEN_BACK, by=by, at=at, why=why)
    settle(ended.point_id, ended.month, by=by)
    record(
        "circulation.take_count_back",
        by=by,
        on=("circulation.tally", ended.pk, f"{ended.point.name} {ended.month:%m/%Y}"),
        place=ended.point_id,
        changes={"reason": [None, ended.ended_why]},
        at=at,
    )
    return ended


@transaction.atomic
def undo_tap(*, point: ServicePoint, by: Actor, at: datetime) -> Tally:
    """Take back the last tap of this person at the point today; refuses
    (:class:`errors.NothingToUndo`) where there is none."""
    hold_point(point.pk)
    begun = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    last = (
        Tally.objects.filter(
            point=point, source=TallySource.TAP, state=TallyState.LIVE,
            by_account=by.account, made_at__gte=begun,
        )
        # A session at a computer is undone where it was begun.
        .exclude(lines__measure=Measure.COMPUTER)
        .order_by("-made_at", "-pk")
        .first()
    )  # fmt: skip
    if last is None:
        raise errors.NothingToUndo
    return take_back(tally=last, why=str(_("Bấm nhầm")), by=by, at=at)


@transaction.atomic
def undo_count(device: int, seq: int, *, by: Actor, at: datetime) -> bool | None:
    """A device takes back what it counted under ``seq``; True when it now counts nothing
    (also when it was taken back before), None where no count came under that number."""
    tally = Tally.objects.filter(device=device, seq=seq).select_related("point").first()
    if tally is None:
        return None
    if tally.state == TallyState.LIVE:
        take_back(tally=tally, why=str(_("Huỷ trên máy")), by=by, at=at)
    return True
